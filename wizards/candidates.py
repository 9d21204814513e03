"""Which sockets look like Internet lines, from what the router itself says; a guess is called a guess."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from routerboard.language.items import is_true, role_of
from routerboard.language.survey import Address, Interface, Survey
from wizards import addresses
from wizards.checks.path import own_port
from wizards.foreign.defaults import by_hand
from wizards.validity import MOST_LINES


@dataclass(frozen=True)
class Candidate:
    """A socket that may be a line; `guess` where only signs speak for it, `why` says which.

    far   whether the gateway of a static line lies outside of its address
    """

    interface: str
    kind: str
    why: str
    guess: bool = False
    address: str = ""
    gateway: str = ""
    user: str = ""
    far: bool = False


def candidates(survey: Survey) -> tuple[Candidate, ...]:
    """The lines that this router seems to have: the sure ones first, each socket once, at most eight.

    Weak signs only serve to find the second line: a printer shows as little of itself as a modem does.
    """
    sure = _once((*_dialling(survey), *_by_hand(survey), *_leasing(survey), *_mobile(survey), *_answering(survey)))
    weak = [one for one in _once(_silent(survey)) if one.interface not in {found.interface for found in sure}]
    ranked = sorted((*sure, *weak[: max(0, ENOUGH - len(sure))]), key=lambda one: (one.guess, _natural(one.interface)))
    return tuple(ranked[:MOST_LINES])


ENOUGH = 2
"""So many lines make a site worth balancing; beyond that only what the router knows is offered."""


def _once(found: Iterable[Candidate]) -> list[Candidate]:
    """The first word about each socket."""
    return list({one.interface: one for one in reversed(list(found))}.values())[::-1]


def _dialling(survey: Survey) -> Iterator[Candidate]:
    for client in survey.pppoe_clients:
        yield Candidate(client.interface, "pppoe", f"{client.name} dials in over it", user=client.user)


def _by_hand(survey: Survey) -> Iterator[Candidate]:
    """Static lines: an address of the router whose subnet holds the gateway of a default route."""
    gateways = [row.get("gateway", "").partition("%")[0].removesuffix("@main") for row in by_hand(survey)]
    ours = [row for row in survey.rows("/ip/route") if (role_of(row) or "").endswith(":main")]
    named = (one for row in ours for one in row.get("gateway", "").split(","))
    gateways += [gateway.partition("%")[0] for gateway in named]
    for one in survey.addresses:
        net = addresses.network(one.address)
        gateway = next((text for text in gateways if net and _inside(text, one.address)), "")
        if gateway and not one.dynamic and not one.disabled:
            why = f"a default route by {gateway}"
            yield Candidate(one.interface, "static", why, address=one.address, gateway=gateway)
        elif not one.dynamic and not one.disabled and (far := _other_end(survey, one, gateways)):
            why = f"a default route by {far}, at the other end of the wire"
            yield Candidate(one.interface, "static", why, address=one.address, gateway=far, far=True)


def _other_end(survey: Survey, one: Address, gateways: list[str]) -> str:
    """The gateway that a single address names as its network; "" where it names none, or no route leads there."""
    rows = (row for row in survey.rows("/ip/address") if row.get("address") == one.address)
    network = next((row.get("network", "") for row in rows if row.get("interface") == one.interface), "")
    own, _, length = one.address.partition("/")
    return network if length == "32" and network != own and network in gateways else ""


def _inside(gateway: str, own: str) -> bool:
    found, net = addresses.address(gateway), addresses.network(own)
    return found is not None and net is not None and found in net


def _leasing(survey: Survey) -> Iterator[Candidate]:
    """DHCP clients; one that waits on a socket without link is the factory's, and says nothing about a line."""
    for client in survey.dhcp_clients:
        socket = survey.interface(client.interface)
        if client.status == "bound":
            yield Candidate(client.interface, "dhcp", f"holds a lease from {client.gateway or 'its modem'}")
        elif not client.disabled and socket and socket.running:
            yield Candidate(client.interface, "dhcp", "asks for a lease")


def _mobile(survey: Survey) -> Iterator[Candidate]:
    """LTE modems of the router itself; without a network it is only a guess that one has a SIM."""
    for one in survey.interfaces:
        if one.kind == "lte" and not one.disabled:
            held = next((found.address for found in survey.addresses if found.interface == one.name), "")
            why = f"a modem of the router, in its network{f' as {held}' if held else ''}" if one.running else ""
            yield Candidate(one.name, "lte", why or "a modem of the router, in no network", guess=not one.running)


def _answering(survey: Survey) -> Iterator[Candidate]:
    """Sockets where a strange DHCP server was caught answering: nothing but a modem does that."""
    for row in survey.rows("/ip/dhcp-server/alert"):
        socket = survey.interface(_port(row.get("interface", "")))
        if row.get("unknown-server") and socket and _is_plugged(socket):
            yield Candidate(socket.name, "dhcp", "a strange DHCP server answers there", guess=True)


def _silent(survey: Survey) -> Iterator[Candidate]:
    """Sockets that nobody uses yet, then LAN sockets with something behind them that is no guest."""
    taken = {own_port(survey), *_guest_ports(survey), *_used(survey)}
    plugged = [one for one in survey.interfaces if _is_plugged(one) and one.name not in taken]
    for socket in plugged:
        if not socket.bridge:
            yield Candidate(socket.name, "dhcp", "plugged in, and nothing is set up on it", guess=True)
    plugged = [one for one in plugged if one.bridge]
    lonely = _lonely_ports(survey)
    for socket in sorted(plugged, key=lambda one: (one.name not in lonely, _natural(one.name))):
        why = (
            "the one device there takes no lease of ours" if socket.name in lonely else "plugged in, and no guest shows"
        )
        yield Candidate(socket.name, "dhcp", why, guess=True)


def _used(survey: Survey) -> frozenset[str]:
    """Sockets with an address, a server or another interface on them."""
    menus = ("/ip/address", "/ip/dhcp-server", "/interface/vlan")
    named = {
        row.get("interface", "") for menu in menus for row in survey.rows(menu) if not is_true(row.get("disabled"))
    }
    return frozenset(named)


def _is_plugged(socket: Interface) -> bool:
    return socket.kind == "ether" and socket.running and not socket.disabled


def _guest_ports(survey: Survey) -> frozenset[str]:
    """Sockets behind which somebody holds a lease of ours."""
    leases = survey.rows("/ip/dhcp-server/lease")
    leased = {row.get(name) for row in leases for name in ("mac-address", "active-mac-address")} - {None}
    return frozenset(port for port, mac in _hosts(survey) if mac in leased)


def _lonely_ports(survey: Survey) -> frozenset[str]:
    """Sockets behind which exactly one device was seen."""
    counted = Counter(port for port, _ in _hosts(survey))
    return frozenset(port for port, count in counted.items() if count == 1)


def _hosts(survey: Survey) -> list[tuple[str, str]]:
    """Port and MAC address of every device that a bridge has seen."""
    rows = (row for row in survey.rows("/interface/bridge/host") if not is_true(row.get("local")))
    return [(_port(row.get("on-interface") or row.get("interface", "")), row.get("mac-address", "")) for row in rows]


def _port(text: str) -> str:
    """`ether2,bridge` is how newer versions name a port and its bridge together."""
    return text.partition(",")[0]


def _natural(name: str) -> tuple[str, int, str]:
    """ether2 before ether10."""
    match = re.match(r"^(.*?)(\d+)$", name)
    return (match[1], int(match[2]), name) if match else (name, 0, name)
