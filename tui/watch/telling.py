"""The story of one row over the live screen; it waits until all that it needs was read, and never holds the screen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.actions import bindings
from tui.screens.base import Dialog
from tui.widgets.hanging import Hanging, Paragraph
from tui.widgets.keybar import KeyBar
from tui.words.story import Kind, Sentence, Story

SIGNS: dict[Kind, tuple[str, str]] = {
    "fact": ("·", "$quiet"),
    "good": ("✓", "$success"),
    "wrong": ("✗", "$error"),
    "doubt": ("?", "$warning"),
    "future": ("→", "$secondary"),
}
"""A sentence's kind by its sign, told by shape; and its colour."""


class StoryScreen(Dialog[None]):
    """One row's story."""

    SCOPE = "story"
    AUTO_FOCUS = ".story"
    BINDINGS: ClassVar[list[BindingType]] = bindings("story")
    ABOUT = (
        "How the router's own rows explain this one. · is so, ✓ is right, ✗ is wrong, ? is not known, → is what would "
        "happen. RouterOS does not tell how it hashes: there the row's mark decides which rule it was."
    )

    def __init__(
        self, title: str, missing: Callable[[], int], tell: Callable[[], Story], ask: Callable[[], None]
    ) -> None:
        """`missing` is how many menus are still to be read; `tell` makes the story; `ask` has all read anew."""
        super().__init__()
        self._called, self._missing, self._tell, self._ask = title, missing, tell, ask
        self.story: Story | None = None
        self._telling = False

    def compose(self) -> ComposeResult:
        """One window."""
        with Vertical(classes="dialog large"):
            yield Static(self._called, classes="dialog-title", markup=False)
            with VerticalScroll(classes="story"):
                yield Hanging()
            yield KeyBar(self.SCOPE, self.why_not)

    def on_mount(self) -> None:
        """Ask for what is needed."""
        super().on_mount()
        self._ask()
        self.call_after_refresh(self.took)

    def took(self) -> None:
        """Something was read: tell the story as soon as nothing is missing."""
        missing = self._missing()
        if self.story is not None or self._telling or not self.is_mounted:
            return
        if missing:
            text = f"Reading the router's rules … {missing} menus to go"
            self.query_one(Hanging).show([Paragraph(Content(" "), Content(text))])
        else:
            self._telling = True
            self._make()

    @work(exclusive=True, exit_on_error=False)
    async def _make(self) -> None:
        try:
            self.story = await asyncio.to_thread(self._tell)
        finally:
            self._telling = False
        self.query_one(Hanging).show([shown(one) for one in self.story.sentences])
        self.query_one(".dialog-title", Static).update(self.story.title)

    def do_again(self) -> None:
        """Read and tell it anew."""
        self.story = None
        self._ask()
        self.took()

    def do_down(self) -> None:
        """Scroll down."""
        self.query_one(".story", VerticalScroll).scroll_page_down(animate=False)

    def do_up(self) -> None:
        """Scroll up."""
        self.query_one(".story", VerticalScroll).scroll_page_up(animate=False)


def shown(sentence: Sentence) -> Paragraph:
    """A sentence with its sign and its heading."""
    sign, colour = SIGNS[sentence.kind]
    lead = Content.assemble((f" {sign} ", f"{colour} bold"), (f"{sentence.head:<12}  ", "$secondary"))
    return Paragraph(lead, Content(sentence.text))
