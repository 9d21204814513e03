"""Measure a way through the Internet: streams to LibreSpeed-compatible servers, and round trips beside them.

A server is a base address with four paths: `garbage` sends, `empty` takes and answers at once, `getIP` says what it
sees. Rates are payload in bits a second. Each client opens connections of its own, so that a rule made just before
applies to all of them. Cancelling ends every stream at once.
"""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urljoin

if TYPE_CHECKING:
    import httpx

Direction = Literal["down", "up"]
PUBLIC_SERVERS = "https://librespeed.org/backend-servers/servers.php"
"""LibreSpeed's list of the servers that operators offer to everybody."""

MIB = 1024 * 1024
MOST_SERVERS = 24
_BLOCK = 25
"""MiB that one request asks for or sends; then the same connection goes on with the next."""
_CHUNK = bytes(range(256)) * 32
_BUFFER = 64 * 1024
"""Bytes that a socket may hold back, so that an upload is what has left, not what waits here."""
_TRIES = 3
_LOST_AFTER = 3.0
_LOOK, _SOON = 0.25, 0.01
"""Seconds between two looks at a load: as a rule, and where it has carried all that it should at any moment."""


class NoServer(Exception):  # noqa: N818
    """No server of the list answers; the message says which list, and why."""


@dataclass(frozen=True)
class Clock:
    """Time in seconds, and how to let it pass; tests bring their own."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep


@dataclass(frozen=True)
class Server:
    """One server; the paths are relative to `base`, which ends with a slash."""

    base: str
    name: str = ""
    down: str = "garbage"
    up: str = "empty"
    ping: str = "empty"
    ip: str = "getIP"

    def url(self, path: str, query: str = "") -> str:
        """The whole address of one of its paths."""
        return urljoin(self.base, path) + (f"?{query}" if query else "")


@dataclass(frozen=True)
class Effort:
    """How long and how hard: seconds before it counts, seconds that count, streams on one line, round trips."""

    warm: float = 2.0
    seconds: float = 8.0
    streams: int = 6
    pings: int = 8


@asynccontextmanager
async def opened(local: str = "") -> AsyncIterator[httpx.AsyncClient]:
    """A client with connections of its own over IPv4, from this address of ours where it is given."""
    import httpx

    own = local if local and ":" not in local and not local.startswith("127.") else "0.0.0.0"  # noqa: S104
    transport = httpx.AsyncHTTPTransport(
        trust_env=False,
        local_address=own,
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=None),
        socket_options=[(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)],
    )
    timeout = httpx.Timeout(10.0, connect=5.0, pool=None)
    async with httpx.AsyncClient(transport=transport, timeout=timeout, follow_redirects=True) as client:
        yield client


async def servers_of(client: httpx.AsyncClient, url: str) -> tuple[Server, ...]:
    """The servers at this address: a list as LibreSpeed's, or else the one server that it names; NoServer.

    Whose paths are not told has them with or without `.php`, as the server was built.
    """
    import httpx

    if not url.endswith((".json", "servers.php")):
        base = url if url.endswith("/") else f"{url}/"
        plain = Server(base, url)
        bare = Server(base, url, "garbage.php", "empty.php", "empty.php", "getIP.php")
        for server in (plain, bare):
            if await round_trip(client, server, Clock()) is not None:
                return (server,)
        raise NoServer(f"{url} does not answer as a LibreSpeed server: neither `empty` nor `empty.php` is there.")
    try:
        answer = await client.get(url)
        answer.raise_for_status()
        found = tuple(_listed(url, entry) for entry in answer.json())
    except (httpx.HTTPError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise NoServer(f"The list of servers at {url} cannot be read: {_words(error)}.") from None
    if not found:
        raise NoServer(f"The list of servers at {url} is empty.")
    return found


def _listed(url: str, entry: Any) -> Server:
    """A server of a list; `//host/path` is spoken to as the list was."""
    base = urljoin(url, str(entry["server"]))
    paths = [str(entry[key]) for key in ("dlURL", "ulURL", "pingURL", "getIpURL")]
    return Server(base if base.endswith("/") else f"{base}/", str(entry.get("name", "")), *paths)


async def nearest(client: httpx.AsyncClient, servers: Sequence[Server], clock: Clock) -> tuple[Server, ...]:
    """Those that answer, the nearest first, without what is much farther than it; NoServer where none answers."""
    trips = await asyncio.gather(*(_second_trip(client, server, clock) for server in servers))
    found = sorted(((trip, at) for at, trip in enumerate(trips) if trip is not None))
    if not found:
        raise NoServer(f"None of {len(servers)} servers for the speed test answers.")
    most = 2 * found[0][0] + 0.03
    return tuple(servers[at] for trip, at in found if trip <= most)[:MOST_SERVERS]


async def chosen(local: str, url: str, clock: Clock) -> tuple[Server, ...]:
    """The servers to measure with, by the list or the server at this address; NoServer."""
    async with opened(local) as client:
        return await nearest(client, await servers_of(client, url), clock)


async def _second_trip(client: httpx.AsyncClient, server: Server, clock: Clock) -> float | None:
    """A round trip on a connection that is open; the first one opens it."""
    if await round_trip(client, server, clock) is None:
        return None
    return await round_trip(client, server, clock)


async def round_trip(client: httpx.AsyncClient, server: Server, clock: Clock) -> float | None:
    """Seconds from a small question to its answer; None where none comes."""
    import httpx

    began = clock.now()
    try:
        async with asyncio.timeout(_LOST_AFTER):
            answer = await client.get(server.url(server.ping))
    except (httpx.HTTPError, TimeoutError):
        return None
    return clock.now() - began if answer.is_success else None


async def latency(client: httpx.AsyncClient, server: Server, count: int, clock: Clock) -> float | None:
    """The median of so many round trips on one open connection, in seconds; None where none came back."""
    await round_trip(client, server, clock)
    trips = [await round_trip(client, server, clock) for _ in range(count)]
    known = [trip for trip in trips if trip is not None]
    return median(known) if known else None


async def seen_as(client: httpx.AsyncClient, server: Server) -> tuple[str, str]:
    """Our public address as this server sees it, and whose it says it is; "" for what it does not say."""
    import httpx

    try:
        answer = await client.get(server.url(server.ip, "isp=true"))
        answer.raise_for_status()
    except httpx.HTTPError:
        return "", ""
    text = answer.text.strip()
    try:
        told = json.loads(text)
        address, info = str(told["processedString"]).split(" - ")[0].strip(), told.get("rawIspInfo") or {}
        return address, str(info.get("org") or info.get("as_name") or "") if isinstance(info, dict) else ""
    except (ValueError, TypeError, KeyError):
        return (text, "") if len(text) <= 45 and " " not in text else ("", "")


@dataclass
class Load:
    """Streams in one direction, as many as `grow` was told; each is a TCP connection of its own.

    bytes   payload so far, of `most` after which no stream goes on (0: as many as it takes)
    ends    our port of each connection; `failed` what went wrong last, "" for nothing
    """

    client: httpx.AsyncClient
    servers: Sequence[Server]
    direction: Direction
    most: int = 0
    bytes: int = 0
    ends: list[int] = field(default_factory=list)
    failed: str = ""
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def grow(self, count: int) -> None:
        """So many streams more, each to the next server."""
        for _ in range(0 if self.full else count):
            server = self.servers[len(self._tasks) % len(self.servers)]
            self._tasks.append(asyncio.create_task(self._stream(server)))

    @property
    def streams(self) -> int:
        """How many there are."""
        return len(self._tasks)

    @property
    def full(self) -> bool:
        """Whether all that it may carry is used up."""
        return 0 < self.most <= self.bytes

    @property
    def alive(self) -> bool:
        """Whether any stream still tries."""
        return any(not task.done() for task in self._tasks)

    async def stop(self) -> None:
        """End all of them."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _count(self, size: int) -> None:
        self.bytes += size
        if self.full:
            for task in self._tasks:
                task.cancel()
            await asyncio.sleep(0)

    async def _stream(self, server: Server) -> None:
        import httpx

        tries = 0
        while tries < _TRIES:
            before = self.bytes
            try:
                await (self._down(server) if self.direction == "down" else self._up(server))
                tries = 0
            except httpx.HTTPError as error:
                self.failed = f"{server.name or server.base}: {_words(error)}"
                tries = 0 if self.bytes > before else tries + 1
                await asyncio.sleep(0.2)

    async def _down(self, server: Server) -> None:
        url = server.url(server.down, f"ckSize={_BLOCK}")
        async with self.client.stream("GET", url, extensions={"trace": self._trace}) as answer:
            answer.raise_for_status()
            async for chunk in answer.aiter_raw():
                await self._count(len(chunk))

    async def _up(self, server: Server) -> None:
        size = _BLOCK * MIB // len(_CHUNK)

        async def body() -> AsyncIterator[bytes]:
            for _ in range(size):
                yield _CHUNK
                await self._count(len(_CHUNK))

        headers = {"Content-Length": str(size * len(_CHUNK)), "Content-Type": "application/octet-stream"}
        url = server.url(server.up)
        answer = await self.client.post(url, content=body(), headers=headers, extensions={"trace": self._trace})
        answer.raise_for_status()

    async def _trace(self, event: str, info: dict[str, Any]) -> None:
        """Our end of a connection, as soon as there is one."""
        if event == "connection.connect_tcp.complete":
            address = info["return_value"].get_extra_info("client_addr")
            if address:
                self.ends.append(int(address[1]))


