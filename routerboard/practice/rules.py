"""What a router checks beyond single values: missing arguments, names taken, rows that would be there twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import Protocol

from routerboard.language.items import Row
from routerboard.language.menus import Menu, Property
from routerboard.language.version import Version
from routerboard.packetflow.addresses import dotted, prefix
from routerboard.practice.clock import read_date, read_days, read_time
from routerboard.practice.errors import TrapError, failure, invalid_value
from routerboard.practice.interfaces import INTERFACES, TYPES
from routerboard.practice.kinds import network

REMOVABLE = frozenset({
    "/file", "/ip/arp", "/ip/dhcp-server/lease", "/ip/firewall/address-list", "/ip/hotspot/active",
    "/system/script/job",
})  # fmt: skip
"""Menus whose dynamic rows a user may remove."""

_SCHEDULER = "/system/scheduler"
_ROUTES_TO_NOWHERE = Version.parse("7.22")
"""From where on a route is taken without a gateway; it is never active."""
_FIRST_NAMES: Mapping[str, str] = {
    "/interface/bridge": "bridge",
    "/interface/pppoe-client": "pppoe-out",
    "/interface/vlan": "vlan",
    "/interface/wireguard": "wireguard",
    "/ip/dhcp-server": "dhcp",
    "/ip/hotspot": "hotspot",
    "/ip/hotspot/profile": "hsprof",
    "/ip/hotspot/user/profile": "uprof",
    "/ip/pool": "pool",
    "/queue/simple": "queue",
    "/routing/table": "table",
    "/system/script": "script",
    "/system/scheduler": "schedule",
    "/user/group": "group",
}
_TAKEN: Mapping[str, str] = {
    **dict.fromkeys(TYPES, "already have interface with such name"),
    INTERFACES: "already have interface with such name",
    "/interface/list": "already have such list",
    "/ip/dhcp-server": "dhcp server with such name already exists",
    "/ip/pool": "pool with such name exists",
    "/routing/table": "already have such table",
    "/user": "user with the same name already exists",
    "/user/group": "group with the same name already exists",
}
_ONCE: Mapping[str, tuple[tuple[str, ...], str]] = {
    "/interface/bridge/port": (("interface",), "device already added as bridge port"),
    "/interface/list/member": (("list", "interface"), "already have such entry"),
    "/ip/address": (("address", "interface", "network"), "already have such address"),
    "/ip/dhcp-client": (("interface",), "dhcp-client on that interface already exists"),
    "/ip/dhcp-server": (("interface", "relay"), "there already is a dhcp server on this interface"),
    "/ip/firewall/address-list": (("list", "address"), "already have such entry"),
    "/ip/hotspot": (("interface",), "there already is a hotspot on this interface"),
}
_NOUNS: Mapping[str, str] = {
    "/ip/address": "address",
    "/ip/dhcp-server/lease": "lease",
    "/ip/route": "route",
}
_NO_OUTGOING = ("input", "prerouting", "dstnat")
_NO_INCOMING = ("output", "postrouting", "srcnat")
_WITH_PORTS = ("tcp", "udp", "udp-lite", "dccp", "sctp")
_MARK_ACTIONS = {
    "mark-connection": "new-connection-mark", "mark-packet": "new-packet-mark", "mark-routing": "new-routing-mark",
}  # fmt: skip


_SAID: Mapping[str, str] = {
    "/interface/pppoe-client": "no interfaces provided",
    "/ip/ipsec/policy": "Peer not set!",
    "/certificate": "At least one field specifying certificate name must be set!",
}
"""What routers say of an add that lacks what it needs, where they do not name the arguments."""
_ORDER: Mapping[str, tuple[str, ...]] = {
    "/interface/bridge/host": ("mac-address", "interface", "bridge"),
    "/interface/bridge/port": ("interface", "bridge"),
    "/interface/list/member": ("list", "interface"),
    "/interface/vlan": ("vlan-id", "interface"),
    "/ip/vrf": ("name", "interfaces"),
    "/user": ("name", "group", "password"),
}
"""In which order routers name them."""
_ONE_OF: Mapping[str, tuple[tuple[str, ...], str]] = {
    "/ip/dhcp-server/lease": (
        ("mac-address", "client-id", "agent-remote-id", "agent-circuit-id"),
        "mac-address or client-id or agent-remote-id or agent-circuit-id must be present",
    ),
    "/ip/dns/static": (("name", "regexp"), "name or regexp required"),
    "/user/group": (("name",), "invalid group name"),
    "/ip/hotspot/ip-binding": (("address", "mac-address"), "address or mac-address is required"),
}
"""Of these arguments one is needed."""


class Kept(Protocol):
    """One row of a menu."""

    id: str
    values: dict[str, str]


class Shelf(Protocol):
    """The part of the store that is looked at."""

    @property
    def version(self) -> Version:
        """The release."""
        ...

    def rows(self, path: str) -> Sequence[Kept]:
        """The rows of a menu."""
        ...


def complete(menu: Menu, values: Row, version: Version) -> None:
    """TrapError where a new row lacks what it needs."""
    missing = [one.name for one in menu.properties.values() if one.required and not _given(menu.path, one.name, values)]
    if missing and menu.path in _SAID:
        raise failure(_SAID[menu.path])
    if missing:
        order = _ORDER.get(menu.path, ())
        missing.sort(key=lambda name: order.index(name) if name in order else len(order))
        raise TrapError(f"missing value(s) of argument(s) {' '.join(missing)}")
    names, said = _ONE_OF.get(menu.path, ((), ""))
    if names and version.major >= 7 and not any(values.get(name) for name in names):
        raise failure(said)
    if menu.path == "/user/active":
        raise TrapError("error - contact MikroTik support and send a supout file (3)")
    if menu.path == "/ip/route" and version < _ROUTES_TO_NOWHERE:
        _complete_route(values, version)


def _given(path: str, name: str, values: Row) -> bool:
    """Whether an argument is there; an empty password is one."""
    return name in values if (path, name) == ("/user", "password") else bool(values.get(name))


def _complete_route(values: Row, version: Version) -> None:
    sink = values.get("type", "unicast") != "unicast" or values.get("blackhole", "no") in ("", "yes", "true")
    if not values.get("gateway") and not sink:
        raise TrapError("missing value(s) of argument(s) gateway" if version.major >= 7 else "failure: no gateway")


def with_name(shelf: Shelf, path: str, menu: Menu, values: dict[str, str]) -> dict[str, str]:
    """The values with the first free name, where a router would make one up."""
    if values.get("name") or "name" not in menu.properties or path not in _FIRST_NAMES:
        return values
    taken = {row.values.get("name") for row in shelf.rows(path)}
    first = _FIRST_NAMES[path]
    return {"name": next(name for number in count(1) if (name := f"{first}{number}") not in taken), **values}


def spelled(path: str, one: Property, value: str) -> str:
    """A value as this menu shows it."""
    if path == "/ip/route" and one.name == "dst-address":
        return network(one.name, value)
    if path == "/ip/firewall/address-list" and one.name == "address":
        return value.removesuffix("/32")
    if path == _SCHEDULER and one.name == "start-time":
        return _start_time(value)
    return value


def _start_time(text: str) -> str:
    try:
        return text if text == "startup" else f"{datetime.min + read_time(text):%H:%M:%S}"
    except ValueError:
        raise invalid_value("start-time") from None


def check(shelf: Shelf, path: str, values: Row, own: Kept | None) -> None:
    """TrapError where a row with these values may not be; `own` is the row that is being changed, None for a new."""
    others = [row.values for row in shelf.rows(path) if row is not own]
    _check_name(shelf, path, values, own)
    if path in _ONCE:
        names, reason = _ONCE[path]
        key = [_told(values, name) for name in names]
        if any([_told(other, name) for name in names] == key for other in others):
            raise failure(reason)
    for look in _CHECKS.get(path, ()):
        look(values)
    if path == _SCHEDULER:
        _check_start(shelf.version, values, {} if own is None else own.values)


def _told(values: Row, name: str) -> str:
    """A property's value; the network of an address where none is told, which one towards a neighbour differs by."""
    if name == "network" and not values.get(name) and values.get("address"):
        return dotted(prefix(values["address"])[0])
    return values.get(name, "")


