"""Asks for one line of text."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from tui.actions import bindings
from tui.screens.base import Dialog
from tui.widgets.keybar import KeyBar


class AskScreen(Dialog[str]):
    """A question with a prefilled answer; answers None where it is cancelled."""

    SCOPE = "ask"
    BINDINGS: ClassVar[list[BindingType]] = bindings("ask")

    def __init__(self, question: str, answer: str, note: str = "") -> None:
        super().__init__()
        self._question, self._answer, self._note = question, answer, note

    def about(self) -> str:
        """The note."""
        return self._note

    def compose(self) -> ComposeResult:
        """The question, the field, the note."""
        with Vertical(classes="dialog"):
            yield Static(self._question, classes="dialog-title", markup=False)
            yield Input(self._answer, compact=True)
            if self._note:
                yield Static(self._note, classes="hint", markup=False)
            yield KeyBar(self.SCOPE, self.why_not)

    def on_input_submitted(self) -> None:
        """Enter in the field answers."""
        self.do_next()

    def do_next(self) -> None:
        """Answer with what stands in the field."""
        self.dismiss(self.query_one(Input).value.strip())


def name_for(site: str, end: str) -> str:
    """A file's name for something of this site."""
    slug = re.sub(r"[^\w]+", "-", site.lower()).strip("-")[:60]
    return f"{slug or 'site'}{end}"


def file_named(text: str) -> Path:
    """The file that somebody typed; `~` is his own folder, and a name where nobody of that name is known."""
    path = Path(text)
    with suppress(RuntimeError):
        path = path.expanduser()
    return path.absolute()
