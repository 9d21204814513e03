"""Typed views of single rows: what a plan and its findings ask of them. Pure; `Survey` gives them by menu."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from routerboard.language.items import Row, is_true, role_of


@dataclass(frozen=True)
class PppoeClient:
    """One row of /interface/pppoe-client; `interface` is the socket that it dials over, `name` its own interface."""

    name: str
    interface: str
    user: str
    running: bool
    disabled: bool
    comment: str = ""

    @classmethod
    def of(cls, row: Row) -> PppoeClient:
        """The view of a row."""
        return cls(
            name=row.get("name", ""),
            interface=row.get("interface", ""),
            user=row.get("user", ""),
            running=is_true(row.get("running")),
            disabled=is_true(row.get("disabled")),
            comment=row.get("comment", ""),
        )


@dataclass(frozen=True)
class RoutingTable:
    """One row of /routing/table, which RouterOS 7 has; `ours` where we made it."""

    name: str
    ours: bool

    @classmethod
    def of(cls, row: Row) -> RoutingTable:
        """The view of a row."""
        return cls(row.get("name", ""), role_of(row) is not None)


@dataclass(frozen=True)
class Rule:
    """One firewall rule of mangle, nat or filter: what it does, to which marks, between which interfaces or lists.

    `row` is all of it, for what only one kind of rule has.
    """

    chain: str
    action: str
    disabled: bool
    dynamic: bool
    comment: str
    connection_mark: str
    new_connection_mark: str
    new_routing_mark: str
    comes_in: str
    goes_out: str
    row: Row

    @classmethod
    def of(cls, row: Row) -> Rule:
        """The view of a row."""
        return cls(
            chain=row.get("chain", ""),
            action=row.get("action", ""),
            disabled=is_true(row.get("disabled")),
            dynamic=is_true(row.get("dynamic")),
            comment=row.get("comment", ""),
            connection_mark=row.get("connection-mark", ""),
            new_connection_mark=row.get("new-connection-mark", ""),
            new_routing_mark=row.get("new-routing-mark", ""),
            comes_in=row.get("in-interface") or row.get("in-interface-list", ""),
            goes_out=row.get("out-interface") or row.get("out-interface-list", ""),
            row=row,
        )

    @property
    def active(self) -> bool:
        """Whether it is in force, and somebody configured it."""
        return not self.disabled and not self.dynamic

    @property
    def ours(self) -> bool:
        """Whether we made it."""
        return role_of(self.row) is not None


@dataclass(frozen=True)
class Hotspot:
    """One server of /ip/hotspot."""

    name: str
    interface: str
    disabled: bool

    @classmethod
    def of(cls, row: Row) -> Hotspot:
        """The view of a row."""
        return cls(row.get("name", ""), row.get("interface", ""), is_true(row.get("disabled")))


@dataclass(frozen=True)
class Service:
    """One row of /ip/service: where it listens; `port` is 0 where the router tells none."""

    name: str
    port: int
    disabled: bool

    @classmethod
    def of(cls, row: Row) -> Service:
        """The view of a row."""
        port = row.get("port", "")
        return cls(row.get("name", ""), int(port) if port.isdecimal() else 0, is_true(row.get("disabled")))


_FORBIDDEN: Mapping[str, frozenset[str]] = {
    "home": frozenset({"scheduler", "fetch", "bandwidth-test", "hotspot", "proxy"}),
    "basic": frozenset({"bandwidth-test", "hotspot", "proxy"}),
}
"""What a mode forbids where the router does not list the feature; source: MikroTik's manual on device-mode."""


@dataclass(frozen=True)
class DeviceMode:
    """The row of /system/device-mode; `mode` is "" where the router has none. `features` are those that it lists."""

    mode: str = ""
    flagged: bool = False
    features: Mapping[str, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, row: Row) -> DeviceMode:
        """The view of a row."""
        listed = {name: is_true(value) for name, value in row.items() if name not in ("mode", "flagged")}
        return cls(row.get("mode", ""), is_true(row.get("flagged")), listed)

    def allows(self, feature: str) -> bool:
        """Whether `scheduler`, `hotspot`, `fetch` … may be used."""
        return self.features.get(feature, feature not in _FORBIDDEN.get(self.mode, ()))
