"""What the live views know: snapshots, rates from counters, the lines and what happened to them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from proof.results import Balance
from routerboard.language.items import Row
from routerboard.link.watching import Snapshot
from tui.watch.feeds import COUNTERS, TRACKING
from tui.watch.happened import Event, Happened
from tui.watch.history import History
from tui.watch.line import Line
from tui.watch.lines import DECIDING, LineState, addresses_of, line_at, lines_of, state_of
from tui.watch.rows import Derived
from tui.watch.tally import MOST, Spread, Tally, rule_test, tally

CONNECTIONS = "/ip/firewall/connection"
SHORTEST = 0.9
"""Seconds between two readings below which no rate is worked out, as Winbox does."""
SETTLED = 1800.0
"""Seconds after a line was away until most connections were begun with all lines up."""


@dataclass(frozen=True)
class Counted:
    """A long table that was counted beside the screen."""

    snapshot: Snapshot
    tally: Tally
    spread: Spread


@dataclass
class Watched:
    """Everything that was read so far, and what follows from it."""

    snapshots: dict[str, Snapshot] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()
    states: dict[str, LineState] = field(default_factory=dict)
    histories: dict[str, History] = field(default_factory=dict)
    happened: Happened = field(default_factory=Happened)
    spread: Spread = field(default_factory=Spread)
    _before: dict[str, tuple[float, Row]] = field(default_factory=dict)
    _rates: dict[str, dict[str, str]] = field(default_factory=dict)
    _away: float = float("-inf")
    _tallied: tuple[Snapshot | None, Tally, bool] = (None, Tally(), False)

    @property
    def menus(self) -> Mapping[str, Sequence[Row]]:
        """The rows of every menu that was read."""
        return {menu: snapshot.rows for menu, snapshot in self.snapshots.items()}

    def take(self, menu: str, snapshot: Snapshot, clock: str) -> bool:
        """Take a reading in; whether the set of lines has changed. `clock` is the time for the events.

        Where the router refused, the rows of before stay, with their age.
        """
        known = self.snapshots.get(menu)
        if snapshot.refused and known is not None:
            snapshot = replace(known, refused=snapshot.refused)
        self.snapshots[menu] = snapshot
        if menu == "/interface":
            self._take_counters(snapshot)
        if menu not in DECIDING:
            return False
        lines = lines_of(self.menus, self.lines)
        if menu == "/interface" and len(lines) < len(self.lines):
            lines = self.lines  # a link that is back: its routes are read a moment later
        changed = lines != self.lines
        self.lines = lines
        if changed:
            self.states = {line.name: self.states[line.name] for line in lines if line.name in self.states}
        for line in lines:
            self.histories.setdefault(line.name, History())
        self._take_states(clock, snapshot.taken)
        return changed

    def _take_counters(self, snapshot: Snapshot) -> None:
        by_interface = {line.interface: line for line in self.lines}
        for row in snapshot.rows:
            name = row.get("name", "")
            known = self._before.get(name)
            if known is not None and snapshot.taken - known[0] < SHORTEST:
                continue
            self._before[name] = (snapshot.taken, row)
            self._rates[name] = _rates(known, snapshot.taken, row) if known is not None else {}
            rates, line = self._rates[name], by_interface.get(name)
            if known is not None and line is not None and {"rx-rate", "tx-rate"} <= rates.keys():
                down, up = float(rates["rx-rate"]), float(rates["tx-rate"])
                self.histories[line.name].add(known[0], snapshot.taken, down, up)

    def _take_states(self, clock: str, taken: float) -> None:
        if not {"/interface", "/ip/route", "/ip/address"} <= self.snapshots.keys():
            return
        for line in self.lines:
            state = state_of(line, self.menus)
            self.happened.compare(line.name, self.states.get(line.name), state, clock, taken)
            self.states[line.name] = state
        if self.down:
            self._away = taken

    @property
    def events(self) -> Sequence[Event]:
        """What happened to the lines, newest first."""
        return self.happened.events

    @property
    def down(self) -> tuple[str, ...]:
        """The lines that are not up."""
        return tuple(line.name for line in self.lines if (one := self.states.get(line.name)) is not None and not one.up)

    @property
    def long(self) -> bool:
        """Whether all connections are here, and they are too many to be counted in one go."""
        snapshot = self.snapshots.get(CONNECTIONS)
        return snapshot is not None and snapshot.whole and len(snapshot.rows) > MOST

    def tally(self) -> Tally:
        """What the connections tell, counted once for each reading of them; of a long table when it was counted."""
        snapshot = self.snapshots.get(CONNECTIONS)
        known = self._known
        if snapshot is None or self.long or (snapshot is self._tallied[0] and known == self._tallied[2]):
            return self._tallied[1]
        self.spread.follow(self.lines, self.menus)
        self._tallied = snapshot, self._count(snapshot, self.spread), known
        return self._tallied[1]

    @property
    def _known(self) -> bool:
        return len(self.states) == len(self.lines) > 0

    @property
    def _count(self) -> Callable[..., Tally]:
        """What counts a reading as things are now, also in a thread and later."""
        lines, steady = self.lines, not self.down if self._known else None
        addresses, by_rule = addresses_of(lines, self.menus), rule_test(self.menus.get("/ip/firewall/mangle", ()))

        def count(snapshot: Snapshot, spread: Spread, pause: Callable[[], None] = lambda: None) -> Tally:
            fair = steady and snapshot.whole
            rows, total = snapshot.rows, snapshot.total
            most = len(rows) if snapshot.whole else MOST
            return tally(rows, total, lines, addresses, spread, by_rule, steady=fair, most=most, pause=pause)

        return count

    def long_tally(self, pause: Callable[[], None] = lambda: None) -> Callable[[], Counted]:
        """What counts a long table, which takes a second or more, in a thread; `take_long` takes what it gives."""
        snapshot, count = self.snapshots[CONNECTIONS], self._count
        self.spread.follow(self.lines, self.menus)
        kept, spread = self.spread, self.spread.copy()
        if self._unsettled:
            return lambda: Counted(snapshot, count(snapshot, spread), kept)
        return lambda: Counted(snapshot, count(snapshot, spread, pause), spread)

    @property
    def _unsettled(self) -> bool:
        """Whether a line was away lately: in a table that is seen in parts nobody knows what was begun meanwhile."""
        now = max(one.taken for one in self.snapshots.values())
        return now - self._away < SETTLED

    def take_long(self, counted: Counted) -> None:
        """Take what was counted of a long table, unless the rules have changed meanwhile."""
        if counted.spread is self.spread or counted.spread.take_over(self.spread):
            self.spread = counted.spread
            self._tallied = counted.snapshot, counted.tally, self._known

    def balance(self) -> Balance | None:
        """Whether the spread of the connections may be chance; None where no rule spreads them."""
        snapshot = self.snapshots.get(CONNECTIONS)
        if snapshot is None:
            return None
        counted = self.tally()
        part = not (snapshot.whole and counted.whole)
        unsettled = self._unsettled and (part or self.long)
        return self.spread.balance(part=part, down=self.down, unsettled=unsettled)

    def rows(self, menu: str) -> Sequence[Row]:
        """The rows of a menu for its table, with what the screen adds: rates, rule numbers, lines."""
        snapshot = self.snapshots.get(menu)
        if snapshot is None:
            return ()
        if menu == "/interface":
            return [{**row, **self._rates.get(row.get("name", ""), {})} for row in snapshot.rows]
        if menu.startswith("/ip/firewall/") and menu != "/ip/firewall/connection":
            return [{**row, "#": str(at)} for at, row in enumerate(snapshot.rows)]
        if menu == "/ip/firewall/connection":
            lines = addresses_of(self.lines, self.menus)
            return Derived(snapshot.rows, "line", "reply-dst-address", partial(line_at, addresses=lines))
        return snapshot.rows

    @property
    def most_connections(self) -> str:
        """How many connections the router can track, "" before it has said so."""
        rows = self.menus.get(TRACKING, ())
        return rows[0].get("max-entries", "") if rows else ""

    @property
    def cpu(self) -> str:
        """The processor's load in percent, "" before the first reading."""
        rows = self.menus.get("/system/resource", ())
        return rows[0].get("cpu-load", "") if rows else ""


def _rates(known: tuple[float, Row], now: float, row: Row) -> dict[str, str]:
    """Rates from two readings; none where a counter went back, as after a restart."""
    then, before = known
    grown = {
        name: int(row[name]) - int(before[name]) for name in COUNTERS if _counts(row, name) and _counts(before, name)
    }
    seconds = now - then
    if any(value < 0 for value in grown.values()):
        return {}
    return {_rate_name(name): str(round(_unit(name) * value / seconds)) for name, value in grown.items()}


def _counts(row: Row, name: str) -> bool:
    return row.get(name, "").isdecimal()


def _rate_name(counter: str) -> str:
    """`rx-byte` counts what `rx-rate` is the rate of; `rx-packet` has `rx-packet-rate`."""
    return counter.replace("-byte", "-rate") if counter.endswith("-byte") else f"{counter}-rate"


def _unit(counter: str) -> int:
    """Bits for bytes, packets as they are."""
    return 8 if counter.endswith("-byte") else 1
