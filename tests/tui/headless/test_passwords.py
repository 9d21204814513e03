"""Where a password comes from, where it may stay, and how a router is known again over TLS: the commands."""

from __future__ import annotations

import asyncio
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from routerboard.link.target import Secret, Target
from routerboard.link.tls import known_routers_file, short
from routerboard.practice.board import read_board
from routerboard.practice.router import PracticeRouter
from routerboard.practice.server import serve
from routerboard.practice.tls import anonymous
from tui import passwords
from tui.cli import DONE, NOT_REACHED, WRONG_INPUT
from tui.headless import talk

DATA = Path(__file__).parents[2] / "routerboard" / "link" / "data"
Simplifi = Callable[..., Any]


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Somebody sits there and types `right`; the prompts that were shown."""
    prompts: list[str] = []

    def ask(prompt: str) -> str:
        prompts.append(prompt)
        return "right"

    monkeypatch.setattr(talk, "is_terminal", lambda stream: True)
    monkeypatch.setattr("getpass.getpass", ask)
    return prompts


def user_of(board: Any) -> tuple[str, str]:
    return ("simplifi-tui", f"admin@{board.place}")


def test_a_typed_password_is_remembered_once_it_let_us_in(
    simplifi: Simplifi, guarded: Any, ring: Any, typing: list[str]
) -> None:
    ended = simplifi("survey", "--remember", "--router", guarded.place)
    assert ended.status == DONE, ended.err
    assert ring.kept == {user_of(guarded): "right"}
    assert typing == [f"Password of admin on {guarded.place}: "]
    assert simplifi("survey", "--router", guarded.place).status == DONE
    assert len(typing) == 1, "nobody is asked again"


def test_a_wrong_password_is_not_remembered(
    simplifi: Simplifi, guarded: Any, ring: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIMPLIFI_PASSWORD", "wr0ng-secret")
    assert simplifi("survey", "--remember", "--router", guarded.place).status == NOT_REACHED
    assert ring.kept == {}


def test_remember_replaces_what_the_keyring_has(simplifi: Simplifi, guarded: Any, ring: Any, typing: list[str]) -> None:
    ring.kept[user_of(guarded)] = "0ld-secret"
    ended = simplifi("survey", "--router", guarded.place)
    assert ended.status == NOT_REACHED
    assert "the one in the keyring; `simplifi-tui forget` removes it" in ended.err
    assert "0ld-secret" not in ended.out + ended.err
    assert typing == []
    assert simplifi("survey", "--remember", "--router", guarded.place).status == DONE
    assert ring.kept == {user_of(guarded): "right"}


def test_the_environment_comes_first(
    simplifi: Simplifi, guarded: Any, ring: Any, typing: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ring.kept[user_of(guarded)] = "0ld-secret"
    monkeypatch.setenv("SIMPLIFI_PASSWORD", "right")
    assert simplifi("survey", "--router", guarded.place).status == DONE
    assert typing == []
    monkeypatch.setenv("SIMPLIFI_PASSWORD", "")
    ended = simplifi("survey", "--router", guarded.place)
    assert ended.status == NOT_REACHED
    assert "keyring" not in ended.err, "an empty one is one, too"


def test_a_word_about_what_waits_is_said_with_the_kept_password(
    simplifi: Simplifi, guarded: Any, ring: Any, typing: list[str]
) -> None:
    assert simplifi("confirm", "--remember", "--router", guarded.place).status != NOT_REACHED
    assert ring.kept == {user_of(guarded): "right"}
    assert simplifi("undo", "--router", guarded.place).status != NOT_REACHED
    assert len(typing) == 1


def test_forgetting(simplifi: Simplifi, ring: Any) -> None:
    ring.kept = {("simplifi-tui", "admin@10.0.0.1:8728"): "one", ("simplifi-tui", "eve@10.0.0.1:8728"): "two"}
    ended = simplifi("forget", "--router", "10.0.0.1")
    assert (ended.status, ended.out) == (DONE, "The password of admin on 10.0.0.1:8728 is forgotten.\n")
    assert ring.kept == {("simplifi-tui", "eve@10.0.0.1:8728"): "two"}
    again = simplifi("forget", "--router", "10.0.0.1")
    assert (again.status, again.out) == (DONE, "The keyring has no password of admin on 10.0.0.1:8728.\n")
    assert "forgotten" in simplifi("forget", "--router", "eve@10.0.0.1").out
    assert ring.kept == {}


@pytest.mark.parametrize("words", [("survey", "--remember"), ("forget",)])
def test_without_the_package_it_is_said_how_to_get_it(
    simplifi: Simplifi, guarded: Any, no_keyring: None, typing: list[str], words: tuple[str, ...]
) -> None:
    ended = simplifi(*words, "--router", guarded.place)
    assert ended.status == WRONG_INPUT
    assert "pip install 'simplifi-tui[keyring]'" in ended.err
    assert typing == []
    assert simplifi("survey", "--router", guarded.place).status == DONE, "nothing else needs it"
    assert typing != []


def test_no_password_goes_into_a_plain_file(simplifi: Simplifi, guarded: Any, ring: Any, typing: list[str]) -> None:
    ring.priority = 0.5
    ended = simplifi("survey", "--remember", "--router", guarded.place)
    assert ended.status == WRONG_INPUT
    assert "no keyring of its own that works" in ended.err
    assert (ring.kept, typing) == ({}, [])


def test_a_keyring_that_breaks_asks_instead_and_never_repeats_what_it_was_given(
    simplifi: Simplifi, guarded: Any, ring: Any, typing: list[str]
) -> None:
    ring.trouble = RuntimeError("cannot store right in /dev/null")
    assert simplifi("survey", "--router", guarded.place).status == DONE
    ended = simplifi("survey", "--remember", "--router", guarded.place)
    assert ended.status == DONE, "the router was read; remembering is not all"
    assert "does not answer (RuntimeError)" in ended.err
    assert "cannot store" not in ended.err
    assert len(typing) == 2
    refused = simplifi("forget", "--router", guarded.place)
    assert (refused.status, "cannot store" in refused.err) == (WRONG_INPUT, False)


def test_a_keyring_that_keeps_nothing_is_found_out(ring: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ring, "set_password", lambda *_: None)
    with pytest.raises(passwords.NoKeyring, match="not remembered"):
        passwords.remember(Target("10.0.0.1"), Secret("x"))


def test_over_tls_it_is_another_password(ring: Any) -> None:
    passwords.remember(Target("10.0.0.1", tls=True), Secret("x"))
    assert passwords.remembered(Target("10.0.0.1")) is None, "what was kept for TLS is not sent in plain"
    assert passwords.remembered(Target("10.0.0.1", tls=True)) == Secret("x")


@pytest.mark.parametrize("command", ["survey", "watch", "forget"])
def test_a_password_in_the_address_is_refused_and_not_repeated(simplifi: Simplifi, command: str) -> None:
    ended = simplifi(command, "--router", "admin:t0p-s3cret@192.168.88.1")
    assert ended.status == WRONG_INPUT
    assert "a password never stands in an address" in ended.err
    assert "t0p-s3cret" not in ended.out + ended.err


# TLS


class Secured:
    """A board behind TLS, in a thread; one after the other, on the same port."""

    def __init__(self) -> None:
        self.port = 0
        self._end: Callable[[], object] = lambda: None

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self, context: ssl.SSLContext) -> None:
        ready = threading.Event()

        async def body() -> None:
            router, stop = PracticeRouter(read_board("bench", "title: bench\ninterfaces: [ether1]\n")), asyncio.Event()
            loop = asyncio.get_running_loop()
            self._end = partial(loop.call_soon_threadsafe, stop.set)
            async with await serve(router, tls_port=self.port, certificate=context, running_clock=False) as server:
                self.port = server.tls_port
                ready.set()
                await stop.wait()

        self._thread = threading.Thread(target=lambda: asyncio.run(body()), daemon=True)
        self._thread.start()
        assert ready.wait(20)

    def close(self) -> None:
        self._end()
        self._thread.join(20)


def certified(name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(DATA / name)
    return context


@pytest.fixture
def secured() -> Iterator[Secured]:
    """A board that shows a certificate."""
    made = Secured()
    made.start(certified("router.pem"))
    yield made
    made.close()


@pytest.fixture
def after_reset(simplifi: Simplifi, secured: Secured) -> Secured:
    """The same, met once, and now with another certificate."""
    assert simplifi("survey", "--tls", "--router", secured.place).status == DONE
    secured.close()
    secured.start(certified("router-reset.pem"))
    return secured


@pytest.fixture
def bare() -> Iterator[Secured]:
    """A board without a certificate."""
    made = Secured()
    try:
        made.start(anonymous())
    except ssl.SSLError:
        pytest.skip("the OpenSSL of this Python was built without anonymous ciphers")
    yield made
    made.close()


def known() -> dict[str, str]:
    found: dict[str, str] = json.loads(known_routers_file().read_text(encoding="utf-8"))
    return found


def test_a_first_meeting_shows_the_certificate_and_the_next_says_nothing(simplifi: Simplifi, secured: Secured) -> None:
    first = simplifi("survey", "--json", "--tls", "--router", secured.place)
    assert first.status == DONE
    seen = known()[secured.place]
    assert f"First meeting with {secured.place} over TLS" in first.err
    assert seen in first.err
    assert short(seen) in first.err
    assert json.loads(first.out)["version"], "what other programs read is as ever"
    second = simplifi("survey", "--tls", "--router", secured.place)
    assert (second.status, second.err) == (DONE, "")


def test_one_router_by_two_names_is_pointed_out(simplifi: Simplifi, secured: Secured) -> None:
    simplifi("survey", "--tls", "--router", secured.place)
    named = simplifi("survey", "--tls", "--router", f"LOCALHOST:{secured.port}")
    assert f"First meeting with localhost:{secured.port}" in named.err
    assert f"{secured.place} shows the same" in named.err


@pytest.mark.parametrize("command", ["survey", "confirm", "undo", "remove", "watch", "plan"])
def test_a_changed_certificate_stops_every_command(
    simplifi: Simplifi, after_reset: Secured, site: str, command: str
) -> None:
    place, before = after_reset.place, known()
    words = (command, site) if command == "plan" else (command,)
    ended = simplifi(*words, "--tls", "--router", place)
    assert (ended.status, ended.out) == (NOT_REACHED, "")
    assert f"✗ THE CERTIFICATE OF {place} IS NOT THE ONE THAT IS KNOWN." in ended.err
    assert f"known    {before[place]}" in ended.err
    assert "Nothing was sent: neither user nor password" in ended.err
    assert known() == before


def test_it_is_accepted_by_its_fingerprint_alone(simplifi: Simplifi, after_reset: Secured) -> None:
    place = after_reset.place
    old = known()[place]
    said = simplifi("survey", "--tls", "--router", place).err.splitlines()[-1].split()
    assert said[0] == "--accept-certificate"
    for other in ("none", old, "AB" * 32):
        assert simplifi("survey", "--tls", "--router", place, "--accept-certificate", other).status == NOT_REACHED
        assert known()[place] == old
    ended = simplifi("survey", "--tls", "--router", place, *said)
    assert (ended.status, known()[place]) == (DONE, said[1])
    assert simplifi("survey", "--tls", "--router", place).err == ""


def test_no_certificate_is_accepted_only_where_it_is_said(simplifi: Simplifi, bare: Secured) -> None:
    ended = simplifi("survey", "--tls", "--router", bare.place)
    assert ended.status == NOT_REACHED
    assert "has no certificate" in ended.err
    assert ended.err.endswith("--accept-certificate none\n")
    for _ in range(2):
        said = simplifi("survey", "--tls", "--router", bare.place, "--accept-certificate", "none")
        assert said.status == DONE
        assert said.err == f"{bare.place} has no certificate: all is encrypted, but nothing proves who answers.\n"
    assert not known_routers_file().exists()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--tls", "--accept-certificate", "yes"), "64 hexadecimal digits"),
        (("--tls", "--accept-certificate", "4C1F 09AB 77E0 12D3"), "64 hexadecimal digits"),
        (("--accept-certificate", "none"), "only with TLS"),
    ],
)
def test_what_can_not_be_accepted(simplifi: Simplifi, words: tuple[str, ...], why: str) -> None:
    ended = simplifi("survey", "--router", "127.0.0.1:1", *words)
    assert ended.status == WRONG_INPUT
    assert why in ended.err


def test_a_list_of_known_routers_that_is_broken_lets_nobody_in(simplifi: Simplifi, secured: Secured) -> None:
    known_routers_file().parent.mkdir(parents=True)
    known_routers_file().write_text("{", encoding="utf-8")
    ended = simplifi("survey", "--tls", "--router", secured.place)
    assert ended.status == NOT_REACHED
    assert str(known_routers_file()) in ended.err
    assert known_routers_file().read_text(encoding="utf-8") == "{"
