"""A list of steps that fills as they happen: what runs, what is done, what failed. It shows what is told, no more."""

from __future__ import annotations

from dataclasses import dataclass, replace

from textual.content import Content
from textual.widget import Widget

MARKS = {"running": ("▸", "$accent"), "ok": ("✓", "$success"), "failed": ("✗", "$error"), "skipped": ("·", "$quiet")}


@dataclass(frozen=True)
class ShownStep:
    """One line: `state` is running, ok, failed or skipped."""

    name: str
    text: str
    state: str = "running"
    detail: str = ""


class StepList(Widget):
    """Steps by name, in the order they began."""

    def __init__(self) -> None:
        super().__init__()
        self.steps: dict[str, ShownStep] = {}

    def clear(self) -> None:
        """Forget them all."""
        self.steps = {}
        self.refresh(layout=True)

    def put(self, step: ShownStep) -> None:
        """Show a step, or its new state."""
        self.steps[step.name] = step
        self.refresh(layout=True)
        self.scroll_visible(animate=False)

    def begin(self, name: str, text: str) -> None:
        """A step starts."""
        self.put(ShownStep(name, text))

    def end(self, name: str, detail: str = "") -> None:
        """A step is done."""
        self.put(replace(self.steps[name], state="ok", detail=detail))

    def fail(self) -> None:
        """What runs has failed."""
        for step in [one for one in self.steps.values() if one.state == "running"]:
            self.put(replace(step, state="failed"))

    def stop(self, spared: str = "") -> None:
        """Nobody works any more at what runs, but for the spared one; what came of it was not seen."""
        for step in [one for one in self.steps.values() if one.state == "running" and one.name != spared]:
            self.put(replace(step, state="skipped", detail="stopped"))

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """As many lines as the details need."""
        return len(self._lines(width))

    def render(self) -> Content:
        """The lines."""
        return Content("\n").join(self._lines(self.size.width))

    def _lines(self, width: int) -> list[Content]:
        return [line for step in self.steps.values() for line in step_lines(step, width)]


def step_lines(step: ShownStep, width: int) -> list[Content]:
    """One step: mark and text, and the detail beside it in its own column."""
    mark, colour = MARKS[step.state]
    column = max(24, min(width // 2, 56))
    lead = Content.assemble((f"{mark} ", f"{colour} bold"), step.text)
    if not step.detail:
        return [lead.truncate(width, ellipsis=True)]
    text = lead.truncate(column, ellipsis=True, pad=True)
    details = Content(step.detail).wrap(max(10, width - column - 2))
    columns = [text, *(Content(" " * column) for _ in details[1:])]
    return [left + "  " + right.stylize("$quiet") for left, right in zip(columns, details, strict=True)]
