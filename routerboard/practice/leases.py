"""The board's DHCP servers as their guests see them: who has which address, and the rows that show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from routerboard.language.items import Row
from routerboard.language.values import parse_duration, print_duration
from routerboard.packetflow.addresses import dotted, number, span
from routerboard.practice.floor import Floor, Wanted, WorldRow
from routerboard.practice.guests import Host, settle
from routerboard.practice.lines import Line
from routerboard.practice.links import Links
from routerboard.practice.scenery import Guests

_MENU = "/ip/dhcp-server/lease"


class _Server(NamedTuple):
    """One DHCP server that is on: its name, its LAN, the addresses it gives, and for how many seconds."""

    name: str
    interface: str
    ranges: str
    lasting: float


class Leases:
    """Guests with addresses from the DHCP server of their LAN; they ask anew when it or its pool changes.

    gateway   the router's address on the first server's LAN, 0 for none
    """

    def __init__(self, floor: Floor, guests: Guests, laptop: Host | None) -> None:
        self._floor = floor
        self._laptop = laptop
        self._everyone = settle(guests)
        self._servers: tuple[_Server, ...] = ()
        self._lans: dict[str, str] = {}
        self.hosts: tuple[Host, ...] = ()
        self.gateway = 0

    def step(self, links: Links, now: float) -> None:
        """Give out addresses and show them; guests on ports outside every server's LAN have none."""
        self._servers = tuple(map(self._server, self._floor.enabled("/ip/dhcp-server")))
        self._lans = {host.port: links.bridge_of.get(host.port, host.port) for host in self._known()}
        if self._servers:
            self.gateway = self._address_on(self._servers[0].interface)
        given = {server.interface: self._given(server) for server in reversed(self._servers)}
        places = ((host, given.get(self._lans[host.port], {}).get(host.mac)) for host in self._everyone)
        self.hosts = tuple(replace(host, address=address) for host, address in places if address is not None)
        self._floor.keep(_MENU, self._lease_rows(now))

    def gateway_of(self, host: Host) -> int:
        """The router's address on the LAN of a host, 0 for none."""
        return self._address_on(self._lans.get(host.port, host.port))

    def arp_rows(self, lines: Mapping[str, Line], links: Links) -> Wanted:
        """The neighbours that the router knows: its guests, and the modems it has a link to."""
        guests: Wanted = {
            ("guest", host.mac): _arp(host.address, host.mac, self._lans[host.port]) for host in self.hosts
        }
        modems: Wanted = {
            ("modem", name): _arp(number(lines[port].modem.gateway), modem_mac(list(lines).index(port) + 1), name)
            for name, port in links.port_of.items()
            if _is_neighbour(lines[port]) and name not in links.bridge_of and self._address_on(name)
        }
        return guests | modems

    def _known(self) -> tuple[Host, ...]:
        return (*self._everyone, *((self._laptop,) if self._laptop else ()))

    def _server(self, row: WorldRow) -> _Server:
        pool = row.values.get("address-pool", "")
        pools = (one.values for one in self._floor.rows("/ip/pool"))
        ranges = next((one.get("ranges", "") for one in pools if one.get("name") == pool), "")
        lasting = parse_duration(row.values.get("lease-time") or "10m")
        return _Server(row.values.get("name", ""), row.values.get("interface", ""), ranges, lasting)

    def _given(self, server: _Server) -> dict[str, int]:
        """Who has which address: on the first LAN each guest has a place of its own, wherever the others are."""
        taken = self._laptop.address if self._laptop else 0
        first = server is self._servers[0]
        asking = [host for host in self._everyone if first or self._lans[host.port] == server.interface]
        free = (address for address in _free(server.ranges) if address != taken)
        return dict(zip((host.mac for host in asking), islice(free, len(asking)), strict=False))

    def _address_on(self, interface: str) -> int:
        rows = (row.values for row in self._floor.enabled("/ip/address"))
        text = next((row.get("address", "") for row in rows if row.get("interface") == interface), "")
        return number(text.partition("/")[0]) if text else 0

    def _lease_rows(self, now: float) -> Wanted:
        """The laptop's is with the first server, wherever it is plugged in."""
        if not self._servers:
            return {}
        by_lan = {server.interface: server for server in reversed(self._servers)}
        found = [(host, by_lan[self._lans[host.port]]) for host in self.hosts]
        found += [(self._laptop, self._servers[0])] if self._laptop else []
        leases = {host.mac: _lease(host, server, now) for host, server in found}
        for row in self._floor.rows(_MENU):
            mac = row.values.get("mac-address", "")
            if not row.dynamic and mac in leases and leases[mac][0]["address"] == row.values.get("address"):
                row.state.update(leases.pop(mac)[1])
        return {("lease", mac): lease for mac, lease in leases.items()}


def _lease(host: Host, server: _Server, now: float) -> tuple[Row, Row]:
    age = (now + int(host.mac[-2:], 16)) % (server.lasting / 2)
    address = dotted(host.address)
    known = f"1:{host.mac.lower()}"
    state = {
        "status": "bound", "host-name": host.name, "expires-after": print_duration(int(server.lasting - age)),
        "last-seen": print_duration(int(age)), "active-address": address, "active-mac-address": host.mac,
        "active-client-id": known, "active-server": server.name, "radius": "false", "blocked": "false",
    }  # fmt: skip
    return {"address": address, "mac-address": host.mac, "client-id": known, "server": server.name}, state


def _is_neighbour(line: Line) -> bool:
    return line.plugged and line.answers and not line.modem.lte


def modem_mac(at: int) -> str:
    """The MAC address of the modem with this number, from 1."""
    return f"C0:25:E9:00:00:{at:02X}"


def _arp(address: int, mac: str, interface: str) -> tuple[Row, Row]:
    values = {"address": dotted(address), "mac-address": mac, "interface": interface}
    return values, {"complete": "true", "invalid": "false"}


def _free(ranges: str) -> Iterator[int]:
    """The addresses of a pool, from its end as RouterOS gives them out."""
    for part in reversed([part.strip() for part in ranges.split(",") if part.strip()]):
        first, last = span(part)
        yield from range(last, first - 1, -1)
