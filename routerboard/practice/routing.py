"""The practice board's routing table: dynamic routes kept, gateways checked, active routes flagged, rules compiled."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

from routerboard.language.version import Version
from routerboard.packetflow.addresses import dotted
from routerboard.packetflow.routes import RouteState, connected_routes, resolve_routes
from routerboard.packetflow.ruleset import MENUS, Ruleset
from routerboard.packetflow.surroundings import own_addresses
from routerboard.practice.clients import Grant, address_rows, route_rows
from routerboard.practice.floor import Floor, Wanted, WorldRow, flag
from routerboard.practice.links import Links
from routerboard.practice.probes import Probes

_SHOWN = ("active", "inactive", "ecmp", "immediate-gw", "gateway-status")


class Routing:
    """Rows of addresses and routes kept true, and the compiled rules that follow from them.

    `ruleset` is new, and `generation` higher, whenever something changed that decides a packet's way; `changes` counts
    how often routes came or went.
    """

    def __init__(self, floor: Floor, version: Version, probes: Probes) -> None:
        self._floor = floor
        self._version = version
        self._probes = probes
        self._seen: Hashable = None
        self.generation = 0
        self.changes = 0
        self._states: dict[str, RouteState] = {}
        self.ruleset = Ruleset.build({}, version)

    def step(self, links: Links, grants: tuple[Grant, ...]) -> bool:
        """Bring rows, route flags and rules up to date; whether anything changed."""
        self._floor.keep("/ip/address", address_rows(grants))
        seen = (self._configuration(), links.state, grants, self._probes.state)
        if seen == self._seen:
            return False
        self._show_addresses(links)
        self._keep_routes(links, grants)
        states = self._resolve(links)
        self.changes += states != self._states
        self._states = states
        menus = {menu: self._floor.printed(menu) for menu in MENUS}
        self.ruleset = Ruleset.build(menus, self._version, states=states)
        self.generation += 1
        self._seen = (self._configuration(), links.state, grants, self._probes.state)
        return True

    def _configuration(self) -> Hashable:
        return hash(tuple(_frozen(row) for menu in MENUS for row in self._floor.rows(menu)))

    def _show_addresses(self, links: Links) -> None:
        names = {row.values.get("name") for row in self._floor.rows("/interface")}
        for row in self._floor.rows("/ip/address"):
            interface = row.values.get("interface", "")
            row.state["actual-interface"] = links.bridge_of.get(interface, interface)
            row.state["invalid"] = flag(interface not in names)
            if not row.values.get("network"):
                row.state["network"] = _network(row)

    def _keep_routes(self, links: Links, grants: Iterable[Grant]) -> None:
        own = own_addresses(self._floor.printed("/ip/address"), links.bridge_of)
        rows: Wanted = {
            ("connected", row["dst-address"], row["gateway"]): _split(row)
            for row in connected_routes(own, self._version)
        }
        self._floor.keep("/ip/route", rows | route_rows(grants, self._version))

    def _resolve(self, links: Links) -> dict[str, RouteState]:
        rows = self._floor.printed("/ip/route")
        own = own_addresses(self._floor.printed("/ip/address"), links.bridge_of)
        states = resolve_routes(
            rows,
            self._version,
            running=links.running,
            answers=self._probes.answers,
            own=frozenset(address.address for address in own),
        )
        self._probes.forget_unasked()
        for row in self._floor.rows("/ip/route"):
            self._show_route(row, states.get(row.id))
        return states

    def _show_route(self, row: WorldRow, state: RouteState | None) -> None:
        for name in _SHOWN:
            row.state.pop(name, None)
        if state is not None:
            row.state.update(state.printed(self._version))
        if not row.dynamic:
            row.state["static"] = "true"


def _frozen(row: WorldRow) -> Any:
    return row.id, tuple(row.values.items())


def _network(row: WorldRow) -> str:
    found = own_addresses([row.values], {})
    return dotted(found[0].network) if found else ""


def _split(row: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """A connected route's configuration and what the router shows of it."""
    shown = ("connect", "local-address", "pref-src")
    state = {name: value for name, value in row.items() if name in shown}
    return {name: value for name, value in row.items() if name not in (*state, "dynamic")}, state
