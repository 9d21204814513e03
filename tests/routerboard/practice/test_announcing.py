"""Practice boards on the loopback are discovered, each with the port of its API."""

from __future__ import annotations

import socket

import pytest

from routerboard.link.discovery import LOOPBACK, Neighbour, discover
from routerboard.practice.announcing import announce
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
    assert one.said.identity == "Hotel" or one.said.identity


@pytest.mark.asyncio
async def test_silence_is_no_error(port: int) -> None:
    assert await discover(0.05, to=(LOOPBACK,), port=port) == ()


@pytest.mark.asyncio
async def test_a_board_whose_port_is_taken_goes_undiscovered(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind((LOOPBACK, port))
        assert await announce(PracticeRouter(load_board("factory")), LOOPBACK, 40001, port) is None
