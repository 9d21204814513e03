"""Which columns a table shows, and in which order: chosen in a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.actions import bindings
from tui.screens.base import Dialog
from tui.watch.columns import TableForm
from tui.widgets.keybar import KeyBar
from tui.widgets.picker import Picker, Row


@dataclass(frozen=True)
class Chosen:
    """What was chosen: the names of the columns in their order; None for those of before anybody chose."""

    names: tuple[str, ...] | None


class ColumnsScreen(Dialog[Chosen]):
    """All columns of a table, the shown ones first in their order."""

    SCOPE = "columns"
    ABOUT = "Space shows or hides a column, < and > move it. It is remembered for this table on this computer."
    BINDINGS: ClassVar[list[BindingType]] = bindings("columns")
    DEFAULT_CSS = """
    ColumnsScreen VerticalScroll { height: auto; max-height: 12; scrollbar-size-vertical: 1; }
    """

    def __init__(self, table: str, form: TableForm, places: Sequence[int]) -> None:
        super().__init__()
        self._table, self._form = table, form
        self._standard = [form.columns.index(one) for one in form.columns if one.shown]
        self._begin(places)

    def _begin(self, places: Sequence[int]) -> None:
        rest = [place for place in range(len(self._form.columns)) if place not in places]
        self._order, self._shown = [*places, *rest], set(places)

    def compose(self) -> ComposeResult:
        """The list."""
        with Vertical(classes="dialog"):
            yield Static(f"Columns of {self._table}", classes="dialog-title", markup=False)
            with VerticalScroll(can_focus=False):
                yield Picker(self._rows())
            yield KeyBar(self.SCOPE, self.why_not)

    def _rows(self) -> list[Row]:
        return [Row(str(place), self._line(place)) for place in self._order]

    def _line(self, place: int) -> Content:
        column = self._form.columns[place]
        shown = place in self._shown
        text = f"{'☑' if shown else '☐'} {column.title or 'Flags'}"
        return Content.assemble((text, "" if shown else "$quiet"), (f"   {column.name}", "$quiet"))

    def _draw(self, at: int) -> None:
        self.query_one(Picker).show(self._rows(), str(at))

    @property
    def _marked(self) -> int:
        return int(self.query_one(Picker).key)

    def why_not(self, name: str) -> str:
        """A table without columns shows nothing."""
        return "" if name != "next" or self._shown else "One column at least must be shown."

    def do_turn(self) -> None:
        """Show or hide the marked column."""
        self._shown ^= {self._marked}
        self._draw(self._marked)
        self.refresh_keys()

    def do_up(self) -> None:
        """One place to the front."""
        self._move(-1)

    def do_down(self) -> None:
        """One place to the back."""
        self._move(1)

    def _move(self, by: int) -> None:
        place = self._marked
        at = self._order.index(place)
        self._order.remove(place)
        self._order.insert(max(0, at + by), place)
        self._draw(place)

    def do_reset(self) -> None:
        """All as it was before anybody chose."""
        self._begin(self._standard)
        self._draw(self._order[0])
        self.refresh_keys()

    def do_next(self) -> None:
        """Take it."""
        places = [place for place in self._order if place in self._shown]
        names = tuple(self._form.columns[place].name for place in places)
        self.dismiss(Chosen(None if places == self._standard else names))
