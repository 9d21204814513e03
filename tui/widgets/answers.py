"""A few answers side by side; one is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget


class Answers(Widget, can_focus=True):
    """`options` are (value, text) pairs on one line; a click chooses, and so do the screen's arrow keys."""

    ALLOW_SELECT = False
    auto_links = False
    value: reactive[str] = reactive("")

    def __init__(self, options: Sequence[tuple[str, str]], value: str) -> None:
        super().__init__()
        self.options = tuple(options)
        self.set_reactive(Answers.value, value)

    def render(self) -> Content:
        """The chosen one has a mark and stands out."""
        return Content("  ").join(self._cell(value, text) for value, text in self.options)

    def _cell(self, value: str, text: str) -> Content:
        chosen = value == self.value
        words = Content(f"▸ {text} " if chosen else f"  {text} ")
        look = "$block-cursor-foreground on $block-cursor-background bold" if chosen else "$quiet"
        return words.stylize(look).stylize(Style.from_meta({"value": value}))

    def turn(self, by: int) -> None:
        """Choose the answer so many further."""
        values = [value for value, _ in self.options]
        self.value = values[max(0, min(len(values) - 1, values.index(self.value) + by))]

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        self.value = event.style.meta.get("value", self.value)
