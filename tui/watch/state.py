"""What the live views know: snapshots, rates from counters, the lines and what happened to them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from tui.watch.tally import Spread, Tally, rule_test, tally

CONNECTIONS = "/ip/firewall/connection"
SHORTEST = 0.9
"""Seconds between two readings below which no rate is worked out, as Winbox does."""


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
        lines = lines_of(self.menus)
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

    @property
    def events(self) -> Sequence[Event]:
        """What happened to the lines, newest first."""
        return self.happened.events

    @property
    def down(self) -> tuple[str, ...]:
        """The lines that are not up."""
        return tuple(line.name for line in self.lines if (one := self.states.get(line.name)) is not None and not one.up)

    def tally(self) -> Tally:
        """What the connections tell, counted once for each reading of them."""
        snapshot = self.snapshots.get(CONNECTIONS)
        known = len(self.states) == len(self.lines) > 0
        if snapshot is None or (snapshot is self._tallied[0] and known == self._tallied[2]):
            return self._tallied[1]
        mangle = self.menus.get("/ip/firewall/mangle", ())
        self.spread.follow(self.lines, self.menus)
        counted = tally(
            snapshot.rows,
            snapshot.total,
            self.lines,
            addresses_of(self.lines, self.menus),
            self.spread,
            rule_test(mangle),
            steady=(snapshot.whole and not self.down) if known else None,
        )
        self._tallied = snapshot, counted, known
        return counted

    def balance(self) -> Balance | None:
        """Whether the spread of the connections may be chance; None where no rule spreads them."""
        snapshot = self.snapshots.get(CONNECTIONS)
        if snapshot is None:
            return None
        counted = self.tally()
        return self.spread.balance(part=not (snapshot.whole and counted.whole), down=self.down)

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
