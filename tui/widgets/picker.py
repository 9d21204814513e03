"""A short list to pick one row from, with headings between; the row under the cursor has a mark and a tint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget


@dataclass(frozen=True)
class Row:
    """One line of the list: `key` names it, "" for a heading or a gap, which the cursor passes over."""

    key: str
    text: Content


def heading(text: str, note: str = "") -> Row:
    """A heading, with a quiet note behind it."""
    return Row("", Content.assemble((text, "$secondary bold"), ("   " + note if note else "", "$quiet")))


GAP = Row("", Content(""))


class Picker(Widget, can_focus=True):
    """Rows one below the other. Arrows move, a click moves, a click on the marked row picks it."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"picker--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("home", "move(-999)", "First", show=False),
        Binding("end", "move(999)", "Last", show=False),
    ]

    cursor: reactive[int] = reactive(0)

    class Moved(Message):
        """The cursor stands on another row."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    class Picked(Message):
        """The marked row was clicked."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, rows: Sequence[Row] = (), at: str = "", id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.rows: tuple[Row, ...] = tuple(rows)
        self.set_reactive(Picker.cursor, self._index(at))

    @property
    def key(self) -> str:
        """The name of the marked row, "" where there is none."""
        return self.rows[self.cursor].key if self.cursor < len(self.rows) else ""

    def show(self, rows: Sequence[Row], at: str = "") -> None:
        """Show other rows; the cursor keeps to the row of the same name, or goes to `at`."""
        wanted = at or self.key
        self.rows = tuple(rows)
        self.set_reactive(Picker.cursor, self._index(wanted))
        self.refresh(layout=True)

    def _index(self, key: str) -> int:
        keys = [row.key for row in self.rows]
        return keys.index(key) if key and key in keys else next((at for at, name in enumerate(keys) if name), 0)

    def render(self) -> Content:
        """All rows, the marked one tinted over the whole width."""
        width = self.size.width
        return Content("\n").join(self._line(at, row, width) for at, row in enumerate(self.rows))

    def _line(self, at: int, row: Row, width: int) -> Content:
        marked = at == self.cursor and bool(row.key)
        line = (Content("▸ " if marked else "  ") + row.text).truncate(width, ellipsis=True, pad=marked)
        return line.stylize(self.get_visual_style("picker--cursor")) if marked else line

    def get_content_height(self, *_: object) -> int:
        """One line a row."""
        return len(self.rows)

    def action_move(self, by: int) -> None:
        """Move the mark by so many rows that have a name."""
        named = [at for at, row in enumerate(self.rows) if row.key]
        if named:
            place = named.index(self.cursor) if self.cursor in named else 0
            self.cursor = named[max(0, min(len(named) - 1, place + by))]

    def watch_cursor(self) -> None:
        """Tell, and keep the mark in sight."""
        self.post_message(self.Moved(self.key))
        self.scroll_visible_row()

    def scroll_visible_row(self) -> None:
        """Scroll whatever holds us so that the marked row shows."""
        if self.is_attached:
            self.screen.scroll_to_widget(
                self, animate=False, immediate=True
            ) if self.size.height <= 1 else self._scroll()

    def _scroll(self) -> None:
        parent = self.parent
        if isinstance(parent, Widget):
            parent.scroll_to_region(Region(0, self.virtual_region.y + self.cursor, self.size.width, 1), animate=False)

    def on_click(self, event: events.Click) -> None:
        """Move the mark to the clicked row, or pick it if it stands there."""
        at = int(event.y)
        if not 0 <= at < len(self.rows) or not self.rows[at].key:
            return
        if at == self.cursor:
            self.post_message(self.Picked(self.key))
        self.cursor = at
