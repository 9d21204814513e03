"""What the live views know: snapshots, rates from counters, the lines and what happened to them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from routerboard.language.items import Row
from routerboard.link.watching import Snapshot
from tui.watch.feeds import COUNTERS, TRACKING
from tui.watch.graph import History
from tui.watch.lines import Line, LineState, addresses_of, line_of, lines_of, state_of

SHORTEST = 0.9
"""Seconds between two readings below which no rate is worked out, as Winbox does."""


@dataclass
class Watched:
    """Everything that was read so far, and what follows from it."""

    snapshots: dict[str, Snapshot] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()
    states: dict[str, LineState] = field(default_factory=dict)
    histories: dict[str, History] = field(default_factory=dict)
    carried: dict[str, int] = field(default_factory=dict)
    events: list[str] = field(default_factory=list)
    _before: dict[str, tuple[float, Row]] = field(default_factory=dict)
    _rates: dict[str, dict[str, str]] = field(default_factory=dict)

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
        lines = lines_of(self.menus)
        changed = lines != self.lines
        self.lines = lines
        for line in lines:
            self.histories.setdefault(line.name, History())
        self._take_states(clock)
        return changed

    def _take_counters(self, snapshot: Snapshot) -> None:
        fresh: set[str] = set()
        for row in snapshot.rows:
            name = row.get("name", "")
            known = self._before.get(name)
            if known is not None and snapshot.taken - known[0] < SHORTEST:
                continue
            self._before[name] = (snapshot.taken, row)
            self._rates[name] = _rates(known, snapshot.taken, row) if known is not None else {}
            fresh.add(name)
        by_interface = {line.interface: line for line in self.lines}
        for name, rates in self._rates.items():
            line = by_interface.get(name)
            if line is not None and name in fresh and {"rx-rate", "tx-rate"} <= rates.keys():
                self.histories[line.name].add(float(rates["rx-rate"]), float(rates["tx-rate"]))
                self.carried[line.name] = self.carried.get(line.name, 0) + int(rates["grown"])

    def _take_states(self, clock: str) -> None:
        if not {"/interface", "/ip/route", "/ip/address"} <= self.snapshots.keys():
            return
        for line in self.lines:
            state, before = state_of(line, self.menus), self.states.get(line.name)
            self.states[line.name] = state
            if before is not None and before.up != state.up:
                self.events.insert(0, f"{clock} {line.name} {'back' if state.up else f'lost: {state.reason}'}")
        del self.events[100:]

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
            of = self.connection_lines()
            return [{**row, "line": of.get(row.get(".id", ""), "")} for row in snapshot.rows]
        return snapshot.rows

    def connection_lines(self) -> dict[str, str]:
        """Connection id -> the line that it really uses."""
        addresses = addresses_of(self.lines, self.menus)
        snapshot = self.snapshots.get("/ip/firewall/connection")
        rows = snapshot.rows if snapshot is not None else ()
        return {row.get(".id", ""): line_of(row, addresses) for row in rows}

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
    rates = {_rate_name(name): str(round(_unit(name) * value / seconds)) for name, value in grown.items()}
    return {**rates, "grown": str(grown.get("rx-byte", 0) + grown.get("tx-byte", 0))}


def _counts(row: Row, name: str) -> bool:
    return row.get(name, "").isdecimal()


def _rate_name(counter: str) -> str:
    """`rx-byte` counts what `rx-rate` is the rate of; `rx-packet` has `rx-packet-rate`."""
    return counter.replace("-byte", "-rate") if counter.endswith("-byte") else f"{counter}-rate"


def _unit(counter: str) -> int:
    """Bits for bytes, packets as they are."""
    return 8 if counter.endswith("-byte") else 1
