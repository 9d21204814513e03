"""Address translation: what leaves by a line takes that line's address, what comes in for a host finds it."""

from __future__ import annotations

from ipaddress import IPv4Network

from routerboard.language.items import Item
from wizards import addresses, hotspot, local, names
from wizards.lines import Job, Line
from wizards.site import Forward

NAT = "/ip/firewall/nat"


def translations(job: Job) -> list[Item]:
    """Forwards, then the HotSpot's way past its own proxy, then one masquerade a line."""
    forwards = [item for forward in job.site.forwards for item in (_forward(forward), *_hairpin(job, forward))]
    return [*forwards, *hotspot.translations(job), *(_masquerade(line) for line in job.lines)]


def _masquerade(line: Line) -> Item:
    values = {"chain": "srcnat", "action": "masquerade", "out-interface": line.interface, "ipsec-policy": "out,none"}
    why = f"what leaves by {line.name} carries {line.name}'s address; tunnels are left alone"
    return Item(NAT, f"nat:{line.name}", values, why)


def _forward(forward: Forward) -> Item:
    values = {
        "chain": "dstnat",
        "action": "dst-nat",
        "protocol": forward.protocol,
        "dst-port": forward.port,
        "in-interface-list": names.WAN_LIST,
        "to-addresses": forward.to,
        "to-ports": forward.to_port or forward.port,
    }
    why = f"{forward.note or 'port forward'}: {forward.protocol} {forward.port} of every line leads to {forward.to}"
    return Item(NAT, f"forward:{forward.protocol}:{forward.port}", values, why)


def _hairpin(job: Job, forward: Forward) -> list[Item]:
    """The same from the LAN: who asks for a line's own address gets to the host, and the answer comes back this way.

    A line whose modem holds the public address is not meant: there the modem has to turn such packets round.
    """
    port = forward.to_port or forward.port
    role = f"{forward.protocol}:{forward.port}"
    inwards = {
        "chain": "dstnat",
        "action": "dst-nat",
        "protocol": forward.protocol,
        "dst-port": forward.port,
        **job.guests,
        "dst-address-type": "local",
        "dst-address-list": f"!{names.LANS}",
        "to-addresses": forward.to,
        "to-ports": port,
    }
    told = forward.note or "port forward"
    found = [Item(NAT, f"hairpin:{role}", inwards, f"{told}: guests reach {forward.to} by a line's own address too")]
    return found + [_answered_here(forward, net, role, port) for net in _beside(job, forward)]


def _answered_here(forward: Forward, net: IPv4Network, role: str, port: str) -> Item:
    values = {
        "chain": "srcnat",
        "action": "masquerade",
        "protocol": forward.protocol,
        "src-address": str(net),
        "dst-address": forward.to,
        "dst-port": port,
    }
    why = f"{forward.note or 'port forward'}: its answers to neighbours come back through the router"
    return Item(NAT, f"hairpin:{role}:back", values, why)


def _beside(job: Job, forward: Forward) -> list[IPv4Network]:
    """The guests' network that the host is in; none for a host elsewhere, whose answers pass the router anyway."""
    host = addresses.address(forward.to)
    return [net for net, _ in local.guest_networks(job) if host in net][:1]
