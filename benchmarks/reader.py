"""Reading 50,000 connections: ours beside librouteros, sync and async, and RouterOS-api, from one stream.

    python -m benchmarks reader

Each client logs in and prints the table; the median of all its turns counts. The clients take turns, so that what else
the machine does meets all of them; ours needs two idle cores to show what it can, for the router is busy meanwhile. The
router is `benchmarks.stream`, in a process of its own. Ours gives rows that are taken apart when they are read
(`lazy`), and rows that are (`eager`), as those of the others are; what a live view does is the first.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable
from typing import Any

import librouteros
from librouteros import async_connect

from benchmarks.row import Row, beside
from benchmarks.stream import MENU, serving
from routerboard.link.session import connect
from routerboard.link.target import Secret, Target

COUNT = 50_000
ROUNDS = 3
SHORT = 1.0
"""Seconds below which a client reads five times a round, so that a moment in which the machine was busy counts less."""
Read = Callable[[int], tuple[float, int]]
"""Reads the table from the router on this port: seconds, and how many rows came."""


def ours_lazy(port: int) -> tuple[float, int]:
    """Rows as they came."""
    return asyncio.run(_ours(port, lazy=True))


def ours_eager(port: int) -> tuple[float, int]:
    """Rows as dictionaries of text."""
    return asyncio.run(_ours(port, lazy=False))


async def _ours(port: int, *, lazy: bool) -> tuple[float, int]:
    async with await connect(Target("127.0.0.1", port), Secret("")) as session:
        await session.count(MENU)
        began = time.perf_counter()
        rows = (await session.fetch(MENU)).rows if lazy else await session.print(MENU)
        return time.perf_counter() - began, len(rows)


def library_sync(port: int) -> tuple[float, int]:
    """librouteros."""
    api = librouteros.connect("127.0.0.1", "admin", "", port=port, timeout=60)
    began = time.perf_counter()
    rows = tuple(api.path("ip", "firewall", "connection"))
    took = time.perf_counter() - began
    api.close()
    return took, len(rows)


def library_async(port: int) -> tuple[float, int]:
    """librouteros on asyncio."""

    async def read() -> tuple[float, int]:
        api = await async_connect("127.0.0.1", "admin", "", port=port, timeout=60)
        began = time.perf_counter()
        rows = [row async for row in api.path("ip", "firewall", "connection")]
        took = time.perf_counter() - began
        await api.close()
        return took, len(rows)

    return asyncio.run(read())


def routeros_api(port: int) -> tuple[float, int]:
    """RouterOS-api."""
    import routeros_api as library

    pool: Any = library.RouterOsApiPool("127.0.0.1", "admin", "", port=port, plaintext_login=True)
    pool.set_timeout(60)
    resource = pool.get_api().get_binary_resource(MENU)
    began = time.perf_counter()
    rows = resource.call("print")
    took = time.perf_counter() - began
    pool.disconnect()
    return took, len(rows)


OURS: dict[str, Read] = {"lazy": ours_lazy, "eager": ours_eager}
PEERS: dict[str, Read] = {"librouteros": library_sync, "librouteros async": library_async, "RouterOS-api": routeros_api}


def measured(readers: dict[str, Read], count: int, rounds: int) -> dict[str, float]:
    """Seconds of each, the median of so many rounds."""
    taken: dict[str, list[float]] = {name: [] for name in readers}
    with serving(count) as port:
        for _ in range(rounds):
            for name, read in readers.items():
                taken[name].append(_once(read, port, count))
                again = 4 if taken[name][-1] < SHORT else 0
                taken[name] += [_once(read, port, count) for _ in range(again)]
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def _once(read: Read, port: int, count: int) -> float:
    seconds, rows = read(port)
    if rows != count:
        raise RuntimeError(f"{rows} of {count} rows were read")
    return seconds


def rows() -> list[Row]:
    """Ours, both ways, beside each of the others."""
    readers = {**OURS, **PEERS}
    try:
        import routeros_api  # noqa: F401
    except ImportError:
        del readers["RouterOS-api"]
    seconds = measured(readers, COUNT, ROUNDS)
    return [
        beside(
            f"read {COUNT:,} connections, {way} rows, beside {peer}", 1000 * seconds[way], 1000 * seconds[peer], "ms"
        )
        for way in OURS
        for peer in PEERS
        if peer in seconds
    ]
