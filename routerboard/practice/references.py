"""Names that rows use for other rows: whether they exist, and what becomes of them when a row is renamed or goes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from ipaddress import AddressValueError, IPv4Address
from typing import Protocol

from routerboard.language.menus import Property
from routerboard.language.version import Version
from routerboard.practice.errors import invalid_value, no_such_value
from routerboard.practice.interfaces import INTERFACES, shared
from routerboard.practice.schema import menu_of, referred

_SPECIAL = {
    "/interface": ("all-ethernet", "all-ppp", "all-vlan", "all-wireless", "dynamic"),
    "/interface/list": ("all", "none", "dynamic", "static"),
    "/routing/table": ("main",),
    "/ip/pool": ("static-only", "none"),
    "/ip/hotspot/profile": ("default",),
    "/ip/hotspot/user/profile": ("default",),
    "/ppp/profile": ("default", "default-encryption"),
}
_FIREWALL_ONLY = ("all-ethernet", "all-ppp", "all-vlan", "all-wireless", "dynamic")


class Named(Protocol):
    """A row that may have a name."""

    id: str
    values: dict[str, str]


class Shelves(Protocol):
    """The part of the store that names are looked up in."""

    @property
    def version(self) -> Version:
        """The release."""
        ...

    def rows(self, path: str) -> Sequence[Named]:
        """The rows of a menu."""
        ...

    def paths(self) -> Sequence[str]:
        """The menus that have rows."""
        ...


def check(store: Shelves, path: str, one: Property, value: str) -> None:
    """TrapError where the value names something that is not there."""
    target = referred(path, one, store.version)
    if not target:
        return
    text = value.removeprefix("!")
    known = _names(store, target)
    if one.kind == "gateway":
        _check_gateway(store, one.name, text, known)
    elif text not in known and not _special(path, target, text):
        raise no_such_value(one.name)


def _special(path: str, target: str, text: str) -> bool:
    if text in _FIREWALL_ONLY and target == "/interface":
        return path.startswith("/ip/firewall/")
    return text in _SPECIAL.get(target, ())


def _names(store: Shelves, target: str) -> set[str]:
    return {row.values.get("name", "") for row in store.rows(target)}


def _check_gateway(store: Shelves, name: str, text: str, interfaces: set[str]) -> None:
    several = text.split(",")
    if len(several) > 1 and store.version.can("routing-tables"):
        raise invalid_value(name)
    for part in several:
        host, percent, interface = _hop(store, part, interfaces)
        if percent and (interface not in interfaces or not _is_address(host)):
            raise no_such_value(name)
        if not percent and host not in interfaces and not _is_address(host):
            raise invalid_value(name) if re.match(r"[\d.]+$", host) else no_such_value(name)


def _hop(store: Shelves, part: str, interfaces: set[str]) -> tuple[str, str, str]:
    """Host, `%` and interface of one gateway, the `@table` of v7 looked up and left out."""
    if part in interfaces:
        return part, "", ""
    rest, at, table = part.partition("@") if store.version.can("routing-tables") else (part, "", "")
    if at and table not in _names(store, "/routing/table") | {"main"}:
        raise no_such_value("gateway")
    return rest.partition("%")


def _is_address(text: str) -> bool:
    try:
        IPv4Address(text)
    except AddressValueError:
        return False
    return True


def rename(store: Shelves, target: str, old: str, new: str) -> Iterator[tuple[str, Named]]:
    """Let every row that names `old` name `new` instead; yields menu and row of each."""
    targets = shared() if target == INTERFACES else {target}
    for path in store.paths():
        menu = menu_of(path, store.version)
        if menu is None:
            continue
        using = [one for one in menu.properties.values() if referred(path, one, store.version) in targets]
        for row in store.rows(path) if using else ():
            named = [one for one in using if one.name in row.values]
            changed = {one.name: _renamed(one, row.values[one.name], old, new) for one in named}
            if any(row.values[name] != value for name, value in changed.items()):
                row.values.update(changed)
                yield path, row


def _renamed(one: Property, value: str, old: str, new: str) -> str:
    if one.kind != "gateway":
        return {old: new, f"!{old}": f"!{new}"}.get(value, value)
    parts = []
    for part in value.split(","):
        host, percent, interface = part.partition("%")
        parts.append(new if part == old else f"{host}%{new}" if percent and interface == old else part)
    return ",".join(parts)
