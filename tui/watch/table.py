"""A table that draws only what is visible, over rows that never change: 100,000 of them cost as much as fifty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from time import monotonic
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.timer import Timer

from routerboard.language.items import Row
from tui.watch.cells import GAP, at_place, cell, fitting, start, total
from tui.watch.columns import Column, Kind, TableForm
from tui.watch.filter import BadFilter, read
from tui.watch.rows import View, Wanted
from tui.watch.seeking import Seeker

STILL = 1.0
"""Seconds after a movement of the cursor in which sorted rows stay where they are."""
NEAR = 300
"""Rows on both sides among which a row is looked for at once."""
TINTS = 4


class VirtualTable(ScrollView, can_focus=True):
    """Rows of one form. The cursor stays on its row, by id, however the rows move; Home and End let go of it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *("table--head", "table--column", "table--cursor", "table--faint", "table--odd"),
        *(f"table--line-{number}" for number in range(TINTS)),
    }
    DEFAULT_CSS = """
    VirtualTable { height: 1fr; background: $background; scrollbar-size-vertical: 1; scrollbar-size-horizontal: 1; }
    VirtualTable > .table--head { color: $secondary; text-style: bold; }
    VirtualTable > .table--column { color: $foreground; text-style: bold underline; }
    VirtualTable > .table--cursor {
        background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
    }
    VirtualTable > .table--faint { color: $quiet; }
    VirtualTable > .table--odd { background: $surface; }
    VirtualTable > .table--line-0 { color: $primary; }
    VirtualTable > .table--line-1 { color: $accent; }
    VirtualTable > .table--line-2 { color: $success; }
    VirtualTable > .table--line-3 { color: $error; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "edge(-1)", "First", show=False),
        Binding("end", "edge(1)", "Last", show=False),
        Binding("left,h", "column(-1)", "Column left", show=False),
        Binding("right,l", "column(1)", "Column right", show=False),
    ]

    class Changed(Message):
        """The order, the rows that are shown, or the row under the cursor, is another."""

    def __init__(self, form: TableForm, *, follow: bool = False, places: Sequence[int] | None = None) -> None:
        super().__init__()
        self.form = form
        self.cursor = 0
        self.column = 0
        """The place of the current column among the shown ones."""
        self.sort: int | None = None
        """The place in the form of the column that the rows are sorted by; None is the router's order."""
        self.down = False
        self.words = ""
        self.bad = ""
        """Why what was typed last is no filter."""
        self.tints: Mapping[str, int] = {}
        """Text of a cell -> number of its line, whose colour it gets: marks, tables and sockets as well as names."""
        self.columns: tuple[Column, ...] = ()
        self._places: tuple[int, ...] = ()
        self._chosen = False
        self._follow = follow
        self._rows: Sequence[Row] = ()
        self._view = View()
        self._held = ""
        self._moved = -STILL
        self._filled: dict[int, int] = {}
        self._widths: list[int] = []
        self._strips: dict[int, tuple[Strip, Style]] = {}
        self._later: Timer | None = None
        self._seeker = Seeker(form, self._take)
        self.choose(places)

    # what is shown

    def show(self, rows: Sequence[Row]) -> None:
        """Show these rows; the cursor goes where its row went. Sorted ones wait until the cursor has come to rest."""
        self._rows = rows
        still = self._moved + STILL - monotonic()
        if still > 0 and self.sort is not None and self._view:
            if self._later is None:
                self._later = self.set_timer(still, self._rested)
            return
        self._settle(anew=False)

    def _rested(self) -> None:
        self._later = None
        self._settle(anew=False)

    def filter(self, words: str) -> None:
        """Show only the rows that pass; what makes no sense as a filter changes nothing and is kept as `bad`."""
        try:
            read(self.form, words)
        except BadFilter as error:
            self.bad = str(error)
        else:
            self.bad, self.words = "", words
            self._settle(anew=True)
        self.post_message(self.Changed())

    def sort_by(self, column: int | None, down: bool = False) -> None:
        """Sort by a column of the form; None is the router's own order."""
        self.sort, self.down = column, down
        self._settle(anew=True)
        self._paint()
        self.post_message(self.Changed())

    def sort_here(self) -> None:
        """Sort by the current column; again: the other way round; again: the router's order. Traffic: most first."""
        if not self.columns:
            return
        place, first = self._places[self.column], self.columns[self.column].kind.counts
        if self.sort != place:
            self.sort_by(place, first)
        elif self.down == first:
            self.sort_by(place, not first)
        else:
            self.sort_by(None)

    def choose(self, places: Sequence[int] | None) -> None:
        """Show these columns of the form, in this order; None: as they are before somebody chooses."""
        self._chosen = places is not None
        standard = (place for place, one in enumerate(self.form.columns) if one.shown)
        self._places = tuple(standard if places is None else places)
        self.columns = tuple(self.form.columns[place] for place in self._places)
        self.column = min(self.column, len(self.columns) - 1)
        self._measure(self._view)
        self._paint()

    @property
    def places(self) -> tuple[int, ...]:
        """The places of the shown columns in the form."""
        return self._places

    @property
    def view(self) -> View:
        """The rows that are shown, in their order."""
        return self._view

    @property
    def shown(self) -> int:
        """How many rows pass the filter."""
        return len(self._view)

    @property
    def seeking(self) -> bool:
        """Whether rows are being sorted or filtered now."""
        return self._seeker.busy

    @property
    def selected(self) -> Row | None:
        """The row under the cursor."""
        return self._view[self.cursor] if self.cursor < len(self._view) else None

    @property
    def current(self) -> Column:
        """The current column."""
        return self.columns[self.column]

    def on_key(self) -> None:
        """What a key does is seen before rows are sorted on."""
        self._seeker.make_way()

    async def on_unmount(self) -> None:
        """Sort no more."""
        await self._seeker.stop()

    def _settle(self, *, anew: bool) -> None:
        self._seeker.seek(self._rows, Wanted(self.words, self.sort, self.down, self._held), anew=anew)

    def _take(self, found: View) -> None:
        """A view has been worked out: draw it, with the cursor on its row and the row where it was on the glass."""
        before, at_end = self.cursor, self.cursor >= len(self._view) - 1
        last = max(0, len(found) - 1)
        self._view = found
        if self._follow and at_end and self.sort is None:
            self.cursor = last
            self._held = ""
        elif self._held:
            place = self._found(found)
            self.cursor = min(self.cursor, last) if place is None else place
            self._held = self._row_id()
        else:
            self.cursor = min(self.cursor, last)
        self._measure(found)
        if self._held and self.cursor != before:
            self._glide(self.cursor - before)
        self._reveal()
        self._paint()
        self.post_message(self.Changed())

    def _found(self, found: View) -> int | None:
        """Where the held row stands; what the cursor has gone to since the view was asked for is looked for nearby."""
        if found.held is not None and found.held < len(found) and found[found.held].get(".id", "") == self._held:
            return found.held
        near = range(max(0, self.cursor - NEAR), min(len(found), self.cursor + NEAR))
        return next((at for at in near if found[at].get(".id", "") == self._held), None)

    def _measure(self, found: View) -> None:
        """Columns grow with what stands in them, up to their own width, and never shrink, so nothing dances.

        Where all of them do not fit, those in which nothing stands are left out, as `fitting` says.
        """
        for place, widest in enumerate(found.widest):
            room = self.form.columns[place].width
            self._filled[place] = max(self._filled.get(place, 0), min(widest, room))
        filled = [self._filled.get(place, 0) for place in self._places]
        widths = [max(len(one.title) + 1, full) for one, full in zip(self.columns, filled, strict=True)]
        self._widths = widths
        if len(found) and not self._chosen:
            self._widths = fitting(self.columns, widths, filled, self.size.width)
        self.virtual_size = Size(total(self._widths), len(found) + 1)

    def on_resize(self) -> None:
        """Another width has room for other columns."""
        self._measure(self._view)
        self._paint()

    # the cursor

    def _row_id(self) -> str:
        row = self.selected
        return row.get(".id", "") if row is not None else ""

    @property
    def _height(self) -> int:
        return max(1, self.scrollable_content_region.height - 1)

    @property
    def _top(self) -> int:
        return round(self.scroll_y)

    def _reveal(self) -> None:
        if self.cursor < self._top:
            self.scroll_to(y=self.cursor, animate=False, force=True)
        elif self.cursor >= self._top + self._height:
            self.scroll_to(y=self.cursor - self._height + 1, animate=False, force=True)

    def _glide(self, by: int) -> None:
        self.scroll_to(y=max(0, min(self._top + by, len(self._view) - self._height)), animate=False, force=True)

    def _go(self, place: int, *, hold: bool = True) -> None:
        before, top = self.cursor, self._top
        self.cursor = max(0, min(place, len(self._view) - 1))
        self._held = self._row_id() if hold else ""
        self._moved = monotonic() if hold else -STILL
        self._reveal()
        for at in {before, self.cursor}:
            self._strips.pop(at, None)
        if self._top == top:
            self.refresh(*(Region(0, at - top + 1, self.size.width, 1) for at in {before, self.cursor} if at >= top))
        else:
            self.refresh()
        self.post_message(self.Changed())

    def action_move(self, by: int) -> None:
        """One row up or down."""
        self._go(self.cursor + by)

    def action_page(self, by: int) -> None:
        """One screen up or down."""
        self._go(self.cursor + by * max(1, self._height - 1))

    def action_edge(self, to: int) -> None:
        """The first row, or the last; the cursor stays at this end, whichever row comes there."""
        self._go(0 if to < 0 else len(self._view) - 1, hold=to > 0 and not self._follow)

    def action_column(self, by: int) -> None:
        """The next column to the left or right that is shown; what is beyond the edge of the screen comes in."""
        at = self.column + by
        while 0 <= at < len(self.columns) and not self._widths[at]:
            at += by
        if not 0 <= at < len(self.columns):
            return
        self.column = at
        begin, width = start(self._widths, at), self._widths[at]
        left, room = round(self.scroll_x), self.scrollable_content_region.width
        if begin - 1 < left:
            self.scroll_to(x=begin - 1, animate=False, force=True)
        elif begin + width + 1 > left + room:
            self.scroll_to(x=min(begin - 1, begin + width + 1 - room), animate=False, force=True)
        self.refresh()
        self.post_message(self.Changed())

    def on_click(self, event: events.Click) -> None:
        """A click on a row takes it; on a title it sorts by that column, again the other way round."""
        column = at_place(self._widths, event.x + round(self.scroll_x))
        if column is not None:
            self.column = column
        if event.y == 0 and column is not None:
            self.sort_here()
        elif event.y > 0:
            self._go(event.y - 1 + self._top)

    # drawing

    def _paint(self) -> None:
        self._strips.clear()
        self.refresh()

    def notify_style_update(self) -> None:
        """Another theme: nothing that was drawn stays."""
        self._strips.clear()
        super().notify_style_update()

    def on_focus(self) -> None:
        """The cursor is seen now."""
        self._paint()

    def on_blur(self) -> None:
        """The cursor is not seen now."""
        self._paint()

    def render_line(self, y: int) -> Strip:
        """One line of the glass: the titles on top, below them a row."""
        width, left = self.size.width, round(self.scroll_x)
        at = y - 1 + self._top
        if y == 0:
            strip, style = Strip(self._head()), self._style("head")
        elif at >= len(self._view):
            return Strip.blank(width, self.rich_style)
        else:
            strip, style = self._strips.get(at) or self._drawn(at)
        return strip.crop_extend(left, left + width, style)

    def _drawn(self, at: int) -> tuple[Strip, Style]:
        """A row, and its own style; kept until something is drawn otherwise."""
        row = dict(self._view[at])
        style = self._row_style(at, row)
        self._strips[at] = Strip(self._line(row, style)), style
        return self._strips[at]

    def _head(self) -> Iterator[Segment]:
        style = self._style("head")
        yield Segment(" ", style)
        for number, column in enumerate(self.columns):
            if width := self._widths[number]:
                place = self._places[number]
                mark = ("▾" if self.down else "▴") if place == self.sort else ""
                text = mark + column.title if column.right else column.title + mark
                here = number == self.column and self.has_focus
                yield Segment(cell(text, width, column.right), self._style("column") if here else style)
                yield Segment(" " * GAP, style)

    def _line(self, row: Row, style: Style) -> Iterator[Segment]:
        """Cells that name a line have its colour; all between two of them are one segment."""
        text = " "
        for column, width in zip(self.columns, self._widths, strict=True):
            if not width:
                continue
            shown = column.text(row)
            drawn = cell(shown, width, column.right)
            tint = self.tints.get(shown) if column.kind is Kind.TEXT else None
            if tint is None:
                text += drawn + " " * GAP
                continue
            yield Segment(text, style)
            yield Segment(drawn, style + Style(color=self._style(f"line-{tint % TINTS}").color))
            text = " " * GAP
        yield Segment(text, style)

    def _row_style(self, at: int, row: Row) -> Style:
        if at == self.cursor and self.has_focus:
            return self._style("cursor")
        style = self._style("odd") if at % 2 else self.rich_style
        return style + Style(color=self._style("faint").color) if self.form.faint(row) else style

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"table--{name}")
