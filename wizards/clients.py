"""How lines get their address: our own addresses, DHCP clients and PPPoE sessions, and the lists they belong to."""

from __future__ import annotations

from routerboard.language.items import Item, is_true, role_of
from routerboard.language.secrets import reference
from wizards import addresses, lease, names
from wizards import lines as resolved
from wizards.leasing import Leasing
from wizards.lines import Job, Line, dhcp_client, pppoe_client


def own_addresses(job: Job) -> list[Item]:
    """The address of each static line, and the LAN's where its interface has none yet."""
    found = [_static(line) for line in _of_kind(job, "static")]
    lan = job.site.lan
    if lan.address and not _foreign_addresses(job, lan.interface):
        found.append(_address(lan.interface, lan.address, "the router's address among the guests"))
    found = [item for item in found if item.values["address"] not in _foreign_addresses(job, item.values["interface"])]
    return [*found, *(_towards(job, line) for line in job.lines if lease.far_address(job, line))]


def _address(interface: str, address: str, why: str, network: str = "") -> Item:
    values = {"address": address, "interface": interface, **({"network": network} if network else {})}
    return Item("/ip/address", f"address:{address}", values, why)


def _static(line: Line) -> Item:
    """An address whose gateway lies outside of it names the gateway as its network."""
    wan = line.wan
    if wan.far_gateway:
        why = f"{line.name}'s own address, with the gateway at the other end of the wire"
        return _address(line.interface, wan.address, why, wan.gateway)
    return _address(line.interface, wan.address, f"{line.name}'s own address")


def _towards(job: Job, line: Line) -> Item:
    """The lease once more, with the gateway at the other end; the script keeps it as the lease is."""
    own = addresses.interface(resolved.lease(job.survey, line.interface).get("address", ""))
    ends = {"address": f"{own.ip}/32", "network": line.neighbour} if own else {}
    waiting = {"address": lease.NOBODY, "network": lease.WAITING, "disabled": "yes"}
    values = {"interface": line.interface, **(ends or waiting)}
    why = f"{line.name}'s gateway lies outside of its lease; so it is reached all the same"
    return Item("/ip/address", lease.address_role(line), values, why)


def _foreign_addresses(job: Job, interface: str) -> set[str]:
    """Addresses that somebody configured; a leased one goes with its client and does not count."""
    rows = (row for row in job.survey.rows("/ip/address") if row.get("interface") == interface)
    return {row.get("address", "") for row in rows if role_of(row) is None and not is_true(row.get("dynamic"))}


def dhcp_clients(job: Job) -> list[Item]:
    """A client for each leased line that has none; one that somebody else made is adjusted instead."""
    leasing = Leasing(job)
    return [_dhcp(leasing, line) for line in _of_kind(job, "dhcp") if dhcp_client(job.survey, line.interface) is None]


def _dhcp(leasing: Leasing, line: Line) -> Item:
    values = {"interface": line.interface, **leasing.settings(line), "disabled": "no"}
    why = f"{line.name} gets its address from the modem; {leasing.why(line)}"
    return Item("/ip/dhcp-client", f"dhcp:{names.in_role(line.interface)}", values, why)


def pppoe_clients(job: Job) -> list[Item]:
    """A session for each PPPoE line that has none."""
    return [
        _pppoe(job, line) for line in _of_kind(job, "pppoe") if pppoe_client(job.survey, line.wan.interface) is None
    ]


def _pppoe(job: Job, line: Line) -> Item:
    password = {"password": reference(line.wan.password.name)} if line.wan.password else {}
    values = {
        "name": line.interface,
        "interface": line.wan.interface,
        "user": line.wan.user,
        **password,
        "add-default-route": "no",
        "use-peer-dns": "yes" if job.peer_dns else "no",
        "disabled": "no",
    }
    why = f"{line.name} dials in over {line.wan.interface}; its profile clamps the MSS by itself"
    return Item("/interface/pppoe-client", f"pppoe:{line.name}", values, why)


def lists(job: Job) -> list[Item]:
    """The interface lists that the firewall speaks of, where they are missing."""
    have = {row.get("name") for row in job.survey.rows("/interface/list") if role_of(row) is None}
    wanted = [(names.WAN_LIST, "everything that leads to the Internet")]
    if job.site.lan.also:
        wanted.append((names.GUESTS, "everything that guests are on"))
    return [Item("/interface/list", f"list:{name}", {"name": name}, why) for name, why in wanted if name not in have]


def members(job: Job) -> list[Item]:
    """Each line belongs to the list WAN: outside of it the factory firewall neither protects nor translates."""
    rows = (row for row in job.survey.rows("/interface/list/member") if role_of(row) is None)
    have = {(row.get("list"), row.get("interface")) for row in rows}
    why = "the firewall treats it as the Internet side"
    wanted = [_member(names.WAN_LIST, line.interface, f"{line.name}: {why}") for line in job.lines]
    if job.site.lan.also:
        guests = (job.site.lan.interface, *job.site.lan.also)
        wanted += [_member(names.GUESTS, interface, f"guests come in by {interface}") for interface in guests]
    return [item for item in wanted if (item.values["list"], item.values["interface"]) not in have]


def _member(name: str, interface: str, why: str) -> Item:
    role = f"{name}:{names.in_role(interface)}"
    return Item("/interface/list/member", role, {"list": name, "interface": interface}, why)


def _of_kind(job: Job, kind: str) -> list[Line]:
    return [line for line in job.lines if line.wan.kind == kind]
