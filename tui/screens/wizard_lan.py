"""Third step: where the guests are."""

from __future__ import annotations

from tui.screens.wizard import WizardScreen
from wizards.site import Site
from wizards.steps import lan as step
from wizards.steps.form import Field


class StepScreen(WizardScreen):
    """The LAN's interface and address."""

    STEP = "lan"
    QUESTION = step.QUESTION
    PREFIXES = step.PREFIXES
    AUTO_FOCUS = "Choice"
    ABOUT = "The interface that the guests come in by, most often a bridge, and the router's own address on it."

    def fields(self) -> tuple[Field, ...]:
        """Interface, address, HotSpot, further interfaces."""
        return step.fields(self.survey, self.site)

    def notes(self) -> tuple[str, ...]:
        """What is there today."""
        return step.notes(self.survey, self.site)

    def take(self, key: str, text: str) -> Site:
        """One answer."""
        return step.answer(self.site, key, text)
