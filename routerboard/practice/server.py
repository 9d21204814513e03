"""Serve a practice board: in the event loop that is there, or from a thread of its own."""

from __future__ import annotations

import asyncio
import ssl
import threading
from dataclasses import dataclass

from routerboard.language.version import Version
from routerboard.practice.board import Board, load_board
from routerboard.practice.faults import Faults
from routerboard.practice.pacing import Pace
from routerboard.practice.router import PracticeRouter
from routerboard.practice.serving import Server
from routerboard.practice.tls import anonymous

__all__ = ["Served", "Server", "serve", "start_in_thread"]

_PATIENCE = 10.0


async def serve(
    router: PracticeRouter,
    host: str = "127.0.0.1",
    port: int = 0,
    tls_port: int | None = None,
    *,
    certificate: ssl.SSLContext | None = None,
    faults: Faults | None = None,
    running_clock: bool = True,
    internet: bool = False,
    paced: bool = False,
) -> Server:
    """Serve a board on loopback ports, 0 for free ones; TLS without a certificate as routers do it, where asked for.

    Without `running_clock` time passes only by `router.tick`. With `internet` speed test servers stand behind its
    lines; `paced` takes requests as slowly as RouterOS 7 does after a burst. OSError where a port is taken.
    """
    server = Server(router, host, faults or Faults())
    if paced and router.version.can("routing-tables"):
        server.pace = Pace(asyncio.get_running_loop().time)
    server.port = await (server.listen_beside_internet(port) if internet else server.listen(port))
    if tls_port is not None:
        server.tls_port = await server.listen(tls_port, certificate or anonymous())
    if running_clock:
        server.run_clock()
    return server


@dataclass(frozen=True)
class Served:
    """A board that is being served: where, who may log in, where its speed is measured, and how to end it."""

    board: Board
    host: str
    port: int
    user: str
    version: str
    internet: str
    _loop: asyncio.AbstractEventLoop
    _stop: asyncio.Event
    _thread: threading.Thread

    def close(self) -> None:
        """End it and wait until its port is free."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(_PATIENCE)


def start_in_thread(name: str = "factory", version: str | Version | None = None, port: int = 0) -> Served:
    """Serve a built-in board, or a board file, on 127.0.0.1; BoardError, or OSError where the port is taken."""
    board = load_board(name, version)
    started: list[Served | BaseException] = []
    ready = threading.Event()

    def body() -> None:
        try:
            asyncio.run(_serve(board, port, started, ready))
        except BaseException as error:
            started.append(error)
        finally:
            ready.set()

    threading.Thread(target=body, name=f"practice {board.name}", daemon=True).start()
    ready.wait()
    if isinstance(started[0], BaseException):
        raise started[0]
    return started[0]


async def _serve(board: Board, port: int, started: list[Served | BaseException], ready: threading.Event) -> None:
    stop = asyncio.Event()
    async with await serve(PracticeRouter(board), port=port, internet=True) as server:
        started.append(_served(board, server, stop))
        ready.set()
        await stop.wait()


def _served(board: Board, server: Server, stop: asyncio.Event) -> Served:
    user = board.users[0].get("name", "admin") if board.users else "admin"
    loop, thread = asyncio.get_running_loop(), threading.current_thread()
    return Served(board, server.host, server.port, user, str(board.version), server.internet.url, loop, stop, thread)
