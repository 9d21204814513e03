"""The Internet behind a practice board's lines: speed test servers on loopback ports, reached as the rules lead.

Each TCP connection to them counts as one from the laptop's address on the board's LAN to a public address, a port for
each. It is walked through the board, takes the line that the rules give it, stands in the connection table, shares the
line with the guests, and falls silent when the line does. The servers speak as LibreSpeed's: `garbage?ckSize=` (MiB),
`empty`, `getIP` (with `?isp=true` as JSON), and `servers.json`, the list of all of them.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from routerboard.language.beside import speed_port
from routerboard.language.values import octets
from routerboard.packetflow import Packet
from routerboard.packetflow.addresses import number
from routerboard.practice.tracking import Entry, Talk

if TYPE_CHECKING:
    from routerboard.practice.router import PracticeRouter

SERVERS = tuple(f"198.51.100.{host}" for host in range(11, 35))
"""The public addresses of the servers: enough for a hash of addresses to find every line."""

MIB = 1024 * 1024
_LONGEST = 1024
_BUFFER = 64 * 1024
"""Bytes that the sockets hold, so that what is measured is the line and not a buffer."""
_MUCH = 1e15
_PORT = 80
_SLICE = 0.02
_CHUNK = bytes(range(256)) * 256
_KNOCKS = (1.0, 2.0, 4.0, 8.0)
"""Seconds between the first packets of a connection that nobody answers, as TCP repeats them."""
_HEADS = 16 * 1024


class _Gone(Exception):  # noqa: N818
    """The connection is over: reset, given up, or closed by the laptop."""


@dataclass(frozen=True)
class _Asked:
    method: str
    path: str
    query: dict[str, list[str]]
    length: int


class Internet:
    """The servers, from `listen` to `close`."""

    def __init__(self, router: PracticeRouter) -> None:
        self._router = router
        self._listeners: list[asyncio.Server] = []
        self._calls: set[asyncio.Task[None]] = set()
        self.ports: tuple[int, ...] = ()
        self.host = ""

    @property
    def url(self) -> str:
        """Where the list of servers is; what a site file says under `speed-test`."""
        return f"http://{self.host}:{self.ports[0]}/servers.json"

    async def listen(self, host: str, api_port: int, anywhere: bool = True) -> None:
        """Serve on ports of their own, the first where `speed_port` says.

        Where somebody else is there it is any port, or OSError if not `anywhere`.
        """
        self.host = host
        first = _bound(host, speed_port(api_port), anywhere)
        for made, address in zip((first, *(_bound(host, 0) for _ in SERVERS[1:])), SERVERS, strict=True):
            self._listeners.append(await asyncio.start_server(self._meeting(address), sock=made, limit=_HEADS))
        self.ports = tuple(int(one.sockets[0].getsockname()[1]) for one in self._listeners)

    def _meeting(self, address: str) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
        return lambda reader, writer: self._meet(address, reader, writer)

    async def close(self) -> None:
        """Hang up on everybody and stop listening."""
        for listener in self._listeners:
            listener.close()
        for call in tuple(self._calls):
            call.cancel()
        await asyncio.gather(*self._calls, return_exceptions=True)
        for listener in self._listeners:
            await listener.wait_closed()
        self._listeners.clear()

    async def _meet(self, address: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._calls.add(task)
        call = Call(self, self._router, address, reader, writer)
        try:
            await call.run()
        except (_Gone, ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            pass
        except asyncio.CancelledError:
            if task.cancelling() and self._listeners and not self._listeners[0].is_serving():
                return  # we are closing; asyncio would complain of a cancelled handler
            raise
        finally:
            self._calls.discard(task)
            call.end()

    def listed(self) -> list[dict[str, str | int]]:
        """The servers as LibreSpeed lists them."""
        paths = {"dlURL": "garbage", "ulURL": "empty", "pingURL": "empty", "getIpURL": "getIP"}
        named = zip(SERVERS, self.ports, strict=True)
        return [
            {"id": at, "name": f"Practice {address}", "server": f"http://{self.host}:{port}/", **paths}
            for at, (address, port) in enumerate(named, 1)
        ]


class Call:
    """One connection of the laptop."""

    def __init__(
        self,
        internet: Internet,
        router: PracticeRouter,
        address: str,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._internet, self._router = internet, router
        self._reader, self._writer = reader, writer
        self._world = router.world
        self._talk = Talk(0, 0, inf, inf, inf)
        self._entry: Entry | None = None
        port = int(writer.get_extra_info("peername")[1])
        laptop = self._world.laptop
        self._packet = Packet(
            laptop.address if laptop else 0, number(address), "tcp", port, _PORT, laptop.port if laptop else ""
        )
        self._writer.transport.set_write_buffer_limits(_BUFFER)

    async def run(self) -> None:
        """Find a way through the board, then answer requests until one end hangs up."""
        await self._knock()
        await self._sleep(self._delay())
        while (asked := await self._read_request()) is not None:
            await self._answer(asked)

    def end(self) -> None:
        """The laptop's connection is over, and soon the board forgets it."""
        if self._entry is not None and self._router.world is self._world:
            self._world.hang_up(self._entry)
        self._writer.close()

    # The way

    async def _knock(self) -> None:
        """Get the first packet through; a router that lets nothing out refuses at once, a dead line says nothing."""
        for pause in (*_KNOCKS, 0.0):
            self._entry = self._world.knock(self._packet, self._entry, self._talk)
            if self._entry is None:
                self._reset()
            elif self._entry.connection.seen_reply:
                return
            await self._sleep(pause)
        self._reset()

    def _reset(self) -> None:
        """The connection is refused, or answered with a reset."""
        raw = self._writer.get_extra_info("socket")
        if raw is not None:
            with suppress(OSError):
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()
        raise _Gone

    async def _carried(self) -> None:
        """Wait until packets arrive at both ends; _Gone where the connection does not live on."""
        while not self._way():
            await self._sleep(_SLICE * 5)

    def _way(self) -> bool:
        entry = self._entry
        if entry is None or self._router.world is not self._world or self._writer.transport.is_closing():
            self._reset()
            return False
        if entry.id not in self._world.tracking.entries:
            again = self._world.knock(self._packet, None, None)  # a stranger's packet to the server, which resets it
            if again is not None and again.connection.seen_reply:
                self._world.hang_up(again)
                self._reset()
            return False
        if entry.talk is None:
            self._reset()
        return self._world.carries(entry)

    def _delay(self) -> float:
        return 0.0 if self._entry is None else self._world.round_trip(self._entry)

    async def _sleep(self, seconds: float) -> None:
        """By our clock; what comes from a laptop that has hung up meanwhile is noticed."""
        await asyncio.sleep(seconds)
        if self._writer.transport.is_closing():
            raise _Gone

    # HTTP

    async def _read_request(self) -> _Asked | None:
        head = await self._reader.readuntil(b"\r\n\r\n")
        if len(head) > _HEADS:
            return None
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ", 2)
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        there = urlsplit(target)
        self._count(up=len(head))
        return _Asked(method, there.path, parse_qs(there.query), int(headers.get("content-length") or 0))

    def _count(self, up: int = 0, down: int = 0) -> None:
        self._talk.up_left += up
        self._talk.down_left += down

    async def _answer(self, asked: _Asked) -> None:
        await self._carried()
        name = asked.path.rsplit("/", 1)[-1].removesuffix(".php")
        if asked.length:
            await self._swallow(asked.length)
        await self._sleep(self._delay())
        await self._carried()
        if name == "garbage":
            size = asked.query.get("ckSize", ["4"])[0]
            await self._pour(min(max(int(size) if size.isdigit() else 4, 1), _LONGEST) * MIB)
        elif name == "getIP":
            await self._say(*self._seen_as("isp" in asked.query))
        elif name == "servers.json":
            await self._say(json.dumps(self._internet.listed()), "application/json")
        elif name == "empty":
            await self._say("")
        else:
            await self._say("Nobody has this.", status="404 Not Found")

    def _seen_as(self, isp: bool) -> tuple[str, str]:
        """The laptop's address as the server sees it, and on demand whose it is."""
        assert self._entry is not None
        address, name = self._world.seen_as(self._entry)
        if not isp:
            return address, "text/plain"
        return json.dumps({"processedString": f"{address} - {name}", "rawIspInfo": {"org": name}}), "application/json"

    async def _say(self, text: str, kind: str = "text/plain", status: str = "200 OK") -> None:
        body = octets(text)
        self._writer.write(_head(status, kind, len(body)) + body)
        self._count(down=len(body) + 120)
        await self._writer.drain()

    async def _pour(self, size: int) -> None:
        """Send so many bytes, as fast as the line has carried them."""
        self._writer.write(_head("200 OK", "application/octet-stream", size))
        async for allowed in self._granted(size, up=False):
            for at in range(0, allowed, len(_CHUNK)):
                self._writer.write(_CHUNK[: allowed - at])
            await self._writer.drain()

    async def _swallow(self, size: int) -> None:
        """Take so many bytes, as fast as the line has carried them."""
        async for allowed in self._granted(size, up=True):
            left = allowed
            while left:
                part = await self._reader.read(min(left, _BUFFER))
                if not part:
                    raise _Gone
                left -= len(part)

    async def _granted(self, size: int, up: bool) -> AsyncIterator[int]:
        """How many of the bytes the board's lines have carried, in small parts, until all are."""
        talk, left, kept = self._talk, float(size), 0.0
        start = _MUCH
        self._set(up, start)
        try:
            while left >= 1:
                await self._sleep(_SLICE)
                if self._entry is None or self._entry.talk is None or not self._way():
                    await self._carried()
                now = talk.up_left if up else talk.down_left
                kept += start - now
                start = now
                part = int(min(left, max(kept / 4, min(kept, 16e3))))
                kept -= part
                left -= part
                if part:
                    yield part
        finally:
            self._set(up, 0.0)

    def _set(self, up: bool, value: float) -> None:
        if up:
            self._talk.up_left = value
        else:
            self._talk.down_left = value


def _bound(host: str, port: int, anywhere: bool = False) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
    if (
        os.name == "posix"
    ):  # a board that ended just now still has connections there that wait; on Windows it means more
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError:
        made.close()
        if not anywhere:
            raise
        return _bound(host, 0)
    return made


def _head(status: str, kind: str, length: int) -> bytes:
    return (
        f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nCache-Control: no-store\r\n\r\n"
    ).encode()
