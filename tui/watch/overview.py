"""The first tab: a graph a line, how the load is shared and whether that is chance, who talks most, what happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from textual import events
from textual.app import ComposeResult
from textual.containers import Grid, Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from proof.results import Balance
from tui.watch.arrange import Arrangement, arranged
from tui.watch.figures import balance_line, events_text, line_table, share_table, talkers_text
from tui.watch.graph import MirrorGraph, compact_rate, rates_text
from tui.watch.happened import Event
from tui.watch.history import SPANS, History, Rate, Span, together
from tui.watch.line import Line
from tui.watch.lines import LineState
from tui.watch.tally import Tally, chosen

NOTHING = "No line was found: no default route, no DHCP or PPPoE client."


@dataclass(frozen=True)
class Seen:
    """Everything that the overview shows, as it is now."""

    lines: Sequence[Line] = ()
    states: Mapping[str, LineState] = field(default_factory=dict)
    histories: Mapping[str, History] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)
    balance: Balance | None = None
    events: Sequence[Event] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    counted: bool = False

    def columns(self, span: float, room: int) -> list[Rate | None]:
        """All lines as one, over time."""
        return together([self.histories[one.name].columns(span, room) for one in self.lines])

    @property
    def down(self) -> bool:
        """Whether a line is not up."""
        return any(not one.up for one in self.states.values())

    @property
    def now(self) -> Rate:
        """All lines as one, now."""
        rates = [self.histories[one.name].now for one in self.lines]
        return Rate(sum(one.down for one in rates), sum(one.up for one in rates))


def head_text(line: Line, state: LineState | None, now: Rate, width: int) -> Content:
    """The head of a line's panel in two rows: how it stands and its rates, then its gateway and its probes, or why."""
    if state is None:
        return Content.styled(f"{line.name}  …", "bold")
    rates = rates_text(now) if width >= 40 else f"{compact_rate(now.down)}↓ {compact_rate(now.up)}↑"
    if not state.up:
        first = Content.assemble((f"{line.name} ", "bold"), ("✗ down", "$error"))
        return Content("\n").join([first, Content.styled(state.reason, "$error")])
    word = "up" if state.reason == "up" else state.reason
    mark = f"● {word}" if width >= 30 else "●"
    first = Content.assemble((f"{line.name} ", "bold"), (mark, "$success"), f"  {rates}")
    if state.silent:
        return Content("\n").join([first, Content.styled(f"! {state.trouble}", "$warning")])
    probes = [f"{one.host} {'✓' if one.answers else '…'}" for one in state.probes]
    ways = [f"via {state.gateway}"] if state.gateway else []
    place = [line.interface] if line.interface != line.name else []
    fits = next((one for one in _seconds(ways, probes, place) if len(one) <= width), "")
    return Content("\n").join([first, Content.styled(fits or " · ".join(ways), "$quiet")])


def _seconds(ways: list[str], probes: list[str], place: list[str]) -> list[str]:
    """What the second row may say, the richest first."""
    answer = sum(one.endswith("✓") for one in probes)
    short = [f"probes {answer}/{len(probes)} ✓"] if probes else []
    bare = [one.removeprefix("probes ") for one in short]
    forms = ([*ways, *probes, *place], [*ways, *probes], [*ways, *short], [*ways, *bare], short)
    return [" · ".join(parts) for parts in forms]


class Panel(Vertical):
    """A head of two rows and a graph: of one line, or of all lines together."""

    DEFAULT_CSS = """
    Panel { height: 1fr; min-height: 5; padding: 0 1; }
    Panel > Static { height: 2; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, graph: MirrorGraph) -> None:
        super().__init__()
        self._head = Static("")
        self.graph = graph

    def compose(self) -> ComposeResult:
        """Head and graph."""
        yield self._head
        yield self.graph

    def show(self, seen: Seen, span: Span) -> None:
        """Draw anew with what is known now."""
        self._head.update(self.head(seen, span))
        self.graph.sample()

    def head(self, seen: Seen, span: Span) -> Content:
        """The head's two rows."""
        raise NotImplementedError


class LinePanel(Panel):
    """One line: its head and its graph."""

    def __init__(self, line: Line, graph: MirrorGraph) -> None:
        super().__init__(graph)
        self.line = line

    def head(self, seen: Seen, span: Span) -> Content:
        """How the line stands."""
        now = seen.histories[self.line.name].now
        return head_text(self.line, seen.states.get(self.line.name), now, self.size.width or 40)


class TogetherPanel(Panel):
    """All lines together."""

    def head(self, seen: Seen, span: Span) -> Content:
        """The sum, how many lines live, and how far back the graphs look."""
        now, wide = seen.now, self.size.width >= 36
        rates = rates_text(now) if wide else f"{compact_rate(now.down)}↓ {compact_rate(now.up)}↑"
        up = sum(one.up for one in seen.states.values())
        return Content.assemble(
            ("All ", "bold"), f" {rates}\n", (f"{up} of {len(seen.lines)} up · {span.words} (−/+)", "$quiet")
        )


