"""Everything that is reached without an Internet line: it must never be marked for one."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from routerboard.language.items import Item, Row, is_true, role_of
from wizards import addresses, names
from wizards.lines import Job

MULTICAST = IPv4Network("224.0.0.0/4")
BROADCAST = IPv4Network("255.255.255.255/32")


def local_networks(job: Job) -> list[Item]:
    """The address list of local networks, one row a network."""
    found: dict[str, str] = {}
    for net, why in _networks(job):
        found.setdefault(str(net), why)
    return [_entry(net, why) for net, why in found.items()]


def _entry(net: str, why: str) -> Item:
    return Item("/ip/firewall/address-list", f"local:{net}", {"list": names.LOCAL, "address": net}, why)


def _networks(job: Job) -> Iterator[tuple[IPv4Network, str]]:
    lan = addresses.network(job.site.lan.address)
    if lan:
        yield lan, "the LAN: guests reach each other and the router, not a line"
    yield from _connected(job)
    yield from _routed(job)
    for line in job.lines:
        if line.network:
            yield line.network, f"{line.name}'s modem: its page stays reachable"
        if line.wan.far_gateway and (gateway := addresses.prefix(line.wan.gateway)):
            yield gateway, f"{line.name}'s gateway, outside of its address"
    yield from _leased(job)
    yield MULTICAST, "multicast never leaves by a line"
    yield BROADCAST, "broadcasts never leave by a line"


def _connected(job: Job) -> Iterator[tuple[IPv4Network, str]]:
    """Networks on the router's other interfaces; those of lines, present or former, are not meant to stay."""
    passing = _lines_of_ours(job)
    for row in job.survey.rows("/ip/address"):
        interface = row.get("actual-interface") or row.get("interface", "")
        net = addresses.network(row.get("address", ""))
        if net and not _passes(row, net) and interface not in passing:
            yield net, f"connected to {interface}"


def _passes(row: Row, net: IPv4Network) -> bool:
    """Ours, switched off, or a single address that came by itself: a caller's."""
    caller = is_true(row.get("dynamic")) and net.prefixlen == 32
    return caller or role_of(row) is not None or is_true(row.get("disabled"))


def _lines_of_ours(job: Job) -> frozenset[str]:
    now = {line.interface for line in job.lines} | {line.wan.interface for line in job.lines}
    before = {row.get("interface", "") for row in job.survey.rows("/ip/dhcp-client") if role_of(row)}
    return frozenset(now | before)


def _routed(job: Job) -> Iterator[tuple[IPv4Network, str]]:
    """Networks behind other routers, as somebody configured them in the main table."""
    for row in job.survey.rows("/ip/route"):
        ours_or_passing = role_of(row) or is_true(row.get("dynamic")) or is_true(row.get("disabled"))
        elsewhere = row.get("routing-mark") or row.get("routing-table", "main") != "main"
        net = addresses.prefix(row.get("dst-address", ""))
        if net and net.prefixlen and not ours_or_passing and not elsewhere and not _blackhole(row):
            yield net, f"routed by {row.get('gateway', 'hand')}"


def _blackhole(row: Row) -> bool:
    return row.get("blackhole", "no") not in ("no", "false") or row.get("type", "unicast") != "unicast"


def _leased(job: Job) -> Iterator[tuple[IPv4Network, str]]:
    """A modem that gives leases may move to any private subnet; no private address lies beyond a line."""
    if any(line.leased for line in job.lines):
        for net in addresses.PRIVATE:
            yield net, "modems that give leases: their pages stay reachable wherever they move"
