"""What this router's firewall does to a packet once its lines are lines: asked, not guessed from the rules' looks."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Interface

from routerboard.language.items import Row, role_of
from routerboard.packetflow import Connection, Flow, Journey, Packet, Ruleset, journey
from routerboard.packetflow.addresses import number
from wizards import addresses, names
from wizards.anchors import NAT, anchor
from wizards.lines import Job
from wizards.site import Forward

ASKER = "198.51.100.99"
"""A host in the Internet (RFC 5737)."""

OPENED = tuple((protocol, port) for protocol in ("tcp", "udp") for port in (443, 80, 53))
"""Protocol and port of what guests open all day."""

_SMALLEST_LAN = 29
_RULES = ("/ip/firewall/raw", NAT, "/ip/firewall/filter")
_ASKED = ("/interface", "/interface/list", *_RULES)


Menus = dict[str, tuple[Row, ...]]


def rules(job: Job) -> Ruleset:
    """The firewall that is there, with each line in the list WAN, out of every bridge, and with an address."""
    return Ruleset.build(_menus(job), job.version)


def leading_out(job: Job, at: int) -> Ruleset:
    """The same with all packets leaving by line number `at`, and of the translations of sources those before ours."""
    menus, limit = _menus(job), _first_of_ours(job)
    nat = menus[NAT]
    menus[NAT] = tuple(row for index, row in enumerate(nat) if row.get("chain") != "srcnat" or index < limit)
    gateway = str(IPv4Address(own_address(at).partition("/")[0]) - 1)
    menus["/ip/route"] = ({".id": "*D", "dst-address": "0.0.0.0/0", "gateway": gateway, "distance": "1"},)
    return Ruleset.build(menus, job.version)


def _first_of_ours(job: Job) -> int:
    """Where the first of our rules for the lines stands in the table, or will stand."""
    rows = job.survey.rows(NAT)
    ours = (index for index, row in enumerate(rows) if (role_of(row) or "").startswith("nat:"))
    return min(next(ours, len(rows)), anchor(NAT, rows))


def _menus(job: Job) -> Menus:
    menus = {menu: tuple(map(_numbered, enumerate(job.survey.rows(menu)))) for menu in _ASKED}
    menus["/ip/firewall/address-list"] = _listed(job)
    menus["/interface/list/member"] = _members(job)
    menus["/interface/bridge/port"] = _elsewhere(job, "/interface/bridge/port")
    there = (row for row in _elsewhere(job, "/ip/address") if addresses.network(row.get("address", "")))
    menus["/ip/address"] = (*there, *_addresses(job))
    return menus


def _numbered(row: tuple[int, Row]) -> Row:
    return {**row[1], ".id": f"*{row[0]:X}"}


def _listed(job: Job) -> tuple[Row, ...]:
    """Of the address lists only those that a rule asks: others may be long."""
    rules = (row for menu in _RULES for row in job.survey.rows(menu))
    asked = {row.get(name, "").removeprefix("!") for row in rules for name in ("src-address-list", "dst-address-list")}
    return tuple(row for row in job.survey.rows("/ip/firewall/address-list") if row.get("list") in asked)


def _sockets(job: Job) -> frozenset[str]:
    return frozenset(name for line in job.lines for name in (line.interface, line.wan.interface))


def _elsewhere(job: Job, menu: str) -> tuple[Row, ...]:
    return tuple(row for row in job.survey.rows(menu) if row.get("interface") not in _sockets(job))


def _members(job: Job) -> tuple[Row, ...]:
    there = (row for row in job.survey.rows("/interface/list/member"))
    kept = [row for row in there if row.get("list") != "LAN" or row.get("interface") not in _sockets(job)]
    return (*kept, *({"list": names.WAN_LIST, "interface": line.interface} for line in job.lines))


def _addresses(job: Job) -> tuple[Row, ...]:
    return tuple({"address": own_address(at), "interface": line.interface} for at, line in enumerate(job.lines))


def own_address(at: int) -> str:
    """The address that line number `at` is given for the question."""
    return f"203.0.113.{8 * at + 2}/29"


def arriving(job: Job, found: Ruleset, at: int, protocol: str, port: int) -> Journey:
    """A stranger's first packet to the router's own address on line number `at`."""
    own = own_address(at).partition("/")[0]
    packet = Packet.of(f"{ASKER}:53535", f"{own}:{port}", protocol=protocol, in_interface=job.lines[at].interface)
    return journey(found, packet)


def opened(job: Job) -> tuple[Packet, ...]:
    """What guests open to the Internet, by example: pages and names, of the first and the last host of each LAN."""
    return tuple(
        Packet.of(f"{guest}:50000", f"{ASKER}:{port}", protocol=protocol, in_interface=interface)
        for interface, guest in _guests(job)
        for protocol, port in OPENED
    )


def _guests(job: Job) -> list[tuple[str, str]]:
    """Interface and address of two hosts of each LAN; where one has no address yet, as if it were in the first."""
    lan = job.site.lan
    first = addresses.interface(lan.address)
    found = [(one.interface, addresses.interface(one.address)) for one in job.survey.addresses if not one.disabled]
    known = [(name, own) for name, own in found if name in (lan.interface, *lan.also) and own is not None]
    bare = {lan.interface, *lan.also} - {name for name, _ in known}
    known += [(name, first) for name in (lan.interface, *lan.also) if name in bare and first is not None]
    return [(name, str(host)) for name, own in known for host in _ends(own)]


def _ends(own: IPv4Interface) -> tuple[IPv4Address, ...]:
    net = own.network
    if net.prefixlen > _SMALLEST_LAN:
        return ()
    return tuple(next(one for one in pair if one != own.ip) for pair in ((net[1], net[2]), (net[-2], net[-3])))


def is_ours(row: Row) -> bool:
    """Whether a row carries a role of ours."""
    return role_of(row) is not None


def forwarded(job: Job, found: Ruleset, forward: Forward) -> Journey:
    """A stranger's first packet to a forwarded port, translated already."""
    original = Flow(number(ASKER), 53535, number(own_address(0).partition("/")[0]), _first(forward.port))
    reply = Flow(number(forward.to), _first(forward.to_port or forward.port), *original[:2])
    known = Connection(original, reply, forward.protocol)
    return journey(found, known.request(job.lines[0].interface), known)


def _first(port: str) -> int:
    return int(port.partition("-")[0])
