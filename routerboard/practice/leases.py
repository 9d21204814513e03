"""The board's DHCP server as its guests see it: who has which address, and the rows that show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from routerboard.language.items import Row
from routerboard.language.values import parse_duration, print_duration
from routerboard.packetflow.addresses import dotted, number, span
from routerboard.practice.floor import Floor, Wanted, WorldRow
from routerboard.practice.guests import Host, settle
from routerboard.practice.lines import Line
from routerboard.practice.links import Links
from routerboard.practice.scenery import Guests


class Leases:
    """Guests with addresses from the first DHCP server that is on; they ask anew when it or its pool changes."""

    def __init__(self, floor: Floor, guests: Guests, laptop: Host | None) -> None:
        self._floor = floor
        self._guests = guests
        self._laptop = laptop
        self._settled: tuple[str, str, str] | None = None
        self._everyone: tuple[Host, ...] = ()
        self.hosts: tuple[Host, ...] = ()
        self.gateway = 0

    def step(self, links: Links, now: float) -> None:
        """Give out addresses and show them; guests on ports outside the server's LAN have none."""
        server = next(iter(self._floor.enabled("/ip/dhcp-server")), None)
        if server is None:
            self.hosts, self._settled = (), None
            self._floor.keep("/ip/dhcp-server/lease", {})
            return
        self._settle(server)
        interface = server.values.get("interface", "")
        self.hosts = tuple(host for host in self._everyone if links.bridge_of.get(host.port, host.port) == interface)
        self._floor.keep("/ip/dhcp-server/lease", self._lease_rows(server, now))

    def arp_rows(self, lines: Mapping[str, Line], links: Links) -> Wanted:
        """The neighbours that the router knows: its guests, and the modems it has a link to."""
        guests: Wanted = {("guest", host.mac): _arp(host.address, host.mac, self._lan()) for host in self.hosts}
        modems: Wanted = {
            ("modem", name): _arp(number(lines[port].modem.gateway), modem_mac(list(lines).index(port) + 1), name)
            for name, port in links.port_of.items()
            if _is_neighbour(lines[port]) and name not in links.bridge_of and self._address_on(name)
        }
        return guests | modems

    def _lan(self) -> str:
        return self._settled[1] if self._settled else ""

    def _settle(self, server: WorldRow) -> None:
        pool, interface = server.values.get("address-pool", ""), server.values.get("interface", "")
        ranges = next((row.values.get("ranges", "") for row in self._floor.rows("/ip/pool")
                       if row.values.get("name") == pool), "")  # fmt: skip
        self.gateway = self._address_on(interface)
        if (pool, interface, ranges) != self._settled:
            self._settled = pool, interface, ranges
            taken = self._laptop.address if self._laptop else 0
            free = (address for address in _free(ranges) if address != taken)
            self._everyone = settle(self._guests, tuple(islice(free, self._guests.hosts)))

    def _address_on(self, interface: str) -> int:
        rows = (row.values for row in self._floor.enabled("/ip/address"))
        text = next((row.get("address", "") for row in rows if row.get("interface") == interface), "")
        return number(text.partition("/")[0]) if text else 0

    def _lease_rows(self, server: WorldRow, now: float) -> Wanted:
        lasting = parse_duration(server.values.get("lease-time") or "10m")
        name = server.values.get("name", "")
        everyone = (*self.hosts, *((self._laptop,) if self._laptop else ()))
        return {("lease", host.mac): _lease(host, name, lasting, now) for host in everyone}


def _lease(host: Host, server: str, lasting: float, now: float) -> tuple[Row, Row]:
    age = (now + int(host.mac[-2:], 16)) % (lasting / 2)
    address = dotted(host.address)
    state = {
        "status": "bound", "host-name": host.name, "expires-after": print_duration(int(lasting - age)),
        "last-seen": print_duration(int(age)), "active-address": address, "active-mac-address": host.mac,
        "active-server": server,
    }  # fmt: skip
    return {"address": address, "mac-address": host.mac, "server": server}, state


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
