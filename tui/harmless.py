"""What a router says is text for the screen, never orders for the terminal.

A log line, a comment or a host's name may hold escape sequences; whoever fails to log in chooses part of a log line.
"""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from routerboard.language.controls import GONE


class Harmless(LineFilter):
    """Takes the control characters out of every line that is drawn."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments, with text only."""
        return [_plain(one) for one in segments]


def _plain(segment: Segment) -> Segment:
    if segment.control or segment.text.isprintable():
        return segment
    return Segment(segment.text.translate(GONE), segment.style)
