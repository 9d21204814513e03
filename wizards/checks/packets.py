"""What this router's firewall does to a packet once its lines are lines: asked, not guessed from the rules' looks."""

from __future__ import annotations

from routerboard.language.items import Row, role_of
from routerboard.packetflow import Connection, Flow, Journey, Packet, Ruleset, journey
from routerboard.packetflow.addresses import number
from wizards import addresses, names
from wizards.lines import Job
from wizards.site import Forward

ASKER = "198.51.100.99"
"""A host in the Internet (RFC 5737)."""

_RULES = ("/ip/firewall/raw", "/ip/firewall/nat", "/ip/firewall/filter")
_ASKED = ("/interface", "/interface/list", *_RULES)


def rules(job: Job) -> Ruleset:
    """The firewall that is there, with each line in the list WAN, out of every bridge, and with an address."""
    menus = {menu: tuple(map(_numbered, enumerate(job.survey.rows(menu)))) for menu in _ASKED}
    menus["/ip/firewall/address-list"] = _listed(job)
    menus["/interface/list/member"] = _members(job)
    menus["/interface/bridge/port"] = _elsewhere(job, "/interface/bridge/port")
    there = (row for row in _elsewhere(job, "/ip/address") if addresses.network(row.get("address", "")))
    menus["/ip/address"] = (*there, *_addresses(job))
    return Ruleset.build(menus, job.version)


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


def leaving(found: Ruleset, guest: str, interface: str) -> Journey:
    """A guest's first packet to a server in the Internet, as far as connection tracking sees it."""
    return journey(found, Packet.of(f"{guest}:50000", f"{ASKER}:443", in_interface=interface))


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
