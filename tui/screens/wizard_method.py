"""Fourth step: how connections are shared."""

from __future__ import annotations

from tui.screens.wizard_told import ToldScreen
from wizards.site import Site
from wizards.steps import lines
from wizards.steps import method as step
from wizards.steps.form import Field


class StepScreen(ToldScreen):
    """The method, and what it decides by."""

    STEP = "method"
    KEY = "method"
    WAYS = step.METHODS
    QUESTION = step.QUESTION
    PREFIXES = step.PREFIXES
    ABOUT = (
        "PCC (per connection classifier) looks at the addresses of each new connection and picks a line by them, so a "
        "guest and a server keep using the same line. ECMP (equal-cost multi-path) gives the router several default "
        "routes of the same rank. Nth counts new connections and deals them out in turn. Fail-over uses one line at a "
        "time. With each of them a running connection stays on its line."
    )

    def chosen(self) -> str:
        """The method."""
        return self.site.method

    def fields(self) -> tuple[Field, ...]:
        """What the method decides by."""
        return step.fields(self.survey, self.site)

    def notes(self) -> tuple[str, ...]:
        """How the guests spread."""
        return (lines.sharing(self.site), *step.notes(self.survey, self.site))

    def take(self, key: str, text: str) -> Site:
        """One answer."""
        return step.answer(self.site, key, text)
