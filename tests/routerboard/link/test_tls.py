"""TLS by certificate, without one, and with the wrong one."""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from routerboard.link import tls
from routerboard.link.errors import TlsRefused
from routerboard.link.session import connect
from routerboard.link.target import NO_CERTIFICATE, Secret, Target
from routerboard.link.tls import CertificateRefused, fingerprint, known_routers_file, recognise, short
from routerboard.practice.board import load_board
from routerboard.practice.router import PracticeRouter
from routerboard.practice.server import serve

ONE = ":".join(["A1"] * 32)
OTHER = ":".join(["AB"] * 32)
ROUTER = Target("192.168.88.1", tls=True)


@pytest.fixture
def known(tmp_path: Path) -> Path:
    return tmp_path / "not yet there" / "known-routers.json"


def write(known: Path, routers: Mapping[str, str]) -> None:
    known.parent.mkdir(exist_ok=True)
    known.write_text(json.dumps(routers), encoding="utf-8")


def read(known: Path) -> object:
    return json.loads(known.read_text(encoding="utf-8")) if known.exists() else None


def context(name: str) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(Path(__file__).parent / "data" / name)
    return made


def shown_by(name: str) -> str:
    """The fingerprint of a certificate of the tests."""
    text = (Path(__file__).parent / "data" / name).read_text(encoding="utf-8")
    return fingerprint(ssl.PEM_cert_to_DER_cert(text[: text.index("-----END CERTIFICATE-----") + 26]))


async def staying(caller: Any) -> None:
    while asked := await caller.hear():
        if asked[0] != "/login":
            caller.say("!re", "=name=me", tag=asked)
        caller.say("!done", tag=asked)


@pytest.mark.asyncio
async def test_a_certificate_is_remembered_and_known_again(
    fake: Any, certified_server: ssl.SSLContext, known: Path
) -> None:
    async with fake(staying, context=certified_server) as target:
        async with await connect(target, Secret("x"), timeout=5.0, known=known) as first:
            assert await first.print("/system/identity") == [{"name": "me"}]
            assert first.local_address == "127.0.0.1"
        async with await connect(target, Secret("x"), timeout=5.0, known=known) as second:
            pass
    assert first.security is not None
    assert second.security is not None
    assert (first.security.new, second.security.new) == (True, False)
    assert not first.security.anonymous
    assert first.security.fingerprint == second.security.fingerprint
    assert read(known) == {target.place: first.security.fingerprint}


@pytest.mark.asyncio
async def test_another_certificate_is_refused_loudly_and_nothing_is_sent(
    fake: Any, certified_server: ssl.SSLContext, known: Path
) -> None:
    heard: list[list[str]] = []

    async def script(caller: Any) -> None:
        heard.append(await caller.hear())

    async with fake(script, context=certified_server) as target:
        write(known, {target.place: OTHER})
        with pytest.raises(CertificateRefused) as caught:
            await connect(target, Secret("x"), timeout=5.0, known=known)
    refused, seen = caught.value, shown_by("router.pem")
    assert (refused.place, refused.seen, refused.known) == (target.place, seen, OTHER)
    assert f"known    {OTHER}\n  shown    {seen}" in refused.what
    assert "IS NOT THE ONE THAT IS KNOWN" in refused.what
    assert "password" in refused.unchanged
    assert all(word in refused.todo for word in ("reset", "renewed", "between", "compare"))
    assert refused.accept == seen
    assert read(known) == {target.place: OTHER}
    assert all(words == [] for words in heard), "not even the user"


@pytest.mark.asyncio
async def test_a_new_certificate_is_known_once_it_is_accepted_by_its_fingerprint(
    fake: Any, certified_server: ssl.SSLContext, known: Path
) -> None:
    seen = shown_by("router.pem")
    async with fake(staying, context=certified_server) as target:
        write(known, {target.place: OTHER, "elsewhere:8729": ONE})
        with pytest.raises(CertificateRefused, match="accepted A1"):
            await connect(replace(target, accept=ONE), Secret("x"), timeout=5.0, known=known)
        assert read(known) == {target.place: OTHER, "elsewhere:8729": ONE}
        async with await connect(replace(target, accept=seen), Secret("x"), timeout=5.0, known=known) as session:
            assert session.security == tls.Security(seen, new=True)
        async with await connect(target, Secret("x"), timeout=5.0, known=known) as session:
            assert session.security == tls.Security(seen)
    assert read(known) == {target.place: seen, "elsewhere:8729": ONE}


