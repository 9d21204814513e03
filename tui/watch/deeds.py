"""What can be done with a table on the live screen: sort, choose columns, copy, export."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime
from pathlib import Path

from textual import work

from routerboard.language.items import Row, is_true
from tui.screens.ask import AskScreen, file_named
from tui.screens.base import FullScreen
from tui.watch import layout
from tui.watch.cells import clean
from tui.watch.chooser import Chosen, ColumnsScreen
from tui.watch.columns import Kind, TableForm
from tui.watch.export import write
from tui.watch.table import VirtualTable

DEEDS = ("filter", "sort", "columns", "copy", "copy_row", "export")
"""Actions that need a table."""
NAMED = re.compile(r"[^\w.-]+")


class TableDeeds(FullScreen[None]):
    """The part of the live screen that works on whichever table is shown."""

    shown_tab: str

    @property
    def table(self) -> VirtualTable | None:
        """The shown table; None where none is shown."""
        raise NotImplementedError

    def router_name(self) -> str:
        """The router's name, for files."""
        raise NotImplementedError

    def do_sort(self) -> None:
        """By the current column, then the other way round, then as the router has it."""
        if self.table is not None:
            self.table.sort_here()

    def do_columns(self) -> None:
        """Choose columns."""
        table, name = self.table, self.shown_tab
        if table is None:
            return

        def take(chosen: Chosen | None) -> None:
            if chosen is not None:
                layout.remember(name, chosen.names, self._folder)
                chosen_names = {name: chosen.names} if chosen.names is not None else {}
                table.choose(layout.placed(table.form, chosen_names, name) if chosen_names else None)

        self.app.push_screen(ColumnsScreen(name, table.form, table.places), take)

    @property
    def _folder(self) -> Path | None:
        return self.simplifi.start.data_dir

    def do_copy(self) -> None:
        """The text of the current cell, whole."""
        table = self.table
        if table is not None and table.selected is not None:
            self._copy(table.current.text(table.selected))

    def do_copy_row(self) -> None:
        """The row's shown cells, with tabs between them."""
        table = self.table
        if table is not None and table.selected is not None:
            row = dict(table.selected)
            self._copy("\t".join(clean(column.text(row)) for column in table.columns))

    def _copy(self, text: str) -> None:
        """Onto the clipboard of the terminal; most terminals allow it, some must be told to."""
        text = "\t".join(map(clean, text.split("\t")))
        self.app.copy_to_clipboard(text)
        self.notify(text.replace("\t", "  ") or "(nothing)", title="Copied")

    def do_export(self) -> None:
        """Ask for a file, and write what is shown."""
        table = self.table
        if table is None:
            return
        name = "-".join(filter(None, (self.router_name(), self.shown_tab, f"{datetime.now():%Y%m%d-%H%M%S}")))
        note = f"{table.shown} rows, as they are filtered and sorted now. The end of the name says what it becomes: "
        asked = AskScreen("Export to a file", f"{NAMED.sub('-', name).lower()}.csv", f"{note}.csv or .json.")

        def take(named: str | None) -> None:
            if named:
                self._export(table, file_named(named))

        self.app.push_screen(asked, take)

    @work(group="export", exit_on_error=False)
    async def _export(self, table: VirtualTable, path: Path) -> None:
        shown = table.view
        try:
            await asyncio.to_thread(write, path, shown, table.columns)
        except FileExistsError:
            self.notify(f"{path} is there already; nothing was written.", title="Not exported", severity="error")
        except (OSError, ValueError) as error:
            self.notify(f"{error}. Nothing is lost here.", title="Not exported", severity="error")
        else:
            self.notify(f"{len(shown)} rows are in {path}", title="Exported", timeout=10)


def flag_words(form: TableForm, row: Row) -> str:
    """The flags of a row in words: `S seen-reply, A assured`."""
    column = next((one for one in form.columns if one.kind is Kind.FLAGS), None)
    letters = column.letters if column is not None else ()
    return ", ".join(f"{letter} {name}" for letter, name in letters if is_true(row.get(name)))
