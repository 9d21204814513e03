"""The first tab: a graph a line, how the load is shared, and what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Grid, Vertical
from textual.content import Content
from textual.widgets import Static

from routerboard.language.items import Row
from routerboard.language.values import format_bytes, format_count
from tui.watch.graph import History, MirrorGraph, rates_text
from tui.watch.lines import Line, LineState

BAR = 20
SHORT_NAME = 7
"""Characters of a name up to which the bars have their whole length."""
ENOUGH = 30
"""Connections below which a share says nothing."""


@dataclass(frozen=True)
class Share:
    """What one line carries: tracked connections, and bytes since the watching began; its expected share, if any."""

    name: str
    connections: int
    bytes: int
    expected: float | None


def shares(
    lines: Sequence[Line], connections: Sequence[Row], of: Mapping[str, str], carried: Mapping[str, int]
) -> list[Share]:
    """The share of each line; `of` is connection id -> line, `carried` line -> bytes.

    Where connections are spread by marks only those count: the others were there before, or are the router's own.
    """
    marks = {one.mark for one in lines if one.mark and one.share is not None}
    counted = [of.get(row.get(".id", "")) for row in connections if not marks or row.get("connection-mark") in marks]
    return [Share(one.name, counted.count(one.name), carried.get(one.name, 0), one.share) for one in lines]


def verdict(share: Share, total: int) -> str:
    """Whether the measured share may be chance: within three standard deviations of a fair draw by guests' pairs.

    Each pair of hosts is drawn on a line with its expected share p; of n draws the count has the deviation
    sqrt(n p (1 - p)). Pairs that meet often are drawn once and counted often, so n is a fourth of the connections.
    """
    if share.expected is None or total < ENOUGH:
        return ""
    draws = total / 4
    deviation = (share.expected * (1 - share.expected) / draws) ** 0.5
    off = abs(share.connections / total - share.expected)
    return "ok" if off <= 3 * deviation else "off"


def share_lines(found: Sequence[Share], *, judged: bool = True) -> Content:
    """The shares as a table of bars and figures; `judged` is whether they may be held against the expected."""
    connections, carried = sum(one.connections for one in found), sum(one.bytes for one in found)
    width = max([SHORT_NAME, *(len(one.name) for one in found)])
    room = max(4, BAR + SHORT_NAME - width)
    head = f"{'SHARE':<{width}} {'':{room}}  {'connections':>17}  {'bytes':>17}   {'expected':<14}"
    rows = [Content.styled(head.rstrip(), "$secondary bold")]
    for one in found:
        part = one.connections / connections if connections else 0.0
        bar = "█" * round(part * room)
        expected = "" if one.expected is None else f"{one.expected:4.0%}  {verdict(one, connections) if judged else ''}"
        rows.append(
            Content.assemble(
                f"{one.name:<{width}} ",
                (f"{bar:<{room}}", "$primary"),
                f"  {format_count(one.connections):>9}  {part:6.0%}",
                f"  {format_bytes(one.bytes):>10} {one.bytes / carried if carried else 0:6.0%}",
                f"   {expected}",
            )
        )
    return Content("\n").join(rows)


def state_text(line: Line, state: LineState | None, history: History) -> Content:
    """The head of a line's panel: its name, whether it is up, its addresses, its rates."""
    if state is None:
        return Content.styled(f"{line.name}  …", "bold")
    mark, colour = ("●", "$success") if state.up else ("✗", "$error")
    word = "up" if state.reason == "up" else state.reason
    where = f"  {line.interface}" + (f" via {state.gateway}" if state.gateway else "")
    return Content.assemble(
        (f"{line.name} ", "bold"),
        (f"{mark} {word}", colour),
        f"  {rates_text(history)}",
        (where, "$quiet"),
    )


class LinePanel(Vertical):
    """One line: its head and its graph."""

    DEFAULT_CSS = """
    LinePanel { height: 1fr; min-height: 5; padding: 0 1; }
    LinePanel > Static { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, line: Line, history: History) -> None:
        super().__init__()
        self.line, self.history = line, history
        self._head = Static(state_text(line, None, history))
        self._graph = MirrorGraph(history)

    def compose(self) -> ComposeResult:
        """Head and graph."""
        yield self._head
        yield self._graph

    def show(self, state: LineState | None) -> None:
        """Draw anew with what is known now."""
        self._head.update(state_text(self.line, state, self.history))
        self._graph.sample()


class Overview(Vertical):
    """Panels of all lines in a grid, the shares below, then the newest events."""

    DEFAULT_CSS = """
    Overview { height: 1fr; }
    Overview > Grid { grid-size: 2; grid-gutter: 0 1; height: 1fr; }
    Overview > Grid.-one { grid-size: 1; }
    Overview > Static { height: auto; padding: 0 1; border-top: solid $line; }
    Overview > Static { text-wrap: nowrap; text-overflow: ellipsis; }
    Overview > #events { max-height: 7; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._panels: list[LinePanel] = []

    def compose(self) -> ComposeResult:
        """Empty until the lines are known."""
        yield Grid(id="panels")
        yield Static("Reading the lines …", id="shares")
        yield Static("", id="events")

    async def build(self, lines: Sequence[Line], histories: Mapping[str, History]) -> None:
        """Make a panel for each line."""
        grid = self.query_one("#panels", Grid)
        await grid.remove_children()
        self._panels = [LinePanel(line, histories[line.name]) for line in lines]
        grid.set_class(len(lines) == 1, "-one")
        await grid.mount_all(self._panels)

    def show_lines(self, states: Mapping[str, LineState]) -> None:
        """Draw the panels anew."""
        for panel in self._panels:
            panel.show(states.get(panel.line.name))

    def show_shares(self, found: Sequence[Share], *, judged: bool = True) -> None:
        """Draw the shares anew; `judged` where they rest on every connection."""
        nothing = "No line was found: no default route, no DHCP or PPPoE client."
        self.query_one("#shares", Static).update(share_lines(found, judged=judged) if found else nothing)

    def show_events(self, events: Sequence[str]) -> None:
        """The newest events, newest first."""
        room = 5 if self.size.height > 24 else 2
        shown = [Content.styled("EVENTS", "$secondary bold"), *(Content(one) for one in events[:room])]
        self.query_one("#events", Static).update(
            Content("\n").join(shown if events else [*shown, Content("nothing yet")])
        )
