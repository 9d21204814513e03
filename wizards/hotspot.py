"""HotSpot together with several lines: only guests who are logged in are balanced, and the log-in page keeps working.

MikroTik's manual calls the two together unsupported, because the HotSpot's own proxy knows the main table alone. What
works in the field: nothing that the HotSpot answers itself may carry a mark, and guests who are logged in pass by its
proxy. In version 7 that decides, since a mark is looked up before the router's own addresses.
"""

from __future__ import annotations

from routerboard.language.items import Item
from wizards import addresses, names
from wizards.lines import Job
from wizards.rows import enabled

MANGLE = "/ip/firewall/mangle"
NAT = "/ip/firewall/nat"


def interfaces(job: Job) -> tuple[str, ...]:
    """The guests' interfaces with a HotSpot: those that run one now; all of them where none does yet."""
    if not job.site.lan.hotspot:
        return ()
    guests = (job.site.lan.interface, *job.site.lan.also)
    running = {row.get("interface") for row in enabled(job.survey.rows("/ip/hotspot"))}
    return tuple(name for name in guests if name in running) or guests


def logged_in(job: Job) -> dict[str, str]:
    """The matcher of guests that may be marked; none where some guests need no log-in, then `bypass` sorts them out."""
    return {"hotspot": "auth"} if job.site.lan.hotspot and not _mixed(job) else {}


def bypass(job: Job) -> list[Item]:
    """What the HotSpot answers itself: each name query, whomever the guest asked, and all before the log-in."""
    names_ = [_names(place, suffix, one) for suffix, place in _places(job) for one in ("udp", "tcp")]
    return names_ + ([_strangers(name) for name in interfaces(job)] if _mixed(job) else [])


def _mixed(job: Job) -> bool:
    return 0 < len(interfaces(job)) < 1 + len(job.site.lan.also)


def _places(job: Job) -> list[tuple[str, dict[str, str]]]:
    """Suffix of the role and matcher: all guests together where each of them has a HotSpot."""
    if not _mixed(job):
        return [("", job.guests)] if job.site.lan.hotspot else []
    return [(f":{names.in_role(name)}", {"in-interface": name}) for name in interfaces(job)]


def _names(place: dict[str, str], suffix: str, protocol: str) -> Item:
    values = {"chain": "prerouting", "action": "accept", "protocol": protocol, "dst-port": "53", **place}
    why = f"{protocol} 53 is answered by the router itself, whoever was asked"
    return Item(MANGLE, f"bypass:hotspot:dns:{protocol}{suffix}", values, why)


def _strangers(interface: str) -> Item:
    values = {
        "chain": "prerouting",
        "action": "accept",
        "in-interface": interface,
        "hotspot": "!auth",
        "connection-mark": "no-mark",
    }
    why = f"guests on {interface} who are not logged in belong to the HotSpot, not to a line"
    return Item(MANGLE, f"bypass:hotspot:guests:{names.in_role(interface)}", values, why)


def translations(job: Job) -> list[Item]:
    """The way past the HotSpot's own proxy."""
    if not job.site.lan.hotspot:
        return []
    values = {"chain": "pre-hotspot", "action": "accept", "dst-address-type": "!local", "hotspot": "auth"}
    why = "guests who are logged in pass the HotSpot's proxy, which knows no lines"
    return [Item(NAT, "hotspot:nat", values, why)]


def holds(job: Job, host: str) -> bool:
    """Whether a host is in a network behind a HotSpot."""
    found = addresses.address(host)
    behind = interfaces(job)
    nets = [addresses.network(one.address) for one in job.survey.addresses if one.interface in behind]
    nets += [addresses.network(job.site.lan.address)] if job.site.lan.interface in behind else []
    return found is not None and any(found in net for net in nets if net)
