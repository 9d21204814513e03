"""The tabs: eight that are always there under their numbers, and the others in the ninth, from a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui.actions import bindings
from tui.screens.base import Dialog
from tui.watch.feeds import TAB_MENUS
from tui.widgets.keybar import KeyBar
from tui.widgets.picker import Picker, Row

TABS = tuple(TAB_MENUS)
FIRST = TABS[:8]
"""Those with a number of their own."""
MORE: Mapping[str, tuple[str, str]] = {
    "Filter": ("f", "Filter rules"),
    "Lists": ("a", "Address lists"),
    "Leases": ("d", "DHCP leases"),
    "Hosts": ("h", "HotSpot hosts"),
    "Active": ("u", "HotSpot active users"),
    "Neighbors": ("n", "Neighbors"),
}
"""The others: the letter that shows one from the list, and its whole name."""
SHORT: Mapping[str, str] = {"Addresses": "Addr", "Connections": "Conns"}
"""Names where there is little room."""
ROOM = 100
"""Cells from which every name stands in full."""


class TabLine(Widget):
    """The tabs, clickable; the shown one stands out by reverse, not by colour alone."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TabLine { height: 2; border-bottom: solid $line; text-wrap: nowrap; text-overflow: ellipsis; link-style: none; }
    """

    def __init__(self, shown: Callable[[], str]) -> None:
        super().__init__()
        self._shown = shown

    def render(self) -> Content:
        """Names with their numbers; in the ninth place the one from the list that is shown."""
        shown, wide = self._shown(), self.size.width >= ROOM
        cells = []
        for number, name in enumerate(FIRST, 1):
            text = f" {number} {name if wide else SHORT.get(name, name)}" + " " * wide
            cells.append(_styled(text, name == shown).stylize(f"@click=screen.show_tab('{name}')"))
        text = f" 9 {shown if shown in MORE else 'More'}…"
        cells.append(_styled(text, shown in MORE).stylize("@click=screen.act('tables')"))
        return Content("").join(cells)


def _styled(text: str, shown: bool) -> Content:
    return Content.styled(text, "reverse bold" if shown else "")


class TablesScreen(Dialog[str]):
    """The tables without a number; answers the tab that was chosen. Numbers work here, too."""

    SCOPE = "tables"
    ABOUT = "The tables that have no number of their own; their letters work in this list only."
    BINDINGS: ClassVar[list[BindingType]] = bindings("tables")

    def __init__(self, shown: str) -> None:
        super().__init__()
        self._shown = shown

    def compose(self) -> ComposeResult:
        """The list."""
        rows = [Row(name, _line(key, title)) for name, (key, title) in MORE.items()]
        with Vertical(classes="dialog"):
            yield Static("More tables", classes="dialog-title")
            yield Picker(rows, self._shown)
            yield KeyBar(self.SCOPE, self.why_not)

    def on_key(self, event: events.Key) -> None:
        """A number or letter chooses at once."""
        chosen = {str(number): name for number, name in enumerate(FIRST, 1)}
        chosen |= {key: name for name, (key, _) in MORE.items()}
        if event.key in chosen:
            event.stop()
            self.dismiss(chosen[event.key])

    def do_next(self) -> None:
        """Show the marked one."""
        self.dismiss(self.query_one(Picker).key)

    @on(Picker.Picked)
    def _picked(self) -> None:
        self.do_next()


def _line(key: str, title: str) -> Content:
    return Content.assemble((key, "bold"), "  ", title)