@pytest.mark.asyncio
async def test_the_practice_board_is_known_again_until_it_has_another_certificate(known: Path) -> None:
    router = PracticeRouter(load_board("factory"))
    async with await serve(router, tls_port=0, certificate=context("router.pem"), running_clock=False) as server:
        target = Target(server.host, server.tls_port, tls=True)
        async with await connect(target, Secret(""), known=known) as session:
            assert session.security == tls.Security(shown_by("router.pem"), new=True)
            assert len(await session.print("/interface")) > 4
    after_reset = context("router-reset.pem")
    async with await serve(router, tls_port=target.tcp_port, certificate=after_reset, running_clock=False) as server:
        with pytest.raises(CertificateRefused) as caught:
            await connect(target, Secret(""), known=known)
    assert (caught.value.seen, caught.value.known) == (shown_by("router-reset.pem"), shown_by("router.pem"))


@pytest.mark.asyncio
async def test_the_practice_board_without_a_certificate_is_accepted_only_where_that_is_said(known: Path) -> None:
    try:
        server = await serve(PracticeRouter(load_board("factory")), tls_port=0, running_clock=False)
    except ssl.SSLError:
        pytest.skip("the OpenSSL of this Python was built without anonymous ciphers")
    async with server:
        target = Target(server.host, server.tls_port, tls=True)
        with pytest.raises(CertificateRefused, match="has no certificate") as caught:
            await connect(target, Secret(""), known=known)
        assert "nothing proves who answers" in caught.value.what
        assert caught.value.accept == NO_CERTIFICATE
        for _ in range(2):  # said each time anew: nothing is kept that would stand for the word
            async with await connect(replace(target, accept=NO_CERTIFICATE), Secret(""), known=known) as session:
                assert session.security == tls.Security("")
                assert session.security.anonymous
    assert read(known) is None


@pytest.mark.asyncio
async def test_a_router_that_had_a_certificate_may_not_come_without(
    fake: Any, anonymous_server: ssl.SSLContext, known: Path
) -> None:
    async with fake(staying, context=anonymous_server) as target:
        write(known, {target.place: OTHER})
        with pytest.raises(CertificateRefused, match="shown    none at all") as caught:
            await connect(target, Secret("x"), timeout=5.0, known=known)
        assert OTHER in caught.value.what
        async with await connect(replace(target, accept=NO_CERTIFICATE), Secret("x"), known=known) as session:
            assert session.security == tls.Security("")
    assert read(known) == {target.place: OTHER}, "the word was for once"


@pytest.mark.asyncio
async def test_an_openssl_without_anonymous_ciphers_is_told(
    fake: Any, anonymous_server: ssl.SSLContext, known: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lacks() -> ssl.SSLContext:
        raise ssl.SSLError("No cipher can be selected.")

    monkeypatch.setattr(tls, "anonymous", lacks)
    async with fake(staying, context=anonymous_server) as target:
        with pytest.raises(TlsRefused, match="built without the anonymous kind") as caught:
            await connect(replace(target, accept=NO_CERTIFICATE), Secret("x"), timeout=5.0, known=known)
    assert ssl.OPENSSL_VERSION in caught.value.what
    assert "/certificate add" in caught.value.todo


@pytest.mark.asyncio
@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x05!done\x00"])
async def test_a_port_that_speaks_no_tls(fake: Any, known: Path, answer: bytes) -> None:
    async def script(caller: Any) -> None:
        await caller.reader.read(1)
        caller.raw(answer)
        if answer:
            await caller.reader.read()

    async with fake(script) as plain:
        with pytest.raises(TlsRefused, match="TLS") as caught:
            await connect(Target(plain.host, plain.port, tls=True), Secret("x"), timeout=5.0, known=known)
    assert "api-ssl" in caught.value.todo


@pytest.mark.asyncio
async def test_a_port_that_never_answers_the_handshake(fake: Any, known: Path) -> None:
    async def script(caller: Any) -> None:
        await caller.reader.read()

    async with fake(script) as plain:
        with pytest.raises(TlsRefused, match="does not answer with TLS"):
            await connect(Target(plain.host, plain.port, tls=True), Secret("x"), timeout=0.2, known=known)


@pytest.mark.parametrize(
    "content", [b"{", b"", b"\xff\xfe", b"[]", b"null", b'{"192.168.88.1:8729": ["AB"]}', b"[" * 100_000]
)
def test_a_list_of_known_routers_that_cannot_be_read_is_no_reason_to_trust(tmp_path: Path, content: bytes) -> None:
    broken = tmp_path / "known-routers.json"
    broken.write_bytes(content)
    with pytest.raises(TlsRefused, match="cannot be read") as caught:
        recognise(replace(ROUTER, accept=OTHER), OTHER, broken)
    assert str(broken) in caught.value.todo
    assert broken.read_bytes() == content


def test_what_is_no_file_is_no_list(tmp_path: Path) -> None:
    (tmp_path / "known.json").mkdir()
    with pytest.raises(TlsRefused, match="cannot be read"):
        recognise(ROUTER, OTHER, tmp_path / "known.json")


def test_a_folder_that_takes_no_file_is_told_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, *_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    known = tmp_path / "known.json"
    write(known, {"a:8729": ONE})
    monkeypatch.setattr(Path, "write_text", full)
    for _ in range(2):
        met = recognise(ROUTER, OTHER, known)
        assert (met.new, met.unkept) == (True, f"No space left on device: {known}")
    assert read(known) == {"a:8729": ONE}


def test_routers_are_kept_side_by_side_and_one_by_another_name_is_pointed_out(tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    by_name, by_address = Target("Router.LAN.", tls=True), Target("192.168.88.1", tls=True)
    assert recognise(by_name, ONE, known) == tls.Security(ONE, new=True)
    assert recognise(by_address, ONE, known) == tls.Security(ONE, new=True, elsewhere=("router.lan:8729",))
    assert recognise(Target("10.0.0.1", tls=True), OTHER, known) == tls.Security(OTHER, new=True)
    assert read(known) == {"router.lan:8729": ONE, "192.168.88.1:8729": ONE, "10.0.0.1:8729": OTHER}
    assert known_routers_file().name == "known-routers.json"


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("fe80::1%eth0", "FE80:0:0:0:0:0:0:1%eth0"),
        ("2001:DB8::0001", "2001:db8:0:0::1"),
        ("Router.Example", "router.example."),
    ],
)
def test_one_place_has_one_spelling(tmp_path: Path, first: str, again: str) -> None:
    known = tmp_path / "known.json"
    assert recognise(Target(first, tls=True), ONE, known).new
    assert not recognise(Target(again, tls=True), ONE, known).new
    with pytest.raises(CertificateRefused):
        recognise(Target(again, tls=True), OTHER, known)


