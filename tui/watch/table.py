"""A table that draws only what is visible, over rows that never change: 100,000 of them cost as much as fifty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from routerboard.language.controls import VISIBLE
from routerboard.language.items import Row
from tui.watch.columns import Column, TableForm
from tui.watch.rows import View, view

GAP = 1
BLANKS = str.maketrans("\n\r\t", "   ")
SAMPLED = 100
"""Rows, spread over the whole table, whose texts decide how wide a column is."""


class VirtualTable(ScrollView, can_focus=True):
    """Rows of one form. The cursor stays on its row, by id, however the rows move."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"table--head", "table--cursor", "table--faint", "table--odd"}
    DEFAULT_CSS = """
    VirtualTable { height: 1fr; background: $background; scrollbar-size-vertical: 1; scrollbar-size-horizontal: 1; }
    VirtualTable > .table--head { color: $secondary; text-style: bold; }
    VirtualTable > .table--cursor {
        background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
    }
    VirtualTable > .table--faint { color: $quiet; }
    VirtualTable > .table--odd { background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "edge(-1)", "First", show=False),
        Binding("end", "edge(1)", "Last", show=False),
        Binding("left", "slide(-8)", "Left", show=False),
        Binding("right", "slide(8)", "Right", show=False),
    ]

    cursor: reactive[int] = reactive(0)

    class Changed(Message):
        """The order, or the row under the cursor, is another."""

    def __init__(self, form: TableForm, *, follow: bool = False) -> None:
        super().__init__()
        self.form = form
        self.sort: int | None = None
        self.down = False
        self.words = ""
        self._follow = follow
        self._rows: Sequence[Row] = ()
        self._view = View()
        self._held = ""
        self._filled = [0] * len(form.columns)
        self._widths = [len(column.title) + 1 for column in form.columns]

    # what is shown

    def show(self, rows: Sequence[Row]) -> None:
        """Show these rows; the cursor goes where its row went."""
        self._rows = rows
        self._settle()

    def filter(self, words: str) -> None:
        """Show only the rows that hold these words."""
        self.words = words
        self._settle()

    def sort_by(self, column: int | None, down: bool = False) -> None:
        """Sort by a column; None is the router's own order."""
        self.sort, self.down = column, down
        self._settle()
        self.post_message(self.Changed())

    def sort_next(self) -> None:
        """The next order: each column up, then down, then the router's own."""
        if self.sort is not None and not self.down:
            self.sort_by(self.sort, True)
        elif self.sort is None or self.sort + 1 < len(self.form.columns):
            self.sort_by(0 if self.sort is None else self.sort + 1)
        else:
            self.sort_by(None)

    @property
    def shown(self) -> int:
        """How many rows pass the filter."""
        return len(self._view.rows)

    @property
    def selected(self) -> Row | None:
        """The row under the cursor."""
        return self._view.rows[self.cursor] if self.cursor < len(self._view.rows) else None

    @property
    def _selected_id(self) -> str:
        return self.selected.get(".id", "") if self.selected is not None else ""

    def _settle(self) -> None:
        at_end = self.cursor >= len(self._view.rows) - 1
        self._view = view(self.form, self._rows, self.words, self.sort, self.down)
        last = max(0, len(self._view.rows) - 1)
        if self._follow and at_end and self.sort is None:
            self.cursor = last
        else:
            self.cursor = self._view.place.get(self._held, min(self.cursor, last))
            self._held = self._selected_id if self._held else ""
        self._measure()
        self.refresh()

    def _measure(self) -> None:
        """Columns grow with what stands in them, up to their own width, and never shrink, so nothing dances.

        Where all of them do not fit, those in which nothing stands are left out, as `fitting` says.
        """
        rows = self._view.rows
        sample = rows[:: max(1, len(rows) // SAMPLED)]
        for at, column in enumerate(self.form.columns):
            widest = max((len(column.text(row)) for row in sample), default=0)
            if not max(widest, self._filled[at]):
                widest = len(next(filter(None, map(column.text, rows)), ""))
            self._filled[at] = max(self._filled[at], min(widest, column.width))
        self._widths = [
            max(len(one.title) + 1, filled) for one, filled in zip(self.form.columns, self._filled, strict=True)
        ]
        if rows:
            self._widths = fitting(self.form.columns, self._widths, self._filled, self.size.width)
        self.virtual_size = Size(_total(self._widths), len(rows) + 1)
        self._reveal()

    # the cursor

    def watch_cursor(self) -> None:
        """Remember whose row it is, and bring it into view."""
        self._held = self._selected_id
        self._reveal()
        self.refresh()
        self.post_message(self.Changed())

    def _reveal(self) -> None:
        height = max(1, self.scrollable_content_region.height - 1)
        top = round(self.scroll_y)
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False, force=True)
        elif self.cursor >= top + height:
            self.scroll_to(y=self.cursor - height + 1, animate=False, force=True)

    def _go(self, place: int) -> None:
        self.cursor = max(0, min(place, len(self._view.rows) - 1))

    def action_move(self, by: int) -> None:
        """One row up or down."""
        self._go(self.cursor + by)

    def action_page(self, by: int) -> None:
        """One screen up or down."""
        self._go(self.cursor + by * max(1, self.scrollable_content_region.height - 2))

    def action_edge(self, to: int) -> None:
        """The first row, or the last."""
        self._go(0 if to < 0 else len(self._view.rows) - 1)

    def action_slide(self, by: int) -> None:
        """Left or right, where the columns are wider than the screen."""
        self.scroll_to(x=max(0, self.scroll_x + by), animate=False, force=True)

    def on_click(self, event: events.Click) -> None:
        """A click on a row takes it; on a title it sorts by that column, again the other way round."""
        if event.y == 0:
            column = self._column_at(event.x + round(self.scroll_x))
            if column is not None:
                self.sort_by(column, self.sort == column and not self.down)
        else:
            self._go(event.y - 1 + round(self.scroll_y))

    def _column_at(self, x: int) -> int | None:
        at = 1
        for number, width in enumerate(self._widths):
            if width and at <= x < at + width + GAP:
                return number
            at += width + GAP if width else 0
        return None

    # drawing

    def render_line(self, y: int) -> Strip:
        """One line of the glass: the titles on top, below them a row."""
        width = self.size.width
        if y == 0:
            strip = self._line(
                [self._title(number, one) for number, one in enumerate(self.form.columns)], self._style("head")
            )
        else:
            at = y - 1 + round(self.scroll_y)
            if at >= len(self._view.rows):
                return Strip.blank(width, self.rich_style)
            row = self._view.rows[at]
            strip = self._line(
                [
                    _cell(column.text(row), width, column.right)
                    for column, width in zip(self.form.columns, self._widths, strict=True)
                ],
                self._row_style(at, row),
            )
        left = round(self.scroll_x)
        return strip.crop_extend(left, left + width, strip._segments[-1].style if strip._segments else None)

    def _title(self, number: int, column: Column) -> str:
        mark = ("▾" if self.down else "▴") if number == self.sort else ""
        text = mark + column.title if column.right else column.title + mark
        return _cell(text, self._widths[number], column.right)

    def _line(self, cells: list[str], style: Style) -> Strip:
        return Strip([Segment(" " + (" " * GAP).join(filter(None, cells)) + " ", style)])

    def _row_style(self, at: int, row: Row) -> Style:
        if at == self.cursor and self.has_focus:
            return self._style("cursor")
        style = self._style("odd") if at % 2 else self.rich_style
        return style + Style(color=self._style("faint").color) if self.form.faint(row) else style

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"table--{name}")


