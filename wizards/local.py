"""Everything that is reached without an Internet line: it must never be marked for one."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, summarize_address_range

from routerboard.language.items import MAIN, Item, Row, is_true, role_of, table_of
from wizards import addresses, lease, names
from wizards.lines import Job, Line
from wizards.lines import lease as lease_of
from wizards.rows import enabled

MULTICAST = IPv4Network("224.0.0.0/4")
BROADCAST = IPv4Network("255.255.255.255/32")
WIDEST_POOL = 8
"""A pool of dial-in addresses that takes more rows than that is written as the one network around it."""

_LISTS = "/ip/firewall/address-list"

Net = tuple[IPv4Network, str]
"""A network and why it is local."""


def local_networks(job: Job) -> list[Item]:
    """The address lists: of all that is local, of private ranges beyond it, and where ports are forwarded of the
    networks that this router is in.

    Who has asked by a line is answered by it, whatever his address, private ones of a provider included: so only the
    networks that are near count as local for answers. That of a leased modem is written by the lease's script.
    """
    lans = [*guest_networks(job), *_connected(job)] if job.site.forwards else []
    near = _entries(names.LOCAL, "local", _networks(job))
    private = _entries(names.PRIVATE, "private", _leased(job))
    return [*near, *_moving(job, near), *private, *_entries(names.LANS, "lan", lans)]


def _moving(job: Job, near: list[Item]) -> list[Item]:
    """A leased modem's own network, as far as it is known; a list takes each network once, under whichever line."""
    taken = {item.values["address"] for item in near}
    leased = [(number, line) for number, line in enumerate(job.lines, 1) if line.leased]
    nets = {line.name: _leased_network(job, line) for _, line in leased}
    free = {net for net in nets.values() if net} - taken
    there = {role_of(row): row.get("address", "") for row in job.survey.rows(_LISTS)}
    kept = {line.name: net for _, line in leased if (net := there.get(lease.network_role(line), "")) in free}
    free -= {*kept.values()}
    found: list[Item] = []
    for number, line in leased:
        net = kept.get(line.name) or (nets[line.name] if nets[line.name] in free else "")
        free.discard(net)
        values = {"list": names.LOCAL, "address": net or lease.nowhere(number), **({} if net else {"disabled": "yes"})}
        keeps = "keeps it" if net else "fills it in"
        why = f"{line.name}'s modem and who is beside it are answered directly; the lease's script {keeps}"
        found.append(Item(_LISTS, lease.network_role(line), values, why))
    return found


def _leased_network(job: Job, line: Line) -> str:
    net = addresses.network(lease_of(job.survey, line.interface).get("address", ""))
    return str(net) if net else ""


def _entries(name: str, role: str, nets: Iterator[Net] | list[Net]) -> list[Item]:
    found: dict[str, str] = {}
    for net, why in nets:
        found.setdefault(str(net), why)
    return [_entry(name, role, net, why) for net, why in found.items()]


def _entry(name: str, role: str, net: str, why: str) -> Item:
    return Item(_LISTS, f"{role}:{net}", {"list": name, "address": net}, why)


def _networks(job: Job) -> Iterator[Net]:
    yield from specific_networks(job)
    yield MULTICAST, "multicast never leaves by a line"
    yield BROADCAST, "broadcasts never leave by a line"


def specific_networks(job: Job) -> Iterator[Net]:
    """The networks that this router knows to be near: LANs, other interfaces, tunnels, modems."""
    lan = addresses.network(job.site.lan.address)
    if lan:
        yield lan, "the LAN: guests reach each other and the router, not a line"
    yield from _connected(job)
    yield from _routed(job)
    yield from _tunnelled(job)
    yield from _dialled_in(job)
    for line in job.lines:
        if line.network:
            yield line.network, f"{line.name}'s modem: its page stays reachable"
        if line.wan.far_gateway and (gateway := addresses.prefix(line.wan.gateway)):
            yield gateway, f"{line.name}'s gateway, outside of its address"


def only_by_rule(job: Job, to: str) -> bool:
    """Whether a destination counts as local for no better reason than being private: a provider may well have it."""
    net = addresses.prefix(to) if to else None
    if net is None or not any(net.overlaps(private) for private, _ in _leased(job)):
        return False
    return not any(net.overlaps(near) for near, _ in specific_networks(job))


