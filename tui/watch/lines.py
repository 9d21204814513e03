"""Which lines a router has, read from the router itself: our own rows say it, else its ways out do. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from routerboard.language.items import Row, is_true, role_of
from tui.watch.foreign import handmade, interface_of
from tui.watch.line import Line as Line

_SHARE = re.compile(r"^(?:(?:pcc|nth):(?P<one>[^:]+):\d+|ecmp:(?P<equal>[^:]+))$")
_ALL_LINES = "ecmp:main"
_PREFIX = "nat:"
_STATUS_6 = re.compile(
    r"(?P<direct>.+) reachable|\S+ reachable via +(?P<via>.+)"
    r"|\S+ recursive via +(?:\d+\.\d+\.\d+\.\d+ +)?(?P<beyond>.+)"
)


_BEYOND_6 = re.compile(r"recursive via +(?P<hop>\d+\.\d+\.\d+\.\d+) ")
_LOST = frozenset({"failed", "incomplete"})
"""How RouterOS 7 calls a neighbour that does not answer."""


@dataclass(frozen=True)
class Probe:
    """A host beyond the modem that tells whether the line lives, and whether it answers; None before it was asked."""

    host: str
    answers: bool | None


@dataclass(frozen=True)
class LineState:
    """How a line stands: `up`, and the reason in words; its addresses; its gateway as the active route has it."""

    up: bool
    reason: str
    addresses: tuple[str, ...] = ()
    gateway: str = ""
    probes: tuple[Probe, ...] = ()

    @property
    def silent(self) -> tuple[str, ...]:
        """The probes that do not answer."""
        return tuple(one.host for one in self.probes if one.answers is False)

    @property
    def trouble(self) -> str:
        """What is wrong, "" where nothing is: the reason of a dead line, the silent probes of a live one."""
        if not self.up:
            return self.reason
        return f"probe {' and '.join(self.silent)} unreachable" if self.silent else ""


Menus = Mapping[str, Sequence[Row]]


DECIDING = frozenset(
    {
        *("/interface", "/ip/address", "/ip/arp", "/ip/dhcp-client", "/ip/firewall/mangle", "/ip/firewall/nat"),
        *("/ip/route", "/tool/netwatch"),
    }
)
"""The menus that say which lines there are and how they stand."""


def lines_of(menus: Menus, known: Sequence[Line] = ()) -> tuple[Line, ...]:
    """The lines of a router; ours by their NAT rules, else the interfaces that its default routes use.

    known    the lines until now: a line of somebody else's that dies may take its routes with it, and is still one
    """
    ours = tuple(_ours(menus))
    return ours or tuple(handmade(_interfaces(menus, known), menus))


def _ours(menus: Menus) -> list[Line]:
    weights = _weights(menus)
    total = sum(weights.values())
    found = []
    for row in menus.get("/ip/firewall/nat", ()):
        role = role_of(row) or ""
        if role.startswith(_PREFIX) and row.get("out-interface"):
            name = role.removeprefix(_PREFIX)
            share = weights[name] / total if name in weights else None
            found.append(Line(name, row["out-interface"], f"{name}_conn", share))
    return found


def _weights(menus: Menus) -> dict[str, int]:
    """How many remainders or turns each line has; with ECMP, how many of the gateways of version 6's one route."""
    found: dict[str, int] = {}
    for row in menus.get("/ip/firewall/mangle", ()):
        match = _SHARE.match(role_of(row) or "")
        if match is not None:
            name = match["one"] or match["equal"]
            found[name] = found.get(name, 0) + 1
    runs = _runs_of_gateways(menus)
    return dict(zip(found, runs, strict=True)) if len(runs) == len(found) else found


def _runs_of_gateways(menus: Menus) -> list[int]:
    """How often each gateway stands in the route by all lines, in the order of the lines; [] where there is none."""
    row = next((one for one in menus.get("/ip/route", ()) if role_of(one) == _ALL_LINES), {})
    gateways = [one for one in row.get("gateway", "").split(",") if one]
    return [len(list(same)) for _, same in groupby(gateways)]


