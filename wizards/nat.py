"""Address translation: what leaves by a line takes that line's address, what comes in for a host finds it."""

from __future__ import annotations

from routerboard.language.items import Item
from wizards import names
from wizards.lines import Job, Line
from wizards.site import Forward

MENU = "/ip/firewall/nat"


def translations(job: Job) -> list[Item]:
    """Forwards, then the HotSpot's way past its own proxy, then one masquerade a line."""
    forwards = [_forward(forward) for forward in job.site.forwards]
    return [*forwards, *_hotspot(job), *(_masquerade(line) for line in job.lines)]


def _masquerade(line: Line) -> Item:
    values = {"chain": "srcnat", "action": "masquerade", "out-interface": line.interface, "ipsec-policy": "out,none"}
    why = f"what leaves by {line.name} carries {line.name}'s address; tunnels are left alone"
    return Item(MENU, f"nat:{line.name}", values, why)


def _hotspot(job: Job) -> list[Item]:
    if not job.site.lan.hotspot:
        return []
    values = {"chain": "pre-hotspot", "action": "accept", "dst-address-type": "!local", "hotspot": "auth"}
    why = "guests who are logged in pass the HotSpot's proxy, which knows no lines"
    return [Item(MENU, "hotspot:nat", values, why)]


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
    return Item(MENU, f"forward:{forward.protocol}:{forward.port}", values, why)
