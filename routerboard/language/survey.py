"""A picture of one router: the rows of the menus that matter, and typed views of them. Pure; `link` fills it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from routerboard.language import ledger
from routerboard.language.items import Row, is_true, table_of
from routerboard.language.version import Version
from routerboard.language.views import DeviceMode, Hotspot, PppoeClient, RoutingTable, Rule, Service


@dataclass(frozen=True)
class Interface:
    """One row of /interface: `kind` is RouterOS's type (ether, bridge, pppoe-out…), `bridge` whose port it is."""

    name: str
    kind: str
    running: bool
    disabled: bool
    bridge: str = ""
    mac: str = ""
    comment: str = ""
    default_name: str = ""


@dataclass(frozen=True)
class Address:
    """One row of /ip/address; `address` is `192.168.88.1/24`."""

    address: str
    interface: str
    dynamic: bool
    disabled: bool


@dataclass(frozen=True)
class DhcpClient:
    """One row of /ip/dhcp-client; `address` (with mask) and `gateway` are empty until `status` is `bound`."""

    interface: str
    status: str
    address: str
    gateway: str
    add_default_route: str
    disabled: bool


@dataclass(frozen=True)
class Route:
    """One row of /ip/route of either major version; `table` is `main` where no mark or table is named."""

    dst: str
    gateway: str
    table: str
    distance: int
    active: bool
    dynamic: bool
    disabled: bool
    comment: str = ""


@dataclass(frozen=True)
class Survey:
    """One router at one moment.

    menus       API path -> rows in the router's order, values as text; a path that the router lacks is absent
    refused     API path -> the router's words, for menus that could not be read
    user        who we are; `policies` what our group may do (`read`, `write`, `policy`, `test`, …)
    via_interface, client_address   the interface our session came in by, and our own address; "" where unknown
    clock       the router's own date and time, as it printed them
    requests    what this survey cost, in API requests
    """

    version: Version
    identity: str = ""
    board: str = ""
    architecture: str = ""
    user: str = ""
    policies: frozenset[str] = frozenset()
    via_interface: str = ""
    client_address: str = ""
    clock: str = ""
    menus: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    requests: int = 0

    def rows(self, menu: str) -> tuple[Row, ...]:
        """The rows of one menu, () where the router has none or lacks the menu."""
        return self.menus.get(menu, ())

    @property
    def hardware(self) -> str:
        """What tells this router from others: its serial number, else its lowest MAC; "" where it shows neither."""
        serials = (row.get("serial-number", "") for row in self.rows("/system/routerboard"))
        macs = sorted(one.mac for one in self.interfaces if one.kind == "ether" and one.mac)
        return next(filter(None, serials), "") or next(iter(macs), "")

    @cached_property
    def interfaces(self) -> tuple[Interface, ...]:
        """Every interface, with the bridge it is a port of; a port that is disabled is none."""
        ports = {
            row.get("interface", ""): row.get("bridge", "")
            for row in self.rows("/interface/bridge/port")
            if not is_true(row.get("disabled"))
        }
        return tuple(
            Interface(
                name=row.get("name", ""),
                kind=row.get("type", ""),
                running=is_true(row.get("running")),
                disabled=is_true(row.get("disabled")),
                bridge=ports.get(row.get("name", ""), ""),
                mac=row.get("mac-address", ""),
                comment=row.get("comment", ""),
                default_name=row.get("default-name", ""),
            )
            for row in self.rows("/interface")
        )

    @property
    def addresses(self) -> tuple[Address, ...]:
        """Every IPv4 address of the router itself."""
        return tuple(
            Address(
                address=row.get("address", ""),
                interface=row.get("actual-interface") or row.get("interface", ""),
                dynamic=is_true(row.get("dynamic")),
                disabled=is_true(row.get("disabled")),
            )
            for row in self.rows("/ip/address")
        )

    @property
    def dhcp_clients(self) -> tuple[DhcpClient, ...]:
        """Every DHCP client."""
        return tuple(
            DhcpClient(
                interface=row.get("interface", ""),
                status=row.get("status", ""),
                address=row.get("address", ""),
                gateway=row.get("gateway", ""),
                add_default_route=row.get("add-default-route", "yes"),
                disabled=is_true(row.get("disabled")),
            )
            for row in self.rows("/ip/dhcp-client")
        )

    @property
    def routes(self) -> tuple[Route, ...]:
        """Every IPv4 route, of v6 (`routing-mark`) or v7 (`routing-table`)."""
        return tuple(
            Route(
                dst=row.get("dst-address", ""),
                gateway=row.get("gateway", ""),
                table=table_of(row),
                distance=int(row.get("distance") or 0),
                active=is_true(row.get("active")),
                dynamic=is_true(row.get("dynamic")),
                disabled=is_true(row.get("disabled")),
                comment=row.get("comment", ""),
            )
            for row in self.rows("/ip/route")
        )

    @property
    def lists(self) -> Mapping[str, frozenset[str]]:
        """Interface list name -> its members."""
        members: dict[str, set[str]] = {row.get("name", ""): set() for row in self.rows("/interface/list")}
        for row in self.rows("/interface/list/member"):
            if not is_true(row.get("disabled")):
                members.setdefault(row.get("list", ""), set()).add(row.get("interface", ""))
        return {name: frozenset(found) for name, found in members.items()}

    @property
    def pppoe_clients(self) -> tuple[PppoeClient, ...]:
        """Every PPPoE client."""
        return tuple(map(PppoeClient.of, self.rows("/interface/pppoe-client")))

    @property
    def tables(self) -> tuple[RoutingTable, ...]:
        """Every routing table; () in version 6, whose tables are made by naming them."""
        return tuple(map(RoutingTable.of, self.rows("/routing/table")))

    @property
    def mangle(self) -> tuple[Rule, ...]:
        """The rules that mark, in the router's order."""
        return tuple(map(Rule.of, self.rows("/ip/firewall/mangle")))

    @property
    def nat(self) -> tuple[Rule, ...]:
        """The rules that translate."""
        return tuple(map(Rule.of, self.rows("/ip/firewall/nat")))

    @property
    def filter(self) -> tuple[Rule, ...]:
        """The rules that let pass or drop."""
        return tuple(map(Rule.of, self.rows("/ip/firewall/filter")))

    @property
    def fasttrack(self) -> tuple[Rule, ...]:
        """The rules by which FastTrack is on, () where it is off; its dummy rules alone are no proof."""
        return tuple(rule for rule in self.filter if rule.active and rule.action == "fasttrack-connection")

    @property
    def hotspots(self) -> tuple[Hotspot, ...]:
        """Every HotSpot server."""
        return tuple(map(Hotspot.of, self.rows("/ip/hotspot")))

    @property
    def services(self) -> tuple[Service, ...]:
        """What the router listens to: api, api-ssl, winbox, …"""
        return tuple(map(Service.of, self.rows("/ip/service")))

    @property
    def device_mode(self) -> DeviceMode:
        """What the device-mode forbids; one that forbids nothing where the router has none."""
        return DeviceMode.of(next(iter(self.rows("/system/device-mode")), {}))

    @property
    def site_script(self) -> Row | None:
        """The script that tells from which site this router was built; None where it has none."""
        return next((row for row in self.rows(ledger.MENU) if row.get("name") == ledger.NAME), None)

    def interface(self, name: str) -> Interface | None:
        """The interface of that name, None where the router has none."""
        return next((found for found in self.interfaces if found.name == name), None)