def _interfaces(menus: Menus, known: Sequence[Line]) -> list[str]:
    """The ways out, the dead lines of before where they stood, and others that are dead."""
    found, dead = _ways_out(menus), _dead(menus)
    for place, line in enumerate(known):
        if line.interface in dead and line.interface not in found:
            found.insert(place, line.interface)
    dialling = (
        name for name, row in dead.items() if row.get("type") == "pppoe-out" and not is_true(row.get("disabled"))
    )
    return list(dict.fromkeys([*found, *_meant(menus, dead), *dialling]))


def _dead(menus: Menus) -> dict[str, Row]:
    """The interfaces that do not run, by name."""
    return {row.get("name", ""): row for row in menus.get("/interface", ()) if not is_true(row.get("running"))}


def _meant(menus: Menus, dead: Collection[str]) -> list[str]:
    """The dead interfaces by which default routes would leave."""
    routes = (row for row in _defaults(menus) if not is_true(row.get("disabled")))
    hops = ({**row, "gateway": one} for row in routes for one in row.get("gateway", "").split(","))
    return [name for hop in hops if (name := interface_of(hop, menus)) in dead]


def _ways_out(menus: Menus) -> list[str]:
    """Interfaces of default routes, then those of DHCP clients."""
    found = [via for row in _defaults(menus) for via in exits_of(row)]
    found += [row.get("interface", "") for row in menus.get("/ip/dhcp-client", ()) if not is_true(row.get("disabled"))]
    return list(dict.fromkeys(filter(None, found)))


def _defaults(menus: Menus) -> list[Row]:
    return [row for row in menus.get("/ip/route", ()) if row.get("dst-address") == "0.0.0.0/0"]


def exits_of(route: Row) -> tuple[str, ...]:
    """The interfaces by which a route leaves: v7 `immediate-gw`, v6 `gateway-status`; none where it has none now.

    RouterOS 6 has one state for each gateway of a route, and where the gateway is an interface, as with PPPoE,
    that interface's name stands before its state: `pppoe-out1 reachable`.
    """
    immediate = route.get("immediate-gw", "")
    if immediate:
        return (immediate.rpartition("%")[2],)
    states = route.get("gateway-status", "").split(",")
    return tuple(filter(None, map(_exit_6, states)))


def _exit_6(state: str) -> str:
    match = _STATUS_6.fullmatch(state.strip())
    return match[match.lastgroup] if match is not None and match.lastgroup is not None else ""


def state_of(line: Line, menus: Menus) -> LineState:
    """How a line stands, and why: its link first, then its lease, then its routes; its probes beside them."""
    port = next((row for row in menus.get("/interface", ()) if row.get("name") == line.interface), None)
    addresses = tuple(
        row.get("address", "")
        for row in menus.get("/ip/address", ())
        if line.interface in (row.get("interface"), row.get("actual-interface"))
    )
    if port is None:
        return LineState(False, "its interface is gone")
    if is_true(port.get("disabled")):
        return LineState(False, "its interface is disabled", addresses)
    if not is_true(port.get("running")):
        return LineState(False, _no_link(port), addresses)
    probes = probes_of(line, menus)
    active = [row for row in _defaults(menus) if is_true(row.get("active")) and line.interface in exits_of(row)]
    if active:
        return LineState(True, "up", addresses, _gateway(active[0]), probes)
    if not addresses:
        return LineState(False, _no_address(line, menus), addresses)
    if line.share is None and not line.mark:
        return LineState(True, "idle: no route uses it", addresses)
    return LineState(False, _why_dead(line, menus), addresses, probes=probes)


def _no_link(port: Row) -> str:
    kind = port.get("type", "")
    if kind.startswith("pppoe"):
        return "no session: PPPoE does not dial in"
    return "no link: the modem has no network" if kind == "lte" else "no link: cable unplugged, or modem off"


