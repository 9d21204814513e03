"""What the screen beneath is for, and everything that can be done on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from tui.actions import ACTIONS, Action, bindings
from tui.screens.base import Acting, Dialog
from tui.widgets.keybar import KeyBar


class HelpScreen(Dialog[None]):
    """Over any screen: its purpose, its keys, the keys of everywhere."""

    SCOPE = "help"
    AUTO_FOCUS = ".help-text"
    BINDINGS: ClassVar[list[BindingType]] = bindings("help")

    def __init__(self, beneath: Screen[Any]) -> None:
        super().__init__()
        self._about = beneath.about() if isinstance(beneath, Acting) else ""
        self._own = ACTIONS[beneath.SCOPE] if isinstance(beneath, Acting) else ()

    def compose(self) -> ComposeResult:
        """One window."""
        with Vertical(classes="dialog large"):
            yield Static("Help", classes="dialog-title")
            with VerticalScroll(classes="help-text"):
                yield Static(self._about, markup=False)
                yield Static(Content.assemble("\n", ("HERE", "$secondary bold")))
                yield Static(key_table(self._own))
                yield Static(Content.assemble("\n", ("EVERYWHERE", "$secondary bold")))
                yield Static(key_table(ACTIONS["app"]))
            yield KeyBar(self.SCOPE, self.why_not)


def key_table(actions: Sequence[Action]) -> Content:
    """Key and sentence, one line an action."""
    return Content("\n").join(
        Content.assemble((f" {action.shown_key:<7}", "$primary bold"), f"{action.label:<15}", (action.help, "$quiet"))
        for action in actions
    )
