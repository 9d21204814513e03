"""Last step: the answers in sentences, and the findings about them."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content

from routerboard.language.change import Finding, Severity
from tui.screens.wizard import WizardScreen
from tui.widgets.hanging import Hanging, Paragraph
from tui.words.findings import finding_text, worst_first
from wizards.site import Site
from wizards.steps import review as step
from wizards.steps.form import Field


class StepScreen(WizardScreen):
    """Nothing to answer: enter shows the plan."""

    STEP = "review"
    QUESTION = step.QUESTION
    PREFIXES = step.PREFIXES
    ABOUT = "Read once more what you answered. The next page shows every row that would be written, and why."

    def questions(self) -> ComposeResult:
        """The sentences, then the findings."""
        yield Hanging(id="told")
        yield Hanging(id="findings", classes="gap-above")

    def fields(self) -> tuple[Field, ...]:
        """None."""
        return ()

    def take(self, key: str, text: str) -> Site:
        """There is nothing to answer here."""
        raise KeyError(key)

    async def show(self) -> None:
        """Sentences and findings as they are now."""
        self.query_one("#told", Hanging).show(told_text(step.told(self.survey, self.site)))
        found = [one for one in worst_first(self._findings()) if one.severity is not Severity.NOTE]
        self.query_one("#findings", Hanging).show([finding_text(one) for one in found])
        await super().show()

    def _findings(self) -> tuple[Finding, ...]:
        from wizards.checks import check

        return check(self.survey, self.site)

    def go_on(self) -> None:
        """Show the plan."""
        self.simplifi.preview(self.visit)


def told_text(told: tuple[step.Line, ...]) -> list[Paragraph]:
    """Name and sentence, side by side."""
    return [Paragraph(Content.styled(f"{name}  ", "$secondary"), Content(sentence)) for name, sentence in told]
