"""How the board gets addresses by itself: DHCP clients, PPPoE clients and LTE modems, with what they bring."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from routerboard.language.items import Row
from routerboard.language.leasing import default_routes
from routerboard.language.values import print_duration
from routerboard.language.version import Version
from routerboard.packetflow.addresses import dotted, prefix
from routerboard.practice.floor import Floor, Wanted, WorldRow
from routerboard.practice.lines import Line
from routerboard.practice.links import Links, Note

_LEASE_SECONDS = 86400.0
_ASKING_SECONDS = 1.0
_RETRY_SECONDS = 10.0


class Grant(NamedTuple):
    """What a client got: our address with its mask, the network to show, gateway and resolvers, over which interface.

    `default` are the tables and distances of the default routes that it asks for; `flag` is how v7 marks them.
    """

    interface: str
    address: str
    network: str
    gateway: str
    dns: tuple[str, ...]
    default: tuple[tuple[str, int], ...]
    check: str
    flag: str


@dataclass
class _Attempt:
    """Since when a client asks, and since when it has what it asked for."""

    since: float
    bound: float | None = None
    told: bool = False


class Clients:
    """All DHCP and PPPoE clients and LTE modems of the board. Call `step`, then read `grants` and `sessions`.

    `on_lease(row id, variables)` is told of each DHCP lease that comes or goes, as the client's script would be.
    """

    def __init__(
        self,
        floor: Floor,
        note: Note,
        on_lease: Callable[[str, dict[str, str]], None],
    ) -> None:
        self._floor = floor
        self._note = note
        self._on_lease = on_lease
        self._attempts: dict[tuple[str, str], _Attempt] = {}
        self.grants: tuple[Grant, ...] = ()

    @property
    def sessions(self) -> frozenset[str]:
        """The PPPoE interfaces that are connected."""
        return frozenset(grant.interface for grant in self.grants if grant.flag == "vpn")

    def step(self, links: Links, now: float) -> None:
        """Let every client ask, get or lose what it can at this moment."""
        self.grants = (*self._dhcp(links, now), *self._pppoe(links, now), *self._lte(links, now))
        menus = ("/ip/dhcp-client", "/interface/pppoe-client", "/interface/lte")
        alive = {(menu, row.id) for menu in menus for row in self._floor.enabled(menu)}
        self._attempts = {key: attempt for key, attempt in self._attempts.items() if key in alive}

    def release(self, row_id: str) -> None:
        """Give back what a DHCP client has; it asks anew."""
        for row in self._floor.rows("/ip/dhcp-client"):
            if row.id == row_id and row.state.get("status") == "bound":
                self._lose(row, "searching...")

    def _attempt(self, menu: str, row: WorldRow, now: float) -> _Attempt:
        return self._attempts.setdefault((menu, row.id), _Attempt(now))

    # DHCP

    def _dhcp(self, links: Links, now: float) -> Iterator[Grant]:
        for row in self._floor.rows("/ip/dhcp-client"):
            grant = self._ask_dhcp(row, links, now)
            if grant is not None:
                yield grant

    def _ask_dhcp(self, row: WorldRow, links: Links, now: float) -> Grant | None:
        interface = row.values.get("interface", "")
        if row.values.get("disabled") in ("yes", "true") or interface in links.bridge_of:
            self._lose(row, "stopped", invalid=interface in links.bridge_of)
            return None
        line = links.line(interface)
        if line is None or not line.modem.lease or not links.running(interface):
            self._lose(row, "searching...")
            return None
        attempt = self._attempt("/ip/dhcp-client", row, now)
        if now - attempt.since < _ASKING_SECONDS:
            row.state["status"] = "searching..."
            return None
        if attempt.bound is None:
            attempt.bound = now
            self._note("dhcp,info", f"dhcp-client on {interface} got IP address {_bare(line.modem.leased)}")
        return self._bind(row, interface, line, now - attempt.bound)

    def _bind(self, row: WorldRow, interface: str, line: Line, age: float) -> Grant:
        modem = line.modem
        network, _ = prefix(modem.leased)
        left = _LEASE_SECONDS - age % (_LEASE_SECONDS / 2)
        told = ("status", "address", "gateway")
        was = [row.state.get(name) for name in told]
        row.state.update({
            "status": "bound", "address": modem.leased, "gateway": modem.gateway,
            "dhcp-server": modem.gateway, "expires-after": print_duration(int(left)), "invalid": "false",
            **dict(zip(("primary-dns", "secondary-dns"), modem.dns, strict=False)),
        })  # fmt: skip
        if was != [row.state.get(name) for name in told]:
            self._on_lease(row.id, _variables("1", interface, modem.gateway, _bare(modem.leased)))
        return Grant(
            interface, modem.leased, dotted(network), modem.gateway,
            modem.dns if row.values.get("use-peer-dns", "yes") in ("yes", "true") else (),
            default_routes(row.values), row.values.get("check-gateway", "none"), "dhcp",
        )  # fmt: skip

    def _lose(self, row: WorldRow, status: str, *, invalid: bool = False) -> None:
        had = row.state.get("status") == "bound"
        interface, gateway = row.values.get("interface", ""), row.state.get("gateway", "")
        for name in ("address", "gateway", "dhcp-server", "expires-after", "primary-dns", "secondary-dns"):
            row.state.pop(name, None)
        row.state.update({"status": status, "invalid": "true" if invalid else "false"})
        self._attempts.pop(("/ip/dhcp-client", row.id), None)
        if had:
            self._note("dhcp,info", f"dhcp-client on {interface} lost IP address")
            self._on_lease(row.id, _variables("0", interface, gateway, ""))

    # PPPoE

    def _pppoe(self, links: Links, now: float) -> Iterator[Grant]:
        for row in self._floor.enabled("/interface/pppoe-client"):
            grant = self._dial(row, links, now)
            if grant is not None:
                yield grant

    def _dial(self, row: WorldRow, links: Links, now: float) -> Grant | None:
        below, name = row.values.get("interface", ""), row.values.get("name", "")
        line = links.line(below)
        attempt = self._attempt("/interface/pppoe-client", row, now)
        if (
            line is None
            or not line.modem.user
            or not (line.alive and line.answers)
            or below in links.bridge_of
            or not links.running(below)
        ):
            self._hang_up(attempt, name, now)
            return None
        if now - attempt.since < _ASKING_SECONDS:
            return None
        if (row.values.get("user", ""), row.values.get("password", "")) != (line.modem.user, line.modem.password):
            self._refuse(attempt, name, now)
            return None
        if attempt.bound is None:
            attempt.bound = now
            self._note("pppoe,ppp,info", f"{name}: connected")
        return _session(row, name, line)

    # LTE

    def _lte(self, links: Links, now: float) -> Iterator[Grant]:
        """A modem in its network has the session of its first APN profile."""
        profiles = {row.values.get("name", ""): row for row in self._floor.rows("/interface/lte/apn")}
        for row in self._floor.enabled("/interface/lte"):
            name = row.values.get("name", "")
            line = links.line(name)
            if line is None or not links.running(name):
                self._attempts.pop(("/interface/lte", row.id), None)
            elif now - self._attempt("/interface/lte", row, now).since >= _ASKING_SECONDS:
                profile = profiles.get(row.values.get("apn-profiles", "default").partition(",")[0])
                yield _mobile(profile.values if profile else {}, name, line)

    def _hang_up(self, attempt: _Attempt, name: str, now: float) -> None:
        if attempt.bound is not None:
            self._note("pppoe,ppp,info", f"{name}: terminating... - disconnected")
        attempt.since, attempt.bound = now, None

    def _refuse(self, attempt: _Attempt, name: str, now: float) -> None:
        self._note("pppoe,ppp,error", f"{name}: authentication failed")
        self._note("pppoe,ppp,info", f"{name}: terminating... - user login failed")
        attempt.since, attempt.bound = now + _RETRY_SECONDS, None


def _session(row: WorldRow, name: str, line: Line) -> Grant:
    modem = line.modem
    default = ((("main", int(row.values.get("default-route-distance") or 1)),)
               if row.values.get("add-default-route", "no") in ("yes", "true") else ())  # fmt: skip
    dns = modem.dns if row.values.get("use-peer-dns", "no") in ("yes", "true") else ()
    return Grant(name, f"{modem.local}/32", modem.remote, "", dns, default, "none", "vpn")


def _mobile(profile: Row, name: str, line: Line) -> Grant:
    default = _wanted(profile, "add-default-route", "yes")
    distance = int(profile.get("default-route-distance") or 2)
    dns = line.modem.dns if _wanted(profile, "use-peer-dns", "yes") else ()
    own = line.modem.local
    return Grant(name, f"{own}/32", own, "", dns, (("main", distance),) if default else (), "none", "modem")


def _wanted(row: Row, name: str, usual: str) -> bool:
    return row.get(name, usual) in ("yes", "true")


def _bare(address: str) -> str:
    return address.partition("/")[0]


def _variables(bound: str, interface: str, gateway: str, address: str) -> dict[str, str]:
    return {"bound": bound, "interface": interface, "gateway-address": gateway, "lease-address": address,
            "server-address": gateway}  # fmt: skip


def address_rows(grants: Iterable[Grant]) -> Wanted:
    """The dynamic rows of /ip/address that grants bring."""
    return {
        ("grant", grant.interface): (
            {"address": grant.address, "network": grant.network, "interface": grant.interface},
            {"actual-interface": grant.interface, "invalid": "false"},
        )
        for grant in grants
    }


def route_rows(grants: Iterable[Grant], version: Version) -> Wanted:
    """The dynamic default routes that grants bring, as that version shows them."""
    return {
        ("default", grant.interface, table): _default_row(grant, table, distance, version)
        for grant in grants
        for table, distance in grant.default
    }


def _default_row(grant: Grant, table: str, distance: int, version: Version) -> tuple[dict[str, str], dict[str, str]]:
    values = {"dst-address": "0.0.0.0/0", "gateway": grant.gateway or grant.interface, "distance": str(distance),
              "scope": "30", "target-scope": "10"}  # fmt: skip
    if version.can("routing-tables"):
        checked = {"check-gateway": grant.check} if grant.check != "none" else {}
        return values | {"routing-table": table} | checked, {grant.flag: "true"}
    return values, {"static": "true", "vrf-interface": grant.interface}
