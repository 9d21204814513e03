"""What rules refer to by name: interface lists, address lists, bridge ports and the router's own addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from routerboard.language.items import Row, is_true
from routerboard.packetflow.addresses import BROADCAST, AddressSet, Span, mask, number, prefix, span

Menus = Mapping[str, Sequence[Row]]
"""API path -> rows, as printed by a router or kept by the practice store."""

_GROUPS = {
    "all-ethernet": ("ether",),
    "all-ppp": ("pppoe-out", "pptp-out", "l2tp-out", "sstp-out", "ovpn-out", "ppp-out", "pppoe-in", "l2tp-in"),
    "all-vlan": ("vlan",),
    "all-wireless": ("wlan", "wifi"),
}


@dataclass(frozen=True)
class OwnAddress:
    """One enabled address of the router: the address, its network, and the interface it is on."""

    address: int
    network: int
    length: int
    interface: str

    @property
    def broadcast(self) -> int:
        """The last address of the subnet."""
        return self.network | ~mask(self.length) & BROADCAST

    def covers(self, address: int) -> bool:
        """Whether an address is in this subnet."""
        return self.network <= address <= self.broadcast


@dataclass(frozen=True)
class Surroundings:
    """Everything that matchers look up; see `surroundings`."""

    interfaces: frozenset[str] = frozenset()
    interface_lists: Mapping[str, frozenset[str]] = field(default_factory=dict)
    address_lists: Mapping[str, AddressSet] = field(default_factory=dict)
    bridge_of: Mapping[str, str] = field(default_factory=dict)
    own: tuple[OwnAddress, ...] = ()
    local: frozenset[int] = frozenset()
    broadcasts: frozenset[int] = frozenset({BROADCAST})

    def address_on(self, interface: str, towards: int = 0) -> int:
        """Our address on an interface: the one whose subnet holds `towards`, else the first; 0 for none."""
        here = [own for own in self.own if own.interface == interface]
        return next((own.address for own in here if own.covers(towards)), here[0].address if here else 0)


def enabled(rows: Iterable[Row]) -> list[Row]:
    """The rows that are neither disabled nor invalid."""
    return [row for row in rows if not is_true(row.get("disabled")) and not is_true(row.get("invalid"))]


def own_addresses(rows: Iterable[Row], bridge_of: Mapping[str, str]) -> tuple[OwnAddress, ...]:
    """The router's addresses from rows of /ip/address; one on a bridge port works on its bridge."""
    return tuple(_own_address(row, bridge_of) for row in enabled(rows) if row.get("address"))


def _own_address(row: Row, bridge_of: Mapping[str, str]) -> OwnAddress:
    text = row["address"]
    interface = row.get("actual-interface") or row.get("interface", "")
    network, length = prefix(text)
    if length == 32 and row.get("network"):
        network = number(row["network"])
    return OwnAddress(number(text.split("/")[0]), network, length, bridge_of.get(interface, interface))


def bridge_ports(menus: Menus) -> dict[str, str]:
    """Port -> bridge for each enabled bridge port."""
    return {row.get("interface", ""): row.get("bridge", "") for row in enabled(menus.get("/interface/bridge/port", ()))}


def interface_lists(menus: Menus) -> dict[str, frozenset[str]]:
    """List -> members, with `include` and `exclude` followed, and the lists and groups that every router has."""
    rows = {row.get("name", ""): row for row in menus.get("/interface/list", ())}
    direct: dict[str, set[str]] = {}
    for row in enabled(menus.get("/interface/list/member", ())):
        direct.setdefault(row.get("list", ""), set()).add(row.get("interface", ""))
    found = _builtin_lists(menus.get("/interface", ()))
    return found | {name: _members(name, rows, direct, found, ()) for name in {*rows, *direct} - set(found)}


def _builtin_lists(interfaces: Sequence[Row]) -> dict[str, frozenset[str]]:
    dynamic = frozenset(row.get("name", "") for row in interfaces if is_true(row.get("dynamic")))
    every = frozenset(row.get("name", "") for row in interfaces)
    groups = {
        group: frozenset(row.get("name", "") for row in interfaces if row.get("type") in kinds)
        for group, kinds in _GROUPS.items()
    }
    return {"all": every, "none": frozenset(), "dynamic": dynamic, "static": every - dynamic, **groups}


def _members(
    name: str, rows: Mapping[str, Row], direct: Mapping[str, set[str]], builtin: Mapping[str, frozenset[str]],
    seen: tuple[str, ...],
) -> frozenset[str]:  # fmt: skip
    if name in builtin or name in seen:
        return builtin.get(name, frozenset())
    row = rows.get(name, {})

    def union(key: str) -> frozenset[str]:
        names = [part for part in row.get(key, "").split(",") if part]
        return frozenset().union(*(_members(part, rows, direct, builtin, (*seen, name)) for part in names))

    return (frozenset(direct.get(name, ())) | union("include")) - union("exclude")


def address_lists(rows: Iterable[Row]) -> dict[str, AddressSet]:
    """List -> addresses; entries given as DNS names are left out."""
    spans: dict[str, list[Span]] = {}
    for row in enabled(rows):
        spans.setdefault(row.get("list", ""), []).extend(_spans(row.get("address", "")))
    return {name: AddressSet(found) for name, found in spans.items()}


def _spans(text: str) -> tuple[Span, ...]:
    try:
        return (span(text),)
    except ValueError:
        return ()


def surroundings(menus: Menus) -> Surroundings:
    """Collect what the rules of these menus may refer to."""
    ports = bridge_ports(menus)
    own = own_addresses(menus.get("/ip/address", ()), ports)
    lists = interface_lists(menus)
    return Surroundings(
        interfaces=lists["all"],
        interface_lists=lists,
        address_lists=address_lists(menus.get("/ip/firewall/address-list", ())),
        bridge_of=ports,
        own=own,
        local=frozenset(found.address for found in own),
        broadcasts=frozenset({BROADCAST}) | {found.broadcast for found in own if found.length < 31},
    )
