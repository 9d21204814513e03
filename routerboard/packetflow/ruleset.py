"""One router's firewall and routes, compiled from its rows and ready to judge packets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from routerboard.language.items import Row, is_true
from routerboard.language.version import Version
from routerboard.packetflow.fib import Fib
from routerboard.packetflow.routes import Hop, RouteState, connected_routes, resolve_routes
from routerboard.packetflow.rules import Chains, Gap
from routerboard.packetflow.surroundings import Menus, Surroundings, surroundings

MENUS = (
    "/interface", "/interface/bridge/port", "/interface/list", "/interface/list/member", "/ip/address", "/ip/route",
    "/ip/route/rule", "/routing/rule", "/ip/settings", "/ip/firewall/address-list", "/ip/firewall/raw",
    "/ip/firewall/mangle", "/ip/firewall/nat", "/ip/firewall/filter",
)  # fmt: skip
"""The menus that decide what happens to a packet; give `Ruleset.build` those that the router has."""


@dataclass(frozen=True)
class Ruleset:
    """Compiled firewall menus and routing tables of one router at one moment."""

    version: Version
    around: Surroundings
    raw: Chains
    mangle: Chains
    nat: Chains
    filter: Chains
    fib: Fib

    @classmethod
    def build(cls, menus: Menus, version: Version, *, states: dict[str, RouteState] | None = None) -> Ruleset:
        """Compile rows as printed. Route states are taken from `states`, else from the rows themselves; where the rows
        show none, they are resolved as if every interface ran and every gateway answered.
        """
        around = surroundings(menus)
        if states is None:
            menus, states = route_states(menus, around, version)
        return cls(
            version=version,
            around=around,
            raw=Chains("/ip/firewall/raw", menus.get("/ip/firewall/raw", ()), around),
            mangle=Chains("/ip/firewall/mangle", menus.get("/ip/firewall/mangle", ()), around),
            nat=Chains("/ip/firewall/nat", menus.get("/ip/firewall/nat", ()), around),
            filter=Chains("/ip/firewall/filter", menus.get("/ip/firewall/filter", ()), around),
            fib=Fib(menus, states, around, version),
        )

    @property
    def unmodelled(self) -> tuple[Gap, ...]:
        """Rules whose conditions or action cannot be judged; they never match."""
        return tuple(gap for part in (self.raw, self.mangle, self.nat, self.filter, self.fib) for gap in part.gaps)


def route_states(menus: Menus, around: Surroundings, version: Version) -> tuple[Menus, dict[str, RouteState]]:
    """The states that the rows show, and the rows; where they show none, as if all ran and answered."""
    rows = menus.get("/ip/route", ())
    if any(row.get("immediate-gw") or row.get("gateway-status") for row in rows):
        return menus, {row.get(".id", ""): _printed_state(row) for row in rows}
    rows = _with_connected(rows, around, version)
    states = resolve_routes(rows, version, running=lambda _: True, own=around.local)
    return {**menus, "/ip/route": rows}, states


def _with_connected(rows: Sequence[Row], around: Surroundings, version: Version) -> list[Row]:
    if any(is_true(row.get("connect")) for row in rows):
        return list(rows)
    added = [{".id": f"connected-{at}", **row} for at, row in enumerate(connected_routes(around.own, version))]
    return [*rows, *added]


def _printed_state(row: Row) -> RouteState:
    texts = row.get("immediate-gw", "").split(",") if "immediate-gw" in row else _reachable(row)
    hops = tuple(_hop(text) for text in texts if text)
    return RouteState(active=is_true(row.get("active")), hops=hops, ecmp=is_true(row.get("ecmp")))


def _hop(text: str) -> Hop:
    gateway, percent, interface = text.partition("%")
    return Hop(gateway, interface) if percent else Hop("", gateway)


def _reachable(row: Row) -> list[str]:
    """The reachable gateways of a v6 `gateway-status`, written as v7 writes an immediate gateway."""
    return [_immediate(part.strip()) for part in row.get("gateway-status", "").split(",")]


def _immediate(text: str) -> str:
    if " recursive via " in text:
        gateway, _, interface = text.partition(" recursive via ")[2].strip().partition(" ")
        return f"{gateway}%{interface.strip()}"
    gateway, via, interface = text.partition(" reachable via ")
    if via:
        return f"{gateway.partition('%')[0]}%{interface.strip()}"
    return "" if text.endswith(" unreachable") else text.removesuffix(" reachable")
