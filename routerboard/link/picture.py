"""A router's state made ready for packets to and from one address: rules and routes as they would decide. Pure.

Where chance decides (equal routes, PCC, nth, random), a real router's choice is not known here. So there is a picture
for each choice, and what must hold has to hold in all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from ipaddress import IPv4Address

from routerboard.language.items import Row, is_true, role_of, table_of
from routerboard.language.leasing import default_routes
from routerboard.language.survey import Survey
from routerboard.packetflow import MENUS, Ruleset, connected_routes, resolve_routes
from routerboard.packetflow.addresses import number, span
from routerboard.packetflow.routes import RouteState
from routerboard.packetflow.surroundings import OwnAddress, bridge_ports, own_addresses

WAITING = "a line that is not up yet"
"""Where packets go that take a route which waits for its lease."""

MOST_CHOICES = 32
"""Pictures of one state; more would take longer than they tell."""

_ROUTES = "/ip/route"
_ELSEWHERE = frozenset({"forward", "postrouting", "srcnat"})
_TELLING = (
    "chain", "action", "dst-address", "src-address", "protocol", "dst-port", "in-interface", "gateway", "table",
)  # fmt: skip
_CLASSIFIER = re.compile(r"!?[a-z-]+:(\d+)/(\d+)")


@dataclass(frozen=True)
class Picture:
    """One state of the router by one choice, and the rows to name what decided."""

    rules: Ruleset
    menus: Mapping[str, Sequence[Row]]
    lines_up: bool = False

    def named(self, menu: str, row_id: str) -> str:
        """A rule or route for people: its comment, else what it says."""
        row = self._row(menu, row_id)
        said = " ".join(f"{name}={row[name]}" for name in _TELLING if row.get(name))
        return f'{menu} "{row["comment"]}"' if row.get("comment") else f"{menu} {said or row_id}"

    def route(self, row_id: str) -> str:
        """The same for a route, or a routing rule that decided in its place."""
        menus = (_ROUTES, "/routing/rule", "/ip/route/rule")
        return next((self.named(menu, row_id) for menu in menus if self._row(menu, row_id)), row_id)

    def gaps(self) -> Iterator[str]:
        """The rules that may meet packets of the router itself, and whose conditions are not known here."""
        for gap in self.rules.unmodelled:
            if self._row(gap.menu, gap.rule).get("chain") not in _ELSEWHERE:
                yield f"{self.named(gap.menu, gap.rule)} asks for {gap.what}, which is not followed here"

    def _row(self, menu: str, row_id: str) -> Row:
        return next((row for row in self.menus.get(menu, ()) if row.get(".id") == row_id), {})


def pictures(survey: Survey, client: IPv4Address, *, lines_up: bool = False) -> Iterator[Picture]:
    """The router of a survey; with `lines_up` as if every line were up, also those that wait for a lease."""
    menus: dict[str, Sequence[Row]] = {menu: _numbered(survey.rows(menu)) for menu in MENUS if survey.rows(menu)}
    own = own_addresses(menus.get("/ip/address", ()), bridge_ports(menus))
    menus[_ROUTES] = relevant(_routes(survey, menus.get(_ROUTES, ()), own, lines_up), client)
    down = frozenset[str]() if lines_up else _down(survey)
    local = {one.address for one in own}
    found = resolve_routes(menus[_ROUTES], survey.version, running=lambda name: name not in down, own=local)
    states = _shared(menus[_ROUTES], found)
    for choice in range(_choices(menus, states)):
        chosen = {menu: _decided(rows, choice) for menu, rows in menus.items()}
        equal = _one_of_equal(menus[_ROUTES], states, choice)
        yield Picture(Ruleset.build(chosen, survey.version, states=equal), chosen, lines_up)


def _numbered(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Rows that a plan adds have no id yet."""
    return tuple({".id": f"new-{at}", **row} for at, row in enumerate(rows))


# Routes


def _routes(survey: Survey, rows: Iterable[Row], own: Sequence[OwnAddress], lines_up: bool) -> list[Row]:
    """The routes that follow from a state: a survey's own connected ones are those of another moment."""
    gone = frozenset(one.gateway for one in survey.dhcp_clients if one.gateway)
    kept = [row for row in rows if not is_true(row.get("connect")) and not _by_lease(row, gone)]
    kept += _leased(survey, lines_up)
    if lines_up:
        kept = [_risen(row) if is_true(row.get("disabled")) and role_of(row) else row for row in kept]
    there = [{".id": f"connected-{at}", **row} for at, row in enumerate(connected_routes(own, survey.version))]
    return [*there, *kept]


def _risen(row: Row) -> Row:
    """A route that waits for a lease, with a gateway that is certainly not this laptop."""
    return {**row, "disabled": "no", "gateway": WAITING}


