"""The hosts on the Internet by which lines are watched: named in the site, else well-known ones, two operators a line.

Each is reached by its line only, so none may be a server that anybody here asks: it would be gone with its line. The
addresses below are anycast resolvers that answer pings, as their operators publish them. The first address of a popular
operator (8.8.8.8, 1.1.1.1, 9.9.9.9) is never taken: guests have it typed into their devices.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from ipaddress import IPv4Address, IPv4Network
from urllib.parse import urlsplit

from routerboard.language.items import MAIN, Row, is_true, role_of, table_of
from routerboard.language.survey import Survey
from wizards import addresses
from wizards.lines import Job
from wizards.rows import enabled
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

WIDEST_ROUTE = 8
"""A route of somebody's that is wider than this is half of the Internet by a tunnel, and not about one host."""

_RESOLVES: Mapping[str, tuple[str, ...]] = {
    "dns.google": ("8.8.4.4",),
    "one.one.one.one": ("1.0.0.1",),
    "dns.quad9.net": ("149.112.112.112",),
    "dns10.quad9.net": ("9.9.9.10",),
    "dns11.quad9.net": ("9.9.9.11",),
    "dns.adguard-dns.com": ("94.140.14.14", "94.140.15.15"),
}
"""Names under which operators publish a server over HTTPS -> those of the hosts above that are it."""

_NAME_SERVERS = "6"
"""The code of the DHCP option with name servers (RFC 2132)."""

_PARTS = re.compile(r"'([^']*)'|0x([0-9A-Fa-f]+)|^([0-9A-Fa-f]+)$")

_KNOWN = tuple(OPERATORS)
_SPARES = _KNOWN[A_LINE * MOST_LINES :]

_PROBED = re.compile(r"route:(.+):probe:([0-9]{1,3})")
_WATCHED = re.compile(r"watch:(.+):([0-9]{1,3})")


def hosts(job: Job) -> dict[str, tuple[str, ...]]:
    """Line -> the hosts that tell whether it lives; none where nothing is checked."""
    if job.site.health.check == "none":
        return {}
    chosen = chosen_hosts(job.survey, job.site)
    return chosen if job.site.health.check == "probe" else {line: found[:1] for line, found in chosen.items()}


def chosen_hosts(survey: Survey, site: Site) -> dict[str, tuple[str, ...]]:
    """Line -> its hosts, those that the site names first of all; nobody's name server, none that others route.

    A spare that stands in for a usual host goes on doing so, also when the plan itself has freed that host.
    """
    given, standing = site.health.hosts, _standing(survey)
    taken = {*asked(survey, site), *(host for found in given.values() for host in found)}
    found: dict[str, tuple[str, ...]] = {}
    near = (*_own_networks(survey), *(net for _, net in _foreign_routes(survey)))
    for at, wan in enumerate(site.wans):
        theirs = {host for (line, _), host in standing.items() if line != wan.name}
        spares = tuple(standing.get((wan.name, number), "") for number in range(1, A_LINE + 1))
        found[wan.name] = given.get(wan.name) or _usual(near, at, taken | theirs, spares)
        taken |= {*found[wan.name]}
    return found


def _usual(near: Collection[IPv4Network], at: int, taken: set[str], standing: Sequence[str]) -> tuple[str, ...]:
    """The pair of the line with this number; what is taken of it is replaced, so that the other lines keep theirs.

    near   networks of the router's own, or that somebody else routes: none of their hosts will do
    """
    pair: list[str] = []
    for host, spare in zip(_KNOWN[A_LINE * at : A_LINE * (at + 1)], standing, strict=False):
        others = {OPERATORS[one] for one in pair}
        wanted = ([spare] if spare else []) + [host, *_SPARES]
        fitting = (one for one in wanted if OPERATORS[one] not in others)
        free = next((one for one in fitting if one not in taken and not _lies_in(near, one)), None)
        pair += [free] if free else []
    return tuple(pair)


def _standing(survey: Survey) -> dict[tuple[str, int], str]:
    """The spares by which our own rows watch lines now: line and number -> host."""
    found: dict[tuple[str, int], str] = {}
    for menu, prop, role in (("/ip/route", "dst-address", _PROBED), ("/tool/netwatch", "host", _WATCHED)):
        for row in survey.rows(menu):
            host, named = row.get(prop, "").removesuffix("/32"), role.fullmatch(role_of(row) or "")
            if named and host in _SPARES:
                found[named[1], int(named[2])] = host
    return found


def _lies_in(networks: Iterable[IPv4Network], host: str) -> bool:
    address = IPv4Address(host)
    return any(address in net for net in networks)


def within(survey: Survey, host: str) -> str:
    """The network of this router that a host lies in; "" where it lies beyond all of them."""
    return next((str(net) for net in _own_networks(survey) if _lies_in((net,), host)), "")