@pytest.mark.parametrize("host", ["fe80::1%eth1", "fe80::2%eth0"])
def test_another_wire_or_port_is_another_place(tmp_path: Path, host: str) -> None:
    known = tmp_path / "known.json"
    recognise(Target("fe80::1%eth0", tls=True), ONE, known)
    assert recognise(Target(host, tls=True), OTHER, known).new
    assert recognise(Target("fe80::1%eth0", 9729, tls=True), OTHER, known).new


def test_two_laptops_each_know_for_themselves(tmp_path: Path) -> None:
    first, second = tmp_path / "first" / "known.json", tmp_path / "second" / "known.json"
    assert recognise(ROUTER, ONE, first).new
    assert recognise(ROUTER, ONE, second).new
    recognise(replace(ROUTER, accept=OTHER), OTHER, first)
    with pytest.raises(CertificateRefused):
        recognise(ROUTER, OTHER, second)
    with pytest.raises(CertificateRefused):
        recognise(ROUTER, ONE, first)


ACCEPTANCE = [
    # known, shown, accepted: trusted
    ("", ONE, "", True),
    ("", ONE, NO_CERTIFICATE, False),
    ("", ONE, ONE, True),
    ("", ONE, OTHER, False),
    ("", "", "", False),
    ("", "", ONE, False),
    ("", "", NO_CERTIFICATE, True),
    (ONE, ONE, "", True),
    (ONE, ONE, OTHER, True),
    (ONE, OTHER, "", False),
    (ONE, OTHER, NO_CERTIFICATE, False),
    (ONE, OTHER, ONE, False),
    (ONE, OTHER, OTHER, True),
    (ONE, "", "", False),
    (ONE, "", OTHER, False),
    (ONE, "", NO_CERTIFICATE, True),
]


@pytest.mark.parametrize(("before", "seen", "accept", "trusted"), ACCEPTANCE)
def test_who_is_trusted(tmp_path: Path, before: str, seen: str, accept: str, trusted: bool) -> None:
    known = tmp_path / "known.json"
    if before:
        write(known, {ROUTER.place: before})
    if not trusted:
        with pytest.raises(CertificateRefused) as caught:
            recognise(replace(ROUTER, accept=accept), seen, known)
        assert read(known) == ({ROUTER.place: before} if before else None)
        assert caught.value.seen == seen
        return
    security = recognise(replace(ROUTER, accept=accept), seen, known)
    assert security.new == bool(seen and seen != before)
    kept = seen or before
    assert read(known) == ({ROUTER.place: kept} if kept else None)


def test_the_short_form_is_the_beginning() -> None:
    assert short("4C:1F:09:AB:77:E0:12:D3:" + ":".join(["00"] * 24)) == "4C1F 09AB 77E0 12D3"
