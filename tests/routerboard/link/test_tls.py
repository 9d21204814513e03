"""TLS by certificate, without one, and with the wrong one."""

from __future__ import annotations

import json
import ssl
from pathlib import Path
from typing import Any

import pytest

from routerboard.link.errors import TlsRefused
from routerboard.link.session import connect
from routerboard.link.target import Secret, Target
from routerboard.link.tls import fingerprint, known_routers_file, recognise

OTHER = ":".join(["AB"] * 32)


@pytest.fixture
def known(tmp_path: Path) -> Path:
    return tmp_path / "not yet there" / "known-routers.json"


def write(known: Path, routers: dict[str, str]) -> None:
    known.parent.mkdir()
    known.write_text(json.dumps(routers), encoding="utf-8")


def read(known: Path) -> object:
    return json.loads(known.read_text(encoding="utf-8")) if known.exists() else None


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
async def test_another_certificate_is_refused_with_both_fingerprints(
    fake: Any, certified_server: ssl.SSLContext, known: Path
) -> None:
    async with fake(staying, context=certified_server) as target:
        write(known, {target.place: OTHER})
        with pytest.raises(TlsRefused) as caught:
            await connect(target, Secret("x"), timeout=5.0, known=known)
    der = ssl.PEM_cert_to_DER_cert(_certificate())
    assert fingerprint(der) in caught.value.what
    assert OTHER in caught.value.what
    assert str(known) in caught.value.todo
    assert read(known) == {target.place: OTHER}


def _certificate() -> str:
    text = (Path(__file__).parent / "data" / "router.pem").read_text(encoding="utf-8")
    return text[: text.index("-----END CERTIFICATE-----") + 26]


@pytest.mark.asyncio
async def test_a_router_without_a_certificate_is_encrypted_and_not_proven(
    fake: Any, anonymous_server: ssl.SSLContext, known: Path
) -> None:
    async with fake(staying, context=anonymous_server) as target:
        session = await connect(target, Secret("x"), timeout=5.0, known=known)
        assert await session.print("/system/identity") == [{"name": "me"}]
        await session.close()
    assert session.security is not None
    assert session.security.anonymous
    assert read(known) is None


@pytest.mark.asyncio
async def test_a_router_that_had_a_certificate_may_not_come_without(
    fake: Any, anonymous_server: ssl.SSLContext, known: Path
) -> None:
    async with fake(staying, context=anonymous_server) as target:
        write(known, {target.place: OTHER})
        with pytest.raises(TlsRefused, match="no certificate"):
            await connect(target, Secret("x"), timeout=5.0, known=known)


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


def test_a_list_of_known_routers_that_cannot_be_read_is_no_reason_to_trust(tmp_path: Path) -> None:
    broken = tmp_path / "known-routers.json"
    broken.write_text("{", encoding="utf-8")
    with pytest.raises(TlsRefused, match="cannot be read") as caught:
        recognise("192.168.88.1:8729", OTHER, broken)
    assert str(broken) in caught.value.todo


def test_a_list_that_cannot_be_written_keeps_nobody_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert recognise("192.168.88.1:8729", OTHER, tmp_path / "folder" / "known.json").new
    (tmp_path / "known.json").mkdir()
    with pytest.raises(TlsRefused):
        recognise("192.168.88.1:8729", OTHER, tmp_path / "known.json")


def test_routers_are_kept_side_by_side(tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    assert recognise("a:8729", "AA", known).new
    assert recognise("b:8729", "BB", known).new
    assert not recognise("a:8729", "AA", known).new
    assert known_routers_file().name == "known-routers.json"
