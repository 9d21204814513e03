"""Paragraphs with a hanging indent: a mark or a name in front, the text beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.widget import Widget


@dataclass(frozen=True)
class Paragraph:
    """What stands in front, and the text."""

    lead: Content
    text: Content


class Hanging(Widget):
    """Paragraphs one below the other, each beside its lead; as tall as they need."""

    def __init__(self, paragraphs: Sequence[Paragraph] = (), id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._paragraphs = tuple(paragraphs)

    def show(self, paragraphs: Sequence[Paragraph]) -> None:
        """Show others."""
        self._paragraphs = tuple(paragraphs)
        self.refresh(layout=True)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """As many lines as the width makes of it."""
        return len(laid_out(self._paragraphs, width))

    def render(self) -> Content:
        """The lines."""
        return Content("\n").join(laid_out(self._paragraphs, self.size.width))


def laid_out(paragraphs: Sequence[Paragraph], width: int) -> list[Content]:
    """The lines that so many columns make; all leads are as wide as the widest."""
    indent = max((one.lead.cell_length for one in paragraphs), default=0)
    return [line for one in paragraphs for line in _lines(one, indent, max(10, width - indent))]


def _lines(one: Paragraph, indent: int, width: int) -> list[Content]:
    first, *rest = one.text.wrap(width) or [Content("")]
    return [one.lead.pad_right(indent - one.lead.cell_length) + first, *(Content(" " * indent) + line for line in rest)]
