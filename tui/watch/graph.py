"""Throughput of one line: download grows up, upload grows down, the scale steps 1-2-5 and does not dance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from routerboard.language.values import format_rate
from tui.watch.history import Rate

BLOCKS = " ▁▂▃▄▅▆▇█"
PLAIN = "  ..::##@"
"""For terminals whose fonts lack the blocks."""
HOLD = 30.0
"""Seconds for which a scale stays after its peak has gone."""
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
    """The top of a graph: grows at once; `HOLD` seconds after a peak has gone it falls to the highest since."""

    top: float = 1000.0
    _since: float | None = None
    _highest: float = 0.0

    def fit(self, peak: float, now: float) -> float:
        """The top for a graph whose highest visible column is this, at this moment in seconds."""
        wanted = ceiling(peak)
        if wanted >= self.top:
            self.top, self._since, self._highest = wanted, None, 0.0
            return self.top
        self._since = now if self._since is None else self._since
        self._highest = max(self._highest, wanted)
        if now - self._since > HOLD:
            self.top, self._since, self._highest = self._highest, None, 0.0
        return self.top

    def forget(self) -> None:
        """Begin anew, as when another span is shown."""
        self.top, self._since, self._highest = 1000.0, None, 0.0


def column_of(value: float, top: float, rows: int, blocks: str = BLOCKS) -> list[str]:
    """One column of the upper half, from its top line to the middle."""
    eighths = round(min(1.0, value / top) * rows * 8) if top else 0
    if value > 0 and eighths == 0:
        eighths = 1
    return [blocks[max(0, min(8, eighths - 8 * (rows - 1 - at)))] for at in range(rows)]


class MirrorGraph(Widget):
    """A mirrored area graph with its axis; the lower half is drawn in reverse, so it needs no colour.

    `read` gives the columns for so much room, newest last, None where nothing is known; `now` is their newest moment.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"graph--down", "graph--up", "graph--axis"}
    DEFAULT_CSS = """
    MirrorGraph { height: 1fr; min-height: 3; }
    MirrorGraph > .graph--down { color: $primary; }
    MirrorGraph > .graph--up { color: $accent; }
    MirrorGraph > .graph--axis { color: $quiet; }
    """

    def __init__(
        self, read: Callable[[int], Sequence[Rate | None]], now: Callable[[], float], *, blocks: str = BLOCKS
    ) -> None:
        super().__init__()
        self._read, self._now = read, now
        self._blocks = blocks
        self._scales = (Scale(), Scale())
        self._drawn: list[Strip] = []

    def sample(self) -> None:
        """Draw again with what the history has now."""
        self._drawn = []
        self.refresh()

    def rescale(self) -> None:
        """Draw again, with a scale that knows nothing of before."""
        for scale in self._scales:
            scale.forget()
        self.sample()

    def render_line(self, y: int) -> Strip:
        """One line; all of them are made together, once a sample."""
        if len(self._drawn) != self.size.height or (self._drawn and self._drawn[0].cell_length != self.size.width):
            self._drawn = self._draw(self.size.width, self.size.height)
        return self._drawn[y] if y < len(self._drawn) else Strip.blank(self.size.width)

    def _draw(self, width: int, height: int) -> list[Strip]:
        room = max(1, width - AXIS - 1)
        upper = max(1, (height * 2) // 3)
        lower = max(1, height - upper)
        columns = list(self._read(room))[-room:]
        downs = [one.down if one is not None else 0.0 for one in columns]
        ups = [one.up if one is not None else 0.0 for one in columns]
        now = self._now()
        tops = (self._scales[0].fit(max(downs, default=0.0), now), self._scales[1].fit(max(ups, default=0.0), now))
        above = self._half(downs, tops[0], upper, room)
        below = self._half(ups, tops[1], lower, room)[::-1]
        labels = {0: f"{short_rate(tops[0])}┤", upper - 1: "0┼", height - 1: f"{short_rate(tops[1])}┤"}
        if upper == 1:
            labels[0] = f"{short_rate(tops[0])}┤"
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


def rates_text(now: Rate) -> str:
    """`18.2 Mbps ↓  3.1 Mbps ↑`."""
    return f"{format_rate(now.down)} ↓  {format_rate(now.up)} ↑"


def spark(columns: Sequence[Rate | None], blocks: str = BLOCKS) -> str:
    """What a line received as one row of blocks, against its own highest; a gap where nothing is known."""
    values = [None if one is None else one.down for one in columns]
    top = ceiling(max((value for value in values if value is not None), default=0.0))
    return "".join(" " if value is None else column_of(value, top, 1, blocks)[0] for value in values)
