"""Practice boards on the loopback are discovered, each with the port of its API."""

from __future__ import annotations

import asyncio
import random
import socket
from contextlib import suppress
from ipaddress import IPv4Address
from types import SimpleNamespace

import pytest

from routerboard.language.mndp import Announcement, decoded, encoded
from routerboard.link.discovery import LOOPBACK, Neighbour, discover
from routerboard.practice.announcing import _Ears, _Voice, announce
from routerboard.practice.board import load_board
from routerboard.practice.router import PracticeRouter


@pytest.fixture
def port() -> int:
    """A UDP port that nobody has."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        made.bind((LOOPBACK, 0))
        return int(made.getsockname()[1])


@pytest.mark.asyncio
@pytest.mark.parametrize("version", ["6.49.18", "7.20.8"])
async def test_a_board_is_found(port: int, version: str) -> None:
    router = PracticeRouter(load_board("hotel", version))
    announcer = await announce(router, LOOPBACK, 40001, port)
    assert announcer is not None
    told: list[Neighbour] = []
    try:
        found = await discover(0.3, on_neighbour=told.append, to=(LOOPBACK,), port=port)
    finally:
        await announcer.close()
    (one,) = found
    assert told == [one]
    assert (one.place, one.said.board, one.said.platform) == ("127.0.0.1:40001", router.board.model, "MikroTik")
    assert one.said.version == f"{version} (stable)"
    assert one.said.identity == "Hotel Acacia"


@pytest.mark.asyncio
async def test_silence_is_no_error(port: int) -> None:
    assert await discover(0.05, to=(LOOPBACK,), port=port) == ()


@pytest.mark.asyncio
async def test_a_board_whose_port_is_taken_goes_undiscovered(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind((LOOPBACK, port))
        assert await announce(PracticeRouter(load_board("factory")), LOOPBACK, 40001, port) is None


@pytest.mark.asyncio
async def test_several_boards_are_all_found(port: int) -> None:
    """They share the port, look alike, and each of them answers; who goes is not heard any more."""
    announcers = [
        await announce(PracticeRouter(load_board("factory", version)), LOOPBACK, api_port, port)
        for version, api_port in (("7.20.8", 40001), ("7.20.8", 40002), ("6.49.18", 40003))
    ]
    try:
        found = await discover(0.4, to=(LOOPBACK,), port=port)
        assert sorted(one.place for one in found) == [f"127.0.0.1:{number}" for number in (40001, 40002, 40003)]
        for gone in (2, 0):
            announcer = announcers[gone]
            assert announcer is not None
            await announcer.close()
        assert [one.place for one in await discover(0.4, to=(LOOPBACK,), port=port)] == ["127.0.0.1:40002"]
    finally:
        for announcer in announcers:
            if announcer is not None:
                await announcer.close()


async def _heard(port: int, *datagrams: bytes) -> list[bytes]:
    """What comes back to one socket that sends these."""
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        made.setblocking(False)
        made.bind((LOOPBACK, 0))
        for datagram in datagrams:
            await loop.sock_sendto(made, datagram, (LOOPBACK, port))
        found = []
        with suppress(TimeoutError):
            async with asyncio.timeout(0.3):
                while True:
                    found.append(await loop.sock_recv(made, 4096))
        return found


@pytest.mark.asyncio
async def test_requests_of_both_lengths_are_answered_and_nothing_else(port: int) -> None:
    announcer = await announce(PracticeRouter(load_board("factory", "7.20.8")), LOOPBACK, 40001, port)
    assert announcer is not None
    chance = random.Random(3)
    try:
        for asked in (b"\0\0\0\0", bytes.fromhex("000000000006000000")):
            (said,) = await _heard(port, asked)
            assert decoded(said) is not None
        own = encoded(Announcement(mac="48:8F:5A:12:34:01"))
        strange = [
            b"",
            b"\0",
            b"\0\0\0",
            b"\0" * 1400,
            own,
            own[:9],
            *(b"\1" + chance.randbytes(60) for _ in range(50)),
        ]
        assert await _heard(port, *strange) == []
        assert len(await _heard(port, *strange, b"\0\0\0\0")) == 1
    finally:
        await announcer.close()


@pytest.mark.asyncio
async def test_nothing_is_sent_beyond_the_loopback(port: int) -> None:
    """What one board passes on to others names who asked: only addresses of this computer are answered."""
    announcer = await announce(PracticeRouter(load_board("factory", "7.20.8")), LOOPBACK, 40001, port)
    assert announcer is not None
    sent: list[tuple[str, int]] = []
    try:
        ears = _Ears(SimpleNamespace(say=sent.append, pass_on=sent.append))  # type: ignore[arg-type]
        for address in ("203.0.113.1", "255.255.255.255", "127.0.0.1"):
            word = b"\0\0\0\0simplifi" + IPv4Address(address).packed + b"\x10\x00"
            ears.datagram_received(word, (LOOPBACK, 5679))
    finally:
        await announcer.close()
    assert sent == [("127.0.0.1", 4096)]


@pytest.mark.asyncio
async def test_a_board_announces_itself_from_time_to_time(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the loopback's broadcast, where the system has one; the first time at once."""
    said: list[tuple[str, int]] = []
    monkeypatch.setattr(_Voice, "_send", lambda self, data, to: said.append(to))
    announcer = await announce(PracticeRouter(load_board("factory", "7.20.8")), LOOPBACK, 40001, port)
    assert announcer is not None
    await asyncio.sleep(0.05)
    await announcer.close()
    assert said == [("127.255.255.255", port)]
