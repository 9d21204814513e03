"""First step: what kind of place it is."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from presets.loader import Preset
from tui.screens.wizard import WizardScreen
from tui.widgets.form import Form
from tui.widgets.picker import Picker, Row
from wizards.site import Site
from wizards.steps import preset as step
from wizards.steps.form import Field


class StepScreen(WizardScreen):
    """Pick a preset; each has its usual answers."""

    STEP = "preset"
    QUESTION = step.QUESTION
    PREFIXES = step.PREFIXES
    AUTO_FOCUS = "Picker"
    ABOUT = (
        "A preset is a file with the usual answers for one kind of place. Picking another one starts the answers "
        "afresh. Your own presets are read from your configuration folder."
    )

    def questions(self) -> ComposeResult:
        """The presets, what the marked one means, and the site's name."""
        yield Picker([preset_row(one) for one in self.visit.presets.values()], self.visit.preset)
        yield Static(self._summary(), classes="hint", id="summary", markup=False)
        yield Form(self.fields())

    def _summary(self) -> str:
        return self.visit.presets[self.visit.preset].summary

    def fields(self) -> tuple[Field, ...]:
        """The site's name."""
        return step.fields(self.survey, self.site)

    def take(self, key: str, text: str) -> Site:
        """Another name."""
        return step.answer(self.site, key, text)

    async def on_picker_moved(self, event: Picker.Moved) -> None:
        """Take the preset under the mark; the site keeps its name."""
        if event.key and event.key != self.visit.preset:
            name = self.site.name
            self.visit.choose(event.key)
            self.visit.answer(name=name)
        self.query_one("#summary", Static).update(self._summary())
        await self.show()

    def on_picker_picked(self) -> None:
        """A click on the marked preset goes on."""
        self.do_next()


def preset_row(preset: Preset) -> Row:
    """One preset by its title."""
    return Row(preset.name, Content.assemble(preset.title, ("  your own", "$quiet") if preset.own else ""))
