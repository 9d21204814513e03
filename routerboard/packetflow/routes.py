"""Which routes are active: gateways resolved through connected and recursive routes, then the best one chosen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from routerboard.language.items import MAIN, Row, is_true, table_of
from routerboard.language.version import Version
from routerboard.packetflow.addresses import dotted, mask, number, prefix
from routerboard.packetflow.surroundings import OwnAddress

_PASSES = 8
_SPECIAL = ("blackhole", "unreachable", "prohibit")


class Hop(NamedTuple):
    """Where a route sends packets in the end: the neighbour's address ("" where none is named) and the interface."""

    gateway: str
    interface: str

    def __str__(self) -> str:
        return f"{self.gateway}%{self.interface}" if self.gateway else self.interface


@dataclass(frozen=True)
class Route:
    """One row of /ip/route of either major version, read. `gateways` has several entries on v6 only."""

    id: str
    network: int
    length: int
    table: str = MAIN
    gateways: tuple[str, ...] = ()
    distance: int = 1
    scope: int = 30
    target_scope: int = 10
    checked: bool = False
    kind: str = "unicast"
    connected: bool = False

    def covers(self, address: int) -> bool:
        """Whether the destination lies in this route."""
        return address & mask(self.length) == self.network


@dataclass(frozen=True)
class RouteState:
    """What became of one route.

    hops      immediate next hops of its reachable gateways; () for black holes and where nothing is reachable
    gateways  each gateway as written with its hop, None where unreachable
    """

    active: bool
    hops: tuple[Hop, ...] = ()
    gateways: tuple[tuple[str, Hop | None], ...] = ()
    ecmp: bool = False

    def printed(self, version: Version) -> dict[str, str]:
        """The read-only properties that a router of that version shows for this state; absent ones are left out."""
        shown = {"active": "true"} if self.active else {}
        if not version.can("routing-tables"):
            return shown | ({"gateway-status": self._status()} if self.gateways else {})
        shown = shown or {"inactive": "true"}
        shown |= {"ecmp": "true"} if self.ecmp else {}
        return shown | ({"immediate-gw": ",".join(map(str, self.hops))} if self.hops else {})

    def _status(self) -> str:
        return ",".join(_gateway_status(gateway, hop) for gateway, hop in self.gateways)


def _gateway_status(gateway: str, hop: Hop | None) -> str:
    if hop is None:
        return f"{gateway} unreachable"
    plain = gateway.partition("%")[0]
    if not hop.gateway:
        return f"{gateway} recursive via {hop.interface}" if _is_address(plain) else f"{gateway} reachable"
    return f"{gateway} " + (
        f"reachable via  {hop.interface}" if hop.gateway == plain else f"recursive via {hop.gateway} {hop.interface}"
    )


def read_route(row: Row, version: Version) -> Route:
    """Read one row; of v7 a route with a gateway gets a scope above its target scope, as the router repairs it."""
    network, length = prefix(row.get("dst-address") or "0.0.0.0/0")
    connected = is_true(row.get("connect"))
    gateways = tuple(part for part in row.get("gateway", "").split(",") if part)
    target_scope = int(row.get("target-scope") or 10)
    scope = int(row.get("scope") or (10 if connected else 30))
    if version.can("routing-tables") and any(_is_address(_host(gateway)) for gateway in gateways):
        scope = max(scope, target_scope + 1)
    return Route(
        id=row.get(".id", ""),
        network=network,
        length=length,
        table=table_of(row),
        gateways=gateways,
        distance=int(row.get("distance") or (0 if connected else 1)),
        scope=scope,
        target_scope=target_scope,
        checked=row.get("check-gateway", "none") not in ("none", ""),
        kind=_kind(row),
        connected=connected,
    )


def _kind(row: Row) -> str:
    if row.get("type") in _SPECIAL:
        return row["type"]
    return "blackhole" if row.get("blackhole", "no") in ("", "true", "yes") else "unicast"


def _host(gateway: str) -> str:
    return gateway.partition("@")[0].partition("%")[0]


def _is_address(text: str) -> bool:
    return text.count(".") == 3 and text.replace(".", "").isdigit()


