"""Fifth step: how a dead line is noticed."""

from __future__ import annotations

from tui.screens.wizard_told import ToldScreen
from wizards.site import Site
from wizards.steps import health as step
from wizards.steps.form import Field


class StepScreen(ToldScreen):
    """The check, and the name servers."""

    STEP = "health"
    KEY = "health.check"
    WAYS = step.CHECKS
    QUESTION = step.QUESTION
    PREFIXES = step.PREFIXES
    ABOUT = (
        "The router looks at each line by itself, with nobody watching. When one is dead, its traffic goes to the "
        "next; connections that ran over it must be opened again, since their public address is gone."
    )

    def chosen(self) -> str:
        """The check."""
        return self.site.health.check

    def fields(self) -> tuple[Field, ...]:
        """The name servers."""
        return step.fields(self.survey, self.site)

    def take(self, key: str, text: str) -> Site:
        """One answer."""
        return step.answer(self.site, key, text)
