"""The lines as this router has them: over which interface packets leave, and by which gateway."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from ipaddress import IPv4Network
from itertools import combinations

from routerboard.language.items import Row, is_true, role_of
from routerboard.language.survey import Survey
from routerboard.language.version import Version
from wizards import addresses, names
from wizards.site import Site, Wan
from wizards.weights import shares


@dataclass(frozen=True)
class Line:
    """One line, resolved against a router.

    interface   where its packets leave: the socket, the LTE modem, or the PPPoE session over the socket
    gateway     as routes name it, with `%interface` where it comes with a lease or two lines share one, and the
                interface alone for a session; "" while no lease tells
    network     the subnet of a static line; the others' may change at any lease
    share       how many classifier remainders it gets
    """

    wan: Wan
    interface: str
    gateway: str
    network: IPv4Network | None
    share: int

    @property
    def name(self) -> str:
        """The line's name."""
        return self.wan.name

    @property
    def mark(self) -> str:
        """Its connection mark."""
        return names.connection_mark(self.wan.name)

    @property
    def table(self) -> str:
        """Its routing table, or routing mark in version 6."""
        return names.table(self.wan.name)

    @property
    def leased(self) -> bool:
        """Whether its gateway comes with a lease and may change."""
        return self.wan.kind == "dhcp"

    @property
    def session(self) -> bool:
        """Whether it leads to one neighbour only, so that the interface is the gateway: PPPoE and LTE."""
        return self.wan.kind in ("pppoe", "lte")

    @property
    def far(self) -> bool:
        """Whether the site says that the gateway lies outside of the address."""
        return self.wan.far_gateway

    @property
    def neighbour(self) -> str:
        """The gateway's bare address; "" for a session, and while no lease tells."""
        return "" if self.session else self.gateway.partition("%")[0]


@dataclass(frozen=True)
class Job:
    """A router, what it shall become, and the lines resolved: what every generator works from."""

    survey: Survey
    site: Site

    @property
    def version(self) -> Version:
        """The router's version."""
        return self.survey.version

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines in the order of their priority."""
        parts = shares(self.site)
        found = [_line(self.survey, wan, part) for wan, part in zip(self.site.wans, parts, strict=True)]
        return _told_apart(self.survey, found)

    @cached_property
    def alike(self) -> tuple[tuple[Line, Line], ...]:
        """Two and two, the lines whose modems have one address, or are on one subnet."""
        return tuple(_pairs(self.survey, self.lines))

    @property
    def guests(self) -> dict[str, str]:
        """The matcher of packets from guests."""
        return names.guests(self.site.lan.interface, self.site.lan.also)

    @property
    def peer_dns(self) -> bool:
        """Whether providers' own name servers are used, because the site names none."""
        return not self.site.dns.servers


def pppoe_client(survey: Survey, socket: str) -> Row | None:
    """The PPPoE client that somebody else has already made over this socket."""
    rows = survey.rows("/interface/pppoe-client")
    return next((row for row in rows if row.get("interface") == socket and role_of(row) is None), None)


def dhcp_client(survey: Survey, interface: str) -> Row | None:
    """The DHCP client of somebody else on this interface."""
    rows = survey.rows("/ip/dhcp-client")
    return next((row for row in rows if row.get("interface") == interface and role_of(row) is None), None)


def _line(survey: Survey, wan: Wan, share: int) -> Line:
    if wan.kind == "pppoe":
        existing = pppoe_client(survey, wan.interface)
        session = existing.get("name", "") if existing else names.session(wan.name)
        return Line(wan, session, session, None, share)
    if wan.kind == "lte":
        return Line(wan, wan.interface, wan.interface, None, share)
    if wan.kind == "dhcp":
        gateway = lease(survey, wan.interface).get("gateway", "")
        return Line(wan, wan.interface, f"{gateway}%{wan.interface}" if gateway else "", None, share)
    return Line(wan, wan.interface, wan.gateway, addresses.network(wan.address), share)


def lease(survey: Survey, interface: str) -> Row:
    """The DHCP client's row for the lease that this interface holds now; {} where it holds none."""
    bound = (row for row in survey.rows("/ip/dhcp-client") if row.get("status") == "bound")
    return next((row for row in bound if row.get("interface") == interface and not is_true(row.get("disabled"))), {})


def far_lease(survey: Survey, interface: str) -> bool:
    """Whether this interface holds a lease whose gateway lies outside of it; see `Line.far` for one that is told."""
    row = lease(survey, interface)
    gateway, net = addresses.address(row.get("gateway", "")), addresses.network(row.get("address", ""))
    return gateway is not None and net is not None and gateway not in net


def subnet(survey: Survey, line: Line) -> IPv4Network | None:
    """The subnet that a line's modem is on, static or leased; None for a session or a lone address."""
    net = addresses.network(lease(survey, line.interface).get("address", "")) if line.leased else line.network
    return net if net is not None and net.prefixlen < 32 else None


def hosts_of(survey: Survey, line: Line) -> frozenset[str]:
    """The router's own addresses on a line, as the site and the router tell them."""
    there = (one.address for one in survey.addresses if one.interface == line.interface and not one.disabled)
    return frozenset(text.partition("/")[0] for text in (line.wan.address, *there) if text)


def _pairs(survey: Survey, lines: Sequence[Line]) -> list[tuple[Line, Line]]:
    """Two and two, the lines whose modems have one address, or are on one subnet."""
    nets = {line.name: subnet(survey, line) for line in lines}
    return [(one, two) for one, two in combinations(lines, 2) if _alike(one, two, nets[one.name], nets[two.name])]


def _alike(first: Line, second: Line, one: IPv4Network | None, two: IPv4Network | None) -> bool:
    shared = one is not None and two is not None and one.overlaps(two)
    return shared or (first.neighbour != "" and first.neighbour == second.neighbour)


def _told_apart(survey: Survey, lines: Sequence[Line]) -> tuple[Line, ...]:
    """Where two modems are alike a gateway alone tells no interface, so it is named together with its own."""
    names = {line.name for pair in _pairs(survey, lines) for line in pair if line.neighbour}
    return tuple(
        replace(line, gateway=f"{line.neighbour}%{line.interface}") if line.name in names else line for line in lines
    )