def resolve_routes(
    rows: Iterable[Row],
    version: Version,
    *,
    running: Callable[[str], bool],
    answers: Callable[[str, str], bool] = lambda gateway, interface: True,
    own: Collection[int] = (),
) -> dict[str, RouteState]:
    """Find the state of each enabled route, by row id.

    running   whether an interface has its link up
    answers   whether a gateway answers the check by an interface; asked for checked gateways only
    own       the router's addresses: a route through one of them is unreachable
    """
    routes = [read_route(row, version) for row in rows if not is_true(row.get("disabled"))]
    asked = _checked_gateways(routes, version)

    def hop_of(usable: Sequence[tuple[Route, RouteState]], route: Route, gateway: str) -> Hop | None:
        hop = _next_hop(route, gateway, usable, running, own)
        if hop is None or (route.id, gateway) not in asked or not _is_address(_host(gateway)):
            return hop
        return hop if answers(_host(gateway), hop.interface) else None

    states: dict[str, RouteState] = {}
    for _ in range(_PASSES):
        usable = _resolvers(routes, states)
        found = {route.id: _reach(route, partial(hop_of, usable)) for route in routes}
        chosen = _choose(routes, found, version)
        if chosen == states:
            break
        states = chosen
    return states


def _checked_gateways(routes: Iterable[Route], version: Version) -> frozenset[tuple[str, str]]:
    """Which (route, gateway) are checked: on v6 a check on one route is shared by all routes with that gateway."""
    own = {(route.id, gateway) for route in routes if route.checked for gateway in route.gateways}
    if version.can("routing-tables"):
        return frozenset(own)
    shared = {gateway for _, gateway in own}
    return frozenset((route.id, gateway) for route in routes for gateway in route.gateways if gateway in shared)


def _resolvers(routes: Iterable[Route], states: Mapping[str, RouteState]) -> list[tuple[Route, RouteState]]:
    """Active routes of main through which gateways may be found, most specific first."""
    active = [
        (route, states[route.id])
        for route in routes
        if route.table == MAIN and route.id in states and states[route.id].active
    ]
    return sorted(active, key=lambda pair: -pair[0].length)


def _next_hop(
    route: Route,
    gateway: str,
    usable: Sequence[tuple[Route, RouteState]],
    running: Callable[[str], bool],
    own: Collection[int],
) -> Hop | None:
    host, _, interface = gateway.partition("@")[0].partition("%")
    if not _is_address(host):
        return Hop("", host) if running(host) else None
    address = number(host)
    if address in own:
        return None
    if interface:
        return Hop(host, interface) if running(interface) else None
    step, through = next(
        ((r, s) for r, s in usable if r.scope <= route.target_scope and r.covers(address)), (route, None)
    )
    if through is None or not through.hops:
        return None
    hop = through.hops[0]
    return Hop(host, hop.interface) if step.connected and not hop.gateway else hop


def _reach(route: Route, hop_of: Callable[[Route, str], Hop | None]) -> RouteState:
    if route.kind != "unicast":
        return RouteState(active=True)
    gateways = tuple((gateway, hop_of(route, gateway)) for gateway in route.gateways)
    hops = tuple(hop for _, hop in gateways if hop is not None)
    return RouteState(active=bool(hops), hops=hops, gateways=gateways)


def _choose(routes: Iterable[Route], found: Mapping[str, RouteState], version: Version) -> dict[str, RouteState]:
    """Of the usable routes to one destination in one table keep the nearest: v7 all of them as ECMP, v6 the first."""
    best: dict[tuple[str, int, int], list[Route]] = {}
    for route in routes:
        rivals = best.setdefault((route.table, route.network, route.length), [])
        if not found[route.id].active or (rivals and rivals[0].distance < route.distance):
            continue
        if rivals and rivals[0].distance > route.distance:
            rivals.clear()
        rivals.append(route)
    if not version.can("routing-tables"):
        best = {key: rivals[:1] for key, rivals in best.items()}
    winners = {route.id: len(rivals) > 1 for rivals in best.values() for route in rivals}
    return {
        route_id: RouteState(route_id in winners, state.hops, state.gateways, winners.get(route_id, False))
        for route_id, state in found.items()
    }


def connected_routes(own: Iterable[OwnAddress], version: Version) -> list[dict[str, str]]:
    """The dynamic routes that addresses bring, one for each network and interface, without ids and states."""
    unique = {(address.network, address.length, address.interface): address for address in reversed(list(own))}
    return [_connected_route(address, version) for address in reversed(list(unique.values()))]


def _connected_route(own: OwnAddress, version: Version) -> dict[str, str]:
    row = {
        "dst-address": f"{dotted(own.network)}/{own.length}",
        "gateway": own.interface,
        "distance": "0",
        "scope": "10",
        "dynamic": "true",
        "connect": "true",
    }
    if not version.can("routing-tables"):
        return row | {"pref-src": dotted(own.address)}
    local = f"{dotted(own.address)}%{own.interface}"
    return row | {"routing-table": MAIN, "target-scope": "5", "local-address": local}