def _own_networks(survey: Survey) -> Iterator[IPv4Network]:
    found = (addresses.network(row.get("address", "")) for row in survey.rows("/ip/address"))
    return (net for net in found if net)


def routed(survey: Survey, host: str) -> Row | None:
    """Somebody else's route in main to this host, or to a network around it; None where only defaults lead there.

    A /32 would be equal to ours, so that pings leave by both. Out of a wider one ours would take the host.
    """
    address = IPv4Address(host)
    return next((row for row, net in _foreign_routes(survey) if address in net), None)


def _foreign_routes(survey: Survey) -> Iterator[tuple[Row, IPv4Network]]:
    """What protocols add is not meant for a host either, unless it is a /32."""
    for row in survey.rows("/ip/route"):
        net = addresses.prefix(row.get("dst-address", ""))
        if net is None or net.prefixlen < WIDEST_ROUTE or table_of(row) != MAIN:
            continue
        meant = net.prefixlen == net.max_prefixlen or not is_true(row.get("dynamic"))
        if meant and role_of(row) is None and not is_true(row.get("disabled")):
            yield row, net


def asked(survey: Survey, site: Site) -> frozenset[str]:
    """The name servers that somebody here asks: the router, guests as they are told or led, and callers."""
    return frozenset((*site.dns.servers, *servers_of_router(survey), *servers_of_guests(survey)))


def servers_of_router(survey: Survey) -> frozenset[str]:
    """The name servers that the router asks now: for all names, by HTTPS, or for some names only."""
    over_https = (one for row in survey.rows("/ip/dns") for one in _over_https(row.get("use-doh-server", "")))
    forwards = _listed(enabled(survey.rows("/ip/dns/static")), "forward-to")
    return frozenset((*_listed(survey.rows("/ip/dns"), "servers", "dynamic-servers"), *over_https, *forwards))


def servers_of_guests(survey: Survey) -> frozenset[str]:
    """The name servers that the router's DHCP and VPN servers hand out, or that NAT leads all questions to.

    A DHCP server may hand them out as its raw option 6, whatever its networks say.
    """
    handed = _listed(survey.rows("/ip/dhcp-server/network"), "dns-server")
    options = (row for row in survey.rows("/ip/dhcp-server/option") if row.get("code") == _NAME_SERVERS)
    raw = (one for row in options for one in _of_option(row.get("raw-value") or row.get("value", "")))
    callers = (*_listed(survey.rows("/ppp/profile"), "dns-server"),
               *_listed(survey.rows("/ip/ipsec/mode-config"), "static-dns"))  # fmt: skip
    led = (row for row in enabled(survey.rows("/ip/firewall/nat")) if _leads_questions(row))
    ends = (one for row in led for one in row.get("to-addresses", "").split("-") if one)
    return frozenset((*handed, *raw, *callers, *ends))


def _of_option(value: str) -> Iterator[str]:
    """The addresses in the value of a DHCP option: `0x0808040409090909`, `'8.8.4.4''9.9.9.9'`, or bare hex digits."""
    for quoted, given, bare in _PARTS.findall(value):
        if quoted:
            yield from (one.strip() for one in quoted.split(",") if addresses.address(one.strip()))
            continue
        digits = given or bare
        yield from (str(IPv4Address(int(digits[at : at + 8], 16))) for at in range(0, len(digits) // 8 * 8, 8))


def _over_https(url: str) -> tuple[str, ...]:
    """The addresses of the server in `https://8.8.4.4/dns-query`, as far as its name tells them."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ()
    return _RESOLVES.get(host, (host,) if addresses.address(host) else ())


def answers_names(survey: Survey) -> bool:
    """Whether questions for names that somebody here puts to any server end at this router, or where it leads them."""
    return any(
        row.get("action") in ("dst-nat", "netmap", "redirect") and _has_port(row.get("dst-port", ""), 53)
        for row in enabled(survey.rows("/ip/firewall/nat"))
    )


def _leads_questions(row: Row) -> bool:
    """Whether a rule of NAT sends what is asked of any name server (port 53) to one of its own choice."""
    return (
        row.get("action") in ("dst-nat", "netmap") and role_of(row) is None and _has_port(row.get("dst-port", ""), 53)
    )


def _has_port(ports: str, wanted: int) -> bool:
    """Whether `53,853` or `50-60` holds this port; a list that is inverted holds what it does not name."""
    spans = [part.partition("-") for part in ports.removeprefix("!").split(",") if part]
    held = any(first.isdigit() and int(first) <= wanted <= int(last or first) for first, _, last in spans)
    return bool(spans) and held is not ports.startswith("!")


def _listed(rows: Iterable[Row], *names: str) -> Iterator[str]:
    for row in rows:
        for name in names:
            yield from (one.strip() for one in row.get(name, "").split(",") if one.strip())
