"""The world around one practice board: links, lines, clients, routes, guests and traffic, moved on by `tick`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import inf

from routerboard.language.version import Version
from routerboard.packetflow import Packet
from routerboard.packetflow.addresses import number
from routerboard.packetflow.rules import Gap
from routerboard.practice.clients import Clients
from routerboard.practice.counters import Counters, monitored
from routerboard.practice.floor import Floor, WorldStore
from routerboard.practice.guests import ROUTER, Crowd, Host, Opening
from routerboard.practice.hotspot import HotSpots
from routerboard.practice.leases import Leases
from routerboard.practice.lines import Line, lines_of
from routerboard.practice.links import Links
from routerboard.practice.listed import Listed
from routerboard.practice.probes import Probes
from routerboard.practice.routing import Routing
from routerboard.practice.scenery import Scenery
from routerboard.practice.standing import Standing
from routerboard.practice.tracking import Entry, Talk, Tracking, printed
from routerboard.practice.traffic import Traffic
from routerboard.practice.ways import Ways

_STEP, _COARSE = 0.25, 1.0
"""Seconds moved at once: finely where time runs, so that counters do not jump, coarsely where much is made up."""
_LONGEST = 120.0
_LOG_ROWS = 1000
_RESOLVED_UPSTREAM = 0.3
_PING = 84
_SESSION_PORT = 50000
_SESSION_PACE = (24e3, 4e3)
API_PORT = 8728
"""Where the laptop's session with the router ends."""


