"""Probes of a fail-over drill: new connections several times a second, and running ones with words that go on.

What is asked for is a few bytes of a LibreSpeed-compatible server. A new connection has got through once it is
answered; one to a server that speaks TLS once it stands, so that six a second are no burden.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import cycle
from urllib.parse import urlsplit

from proof.stopwatch import Stopwatch
from proof.streams import Clock, Server


@dataclass(frozen=True)
class Rhythm:
    """The times of a drill in seconds.

    every      between two new connections; `patience` until one counts as failed: less than TCP's first repetition
    talk       between two words of a running connection
    look       between two readings of the router's routes
    baseline   for which all must be well before a line is taken out; `steady` afterwards, for a change to count
    """

    every: float = 0.15
    patience: float = 0.9
    talk: float = 0.4
    look: float = 0.25
    baseline: float = 2.0
    steady: float = 3.0


@dataclass(frozen=True)
class End:
    """A server's own address, so that no name is asked for while lines die."""

    address: str
    port: int
    host: str
    path: str
    secure: bool = False

    @property
    def words(self) -> bytes:
        """The question; the connection stays open."""
        return f"GET {self.path} HTTP/1.1\r\nHost: {self.host}\r\nConnection: keep-alive\r\n\r\n".encode("ascii")


async def ends(servers: Sequence[Server]) -> tuple[End, ...]:
    """The servers by their IPv4 addresses; those whose name has none are left out."""
    found = [end for server in servers if (end := await _end(server)) is not None]
    return tuple(found)


async def _end(server: Server) -> End | None:
    parts = urlsplit(server.url(server.ping))
    secure, host = parts.scheme == "https", parts.hostname or ""
    port = parts.port or (443 if secure else 80)
    try:
        known = await asyncio.get_running_loop().getaddrinfo(host, port, family=socket.AF_INET, type=socket.SOCK_STREAM)
    except OSError:
        return None
    return End(str(known[0][4][0]), port, parts.netloc, parts.path or "/", secure) if known else None


class Prober:
    """Feeds a stopwatch until it is closed. `local` is our own address on the way to the router."""

    def __init__(self, watch: Stopwatch, ends: Sequence[End], local: str, clock: Clock, rhythm: Rhythm) -> None:
        self._watch, self._ends, self._clock, self._rhythm = watch, cycle(ends), clock, rhythm
        self._local = (local, 0) if local and ":" not in local and not local.startswith("127.") else None
        self._tasks: set[asyncio.Task[None]] = set()
        self._running = 0

    async def open(self, line: str, count: int) -> int:
        """So many running connections, which the router puts on that line now; how many stand."""
        return sum(await asyncio.gather(*(self._open(line) for _ in range(count))))

    @asynccontextmanager
    async def trying(self) -> AsyncIterator[None]:
        """New connections, one after the other, until the block ends."""
        task = asyncio.create_task(self._try_on())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def close(self) -> None:
        """End all connections."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # New connections

    async def _try_on(self) -> None:
        due = self._clock.now()
        while True:
            self._keep(self._try(next(self._ends)))
            due = max(due + self._rhythm.every, self._clock.now() - self._rhythm.every)
            await self._clock.sleep(max(0.0, due - self._clock.now()))

    async def _try(self, end: End) -> None:
        began = self._clock.now()
        well = await self._in_time(self._knock(end), self._rhythm.patience)
        self._watch.tried(began, well)

    async def _knock(self, end: End) -> bool:
        writer = None
        try:
            reader, writer = await asyncio.open_connection(end.address, end.port, local_addr=self._local)
            if end.secure:
                return True
            writer.write(end.words)
            return (await reader.readline()).startswith(b"HTTP/")
        except (OSError, ValueError):
            return False
        finally:
            if writer is not None:
                writer.transport.abort()

    async def _in_time(self, asked: Awaitable[bool], seconds: float) -> bool:
        """Its answer, or False once the time is over."""
        task = asyncio.ensure_future(asked)
        sleeper = asyncio.ensure_future(self._clock.sleep(seconds))
        try:
            await asyncio.wait({task, sleeper}, return_when=asyncio.FIRST_COMPLETED)
            return task.done() and task.result()
        finally:
            for one in (task, sleeper):
                one.cancel()
            await asyncio.gather(task, sleeper, return_exceptions=True)

    # Running connections

    async def _open(self, line: str) -> bool:
        end, stands = next(self._ends), asyncio.Event()
        self._running += 1
        name = f"{line} {self._running}"
        self._keep(self._talk(name, line, end, stands))

        async def standing() -> bool:
            return await stands.wait()

        return await self._in_time(standing(), 4 * self._rhythm.patience)

    async def _talk(self, name: str, line: str, end: End, stands: asyncio.Event) -> None:
        """Ask and be answered, until the connection ends or we do; it counts from its first answer on."""
        writer = None
        try:
            reader, writer = await asyncio.open_connection(
                end.address, end.port, local_addr=self._local, ssl=True if end.secure else None
            )
            while True:
                writer.write(end.words)
                await _answer(reader)
                if not stands.is_set():
                    self._watch.runs(name, line)
                    stands.set()
                self._watch.heard(name, self._clock.now())
                await self._clock.sleep(self._rhythm.talk)
        except (OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            if stands.is_set():
                self._watch.ended(name, self._clock.now())
        finally:
            if writer is not None:
                writer.transport.abort()

    def _keep(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _answer(reader: asyncio.StreamReader) -> None:
    """Read one answer whole; ValueError where it is none that goes on."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
    if not head[0].startswith("http/1.1"):
        raise ValueError(head[0])
    fields = dict(line.split(": ", 1) for line in head[1:] if ": " in line)
    if "chunked" in fields.get("transfer-encoding", ""):
        while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
            await reader.readexactly(size + 2)
        await reader.readuntil(b"\r\n")
        return
    await reader.readexactly(int(fields.get("content-length", 0)))