def guest_networks(job: Job) -> list[Net]:
    """The networks on the guests' own interfaces."""
    guests = (job.site.lan.interface, *job.site.lan.also)
    first = addresses.network(job.site.lan.address)
    here = [one for one in job.survey.addresses if one.interface in guests and not one.disabled]
    found = [(net, f"guests on {one.interface}") for one in here if (net := addresses.network(one.address))]
    return ([(first, f"guests on {job.site.lan.interface}")] if first else []) + found


def _connected(job: Job) -> Iterator[Net]:
    """Networks on the router's other interfaces; those of lines, present or former, are not meant to stay."""
    passing = _lines_of_ours(job)
    for row in job.survey.rows("/ip/address"):
        interface = row.get("actual-interface") or row.get("interface", "")
        net = addresses.network(row.get("address", ""))
        if net and not _passes(row, net) and interface not in passing:
            yield _far_end(row, net), f"connected to {interface}"


def _passes(row: Row, net: IPv4Network) -> bool:
    """Ours, switched off, or a single address that came by itself: a caller's."""
    caller = is_true(row.get("dynamic")) and net.prefixlen == 32
    return caller or role_of(row) is not None or is_true(row.get("disabled"))


def _far_end(row: Row, net: IPv4Network) -> IPv4Network:
    """Of a single address the other end of its tunnel, which is what it leads to."""
    other = addresses.prefix(row.get("network", ""))
    return other if net.prefixlen == 32 and other else net


def _lines_of_ours(job: Job) -> frozenset[str]:
    now = {line.interface for line in job.lines} | {line.wan.interface for line in job.lines}
    before = {row.get("interface", "") for row in job.survey.rows("/ip/dhcp-client") if role_of(row)}
    return frozenset(now | before)


def _routed(job: Job) -> Iterator[Net]:
    """Networks behind other routers, as somebody configured them in the main table."""
    for row in job.survey.rows("/ip/route"):
        ours_or_passing = role_of(row) or is_true(row.get("dynamic")) or is_true(row.get("disabled"))
        net = addresses.prefix(row.get("dst-address", ""))
        if net and net.prefixlen and not ours_or_passing and table_of(row) == MAIN and not _blackhole(row):
            yield net, f"routed by {row.get('gateway', 'hand')}"


def _blackhole(row: Row) -> bool:
    return row.get("blackhole", "no") not in ("no", "false") or row.get("type", "unicast") != "unicast"


def _tunnelled(job: Job) -> Iterator[Net]:
    """What IPsec policies lead to: no route tells of it."""
    for row in enabled(job.survey.rows("/ip/ipsec/policy")):
        net = addresses.prefix(row.get("dst-address", ""))
        if net and net.prefixlen and role_of(row) is None:
            yield net, "behind an IPsec tunnel"


def _dialled_in(job: Job) -> Iterator[Net]:
    """Where callers of the router's own VPN server are: their routes come and go with them."""
    callers = [*job.survey.rows("/ppp/profile"), *enabled(job.survey.rows("/ppp/secret"))]
    named = [text for row in callers if (text := row.get("remote-address", ""))]
    pools = {row.get("name", ""): row.get("ranges", "") for row in job.survey.rows("/ip/pool")}
    guests = [net for net, _ in guest_networks(job)]
    for text in dict.fromkeys(named):
        for net in _pool_networks(pools.get(text, text)):
            if not any(net.subnet_of(lan) for lan in guests):
                yield net, f"callers of the router's VPN server, {text}"


def _pool_networks(ranges: str) -> list[IPv4Network]:
    found = [net for part in ranges.split(",") for net in _range_networks(part.strip())]
    return found if len(found) <= WIDEST_POOL else [_around(found)]


def _range_networks(text: str) -> list[IPv4Network]:
    first, _, last = text.partition("-")
    low, high = addresses.address(first), addresses.address(last or first)
    if low is None or high is None or high < low:
        return [net] if (net := addresses.prefix(text)) else []
    return list(summarize_address_range(low, high))


def _around(nets: list[IPv4Network]) -> IPv4Network:
    """The smallest network that holds all of them."""
    low = min(net.network_address for net in nets)
    high = max(net.broadcast_address for net in nets)
    length = 32 - (int(low) ^ int(high)).bit_length()
    return IPv4Network((IPv4Address(int(low)), length), strict=False)


def _leased(job: Job) -> Iterator[Net]:
    """A modem that gives leases may move to any private subnet; nothing that guests seek there lies beyond a line."""
    if any(line.leased for line in job.lines):
        for net in addresses.PRIVATE:
            yield net, "modems that give leases: their pages stay reachable wherever they move"
