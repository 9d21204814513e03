"""Which columns of a table are shown, and how wide: what stands in any row counts, however far down."""

from __future__ import annotations

from typing import Any

import pytest
from textual.app import App, ComposeResult

from routerboard.language.items import Row
from routerboard.language.version import Version
from tui.watch.cells import fitting
from tui.watch.columns import TABLES
from tui.watch.columns.model import text
from tui.watch.table import VirtualTable

V7 = Version.parse("7.20.8")


class Shown(App[None]):
    """One table and nothing else."""

    def __init__(self, name: str, rows: list[Row]) -> None:
        super().__init__()
        self.table, self.rows = VirtualTable(TABLES[name](V7)), rows

    def get_css_variables(self) -> dict[str, str]:
        return {**super().get_css_variables(), "quiet": "#888888"}

    def compose(self) -> ComposeResult:
        yield self.table

    def on_mount(self) -> None:
        self.call_after_refresh(self.table.show, self.rows)


def connection(number: int, **more: str) -> Row:
    return {
        ".id": f"*{number:X}",
        "src-address": f"192.168.88.{100 + number % 100}:{40000 + number}",
        "dst-address": f"203.0.113.{number % 250}:443",
        "protocol": "tcp",
        "timeout": "23h59m17s",
        "tcp-state": "established",
        "orig-rate": "100000",
        "repl-rate": "100000",
        **more,
    }


OLD = [connection(number) for number in range(150)]
MARKED = [connection(number, **{"connection-mark": "Wan2_conn", "line": "Wan2"}) for number in range(150, 160)]


async def titles(screen_text: Any, until: Any, rows: list[Row], width: int) -> str:
    app = Shown("Connections", rows)
    async with app.run_test(size=(width, 24)) as pilot:
        await until(pilot, lambda: "203.0.113.0:443" in screen_text(app))
        head: str = screen_text(app).splitlines()[0]
        return head


@pytest.mark.asyncio
@pytest.mark.parametrize("width", [80, 120])
async def test_a_mark_far_below_is_a_column_at_the_top(until: Any, screen_text: Any, width: int) -> None:
    head = await titles(screen_text, until, OLD + MARKED, width)
    assert " ".join(head.split()).startswith("Src. Address Dst. Address Proto… Connection Mark Line")


@pytest.mark.asyncio
async def test_the_mark_is_shown_before_anything_is_marked(until: Any, screen_text: Any) -> None:
    assert "Connection Mark  Timeout" in await titles(screen_text, until, OLD, 120)


@pytest.mark.asyncio
async def test_a_mark_far_below_is_as_wide_as_it_is(until: Any, screen_text: Any) -> None:
    app = Shown("Connections", [*OLD, *OLD[:73], connection(150, line="Lobby and roof"), *OLD])
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "203.0.113.0:443" in screen_text(app))
        assert app.table._widths[5] == 14


COLUMNS = (text("One", 9, "one"), text("Two", 9, "two"), text("Three", 9, "three", fixed=True))


@pytest.mark.parametrize(
    ("filled", "room", "widths"),
    [
        ((3, 3, 3), 10, [4, 4, 6]),
        ((3, 0, 0), 80, [4, 4, 6]),
        ((3, 0, 0), 17, [4, 0, 6]),
        ((0, 3, 0), 14, [0, 4, 6]),
        ((0, 0, 3), 14, [4, 0, 6]),
    ],
)
def test_empty_columns_are_shown_where_they_fit(filled: tuple[int, ...], room: int, widths: list[int]) -> None:
    assert fitting(COLUMNS, (4, 4, 6), filled, room) == widths
