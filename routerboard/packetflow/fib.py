"""Where packets go: routing tables and rules, looked up in the order that each major version has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from routerboard.language.items import MAIN, Row, is_true
from routerboard.language.version import Version
from routerboard.packetflow.addresses import LOOPBACK, mask
from routerboard.packetflow.hashing import mix
from routerboard.packetflow.matchers import Match, NotModelledError, compile_matchers
from routerboard.packetflow.routes import Hop, RouteState, read_route
from routerboard.packetflow.rules import Gap
from routerboard.packetflow.surroundings import Menus, Surroundings, enabled
from routerboard.packetflow.walk import Walk

LOCAL = "local"
NO_HOP = Hop("", "")


@dataclass(frozen=True, slots=True)
class Entry:
    """One active route as the lookup needs it; `kind` is unicast, blackhole, unreachable or prohibit."""

    id: str
    kind: str
    hops: tuple[Hop, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a lookup found: the table (`local` for the router itself, "" for nothing), the route's id and the hop."""

    table: str
    route: str = ""
    kind: str = "unreachable"
    hop: Hop = NO_HOP

    @property
    def local(self) -> bool:
        """Whether the packet is for the router itself."""
        return self.table == LOCAL


NOWHERE = Decision("")
_HERE = Decision(LOCAL, kind="unicast")


@dataclass(frozen=True, slots=True)
class RoutingRule:
    """One compiled row of /ip/route/rule (v6) or /routing/rule (v7)."""

    id: str
    matches: tuple[Match, ...]
    action: str
    table: str


class Fib:
    """Routing tables, the user's rules and the router's own addresses, ready for lookups."""

    def __init__(self, menus: Menus, states: dict[str, RouteState], around: Surroundings, version: Version) -> None:
        self.gaps: list[Gap] = []
        self.tables: dict[str, dict[int, dict[int, list[Entry]]]] = {}
        self._around = around
        self._marks_first = version.can("routing-tables")
        self._ports_count = _hashes_ports(menus)
        self._add_routes(menus.get("/ip/route", ()), states, version)
        menu = "/routing/rule" if self._marks_first else "/ip/route/rule"
        self._rules = [rule for row in enabled(menus.get(menu, ())) if (rule := self._rule(menu, row)) is not None]

    def _add_routes(self, rows: Iterable[Row], states: dict[str, RouteState], version: Version) -> None:
        for row in rows:
            state = states.get(row.get(".id", ""))
            if state is None or not state.active:
                continue
            route = read_route(row, version)
            lengths = self.tables.setdefault(route.table, {})
            lengths.setdefault(route.length, {}).setdefault(route.network, []).append(
                Entry(route.id, route.kind, state.hops)
            )
        for name, lengths in self.tables.items():
            self.tables[name] = dict(sorted(lengths.items(), reverse=True))

    def _rule(self, menu: str, row: Row) -> RoutingRule | None:
        if is_true(row.get("dynamic")):
            return None
        conditions = {
            _RULE_CONDITIONS.get(name, name): text for name, text in row.items() if name not in _RULE_PARAMETERS
        }
        try:
            matches = compile_matchers(conditions, self._around, frozenset(), row.get(".id", ""))
        except NotModelledError as unknown:
            self.gaps.append(Gap(menu, row.get(".id", ""), str(unknown)))
            return None
        return RoutingRule(row.get(".id", ""), matches, row.get("action") or "lookup", row.get("table") or MAIN)

    def decide(self, walk: Walk) -> Decision:
        """Where this packet goes now: v7 asks its mark before the router's own addresses, v6 after them."""
        if self._marks_first:
            return self._marked(walk) or self._here(walk) or self._ruled(walk) or self._in(MAIN, walk) or NOWHERE
        return self._here(walk) or self._marked(walk) or self._ruled(walk) or self._in(MAIN, walk) or NOWHERE

    def unmarked(self, walk: Walk) -> Decision:
        """Where a fasttracked packet goes: no mark is looked at, only main."""
        return self._here(walk) or self._in(MAIN, walk) or NOWHERE

    def _here(self, walk: Walk) -> Decision | None:
        address = walk.destination
        around = self._around
        ours = address in around.local or address in around.broadcasts or LOOPBACK[0] <= address <= LOOPBACK[1]
        return _HERE if ours else None

    def _marked(self, walk: Walk) -> Decision | None:
        return self._in(walk.routing_mark, walk) if walk.routing_mark else None

    def _ruled(self, walk: Walk) -> Decision | None:
        for rule in self._rules:
            if not all(match(walk) for match in rule.matches):
                continue
            if rule.action in ("drop", "unreachable", "blackhole"):
                return Decision("", rule.id, "unreachable" if rule.action == "unreachable" else "blackhole")
            found = self._in(rule.table, walk)
            if found is not None or rule.action == "lookup-only-in-table":
                return found or NOWHERE
        return None

    def _in(self, table: str, walk: Walk) -> Decision | None:
        for length, networks in self.tables.get(table, {}).items():
            entries = networks.get(walk.destination & mask(length))
            if entries:
                return self._pick(table, entries, walk)
        return None

    def _pick(self, table: str, entries: Sequence[Entry], walk: Walk) -> Decision:
        """One of the equal next hops.

        Version 6 keeps it for a pair of addresses until its route cache is flushed. Version 7 hashes every packet, by
        its addresses, under the policy l4 by ports too; what is inside of tunnels (l3-inner) is not modelled.
        """
        choices = [(entry, hop) for entry in entries for hop in entry.hops or (NO_HOP,)]
        if len(choices) == 1:
            entry, hop = choices[0]
            return Decision(table, entry.id, entry.kind, hop)
        entry, hop = choices[mix(walk.source, walk.destination, *self._further(walk)) % len(choices)]
        return Decision(table, entry.id, entry.kind, hop)

    def _further(self, walk: Walk) -> tuple[int, ...]:
        if not self._marks_first:
            return (walk.memory.flushes,) if walk.memory.flushes else ()
        return (walk.source_port, walk.destination_port) if self._ports_count else ()


_RULE_CONDITIONS = {"interface": "in-interface"}
_RULE_PARAMETERS = frozenset({".id", ".nextid", "action", "table", "comment", "disabled", "inactive", "dynamic"})


def _hashes_ports(menus: Menus) -> bool:
    return any(row.get("ipv4-multipath-hash-policy") == "l4" for row in menus.get("/ip/settings", ()))
