"""Routers for commands without a screen: practice boards and strangers on loopback ports, in threads of their own."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import platformdirs
import pytest

from routerboard.practice.board import load_board, read_board
from routerboard.practice.exporting import export
from routerboard.practice.faults import Faults
from routerboard.practice.router import PracticeRouter
from routerboard.practice.server import serve
from tui.cli import main

SITE = """\
version: 1
site: Hotel Acacia
method: pcc
wans:
  - {name: Wan1, interface: ether1, kind: dhcp}
  - {name: Wan2, interface: ether2, kind: dhcp}
lan: {interface: bridge, address: 192.168.88.1/24}
health: {check: gateway}
"""

GUARDED = """\
title: A board with a password, and a user who may only look
interfaces: [ether1, ether2]
users:
  - {name: admin, group: full, password: right}
  - {name: looker, group: read, password: right}
laptop: {address: 192.168.88.240, port: ether2}
config:
  /interface/bridge: [{name: bridge}]
  /interface/bridge/port: [{bridge: bridge, interface: ether2}]
  /ip/address: [{address: 192.168.88.1/24, interface: bridge}]
"""


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What is remembered goes into a folder of the test; nobody has set a password."""
    home = tmp_path / "home"

    def folder(name: str, appauthor: str | bool | None = None) -> Path:
        return home / name if appauthor is False else home / (appauthor or name) / name  # as Windows has it

    monkeypatch.setattr(platformdirs, "user_data_path", folder)
    monkeypatch.setattr(platformdirs, "user_data_dir", lambda *words, **given: str(folder(*words, **given)))
    monkeypatch.delenv("SIMPLIFI_PASSWORD", raising=False)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")  # nobody's own keyring is asked
    return home


@pytest.fixture
def site(tmp_path: Path) -> str:
    """The path of a site file for the factory board."""
    path = tmp_path / "hotel.yaml"
    path.write_text(SITE, encoding="utf-8")
    return str(path)


@dataclass
class Ended:
    """How a command ended, and what it said."""

    status: int
    out: str
    err: str


@pytest.fixture
def simplifi(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """`simplifi("plan", site, "--ros", "7.20")`: run the program in this process."""

    def run(*words: str) -> Ended:
        try:
            status = main(words)
        except SystemExit as end:
            status = int(end.code or 0)
        said = capsys.readouterr()
        return Ended(status, said.out, said.err)

    return run


@dataclass
class Running:
    """A practice board that is served from a thread."""

    router: PracticeRouter
    faults: Faults = field(default_factory=Faults)
    port: int = 0

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def configured(self) -> list[str]:
        """Its export without the line that has the date."""
        return export(self.router).splitlines()[1:]


def _thread(work: Callable[[threading.Event, asyncio.Event], Any]) -> Callable[[], None]:
    """Run a coroutine in a thread until it is told to stop; gives what tells it."""
    ready, kept = threading.Event(), []

    async def body() -> None:
        stop = asyncio.Event()
        kept.append((asyncio.get_running_loop(), stop))
        await work(ready, stop)

    thread = threading.Thread(target=lambda: asyncio.run(body()), daemon=True)
    thread.start()
    assert ready.wait(20)

    def end() -> None:
        loop, stop = kept[0]
        loop.call_soon_threadsafe(stop.set)
        thread.join(20)

    return end


@pytest.fixture
def practice() -> Iterator[Callable[..., Running]]:
    """`practice("7.20.8")`, `practice("7.20.8", GUARDED)`: a board that runs until the test ends."""
    ends = []

    def start(version: str = "7.20.8", text: str = "") -> Running:
        board = read_board("bench", text, version) if text else load_board("factory", version)
        running = Running(PracticeRouter(board))

        async def body(ready: threading.Event, stop: asyncio.Event) -> None:
            async with await serve(running.router, faults=running.faults) as server:
                running.port = server.port
                ready.set()
                await stop.wait()

        ends.append(_thread(body))
        return running

    yield start
    for end in ends:
        end()


@pytest.fixture
def guarded(practice: Callable[..., Running]) -> Running:
    """A board whose admin has the password `right`, and whose looker may only read."""
    return practice("7.20.8", GUARDED)


@pytest.fixture
def stranger() -> Iterator[Callable[[bytes], str]]:
    """`stranger(b"SSH-2.0-x")`: the place of something that says this to whoever calls, and then nothing more."""
    ends = []

    def start(banner: bytes) -> str:
        place = []

        async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(1)
            writer.write(banner)
            while await reader.read(4096):
                pass
            writer.close()

        async def body(ready: threading.Event, stop: asyncio.Event) -> None:
            server = await asyncio.start_server(meet, "127.0.0.1", 0)
            place.append(server.sockets[0].getsockname()[1])
            ready.set()
            await stop.wait()
            server.close()

        ends.append(_thread(body))
        return f"127.0.0.1:{place[0]}"

    yield start
    for end in ends:
        end()


@pytest.fixture
def closed() -> str:
    """A place where nothing listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{taken.getsockname()[1]}"
