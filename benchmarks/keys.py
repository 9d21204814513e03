"""A table of connections in a terminal, read anew each second while somebody presses keys: what `table` measures.

    python -m benchmarks.keys ours PORT       the product's live screen, sorted by rate
    python -m benchmarks.keys usual PORT      Textual's DataTable, of which only the visible rows are brought up to date

Both read the same stream with the same reader. The DataTable is in the router's order: sorting it takes seconds.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import App, ComposeResult
from textual.coordinate import Coordinate
from textual.widgets import DataTable

import tui.app
from benchmarks.screen import Usual
from benchmarks.stream import MENU
from routerboard.language.items import Row
from routerboard.language.survey import Survey
from routerboard.language.version import Version
from routerboard.link.reconnect import Keeper
from routerboard.link.session import connect
from routerboard.link.target import Secret, Target
from tui.app import SimplifiApp
from tui.opening import Opening
from tui.watch.feeds import FEEDS
from tui.watch.screen import LiveScreen

RATE = "rate"
EACH = 1.0
"""Seconds between two readings."""


class Ours(SimplifiApp):
    """The app with its live screen, on the connections."""

    CSS_PATH = Path(tui.app.__file__).with_name("theme.tcss")

    def __init__(self, port: int) -> None:
        super().__init__(Opening())
        self._keeper = Keeper(partial(connect, Target("127.0.0.1", port), Secret("")))

    def on_ready(self) -> None:
        """Open it."""
        screen = LiveScreen(self._keeper, Survey(Version.parse("7.20.8"), "benchmark"))
        screen.watcher.feeds = {**FEEDS, MENU: replace(FEEDS[MENU], most=0, period=EACH)}
        self.push_screen(screen)
        self.set_timer(0.5, partial(self._show, screen))

    def _show(self, screen: LiveScreen) -> None:
        screen.action_show_tab("Connections")
        table = screen.table
        assert table is not None
        table.sort_by([column.name for column in table.form.columns].index(RATE), True)


class Peer(Usual):
    """A DataTable whose visible rows are brought up to date each second."""

    CSS = "DataTable > .datatable--cursor { background: #2b4b68; color: #ffffff; }"
    COLUMNS: ClassVar = ("src-address", *(name for name in Usual.COLUMNS if name != "src-address"))

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port

    def compose(self) -> ComposeResult:
        """The table alone, with a cursor of a whole row."""
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        """Begin to read."""
        self._read()

    @work
    async def _read(self) -> None:
        session = await connect(Target("127.0.0.1", self._port), Secret(""))
        self.fill(list((await session.fetch(MENU)).rows))  # type: ignore[arg-type]
        self.set_interval(EACH, partial(self._again, session))

    async def _again(self, session: object) -> None:
        self.refresh_visible((await session.fetch(MENU)).rows)  # type: ignore[attr-defined]

    def refresh_visible(self, rows: list[Row]) -> None:
        """Bring what can be seen up to date."""
        table = self.query_one(DataTable)
        top = round(table.scroll_y)
        for at in range(top, min(top + table.size.height, len(rows))):
            for number, name in enumerate(self.COLUMNS):
                table.update_cell_at(Coordinate(at, number), str(rows[at].get(name, "")))


if __name__ == "__main__":
    chosen: App[None] = (Ours if sys.argv[1] == "ours" else Peer)(int(sys.argv[2]))
    chosen.run()