class Overview(Vertical):
    """The lines as panels, or as a table where they are many; below shares, talkers and events."""

    DEFAULT_CSS = """
    Overview { height: 1fr; }
    Overview > Grid { grid-gutter: 0 1; height: 1fr; }
    Overview Static { text-wrap: nowrap; text-overflow: ellipsis; }
    Overview > #shares { height: auto; padding: 0 1; border-top: solid $line; }
    Overview.-table > #shares { border-top: none; }
    Overview.-table.-graph > #shares { border-top: solid $line; }
    Overview > #below { height: auto; border-top: solid $line; }
    Overview > #below > Static { width: 1fr; height: auto; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.span = SPANS[0]
        self._seen = Seen()
        self._arrangement = Arrangement()
        self._panels: list[Panel] = []

    def compose(self) -> ComposeResult:
        """Empty until the lines are known."""
        yield Grid(id="panels")
        yield Static("Reading the lines …", id="shares")
        with Horizontal(id="below"):
            yield Static("", id="talkers")
            yield Static("", id="events")

    async def build(self, seen: Seen) -> None:
        """Make the panels anew, for these lines and this room."""
        self._seen = seen
        self._arrangement = arrangement = arranged(len(seen.lines), self.size.width, self.size.height)
        grid = self.query_one("#panels", Grid)
        await grid.remove_children()
        self._panels = self._made(seen, arrangement)
        self.set_class(not arrangement.panels, "-table")
        self.set_class(arrangement.graph > 0, "-graph")
        grid.styles.grid_size_columns = max(1, arrangement.columns)
        grid.display = bool(self._panels)
        grid.styles.height = "1fr" if arrangement.panels else arrangement.graph
        await grid.mount_all(self._panels)
        self.call_after_refresh(self.draw)

    def _made(self, seen: Seen, arrangement: Arrangement) -> list[Panel]:
        whole = TogetherPanel(self._graph(lambda room: self._seen.columns(self.span.seconds, room)))
        if not arrangement.panels:
            return [whole] if arrangement.graph else []
        panels: list[Panel] = [LinePanel(line, self._graph(self._reader(line.name))) for line in seen.lines]
        return [*panels, whole] if len(panels) > 1 else panels

    def _reader(self, name: str) -> Callable[[int], Sequence[Rate | None]]:
        return lambda room: self._seen.histories[name].columns(self.span.seconds, room)

    def _graph(self, read: Callable[[int], Sequence[Rate | None]]) -> MirrorGraph:
        return MirrorGraph(read, lambda: max((one.until for one in self._seen.histories.values()), default=0.0))

    async def on_resize(self, event: events.Resize) -> None:
        """Another room may want another arrangement."""
        fit = arranged(len(self._seen.lines), event.size.width, event.size.height)
        if fit != self._arrangement:
            await self.build(self._seen)
        else:
            self.draw()

    def look(self, further: int) -> None:
        """Look further back in time, or closer."""
        at = min(len(SPANS) - 1, max(0, SPANS.index(self.span) + further))
        self.span = SPANS[at]
        for panel in self._panels:
            panel.graph.rescale()
        self.draw()

    def show(self, seen: Seen) -> None:
        """Draw anew with what is known now."""
        self._seen = seen
        self.draw()

    def draw(self) -> None:
        """Panels, shares, talkers, events."""
        seen, width = self._seen, self.size.width
        if not self.is_mounted or any(one.name not in seen.histories for one in seen.lines):
            return
        for panel in self._panels:
            panel.show(seen, self.span)
        self.query_one("#shares", Static).update(self._shares(seen, width))
        room = self._arrangement.below
        half = width // 2 - 2
        shown = chosen(seen.tally.talkers, [one.name for one in seen.lines], room)
        part = "" if seen.tally.whole else f" (of {seen.tally.counted} of {seen.tally.total} connections)"
        self.query_one("#talkers", Static).update(talkers_text(shown, seen.names, half, part, known=seen.counted))
        self.query_one("#events", Static).update(events_text(seen.events[:room], half, room))

    def _shares(self, seen: Seen, width: int) -> Content:
        if not seen.lines:
            return Content(NOTHING)
        span = self.span
        carried = {one.name: seen.histories[one.name].carried(span.seconds) for one in seen.lines}
        if self._arrangement.panels:
            table = share_table(seen.lines, seen.tally, carried, seen.balance, span.words)
        else:
            table = line_table(
                seen.lines, seen.states, seen.histories, seen.tally, carried, seen.balance, span, width - 2
            )
        return Content("\n").join([table, balance_line(seen.balance, seen.tally, counted=seen.counted, down=seen.down)])