def _no_address(line: Line, menus: Menus) -> str:
    client = next((row for row in menus.get("/ip/dhcp-client", ()) if row.get("interface") == line.interface), None)
    if client is None:
        return "no address yet"
    said = client.get("status", "")
    return f"no lease: DHCP is {said}" if said not in ("", "bound") else "no lease yet"


def probes_of(line: Line, menus: Menus) -> tuple[Probe, ...]:
    """The hosts beyond the modem by which a line of ours is judged, and whether they answer now.

    Netwatch asks them where the plan lets it; else the default routes that point at them do, in the line's own table.
    """
    watched = [(role_of(row) or "", row) for row in menus.get("/tool/netwatch", ())]
    asked = {row.get("host", ""): row for role, row in watched if role.startswith(f"watch:{line.name}:")}
    if asked:
        return tuple(Probe(host, _ANSWERS.get(row.get("status", ""))) for host, row in asked.items())
    prefix = f"default:{line.name}:"
    found: dict[str, bool] = {}
    for row in menus.get("/ip/route", ()):
        if (role_of(row) or "").startswith(prefix) and not is_true(row.get("disabled")):
            host = row.get("gateway", "").partition("@")[0]
            found[host] = found.get(host, False) or _is_reached(row)
    return tuple(Probe(host, up) for host, up in found.items())


_ANSWERS = {"up": True, "down": False}


def _is_reached(route: Row) -> bool:
    """A route that is only further than another keeps its way; one whose check fails has none."""
    return is_true(route.get("active")) or bool(exits_of(route))


def _gateway(route: Row) -> str:
    """The gateway of a route; of one that points at a host beyond, the neighbour that it is reached by."""
    beyond = _BEYOND_6.search(route.get("gateway-status", ""))
    hop = route.get("immediate-gw", "").partition("%")[0] or (beyond["hop"] if beyond is not None else "")
    return hop if hop.count(".") == 3 else route.get("gateway", "").removesuffix("@main")


def _why_dead(line: Line, menus: Menus) -> str:
    """Which end of a dead line fails, as far as routes and neighbours tell.

    Where defaults depend on hosts on the Internet, the way to those stands as long as the line has its link.
    """
    roles = {role: row for row in menus.get("/ip/route", ()) if (role := role_of(row))}
    if not any(role.startswith(f"default:{line.name}:") for role in roles):
        return "its gateway does not answer"
    ways = [row for role, row in roles.items() if role.startswith(f"route:{line.name}:probe:")]
    if not any(is_true(row.get("active")) for row in ways):
        return "no way to its modem"
    modems = {row.get("gateway", "").partition("%")[0] for row in ways}
    neighbours = [row for row in menus.get("/ip/arp", ()) if row.get("address") in modems]
    near = [row for row in neighbours if row.get("interface") == line.interface]
    if line.interface in modems:
        return "session stands, Internet dead"
    if "/ip/arp" not in menus:
        return "no host on the Internet answers"
    alive = any(is_true(row.get("complete")) and row.get("status", "") not in _LOST for row in near)
    return "modem alive, Internet dead" if alive else "its modem does not answer"


def line_at(reply: str, addresses: Mapping[str, str]) -> str:
    """The line that a connection really uses: that of the address where its replies come to; "" where it is none.

    `reply` has a port or none; `addresses` are the router's own addresses on each line -> the line's name.
    """
    return addresses.get(reply.partition(":")[0], "")


def addresses_of(lines: Sequence[Line], menus: Menus) -> dict[str, str]:
    """The router's own addresses on each line -> the line's name."""
    names = {line.interface: line.name for line in lines}
    return {
        row.get("address", "").partition("/")[0]: names[interface]
        for row in menus.get("/ip/address", ())
        if (interface := row.get("actual-interface") or row.get("interface", "")) in names
    }
