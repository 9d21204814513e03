"""From the wire to the screen: connections read, taken in by the live screen, and drawn.

python -m benchmarks screen

Ours is the product's own live screen on its tab of connections, beside librouteros (async) and Textual's DataTable that
is cleared and filled: the way such a screen is usually made. Both show the same columns' worth of text.
"""

from __future__ import annotations

import asyncio
import time
from typing import ClassVar

from librouteros import async_connect
from textual.app import App, ComposeResult
from textual.widgets import DataTable

from benchmarks import live
from benchmarks.row import Row, beside
from benchmarks.stream import serving

COUNTS = (10_000, 50_000, 100_000)
ROUNDS = 3


class Usual(App[None]):
    """A DataTable of connections."""

    COLUMNS: ClassVar = (
        *("protocol", "src-address", "dst-address", "reply-dst-address", "connection-mark", "timeout", "tcp-state"),
        *("orig-rate", "repl-rate", "orig-bytes", "repl-bytes"),
    )

    def compose(self) -> ComposeResult:
        """The table alone."""
        yield DataTable()

    def fill(self, rows: list[dict[str, object]]) -> None:
        """Clear it and fill it."""
        table = self.query_one(DataTable)
        table.clear(columns=True)
        table.add_columns(*self.COLUMNS)
        table.add_rows([[str(row.get(name, "")) for name in self.COLUMNS] for row in rows])


async def usual(port: int) -> float:
    """Seconds of the usual way."""
    app = Usual()
    async with app.run_test(size=live.SIZE) as pilot:
        api = await async_connect("127.0.0.1", "admin", "", port=port, timeout=300)
        began = time.perf_counter()
        rows = [row async for row in api.path("ip", "firewall", "connection")]
        app.fill(rows)
        await live.painted(pilot)
        took = time.perf_counter() - began
        await api.close()
    return took


async def ours(port: int, count: int) -> float:
    """Seconds of the live screen, the median of so many rounds."""
    async with live.live(port) as (pilot, screen):
        await live.connections(pilot, screen)
        taken = sorted([await live.read_and_draw(pilot, screen, count) for _ in range(ROUNDS)])
    return taken[len(taken) // 2]


def rows() -> list[Row]:
    """A row for each number of connections."""
    return [_row(count) for count in COUNTS]


def _row(count: int) -> Row:
    with serving(count) as port:
        mine, theirs = asyncio.run(ours(port, count)), asyncio.run(usual(port))
    name = f"{count:,} connections from the wire to the screen, beside librouteros async and DataTable"
    return beside(name, 1000 * mine, 1000 * theirs, "ms")
