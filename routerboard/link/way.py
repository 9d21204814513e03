"""The way of our own session: by which socket this laptop comes in, and to which address and port of the router. Pure.

What a survey shows is not all: a session may come by a link-local address, from behind another router, or through a
port that is forwarded. So every way that would explain it is listed, the likeliest first, and the rules choose.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

from routerboard.language.items import Row
from routerboard.language.survey import Survey
from routerboard.packetflow import Packet, Ruleset, journey
from routerboard.packetflow.addresses import dotted, number

OUR_PORT = 49_152
"""Any port that a laptop may use for its own end."""

LOGGED_IN = frozenset({"auth", "from-client"})
"""What a HotSpot knows of somebody who is logged in."""

_SERVICES = ("api", "api-ssl")


@dataclass(frozen=True)
class Way:
    """From the laptop's address to one of the router's, by a socket; `direct` where no other router is between them."""

    client: str
    router: str
    port: int
    socket: str
    direct: bool = True
    hotspot: frozenset[str] = frozenset()

    @property
    def packet(self) -> Packet:
        """A packet of this laptop as it arrives."""
        return Packet(number(self.client), number(self.router), "tcp", OUR_PORT, self.port, self.socket, self.hotspot)

    @property
    def answer(self) -> Packet:
        """The router's answer to it, where no translation is between them."""
        return Packet(number(self.router), number(self.client), "tcp", self.port, OUR_PORT)


def client_of(survey: Survey) -> IPv4Address | IPv6Address | None:
    """This laptop's address as the router sees it; None where it does not tell."""
    try:
        return ip_address(survey.client_address.partition("%")[0])
    except ValueError:
        return None


def entrance(survey: Survey, host: str) -> str:
    """The interface that our session comes in by; "" where the router cannot tell.

    A link-local session, which no subnet explains, is known by the hardware address of either end.
    """
    if survey.via_interface:
        return survey.via_interface
    ours = _hardware_of(host)
    named = sorted(
        (one for one in survey.interfaces if ours and _mac(one.mac) == ours), key=lambda one: bool(one.bridge)
    )
    return named[0].name if named else _bridge_of(survey)


def own_port(survey: Survey, host: str = "") -> str:
    """The socket that this laptop is plugged into; "" where the router cannot tell.

    Our session comes in by an interface; where that is a bridge, its host table says behind which port.
    """
    by = entrance(survey, host)
    through = survey.interface(by)
    if by and (through is None or through.kind != "bridge"):
        return by
    return next((row.get("on-interface") or row.get("interface", "") for row in _our_hosts(survey)), "")


def _bridge_of(survey: Survey) -> str:
    return next((row.get("bridge", "") for row in _our_hosts(survey)), "")


def _our_hosts(survey: Survey) -> Iterator[Row]:
    """The rows of the bridges' host tables that are this laptop."""
    arp = (row for row in survey.rows("/ip/arp") if row.get("address") == survey.client_address)
    mac = next((_mac(row.get("mac-address", "")) for row in arp), "") or _hardware_of(survey.client_address)
    return (
        dict(row) for row in survey.rows("/interface/bridge/host") if mac and _mac(row.get("mac-address", "")) == mac
    )


def _mac(text: str) -> str:
    return text.replace(":", "").lower()


def _hardware_of(address: str) -> str:
    """The hardware address that a link-local address is made of; "" where it is of another kind."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if not isinstance(found, IPv6Address) or not found.is_link_local:
        return ""
    digits = found.packed[8:]
    if digits[3:5] != b"\xff\xfe":
        return ""
    return bytes((digits[0] ^ 2, *digits[1:3], *digits[5:])).hex()


def ways(survey: Survey, rules: Ruleset, host: str, port: int) -> Iterator[Way]:
    """Every way that our session may have come, by IPv4."""
    client = survey.client_address
    interface = entrance(survey, host) or _out_to(rules, client)
    socket = own_port(survey, host) or interface
    bridge = rules.around.bridge_of.get(interface, interface)
    direct = any(own.interface == bridge and own.covers(number(client)) for own in rules.around.own)
    for hotspot in _hotspot(survey, bridge):
        for router in _addresses(rules, host, bridge, number(client)):
            for one in dict.fromkeys((port, *_service_ports(survey))):
                yield Way(client, router, one, socket, direct, hotspot)


def _out_to(rules: Ruleset, client: str) -> str:
    """The interface by which the router's packets to this laptop leave: so come the laptop's."""
    return journey(rules, Packet(0, number(client))).out_interface


def _addresses(rules: Ruleset, host: str, interface: str, client: int) -> list[str]:
    """The router's addresses that we may talk to: the one we dialled, else those where we come in, our subnet first."""
    here = sorted(
        (own for own in rules.around.own if own.interface == interface), key=lambda own: not own.covers(client)
    )
    known = {dotted(own.address) for own in rules.around.own}
    return [host] if host in known else [dotted(own.address) for own in here]


def _service_ports(survey: Survey) -> list[int]:
    """The ports of the API, for a port that is forwarded on the way has another number there."""
    return [one.port for one in survey.services if one.name in _SERVICES and one.port and not one.disabled]


def _hotspot(survey: Survey, interface: str) -> tuple[frozenset[str], ...]:
    """What a HotSpot there may know of us: nothing, or that we are logged in."""
    asks = any(one.interface == interface and not one.disabled for one in survey.hotspots)
    return (frozenset(), LOGGED_IN) if asks else (frozenset(),)
