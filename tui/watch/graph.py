"""Throughput of one line: download grows up, upload grows down, the scale steps 1-2-5 and does not dance."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from routerboard.language.values import format_rate

BLOCKS = " ▁▂▃▄▅▆▇█"
PLAIN = "  ..::##@"
"""For terminals whose fonts lack the blocks."""
HOLD = 30
"""Samples for which a scale stays after its peak has gone."""
KEPT = 3600
AXIS = 6


def ceiling(value: float) -> float:
    """The next of 1, 2, 5, 10, 20, 50 … thousand at or above."""
    step = 1000.0
    while True:
        for factor in (1, 2, 5):
            if value <= step * factor:
                return step * factor
        step *= 10


def short_rate(bits: float) -> str:
    """A rate for an axis: `20M`, `500k`."""
    for scale, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if bits >= scale:
            return f"{bits / scale:g}{unit}"
    return f"{bits:g}"


def compact_rate(bits: float) -> str:
    """A rate in few columns: `18.2M`, `940k`."""
    for scale, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if bits >= scale:
            return f"{bits / scale:.1f}{unit}" if bits < 100 * scale else f"{bits / scale:.0f}{unit}"
    return f"{bits:.0f}"


@dataclass
class Scale:
    """The top of a graph: grows at once, shrinks only after `HOLD` samples below."""

    top: float = 1000.0
    _below: int = 0

    def fit(self, peak: float) -> float:
        """The top for a graph whose highest visible sample is this."""
        wanted = ceiling(peak)
        self._below = self._below + 1 if wanted < self.top else 0
        if wanted > self.top or self._below > HOLD:
            self.top, self._below = wanted, 0
        return self.top


@dataclass
class History:
    """Bits per second of one line, a sample a second; the router's rx is the guests' download."""

    down: deque[float] = field(default_factory=lambda: deque(maxlen=KEPT))
    up: deque[float] = field(default_factory=lambda: deque(maxlen=KEPT))

    def add(self, down: float, up: float) -> None:
        """One more sample."""
        self.down.append(down)
        self.up.append(up)

    @property
    def now(self) -> tuple[float, float]:
        """The newest sample, zeros before the first."""
        return (self.down[-1], self.up[-1]) if self.down else (0.0, 0.0)


def column_of(value: float, top: float, rows: int, blocks: str = BLOCKS) -> list[str]:
    """One column of the upper half, from its top line to the middle."""
    eighths = round(min(1.0, value / top) * rows * 8) if top else 0
    if value > 0 and eighths == 0:
        eighths = 1
    return [blocks[max(0, min(8, eighths - 8 * (rows - 1 - at)))] for at in range(rows)]


class MirrorGraph(Widget):
    """A mirrored area graph with its axis; the lower half is drawn in reverse, so it needs no colour."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"graph--down", "graph--up", "graph--axis"}
    DEFAULT_CSS = """
    MirrorGraph { height: 1fr; min-height: 4; }
    MirrorGraph > .graph--down { color: $primary; }
    MirrorGraph > .graph--up { color: $accent; }
    MirrorGraph > .graph--axis { color: $quiet; }
    """

    def __init__(self, history: History, *, blocks: str = BLOCKS) -> None:
        super().__init__()
        self.history = history
        self._blocks = blocks
        self._scales = (Scale(), Scale())
        self._drawn: list[Strip] = []

    def sample(self) -> None:
        """Draw again with what the history has now."""
        self._drawn = []
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line; all of them are made together, once a sample."""
        if len(self._drawn) != self.size.height or (self._drawn and self._drawn[0].cell_length != self.size.width):
            self._drawn = self._draw(self.size.width, self.size.height)
        return self._drawn[y] if y < len(self._drawn) else Strip.blank(self.size.width)

    def _draw(self, width: int, height: int) -> list[Strip]:
        room = max(1, width - AXIS - 1)
        upper = max(1, (height * 2) // 3)
        lower = max(1, height - upper)
        downs, ups = list(self.history.down)[-room:], list(self.history.up)[-room:]
        tops = (self._scales[0].fit(max(downs, default=0.0)), self._scales[1].fit(max(ups, default=0.0)))
        above = self._half(downs, tops[0], upper, room)
        below = self._half(ups, tops[1], lower, room)[::-1]
        labels = {0: f"{short_rate(tops[0])}┤", upper - 1: "0┼", height - 1: f"{short_rate(tops[1])}┤"}
        return [self._line(labels.get(at, "│"), (above + below)[at], at >= upper, room) for at in range(height)]

    def _half(self, values: list[float], top: float, rows: int, room: int) -> list[str]:
        columns = [column_of(value, top, rows, self._blocks) for value in values]
        pad = " " * (room - len(columns))
        return [pad + "".join(column[at] for column in columns) for at in range(rows)]

    def _line(self, label: str, text: str, lower: bool, room: int) -> Strip:
        axis = Segment(label.rjust(AXIS), self.get_component_rich_style("graph--axis"))
        style = self.get_component_rich_style("graph--up" if lower else "graph--down")
        end = Segment(" ", axis.style)
        if not lower:
            return Strip([axis, Segment(text, style), end])
        turned = text.translate(_TURNED) if self._blocks is BLOCKS else text
        return Strip([axis, *_reversed_where_full(turned, style), end])


_TURNED = str.maketrans(" ▁▂▃▄▅▆▇█", "█▇▆▅▄▃▂▁ ")
"""A block that hangs from the top is the rest of the cell in reverse."""


def _reversed_where_full(text: str, style: Style) -> list[Segment]:
    """Cells of the lower half: reversed blocks hang from above; empty ones stay empty."""
    segments: list[Segment] = []
    for char in text:
        hangs = char != "█"
        shown = char if hangs else " "
        wanted = style + Style(reverse=True) if hangs else style
        if segments and segments[-1].style == wanted:
            segments[-1] = Segment(segments[-1].text + shown, wanted)
        else:
            segments.append(Segment(shown, wanted))
    return segments


def rates_text(history: History) -> str:
    """`18.2 Mbps ↓  3.1 Mbps ↑`."""
    down, up = history.now
    return f"{format_rate(down)} ↓  {format_rate(up)} ↑"
