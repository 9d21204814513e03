"""A step that offers a few ways, each with a sentence, and the fields that go with the chosen one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from tui.screens.wizard import WizardScreen
from tui.widgets.form import Form
from tui.widgets.hanging import Hanging
from tui.widgets.picker import Picker, Row
from wizards.steps.method import Told


class ToldScreen(WizardScreen):
    """`KEY` is the answer that picking a way gives; `WAYS` are the ways."""

    KEY: ClassVar[str]
    WAYS: ClassVar[Sequence[Told]]
    AUTO_FOCUS = "Picker"

    def questions(self) -> ComposeResult:
        """The ways, the sentence of the marked one, the fields."""
        yield Picker([Row(way.name, Content(way.title)) for way in self._ways()], self.chosen())
        yield Static("", classes="hint", id="summary", markup=False)
        yield Form(self.fields())
        yield Hanging(classes="notes")

    def chosen(self) -> str:
        """The way that the site has now."""
        raise NotImplementedError

    def _ways(self) -> list[Told]:
        known = list(self.WAYS)
        now = self.chosen()
        return known if now in {way.name for way in known} else [*known, Told(now, now, "As the site file says.")]

    async def show(self) -> None:
        """The sentence too."""
        sentence = next(way.summary for way in self._ways() if way.name == self.chosen())
        self.query_one("#summary", Static).update(sentence)
        await super().show()

    async def on_picker_moved(self, event: Picker.Moved) -> None:
        """Take the way under the mark."""
        if event.key and event.key != self.chosen():
            self.visit.site = self.take(self.KEY, event.key)
            await self.show()

    def on_picker_picked(self) -> None:
        """A click on the marked way goes on."""
        self.do_next()