def _check_name(shelf: Shelf, path: str, values: Row, own: Kept | None) -> None:
    name = values.get("name")
    if not name or path in ("/system/identity", "/ip/dns/static", "/ip/service", "/tool/netwatch"):
        return
    family = INTERFACES if path in TYPES else path
    mine = None if own is None else own.id
    if any(row.values.get("name") == name and row.id != mine for row in shelf.rows(family)):
        raise failure(_TAKEN.get(path, "item with such name already exists"))


def _check_start(version: Version, values: Row, before: Row) -> None:
    """Dates are read in the version's own spelling alone; what an older version has left is let be."""
    readers = {"start-date": lambda text: read_date(text, version), "days": read_days}
    for name, reader in readers.items():
        if name in values and values[name] != before.get(name):
            try:
                reader(values[name])
            except ValueError:
                raise invalid_value(name) from None


def _directions(values: Row) -> None:
    chain = values.get("chain", "")
    outgoing = any(values.get(name) for name in ("out-interface", "out-interface-list"))
    incoming = any(values.get(name) for name in ("in-interface", "in-interface-list"))
    if outgoing and chain in _NO_OUTGOING:
        raise failure("outgoing interface matching not possible in input and prerouting chains")
    if incoming and chain in _NO_INCOMING:
        raise failure("incoming interface matching not possible in output and postrouting chains")


def _marks(values: Row) -> None:
    action = values.get("action", "accept")
    if action in _MARK_ACTIONS and not values.get(_MARK_ACTIONS[action]):
        raise TrapError(f"failure: {_MARK_ACTIONS[action]} must be set")
    if action == "mark-routing" and values.get("chain") in ("input", "forward", "postrouting"):
        raise failure("mark-routing action is possible only in prerouting and output chains")


def _translation(values: Row) -> None:
    action, chain = values.get("action", "accept"), values.get("chain")
    if action in ("masquerade", "src-nat") and chain == "dstnat":
        raise failure(f"{action} action must be in srcnat chain")
    if action in ("dst-nat", "redirect") and chain == "srcnat":
        raise failure(f"{action} action must be in dstnat chain")


def _ports(values: Row) -> None:
    named = any(values.get(name) for name in ("port", "src-port", "dst-port"))
    if named and values.get("protocol", "").removeprefix("!") not in _WITH_PORTS:
        raise failure("ports can be specified if proto is tcp or udp")


_CHECKS: Mapping[str, tuple[Callable[[Row], None], ...]] = {
    "/ip/firewall/filter": (_directions, _ports),
    "/ip/firewall/mangle": (_directions, _ports, _marks),
    "/ip/firewall/nat": (_directions, _ports, _translation),
    "/ip/firewall/raw": (_directions, _ports),
}


def noun(path: str) -> str:
    """What a row of this menu is called in refusals."""
    return _NOUNS.get(path, "")


def first_id(path: str, version: Version) -> int:
    """The number of the first row's id."""
    if path == "/ip/route":
        return 0x80000001 if version.major >= 7 else 0x30000001
    return 1
