"""`discover` on the loopback: a practice board is found with the port of its API; silence is told with its reasons."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from functools import partial

import pytest

from routerboard.link.discovery import LOOPBACK, discover
from routerboard.practice.announcing import announce
from routerboard.practice.board import load_board
from routerboard.practice.router import PracticeRouter


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> int:
    """A UDP port that nobody has, which stands for the usual one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        made.bind((LOOPBACK, 0))
        found = int(made.getsockname()[1])
    monkeypatch.setattr("tui.headless.discover.discover", partial(discover, to=(LOOPBACK,), port=found))
    return found


@pytest.fixture
def hotel(port: int) -> Iterator[None]:
    """A hotel's board that can be discovered."""
    ready, stop, loop = threading.Event(), asyncio.Event(), asyncio.new_event_loop()

    async def live() -> None:
        announcer = await announce(PracticeRouter(load_board("hotel", "7.20.8")), LOOPBACK, 40001, port)
        assert announcer is not None
        ready.set()
        await stop.wait()
        await announcer.close()

    thread = threading.Thread(target=lambda: loop.run_until_complete(live()))
    thread.start()
    ready.wait(10)
    yield
    loop.call_soon_threadsafe(stop.set)
    thread.join(10)
    loop.close()


def test_a_board_is_shown(simplifi, hotel) -> None:
    ended = simplifi("discover", "--seconds", "0.4")
    assert ended.status == 0
    assert ended.out.startswith("127.0.0.1:40001  Hotel Acacia  ")
    assert "RouterOS 7.20.8" in ended.out


def test_a_board_in_json(simplifi, hotel) -> None:
    ended = simplifi("discover", "--seconds", "0.4", "--json")
    (one,) = json.loads(ended.out)
    assert (one["place"], one["identity"]) == ("127.0.0.1:40001", "Hotel Acacia")


def test_silence_is_told(simplifi, port) -> None:
    ended = simplifi("discover", "--seconds", "0.1")
    assert (ended.status, ended.out) == (3, "")
    assert "firewall" in ended.err