@asynccontextmanager
async def loading(
    client: httpx.AsyncClient, servers: Sequence[Server], direction: Direction, streams: int, most: int = 0
) -> AsyncIterator[Load]:
    """Streams that run until the block ends, however it does, or have carried `most` bytes."""
    load = Load(client, servers, direction, most)
    load.grow(streams)
    try:
        yield load
    finally:
        await load.stop()


async def rate(
    load: Load, seconds: float, clock: Clock, tell: Callable[[float], None] = lambda now: None, most: float = 0.0
) -> float:
    """The load's rate over the next seconds in bit/s; `tell` hears it grow.

    It ends sooner where the load has carried `most` bytes in all; that moment is foreseen, not only found out.
    """
    began, before = clock.now(), load.bytes
    last, last_bytes, pause = began, before, _LOOK
    while (now := clock.now()) - began < seconds and load.alive and not 0 < most <= load.bytes:
        await clock.sleep(min(pause, max(_SOON, seconds - (now - began))))
        now = clock.now()
        if now > last:
            fast = (load.bytes - last_bytes) / (now - last)
            tell(8 * fast)
            pause = max(_SOON, min(_LOOK, (most - load.bytes) / fast)) if most and fast else _LOOK
            last, last_bytes = now, load.bytes
    took = clock.now() - began
    return (load.bytes - before) * 8 / took if took > 0 else 0.0


def _words(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0].rstrip(".")
