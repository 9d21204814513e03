"""Lists what would change of rows that are not ours, and asks for the word once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.actions import bindings
from tui.screens.base import Dialog
from tui.widgets.hanging import Hanging, Paragraph
from tui.widgets.keybar import KeyBar


class ConsentScreen(Dialog[bool]):
    """Answers True where everything listed is allowed, None where nothing was said."""

    SCOPE = "consent"
    ABOUT = (
        "These rows are not ours. Each would be changed only with your word; what it was before is kept, so that it "
        "can be put back."
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings("consent")

    def __init__(self, questions: Sequence[str]) -> None:
        super().__init__()
        self._questions = questions

    def compose(self) -> ComposeResult:
        """The questions, one below the other."""
        with Vertical(classes="dialog"):
            yield Static("Rows that are not ours", classes="dialog-title")
            with VerticalScroll(classes="questions"):
                yield Hanging([Paragraph(Content("☐ "), Content(one)) for one in self._questions])
            yield KeyBar(self.SCOPE, self.why_not)

    def do_next(self) -> None:
        """Allow them all."""
        self.dismiss(True)
