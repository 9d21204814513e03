"""A plan as a diff: menus as headings, a mark and a few words a change, its reason beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip


@dataclass(frozen=True)
class DiffRow:
    """One line. `kind` is heading, finding or change; `mark` `+ ~ - ↕ ✗ ! ·`; `place` its index among its kind.

    `box` is the consent: "" where none is needed, else ☐ or ☑.
    """

    kind: str
    text: str
    mark: str = ""
    why: str = ""
    box: str = ""
    place: int = -1


LOOKS = {"+": "add", "~": "change", "-": "remove", "↕": "change", "✗": "remove", "!": "change", "·": "why"}


class DiffList(ScrollView, can_focus=True):
    """Draws the lines that show; the cursor passes over headings."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"difflist--{name}" for name in ("heading", "add", "change", "remove", "why", "text", "cursor")
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "move(-100000)", "First", show=False),
        Binding("end", "move(100000)", "Last", show=False),
    ]

    cursor: reactive[int] = reactive(-1)

    class Moved(Message):
        """The cursor stands on another row."""

        def __init__(self, row: DiffRow) -> None:
            super().__init__()
            self.row = row

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[DiffRow, ...] = ()

    @property
    def row(self) -> DiffRow | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if 0 <= self.cursor < len(self.rows) else None

    def show(self, rows: Sequence[DiffRow]) -> None:
        """Show these rows; the cursor stays where it was, or goes to the first row."""
        self.rows = tuple(rows)
        self.virtual_size = Size(self.size.width, len(self.rows))
        if self.row is None or self.row.kind == "heading":
            self.cursor = next((at for at, row in enumerate(self.rows) if row.kind != "heading"), -1)
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        """The lines are as wide as the widget."""
        self.virtual_size = Size(event.size.width, len(self.rows))

    def watch_cursor(self) -> None:
        """Tell, and keep the cursor in sight, with its heading where it is the first below it."""
        if self.row is not None:
            self.post_message(self.Moved(self.row))
            above = 1 if self.cursor and self.rows[self.cursor - 1].kind == "heading" else 0
            region = Region(0, self.cursor - above, self.size.width, 1 + above)
            self.scroll_to_region(region, animate=False, force=True)
        self.refresh()

    def action_move(self, by: int) -> None:
        """Move the cursor by so many rows that are no headings."""
        places = [at for at, row in enumerate(self.rows) if row.kind != "heading"]
        if places:
            now = places.index(self.cursor) if self.cursor in places else 0
            self.cursor = places[max(0, min(len(places) - 1, now + by))]

    def action_page(self, by: int) -> None:
        """Move by what shows."""
        self.action_move(by * max(1, self.size.height - 2))

    def on_click(self, event: events.Click) -> None:
        """Go to the clicked row."""
        at = int(event.y + self.scroll_offset.y)
        if 0 <= at < len(self.rows) and self.rows[at].kind != "heading":
            self.cursor = at

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        at = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        if not 0 <= at < len(self.rows):
            return Strip.blank(width, self.rich_style)
        row, marked = self.rows[at], at == self.cursor
        segments = self._heading(row, width) if row.kind == "heading" else self._cells(row, width, marked)
        return Strip(segments, width)

    def _heading(self, row: DiffRow, width: int) -> list[Segment]:
        return [Segment(set_cell_size(f"   {row.text}", width), self._look("heading"))]

    def _cells(self, row: DiffRow, width: int, marked: bool) -> list[Segment]:
        text_width = column(width)
        over = self._look("cursor", partial=True) if marked else Style()
        lead = f"{'▸' if marked else ' '}{row.mark} "
        body = f"{row.box} {row.text}" if row.box else row.text
        return [
            Segment(lead, self._look(LOOKS.get(row.mark, "text")) + over),
            Segment(clipped(body, text_width - 3) + "  ", self._look("text") + over),
            Segment(clipped(row.why, width - text_width - 2), self._look("why") + over),
        ]

    def _look(self, name: str, *, partial: bool = False) -> Style:
        return self.get_component_rich_style(f"difflist--{name}", partial=partial)


def column(width: int) -> int:
    """How wide the few words may be; the reason has the rest."""
    return max(30, min(64, width * 53 // 100))


def clipped(text: str, width: int) -> str:
    """The text in exactly so many columns, with … where it is cut."""
    sized = set_cell_size(text, width)
    return sized if len(text) <= width or width < 2 else set_cell_size(text, width - 1).rstrip() + "…"