def _leased(survey: Survey, lines_up: bool) -> Iterator[Row]:
    """The default routes that DHCP clients make of their leases, as they are told to now; once up also without one."""
    for at, client in enumerate(survey.rows("/ip/dhcp-client")):
        gateway = client.get("gateway", "") or (WAITING if lines_up else "")
        if gateway and not is_true(client.get("disabled")):
            for table, distance in default_routes(client):
                row = {"dst-address": "0.0.0.0/0", "gateway": gateway, "distance": str(distance), "dynamic": "true"}
                tables = {"routing-table": table} if survey.version.can("routing-tables") else {}
                yield {".id": f"leased-{at}-{table}", **row, **tables}


def _by_lease(row: Row, gateways: frozenset[str]) -> bool:
    return is_true(row.get("dynamic")) and row.get("dst-address") == "0.0.0.0/0" and row.get("gateway") in gateways


def _down(survey: Survey) -> frozenset[str]:
    rows = survey.rows("/interface")
    down = (row for row in rows if row.get("running") in ("false", "no") or is_true(row.get("disabled")))
    return frozenset(row.get("name", "") for row in down)


def _shared(rows: Iterable[Row], states: Mapping[str, RouteState]) -> dict[str, RouteState]:
    """The states, with one subnet on several interfaces reached by any of them: so says RouterOS 6 of it, too."""
    there = [row for row in rows if is_true(row.get("connect")) and states[row[".id"]].hops]
    often = {row["dst-address"] for row in there if sum(row["dst-address"] == one["dst-address"] for one in there) > 1}
    twins = {row[".id"] for row in there if row["dst-address"] in often}
    return {name: replace(state, active=True, ecmp=True) if name in twins else state for name, state in states.items()}


def relevant(rows: Sequence[Row], client: IPv4Address) -> list[Row]:
    """The routes to this address, and those by which their gateways are found: a full table has too many others."""
    spans = {at: found for at, row in enumerate(rows) if (found := _span(row))}
    wanted, kept = {int(client)}, set[int]()
    while wanted:
        new = {at for at, (first, last) in spans.items() if any(first <= one <= last for one in wanted)} - kept
        wanted = {address for at in new for address in _gateways(rows[at])}
        kept |= new
    return [row for at, row in enumerate(rows) if at in kept]


def _span(row: Row) -> tuple[int, int] | None:
    try:
        return span(row.get("dst-address") or "0.0.0.0/0")
    except ValueError:
        return None


def _gateways(row: Row) -> Iterator[int]:
    for part in row.get("gateway", "").split(","):
        try:
            yield number(part.partition("@")[0].partition("%")[0])
        except ValueError:
            continue


# Chance


def _choices(menus: Mapping[str, Sequence[Row]], states: Mapping[str, RouteState]) -> int:
    """How many pictures show every choice of each rule and each route."""
    rules = (ways for rows in menus.values() for row in rows if (ways := _odds(row)[0]) > 1 and _meets_us(row))
    hops = (len(state.hops) for state in states.values() if state.active)
    equal = (len(group) for group in _equal(menus[_ROUTES], states))
    return min(MOST_CHOICES, max((1, *rules, *hops, *equal)))


def _meets_us(row: Row) -> bool:
    return row.get("chain") not in _ELSEWHERE and row.get("dst-address-type") != "!local"


def _decided(rows: Sequence[Row], choice: int) -> Sequence[Row]:
    """The rules without what is left to chance: those that it does not choose are gone."""
    if not any(_odds(row)[0] > 1 for row in rows):
        return rows
    return [_certain(row) for row in rows if _chosen(row, choice)]


def _chosen(row: Row, choice: int) -> bool:
    ways, hit = _odds(row)
    return choice % ways == hit


def _certain(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in _CHANCE} if _odds(row)[0] > 1 else row


_CHANCE = ("per-connection-classifier", "nth", "random")


def _odds(row: Row) -> tuple[int, int]:
    """Among how many choices a rule is taken, and at which; (1, 0) where nothing is left to chance."""
    found = _CLASSIFIER.fullmatch(row.get("per-connection-classifier", ""))
    if found:
        return max(1, int(found[1])), int(found[2])
    every, _, packet = row.get("nth", "").partition(",")
    if every.isdigit() and packet.isdigit():
        return max(1, int(every)), int(packet) - 1
    return (2, 0) if row.get("random") else (1, 0)


def _equal(routes: Iterable[Row], states: Mapping[str, RouteState]) -> list[list[str]]:
    """The ids of routes among which packets to one destination are spread."""
    groups: dict[tuple[str, str], list[str]] = {}
    for row in routes:
        if row[".id"] in states and states[row[".id"]].ecmp:
            groups.setdefault((table_of(row), row.get("dst-address", "")), []).append(row[".id"])
    return list(groups.values())


def _one_of_equal(routes: Iterable[Row], states: Mapping[str, RouteState], choice: int) -> dict[str, RouteState]:
    """The states as if packets took one route of each group, and one hop of each route."""
    idle = {one for group in _equal(routes, states) for at, one in enumerate(group) if at != choice % len(group)}
    return {name: _with_one_hop(state, choice, active=name not in idle) for name, state in states.items()}


def _with_one_hop(state: RouteState, choice: int, *, active: bool) -> RouteState:
    hops = state.hops[choice % len(state.hops) :][:1] if state.hops else ()
    return replace(state, active=state.active and active, hops=hops)
