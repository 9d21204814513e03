"""A field with a few fixed answers on one line: arrows, space or a click change it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget


class Choice(Widget, can_focus=True):
    """Shows the chosen answer between two arrows. `options` are (value, text) pairs."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,space", "turn(1)", "Next answer", show=False),
        Binding("left", "turn(-1)", "Answer before", show=False),
    ]

    value: reactive[str] = reactive("")

    class Changed(Message):
        """Another answer was chosen."""

        def __init__(self, choice: Choice, value: str) -> None:
            super().__init__()
            self.choice, self.value = choice, value

        @property
        def control(self) -> Choice:
            """The field that changed."""
            return self.choice

    def __init__(self, options: Sequence[tuple[str, str]], value: str = "", id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.options = tuple(options)
        self.set_reactive(Choice.value, value or (options[0][0] if options else ""))

    def render(self) -> Content:
        """The answer, and the arrows where it can be changed."""
        text = dict(self.options).get(self.value, self.value)
        if len(self.options) < 2:
            return Content(text)
        mark = "$accent" if self.has_focus else "$quiet"
        return Content.assemble(("◂ ", mark), text, (" ▸", mark))

    def action_turn(self, by: int) -> None:
        """Choose the answer so many further, round and round."""
        values = [value for value, _ in self.options]
        if len(values) < 2:
            return
        place = values.index(self.value) if self.value in values else -1
        self.value = values[(place + by) % len(values)]
        self.post_message(self.Changed(self, self.value))

    def on_click(self) -> None:
        """The next answer."""
        self.action_turn(1)
