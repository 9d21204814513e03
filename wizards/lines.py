"""The lines as this router has them: over which interface packets leave, and by which gateway."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from ipaddress import IPv4Network

from routerboard.language.items import Row, is_true, role_of
from routerboard.language.survey import Survey
from routerboard.language.version import Version
from wizards import addresses, names
from wizards.site import Site, Wan
from wizards.weights import shares


@dataclass(frozen=True)
class Line:
    """One line, resolved against a router.

    interface   where its packets leave: the socket, or the PPPoE session over it
    gateway     as routes name it, with `%interface` where two lines share one; "" while no lease tells
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
        return _told_apart(found)

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
    gateway = wan.gateway if wan.kind == "static" else lease_gateway(survey, wan.interface)
    return Line(wan, wan.interface, gateway, addresses.network(wan.address), share)


def lease_gateway(survey: Survey, interface: str) -> str:
    """The gateway of the lease that this interface holds now; "" where it holds none."""
    bound = (row for row in survey.rows("/ip/dhcp-client") if row.get("status") == "bound")
    row = next((row for row in bound if row.get("interface") == interface and not is_true(row.get("disabled"))), {})
    return row.get("gateway", "")


def _told_apart(lines: list[Line]) -> tuple[Line, ...]:
    """Where two modems have the same address, the gateway is named together with its interface."""
    seen = Counter(line.gateway for line in lines)
    return tuple(
        replace(line, gateway=f"{line.gateway}%{line.interface}") if line.gateway and seen[line.gateway] > 1 else line
        for line in lines
    )