class World:
    """Everything around one board.

    clock      the board's own date and time as its version prints it, for log rows and link times
    laptop     the technician's computer, from which an API session comes; None for nobody
    on_lease   told (row id of the DHCP client, its script's variables) when a lease comes or goes
    hotspot_allowed   whether device-mode lets a HotSpot run
    """

    def __init__(
        self,
        store: WorldStore,
        scenery: Scenery,
        version: Version,
        *,
        clock: Callable[[], str],
        laptop: Host | None = None,
        on_lease: Callable[[str, dict[str, str]], None] = lambda row_id, variables: None,
        hotspot_allowed: Callable[[], bool] = lambda: True,
    ) -> None:
        self.version = version
        self.now = 0.0
        self._clock = clock
        self._scenery = scenery
        self._floor = floor = Floor(store)
        self.lines: dict[str, Line] = lines_of(scenery.modems)
        self.tracking = Tracking(version)
        self.counters = Counters(floor)
        self._laptop = laptop
        cabled = {*scenery.guests.ports, *([laptop.port] if laptop else [])}
        self._links = Links(floor, self.lines, cabled, self.note)
        self._clients = Clients(floor, self.note, on_lease)
        self._probes = self._new_probes()
        self._routing = Routing(floor, version, self._probes)
        self._leases = Leases(floor, scenery.guests, laptop)
        self._crowd = Crowd(scenery.guests)
        self.hotspots = HotSpots(floor, scenery.guests.logins, hotspot_allowed)
        self._ways = Ways(floor, self._links, self._routing, self.hotspots)
        self._listed = Listed(floor)
        self._traffic = Traffic(self._ways, self.tracking, self.counters, self._listed, scenery.guests.seed)
        self._standing = Standing(scenery.guests, self._traffic, self.tracking)
        self._questions = 0.0
        self._load = 0.0
        self._session: Entry | None = None
        self._settle(0.0)

    def _new_probes(self) -> Probes:
        return Probes(self._probe)

    # Time

    def tick(self, now: float) -> None:
        """Move the world on to `now`, in seconds since boot, step by step; at most two minutes are made up."""
        self.now = max(self.now, now - _LONGEST)
        step = _STEP if now - self.now < _COARSE else _COARSE
        while now - self.now >= step:
            self.now += step
            self._step(step)
        self.counters.show()
        self._show_load()

    def _step(self, seconds: float) -> None:
        self.counters.begin(seconds)
        self._settle(self.now)
        known = self._probes.state
        self._probes.step(self.now)
        if self._probes.state != known:
            self._settle(self.now)
        for opening in self._crowd.openings(self._leases.hosts, self._traffic.live, self.now, seconds):
            self._open(opening)
        self._standing.step(self._leases.hosts, self.now, seconds)
        self._keep_session()
        self._traffic.step(self.now, seconds)
        self._listed.step(self.now)
        self._weigh(seconds)

    def settle(self) -> None:
        """Let what follows from the configuration follow at once: links, addresses, routes, flags. No time passes."""
        self._settle(self.now)

    def _settle(self, now: float) -> None:
        """Bring links, clients, routes and leases into agreement with the configuration and the lines."""
        addresses = self._addresses()
        lost = self._links.look(self._clients.sessions, self._clock())
        self._clients.step(self._links, now)
        lost += self._links.look(self._clients.sessions, self._clock())
        self._ways.look()
        self._leases.step(self._links, now)
        self._step_hotspots(now)
        if self._routing.step(self._links, self._clients.grants):
            self._floor.keep("/ip/arp", self._leases.arp_rows(self.lines, self._links))
            self._show_resolvers()
            self._forget_masqueraded(addresses, lost)
            self._ways.memory.listed.clear()
        self._ways.flush(now)

    def _step_hotspots(self, now: float) -> None:
        everyone = (*self._leases.hosts, *((self._laptop,) if self._laptop else ()))
        self.hotspots.step(everyone, self._links, self._routing.ruleset.around.local, now)
        if self.hotspots.changed:
            self._ways.disturb()

    def _addresses(self) -> set[tuple[str, int]]:
        return {(own.interface, own.address) for own in self._routing.ruleset.around.own}

    def _forget_masqueraded(self, before: set[tuple[str, int]], lost: Sequence[str]) -> None:
        """A line that went down, or lost its address, takes its translated connections with it."""
        gone = {address for interface, address in before - self._addresses()}
        gone |= {address for interface, address in before if interface in lost}
        if gone:
            self._purge(gone)

    def _purge(self, addresses: set[int]) -> None:
        """Forget the translated connections whose answers are expected at these addresses."""
        self.tracking.purge(lambda entry: entry.connection.srcnat and entry.connection.reply.destination in addresses)

    def _show_resolvers(self) -> None:
        found = [server for grant in self._clients.grants for server in grant.dns]
        for row in self._floor.rows("/ip/dns"):
            row.state["dynamic-servers"] = ",".join(dict.fromkeys(found))

    # Traffic of guests and of the router itself

    def _open(self, opening: Opening) -> None:
        towards_us = opening.destination == ROUTER
        destination = self._leases.gateway_of(opening.host) if towards_us else opening.destination
        packet = Packet(
            opening.host.address, destination, opening.protocol, opening.source_port, opening.port, opening.host.port
        )
        self._traffic.open(packet, opening.talk, self.now)
        if towards_us:
            self._resolve_name()

    def _keep_session(self) -> None:
        """The laptop holds a session with the API as long as it has a way to the router."""
        if self._laptop is None or (self._session is not None and self._session.id in self.tracking.entries):
            return
        address, port = self._leases.gateway, self._laptop.port
        talk = Talk(inf, inf, *_SESSION_PACE, inf)
        packet = Packet(self._laptop.address, address, "tcp", _SESSION_PORT + int(self.now), API_PORT, port)
        self._session = self._traffic.open(packet, talk, self.now) if address else None

    def _resolve_name(self) -> None:
        """Of the names that guests ask for, the router asks some upstream."""
        self._questions += _RESOLVED_UPSTREAM
        servers = self._resolvers()
        if self._questions >= 1.0 and servers:
            self._questions -= 1.0
            port = 30000 + int(self.now * 7) % 20000
            self._traffic.exchange(Packet(0, number(servers[0]), "udp", port, 53), 70, 190, self.now)

    def _resolvers(self) -> list[str]:
        rows = self._floor.rows("/ip/dns")
        texts = (row.values.get("servers", "") + "," + row.state.get("dynamic-servers", "") for row in rows)
        return [part.strip() for text in texts for part in text.split(",") if part.strip().count(".") == 3]

    def _probe(self, gateway: str, interface: str) -> bool:
        """One check of a gateway, sent by the interface through which the route found it."""
        towards = number(gateway)
        source = self._routing.ruleset.around.address_on(interface, towards)
        line = self._ways.line(interface)
        if line is None or not self._links.running(interface):
            return False
        self._traffic.exchange(Packet(source, towards, "icmp"), _PING, _PING, self.now)
        over_ppp = self._ways.over_ppp(interface)
        return line.reaches(towards, over_ppp) and line.knows(source, over_ppp)

    def ping(self, address: str, *, interface: str = "", source: str = "") -> float | None:
        """Round trip of one ping by the router in seconds, None where no reply comes."""
        destination = number(address)
        if destination in self._routing.ruleset.around.local:
            return 0.0001
        if destination in {host.address for host in self._leases.hosts}:
            return 0.0006
        found = self._ways.send(Packet(number(source) if source else 0, destination, "icmp"))
        out = interface or found.out_interface
        line = self._ways.line(out)
        if line is None or not (interface or self._ways.path(found, "").arrives):
            return None
        return line.delay(destination) if line.reaches(destination, self._ways.over_ppp(out)) else None

    def ask(self, address: str) -> Callable[[], float | None]:
        """Begin a ping by the router; what is returned tells its round trip once the reply is there."""
        trip = self.ping(address)
        return lambda: trip

    def patience(self, timeout: float) -> float:
        """How many of the board's seconds a reply is waited for where a row says so many."""
        return timeout

    def release(self, client: str) -> None:
        """Let the DHCP client of this id give its lease back; it asks anew at once."""
        self._clients.release(client)
        self.settle()

    # What can go wrong with a line

    def unplug(self, interface: str) -> None:
        """Pull the cable of the modem on that port."""
        self.lines[interface].plugged = False
        self._ways.disturb()

    def isp_dead(self, interface: str) -> None:
        """Let the modem on that port answer as ever, with no Internet behind it."""
        self.lines[interface].alive = False
        self._ways.disturb()

    def modem_dead(self, interface: str) -> None:
        """Let the modem on that port hang: the cable has its signal, and nobody answers."""
        self.lines[interface].answers = False
        self._ways.disturb()

    def restore(self, interface: str) -> None:
        """Plug the cable in again and bring modem and Internet back."""
        line = self.lines[interface]
        line.plugged = line.answers = line.alive = True
        self._ways.disturb()

    def silence(self, *hosts: str) -> None:
        """Let these hosts on the Internet answer nobody any more, and all others again."""
        for line in self.lines.values():
            line.silent = {number(host) for host in hosts}
        self._ways.disturb()

    def renumber(self, interface: str, address: str, lease: str) -> None:
        """Let the modem on that port take another address, with its mask, and give another lease."""
        line = self.lines[interface]
        line.become(replace(line.modem, address=address, lease=lease))
        self._ways.disturb()

    # What the router shows

    def note(self, topics: str, message: str) -> None:
        """Write a row into the log."""
        self._floor.append("/log", {"time": self._clock(), "topics": topics, "message": message}, _LOG_ROWS)

    def connections(self) -> list[dict[str, str]]:
        """The rows of /ip/firewall/connection with their ids, made when asked for."""
        return [{".id": entry.id, **printed(entry, self.now, self.version)} for entry in self.tracking]

    def send(self, packet: Packet, talk: Talk | None = None) -> Entry | None:
        """The first packet of a new connection, as a guest or a stranger sends it, and its answer; None where it ends.

        Who sends it need not be known to the board; `in_interface` says where it comes in, `talk` what is said then.
        """
        return self._traffic.open(packet, talk, self.now)

    def log_in(self, address: str, user: str, password: str) -> None:
        """A guest logs in at the HotSpot; TrapError where it is refused."""
        self.hotspots.log_in(number(address), user, password, self.now)
        self.settle()

    def forget_connections(self, ids: Sequence[str]) -> list[str]:
        """Remove connections by id; returns the ids that were not there."""
        return self._traffic.forget(ids)

    @property
    def unmodelled(self) -> tuple[Gap, ...]:
        """Firewall and routing rules that the world cannot judge, and which therefore match nothing."""
        return self._routing.ruleset.unmodelled

    @property
    def hosts(self) -> tuple[Host, ...]:
        """The guests that have an address now."""
        return self._leases.hosts

    def monitor(self, interface: str) -> dict[str, str]:
        """What /interface/monitor-traffic says of an interface for the last second."""
        return monitored(self.counters.port(interface))

    @property
    def cpu_load(self) -> int:
        """The processor's load in percent."""
        return round(2 + 97 * self._load)

    def _weigh(self, seconds: float) -> None:
        """Follow the processor's load: each fasttracked byte costs it a fourth of any other."""
        counters = self.counters
        bits = (counters.slow_bytes + counters.fast_bytes / 4) * 8 / seconds
        self._load += (min(bits / self._scenery.capacity, 1.0) - self._load) / 2

    def _show_load(self) -> None:
        for row in self._floor.rows("/system/resource"):
            row.state["cpu-load"] = str(self.cpu_load)
