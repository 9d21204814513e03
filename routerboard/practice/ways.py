"""From a packet's journey to the path that it takes through sockets and lines."""

from __future__ import annotations

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
_CACHED = 600.0
"""Seconds after which version 6 empties its route cache."""


class Ways:
    """Finds paths under the rules of the moment."""

    def __init__(self, floor: Floor, links: Links, routing: Routing, hotspots: HotSpots) -> None:
        self._floor = floor
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

    def flush(self, now: float) -> None:
        """Empty version 6's route cache, as it does by itself every ten minutes and whenever routes change."""
        flushes = self._routing.changes + int(now // _CACHED)
        if flushes != self.memory.flushes:
            self.memory.flushes = flushes
            self.disturb()

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

    def lets_in(self, connection: Connection, interface: str) -> bool:
        """Whether the answer to a connection of the router's own gets past its rules, coming by this interface."""
        quiet = Memory(flushes=self.memory.flushes)
        return self._journey(connection.answer(interface), connection, quiet).passed

    def path(self, found: Journey, entered: str, port: str = "") -> Path:
        """What a packet on that journey passes: it came in by `entered`; `port` is the socket it leaves the LAN by."""
        return Path(
            rules=tuple(rule for rule in found.matched if rule[0] != _NAT),
            enters=self._stack(entered),
            leaves=self._stack(found.out_interface, port) if found.passed else (),
            line=self._line_name(found.out_interface),
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
        quiet = Memory(flushes=self.memory.flushes)
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
        under = self._below.get(interface) or self._carrier.get(interface) or self._links.port_of.get(interface)
        if under is not None and under != interface:
            return (interface, *self._stack(under, port))
        bridge = self._links.bridge_of.get(interface)
        if bridge is not None:
            return bridge, interface
        return (interface, port) if self._links.bridge_of.get(port) == interface else (interface,)

    def _arrives(self, found: Journey) -> bool:
        if not found.passed:
            return False
        line = self.line(found.out_interface)
        if line is None:
            return True
        over_ppp = self.over_ppp(found.out_interface)
        source, destination = number(found.source_after_nat), number(found.destination_after_nat)
        return line.reaches(destination, over_ppp) and line.knows(source, over_ppp)

    def line(self, interface: str) -> Line | None:
        """The line behind an interface, None for a LAN."""
        return self._links.line(self._below.get(interface, interface))

    def _line_name(self, interface: str) -> str:
        below = self._below.get(interface, interface)
        return self._links.port_of.get(below, below)

    def over_ppp(self, interface: str) -> bool:
        """Whether packets of this interface travel in a session: PPPoE, or that of an LTE modem."""
        line = self._links.line(interface)
        return interface in self._below or (line is not None and line.modem.lte)
