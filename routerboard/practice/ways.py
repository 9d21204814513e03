"""From a packet's journey to the path that it takes through sockets and lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from routerboard.packetflow import Connection, Journey, Memory, Packet, journey
from routerboard.packetflow.addresses import number
from routerboard.practice.floor import Floor
from routerboard.practice.hotspot import HotSpots
from routerboard.practice.lines import Line
from routerboard.practice.links import Links
from routerboard.practice.routing import Routing
from routerboard.practice.tracking import Entry, Path

_NAT = "/ip/firewall/nat"


class Ways:
    """Finds paths under the rules of the moment."""

    def __init__(
        self, floor: Floor, lines: Mapping[str, Line], links: Links, routing: Routing,
        hotspots: HotSpots,
    ) -> None:  # fmt: skip
        self._floor = floor
        self._lines = lines
        self._links = links
        self._routing = routing
        self._hotspots = hotspots
        self._below: dict[str, str] = {}
        self._carrier: dict[str, str] = {}
        self._disturbances = 0
        self.memory = Memory()

    @property
    def generation(self) -> int:
        """Higher whenever paths found before may be wrong now."""
        return self._routing.generation + self._disturbances

    def disturb(self) -> None:
        """Something outside the router changed: paths have to be found anew."""
        self._disturbances += 1

    def look(self) -> None:
        """Read on which Ethernet each PPPoE interface runs, and on which interface each VLAN."""
        rows = self._floor.rows("/interface/pppoe-client")
        self._below = {row.values.get("name", ""): row.values.get("interface", "") for row in rows}
        vlans = self._floor.rows("/interface/vlan")
        self._carrier = {row.values.get("name", ""): row.values.get("interface", "") for row in vlans}

    def send(self, packet: Packet, connection: Connection | None = None) -> Journey:
        """Let one packet through the router."""
        return self._journey(packet, connection, self.memory)

    def _journey(self, packet: Packet, connection: Connection | None, memory: Memory) -> Journey:
        entered = self._links.bridge_of.get(packet.in_interface, packet.in_interface)
        seen = self._hotspots.seen(packet, connection, entered)
        return journey(self._routing.ruleset, replace(packet, hotspot=seen) if seen else packet, connection, memory)

    def path(self, found: Journey, entered: str, port: str = "") -> Path:
        """What a packet on that journey passes: it came in by `entered`; `port` is the socket it leaves the LAN by."""
        return Path(
            rules=tuple(rule for rule in found.matched if rule[0] != _NAT),
            enters=self._stack(entered),
            leaves=self._stack(found.out_interface, port) if found.passed else (),
            line=self._below.get(found.out_interface, found.out_interface),
            fast=found.fasttracked,
            arrives=self._arrives(found),
        )

    def refresh(self, entry: Entry) -> None:
        """Find both paths of an established connection anew, with the marks that rules give its next packets."""
        if entry.generation == self.generation:
            return
        entry.generation = self.generation
        self._refresh_once(entry)
        if entry.connection.fasttrack and not entry.orig_path.fast:
            self._refresh_once(entry)

    def _refresh_once(self, entry: Entry) -> None:
        opener, answerer = entry.connection_ports
        quiet = Memory()
        there = self._journey(entry.connection.request(opener), entry.connection, quiet)
        entry.connection = there.connection or entry.connection
        entry.orig_path = self.path(there, opener)
        back = self._journey(entry.connection.answer(answerer), entry.connection, quiet)
        entry.connection = back.connection or entry.connection
        entry.repl_path = self.path(back, answerer, opener)

    def _stack(self, interface: str, port: str = "") -> tuple[str, ...]:
        """Every interface that counts a packet at this one: a bridge with its port, a PPPoE with its Ethernet."""
        if not interface:
            return ()
        under = self._below.get(interface) or self._carrier.get(interface)
        if under is not None:
            return interface, under
        bridge = self._links.bridge_of.get(interface)
        if bridge is not None:
            return bridge, interface
        return (interface, port) if self._links.bridge_of.get(port) == interface else (interface,)

    def _arrives(self, found: Journey) -> bool:
        if not found.passed:
            return False
        line = self._lines.get(self._below.get(found.out_interface, found.out_interface))
        if line is None:
            return True
        over_ppp = found.out_interface in self._below
        source, destination = number(found.source_after_nat), number(found.destination_after_nat)
        return line.reaches(destination, over_ppp) and line.knows(source, over_ppp)

    def line(self, interface: str) -> Line | None:
        """The line behind an interface, None for a LAN."""
        return self._lines.get(self._below.get(interface, interface))

    def over_ppp(self, interface: str) -> bool:
        """Whether packets of this interface travel in a PPPoE session."""
        return interface in self._below