def fitting(columns: Sequence[Column], widths: Sequence[int], filled: Sequence[int], room: int) -> list[int]:
    """The widths, 0 for a column that is left out: an empty one that is not fixed and has no room beside the others."""
    kept = [width if full or one.fixed else 0 for one, width, full in zip(columns, widths, filled, strict=True)]
    for at, width in enumerate(widths):
        wider = [*kept[:at], width, *kept[at + 1 :]]
        if _total(wider) <= room:
            kept = wider
    return kept


def _total(widths: Sequence[int]) -> int:
    """Columns that the cells of a line take, its margins too."""
    return 2 + sum(width + GAP for width in widths if width) - GAP


def _cell(text: str, width: int, right: bool) -> str:
    """Text in a cell: cut with `…`, never wrapped; what the terminal would draw twice as wide is counted so."""
    if not width:
        return ""
    text = text.translate(BLANKS).translate(VISIBLE)
    if not text.isascii():
        return _wide_cell(text, width, right)
    if len(text) > width:
        return text[: width - 1] + "…"
    return text.rjust(width) if right else text.ljust(width)


def _wide_cell(text: str, width: int, right: bool) -> str:
    if cell_len(text) > width:
        text = set_cell_size(text, width - 1) + "…"
    return " " * (width - cell_len(text)) + text if right else set_cell_size(text, width)
