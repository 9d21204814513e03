from __future__ import annotations

import pytest

from routerboard.link.target import Secret, Target, accepted


@pytest.mark.parametrize(
    ("text", "target", "place"),
    [
        ("192.168.88.1", Target("192.168.88.1"), "192.168.88.1:8728"),
        (" router.lan:9000 ", Target("router.lan", 9000), "router.lan:9000"),
        ("bob@10.0.0.1", Target("10.0.0.1", user="bob"), "10.0.0.1:8728"),
        ("fe80::1%eth0", Target("fe80::1%eth0"), "[fe80::1%eth0]:8728"),
        ("[2001:db8::1]:8729", Target("2001:db8::1", 8729), "[2001:db8::1]:8729"),
        ("::1", Target("::1"), "[::1]:8728"),
    ],
)
def test_addresses_are_read(text: str, target: Target, place: str) -> None:
    assert Target.parse(text) == target
    assert target.place == place


@pytest.mark.parametrize(
    "text", ["", "  ", "a b", "host:", "host:0", "host:65536", "host:ssh", "[::1", "http://x/", "a/b"]
)
def test_what_is_no_address_is_refused_with_words(text: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        Target.parse(text)


def test_the_usual_port_depends_on_tls() -> None:
    assert Target("h").tcp_port == 8728
    assert Target("h", tls=True).tcp_port == 8729
    assert Target("h", 1234, tls=True).tcp_port == 1234


def test_user_and_tls_are_taken_over_unless_the_text_names_a_user() -> None:
    assert Target.parse("h", user="bob", tls=True) == Target("h", user="bob", tls=True)
    assert Target.parse("eve@h", user="bob").user == "eve"


def test_a_secret_shows_itself_only_when_asked() -> None:
    secret = Secret("hunter2")
    assert secret.reveal() == "hunter2"
    assert repr(secret) == "Secret(***)"
    assert secret == Secret("hunter2") != Secret("other")
    assert len({secret, Secret("hunter2")}) == 1
    assert not Secret()


@pytest.mark.parametrize("text", ["admin:s3cret@192.168.88.1", "admin:s3cret@router.lan:8728", ":s3cret@[::1]"])
def test_a_password_in_an_address_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(ValueError, match="password") as caught:
        Target.parse(text)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("host", "place"),
    [
        ("Router.LAN.", "router.lan:8728"),
        ("2001:DB8:0::0001", "[2001:db8::1]:8728"),
        ("FE80::1%eth0", "[fe80::1%eth0]:8728"),
        ("192.168.88.1", "192.168.88.1:8728"),
    ],
)
def test_a_place_has_one_spelling(host: str, place: str) -> None:
    assert Target(host).place == place


@pytest.mark.parametrize("text", ["ab" * 32, "AB:" * 31 + "ab", " Ab Ab" * 16, f"{'AB' * 16}\n{'ab' * 16}"])
def test_a_fingerprint_is_read_as_one_likes_to_write_it(text: str) -> None:
    assert accepted(text) == ":".join(["AB"] * 32)


def test_none_is_a_word_too() -> None:
    assert accepted(" None ") == "none"


@pytest.mark.parametrize("text", ["", "ab" * 31, "ab" * 33, "4C1F 09AB 77E0 12D3", "yes", "xy" * 32])
def test_half_a_fingerprint_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="64 hexadecimal digits"):
        accepted(text)
