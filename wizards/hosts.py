"""The hosts on the Internet by which lines are watched: named in the site, else well-known ones, two operators a line.

Each is reached by its line only, so none may be a server that anybody here asks: it would be gone with its line. The
addresses below are anycast resolvers that answer pings, as their operators publish them. The first address of a popular
operator (8.8.8.8, 1.1.1.1, 9.9.9.9) is never taken: guests have it typed into their devices.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Address

from routerboard.language.survey import Survey
from wizards import addresses
from wizards.lines import Job
from wizards.site import Site
from wizards.validity import MOST_LINES

OPERATORS: Mapping[str, str] = {
    "8.8.4.4": "Google",
    "208.67.222.222": "Cisco",
    "149.112.112.112": "Quad9",
    "1.0.0.1": "Cloudflare",
    "64.6.64.6": "Vercara",
    "94.140.14.14": "AdGuard",
    "74.82.42.42": "Hurricane Electric",
    "185.228.168.9": "CleanBrowsing",
    "4.2.2.4": "Lumen",
    "8.26.56.26": "Comodo",
    "208.67.220.220": "Cisco",
    "156.154.70.1": "Vercara",
    "94.140.15.15": "AdGuard",
    "9.9.9.10": "Quad9",
    "185.228.169.9": "CleanBrowsing",
    "8.20.247.20": "Comodo",
    "4.2.2.2": "Lumen",
    "77.88.8.8": "Yandex",
    "149.112.121.10": "CIRA",
    "156.154.71.1": "Vercara",
    "208.67.220.222": "Cisco",
    "64.6.65.6": "Vercara",
    "9.9.9.11": "Quad9",
    "77.88.8.1": "Yandex",
}
"""Host -> who runs it. The first sixteen are the usual pairs of up to eight lines, the rest are spares."""

A_LINE = 2
"""Hosts of a line where the site names none."""

_KNOWN = tuple(OPERATORS)
_SPARES = _KNOWN[A_LINE * MOST_LINES :]


def hosts(job: Job) -> dict[str, tuple[str, ...]]:
    """Line -> the hosts that tell whether it lives; none where nothing is checked."""
    if job.site.health.check == "none":
        return {}
    chosen = chosen_hosts(job.survey, job.site)
    return chosen if job.site.health.check == "probe" else {line: found[:1] for line, found in chosen.items()}


def chosen_hosts(survey: Survey, site: Site) -> dict[str, tuple[str, ...]]:
    """Line -> its hosts, those that the site names first of all; nobody's name server and no local address."""
    given = site.health.hosts
    taken = {*asked(survey, site), *(host for found in given.values() for host in found)}
    found: dict[str, tuple[str, ...]] = {}
    for at, wan in enumerate(site.wans):
        found[wan.name] = given.get(wan.name) or _usual(survey, at, taken)
        taken |= {*found[wan.name]}
    return found


def _usual(survey: Survey, at: int, taken: set[str]) -> tuple[str, ...]:
    """The pair of the line with this number; what is taken of it is replaced, so that the other lines keep theirs."""
    pair: list[str] = []
    for host in _KNOWN[A_LINE * at : A_LINE * (at + 1)]:
        others = {OPERATORS[one] for one in pair}
        fitting = (one for one in (host, *_SPARES) if OPERATORS[one] not in others)
        free = next((one for one in fitting if one not in taken and not within(survey, one)), None)
        pair += [free] if free else []
    return tuple(pair)


def within(survey: Survey, host: str) -> str:
    """The network of this router that a host lies in; "" where it lies beyond all of them."""
    address = IPv4Address(host)
    networks = (addresses.network(row.get("address", "")) for row in survey.rows("/ip/address"))
    return next((str(net) for net in networks if net and address in net), "")


def asked(survey: Survey, site: Site) -> frozenset[str]:
    """The name servers that somebody here asks: the router, and guests as its DHCP servers tell them."""
    return frozenset((*site.dns.servers, *servers_of_router(survey), *servers_of_guests(survey)))


def servers_of_router(survey: Survey) -> frozenset[str]:
    """The name servers that the router asks now."""
    return frozenset(_listed(survey, "/ip/dns", "servers", "dynamic-servers"))


def servers_of_guests(survey: Survey) -> frozenset[str]:
    """The name servers that the router's DHCP servers hand out."""
    return frozenset(_listed(survey, "/ip/dhcp-server/network", "dns-server"))


def _listed(survey: Survey, menu: str, *names: str) -> Iterator[str]:
    for row in survey.rows(menu):
        for name in names:
            yield from (one.strip() for one in row.get(name, "").split(",") if one.strip())
