"""Menus whose rows the board works out when it is asked: resources, clock, connections, what is heard on a bridge."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from routerboard.language.items import is_true
from routerboard.language.values import print_duration
from routerboard.language.version import Version
from routerboard.practice.clock import date_of
from routerboard.practice.device_mode import INACTIVE, locked
from routerboard.practice.leases import modem_mac
from routerboard.practice.printing import Printed, rows
from routerboard.practice.reading import readable
from routerboard.practice.scheduler import MENU as SCHEDULER

if TYPE_CHECKING:
    from routerboard.practice.router import PracticeRouter

SCRIPTS = "/system/script"
_RADIOS_APART = Version.parse("7.13")
_PARTS_OF_6 = (
    "system", "wireless", "hotspot", "dhcp", "ppp", "security", "advanced-tools", "routing", "mpls", "ipv6",
)  # fmt: skip
_OFF_ON_6 = frozenset({"ipv6"})
"""Packages that are on board and switched off until somebody enables them: their menus are not there."""
_ORIGINS = {"connect": "connected", "dhcp": "DHCP route"}
_OF_THE_PROCESS = (
    "dst-address", "routing-table", "pref-src", "gateway", "immediate-gw", "check-gateway", "distance", "scope",
    "target-scope", "local-address", "active", "static", "connect", "dhcp", "ecmp", "blackhole", "disabled", "comment",
)  # fmt: skip
_EMPTY_CACHE = 25
"""KiB of the DNS cache before anything is in it."""
_MOST_CONNECTIONS = {6: "217088", 7: "1048576"}


def shown_rows(router: PracticeRouter, path: str, *, sensitive: bool = True) -> Iterator[Printed]:
    """The rows of any menu as print shows them; TrapError where this version lacks the menu."""
    show = _SHOWN.get(path)
    if path == SCHEDULER:
        router.scheduler.reckon()
    kept = rows(router.store, path, sensitive=sensitive)
    if path == SCRIPTS:
        return _judged(router, kept)
    if show is not None:
        return show(router, next(kept, {}))
    return _inactive(kept) if locked(router, path) else kept


def _inactive(kept: Iterator[Printed]) -> Iterator[Printed]:
    """The rows of a menu that device-mode locks: they are there, and do nothing."""
    return ({**row, ".about": INACTIVE} for row in kept)


def _judged(router: PracticeRouter, kept: Iterator[Printed]) -> Iterator[Printed]:
    """Scripts, each with whether it can be read at all."""
    for row in kept:
        good = readable(row.get("source", ""), router.version)
        yield {**row, "invalid": "false" if good else "true"}


def _environment(router: PracticeRouter, _: Printed) -> Iterator[Printed]:
    yield from map(dict, router.jobs.environment())


def _resource(router: PracticeRouter, kept: Printed) -> Iterator[Printed]:
    board, version = router.board, router.version
    small = board.architecture == "mipsbe"
    yield {
        "uptime": print_duration(int(router.clock.now)),
        "version": f"{version} ({'stable' if version.can('routing-tables') else 'long-term'})",
        "build-time": "2025-06-02 09:11:21" if version.can("iso-dates") else "Jun/02/2025 09:11:21",
        "factory-software": "6.44.6",
        "free-memory": str(board.free_memory),
        "total-memory": str(board.memory),
        "cpu": "MIPS 24Kc V7.4" if small else "ARM64",
        "cpu-count": "1" if small else "4",
        "cpu-frequency": "650" if small else "1400",
        "cpu-load": kept.get("cpu-load", "2"),
        "free-hdd-space": str(router.files.free),
        "total-hdd-space": str(board.hdd),
        "write-sect-since-reboot": "412",
        "write-sect-total": "53218",
        "bad-blocks": "0",
        "architecture-name": board.architecture,
        "board-name": board.model,
        "platform": "MikroTik",
    }


def _clock(router: PracticeRouter, kept: Printed) -> Iterator[Printed]:
    wall = router.clock.wall
    yield {
        **kept,
        "time": f"{wall:%H:%M:%S}",
        "date": date_of(wall, router.version),
        "gmt-offset": "+00:00",
        "dst-active": "false",
    }


def _routerboard(router: PracticeRouter, kept: Printed) -> Iterator[Printed]:
    firmware = str(router.version)
    yield {
        **kept,
        "routerboard": "true",
        "model": router.board.model,
        "serial-number": router.serial,
        "firmware-type": "qca9531L",
        "factory-firmware": "6.44.6",
        "current-firmware": firmware,
        "upgrade-firmware": firmware,
    }


def _package(router: PracticeRouter, _: Printed) -> Iterator[Printed]:
    version = str(router.version)
    for number, name in enumerate(_packages(router), 1):
        yield {".id": f"*{number:X}", "name": name, "version": version, "scheduled": "",
               "disabled": "true" if name in _OFF_ON_6 else "false"}  # fmt: skip


def _packages(router: PracticeRouter) -> tuple[str, ...]:
    """RouterOS 6 comes in parts; 7 in one, from which the driver of older radios was taken out again in 7.13."""
    if router.version.can("routing-tables"):
        return ("routeros", "wireless") if router.version >= _RADIOS_APART else ("routeros",)
    return (f"routeros-{router.board.architecture}", *_PARTS_OF_6)


def _update(router: PracticeRouter, kept: Printed) -> Iterator[Printed]:
    yield {"channel": kept.get("channel", "stable"), "installed-version": str(router.version)}


def _cores(router: PracticeRouter, _: Printed) -> Iterator[Printed]:
    """Every core carries the same."""
    load = router.store.single("/system/resource").state.get("cpu-load", "2")
    for number in range(1 if router.board.architecture == "mipsbe" else 4):
        yield {".id": f"*{number:X}", "cpu": f"cpu{number}", "load": load, "irq": "0", "disk": "0"}


def _snmp(router: PracticeRouter, kept: Printed) -> Iterator[Printed]:
    yield {"enabled": "false", "contact": "", "location": "", "engine-id": "", "trap-target": "", **kept}


def _communities(router: PracticeRouter, _: Printed) -> Iterator[Printed]:
    yield {".id": "*0", "name": "public", "addresses": "::/0" if router.version.can("routing-tables") else "0.0.0.0/0",
           "security": "none", "read-access": "true", "write-access": "false", "authentication-protocol": "MD5",
           "encryption-protocol": "DES", "authentication-password": "", "encryption-password": "",
           "default": "true", "disabled": "false"}  # fmt: skip


def _dns(router: PracticeRouter, kept: Printed) -> Iterator[Printed]:
    """Sizes are numbers of KiB here, which the console writes with their unit."""
    used = _EMPTY_CACHE + len(router.store.rows("/ip/dns/static"))
    yield {**kept, "cache-size": kept["cache-size"].removesuffix("KiB"), "cache-used": str(used)}


def _license(router: PracticeRouter, _: Printed) -> Iterator[Printed]:
    serial = router.serial
    yield {"software-id": f"{serial[:4]}-{serial[4:8]}", "nlevel": "4", "features": ""}


def _used(router: PracticeRouter, _: Printed) -> Iterator[Printed]:
    """The addresses that leases have taken from pools."""
    pools = {row.values.get("name"): row.values.get("address-pool", "") for row in router.store.rows("/ip/dhcp-server")}
    leases = (row.values for row in router.store.rows("/ip/dhcp-server/lease") if row.state.get("status") == "bound")
    for number, lease in enumerate(leases, 1):
        yield {".id": f"*{number:X}", "pool": pools.get(lease.get("server"), ""), "address": lease["address"],
               "owner": "DHCP", "info": lease["mac-address"]}  # fmt: skip


def _all_routes(router: PracticeRouter, _: Printed) -> Iterator[Printed]:
    """What /ip/route has, as the routing process of version 7 sees it."""
    for route in rows(router.store, "/ip/route"):
        origin = next((name for flag, name in _ORIGINS.items() if is_true(route.get(flag))), "Static route")
        part = "active" if is_true(route.get("active")) else "candidate"
        kept = {name: route[name] for name in _OF_THE_PROCESS if name in route}
        yield {".id": route[".id"], "afi": "ip4", "contribution": part, **kept, "belongs-to": origin}


def _vrfs(router: PracticeRouter, _: Printed) -> Iterator[Printed]:
    yield {".id": "*1", "name": "main", "interfaces": "all", "builtin": "true", "disabled": "false"}
    yield from rows(router.store, "/ip/vrf")


def _device_mode(router: PracticeRouter, _: Printed) -> Iterator[Printed]:
    yield router.device_mode.row()


def _safe_mode(router: PracticeRouter, _: Printed) -> Iterator[Printed]:
    yield router.safe_mode.row()


def _connections(router: PracticeRouter, _: Printed) -> Iterator[Printed]:
    yield from router.world.connections()


def _tracking(router: PracticeRouter, kept: Printed) -> Iterator[Printed]:
    count = str(len(router.world.tracking))
    seven = router.version.can("routing-tables")
    totals = {"active-ipv4": "true", "active-ipv6": "true", "total-ip4-entries": count, "total-ip6-entries": "0"}
    entries = {"max-entries": _MOST_CONNECTIONS[router.version.major], "total-entries": count}
    yield {**kept, **entries, **(totals if seven else {})}


def _bridge_hosts(router: PracticeRouter, _: Printed) -> Iterator[Printed]:
    """Who was heard on which bridge port: guests, the laptop, and modems in sockets that are still in a bridge."""
    ports = {
        row.values["interface"]: row.values["bridge"]
        for row in router.store.rows("/interface/bridge/port")
        if row.values.get("disabled") != "true"
    }
    lines = enumerate(router.world.lines.items(), 1)
    heard = [(host.mac, host.port) for host in router.world.hosts]
    heard += [(modem_mac(at), name) for at, (name, line) in lines if line.plugged]
    heard += [(router.board.laptop.mac, router.board.laptop.port)]
    for number, (mac, port) in enumerate(((mac, port) for mac, port in heard if port in ports), 1):
        where = {"on-interface": port, "interface": port, "bridge": ports[port]}
        yield {".id": f"*{number:X}", "mac-address": mac, **where, "dynamic": "true", "local": "false",
               "external": "false", "invalid": "false", "disabled": "false", "age": "1s"}  # fmt: skip


def _arp(router: PracticeRouter, _: Printed) -> Iterator[Printed]:
    """The neighbours that the router knows, and the laptop that its sessions come from."""
    laptop = router.board.laptop
    ports = {row.values["interface"]: row.values["bridge"] for row in router.store.rows("/interface/bridge/port")}
    lent = "dhcp" if router.version.can("routing-tables") else "DHCP"
    leased = {row.values.get("mac-address") for row in router.store.rows("/ip/dhcp-server/lease")}
    for row in rows(router.store, "/ip/arp"):
        yield {**row, lent: "true" if row.get("mac-address") in leased else "false"}
    where = {"address": laptop.address, "mac-address": laptop.mac, "interface": ports.get(laptop.port, laptop.port)}
    yield {".id": "*FFFF", **where, "published": "false", "complete": "true", "invalid": "false", lent: "true",
           "dynamic": "true", "disabled": "false"}  # fmt: skip


_SHOWN: Mapping[str, Callable[[PracticeRouter, Printed], Iterator[Printed]]] = {
    "/ip/arp": _arp,
    "/ip/dns": _dns,
    "/ip/pool/used": _used,
    "/system/license": _license,
    "/system/resource": _resource,
    "/system/clock": _clock,
    "/system/routerboard": _routerboard,
    "/system/package/update": _update,
    "/system/resource/cpu": _cores,
    "/snmp": _snmp,
    "/snmp/community": _communities,
    "/ip/vrf": _vrfs,
    "/system/package": _package,
    "/routing/route": _all_routes,
    "/safe-mode": _safe_mode,
    "/system/device-mode": _device_mode,
    "/system/script/environment": _environment,
    "/ip/firewall/connection": _connections,
    "/ip/firewall/connection/tracking": _tracking,
    "/interface/bridge/host": _bridge_hosts,
}
