"""The world of a board whose packets are real: routes, checks, connections and counters come from the kernel."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Sequence
from math import inf
from typing import Any

from routerboard.language.items import Row, is_true
from routerboard.packetflow.addresses import dotted
from routerboard.practice.guests import ROUTER, Host, Opening
from routerboard.practice.kernel.errors import NotEmulatedError
from routerboard.practice.kernel.ground import Ground
from routerboard.practice.kernel.guests import Call
from routerboard.practice.kernel.namespace import CommandError
from routerboard.practice.kernel.numbering import device
from routerboard.practice.kernel.packets import MORE, READ, own_address
from routerboard.practice.kernel.pings import Pings
from routerboard.practice.probes import Probes
from routerboard.practice.tracking import Entry, printed
from routerboard.practice.world import World

_PPPOE = "/interface/pppoe-client"
_VLAN = "/interface/vlan"
_COUNT_EVERY = 1.0
FRESH = 0.02
"""Seconds for which what was read of the tracked connections is not read again."""


class RealProbes(Probes):
    """Checks of gateways by real pings: a reply counts whenever it comes before the check is judged."""

    def __init__(self, pings: Pings, patience: float) -> None:
        super().__init__(lambda gateway, interface: False)
        self._pings = pings
        self._patience = patience
        self._under_way: dict[tuple[str, str], int] = {}

    def step(self, now: float) -> list[tuple[str, str]]:
        """Take the replies, judge what was waited for long enough, send what is due."""
        self._pings.collect()
        for key, watch in self._watched.items():
            sent = self._under_way.get(key)
            if sent in self._pings.answered:
                watch.misses, watch.judged = 0, None
        return super().step(now)

    def _probe(self, key: tuple[str, str], now: float) -> None:
        if key in self._under_way:
            self._pings.settle(self._under_way[key])
        super()._probe(key, now)
        gateway, interface = key
        self._watched[key].judged = now + self._patience
        self._under_way[key] = self._pings.send(gateway, device(interface))


class KernelWorld(World):
    """Everything around one board, with the kernel's own packets in it. `ground` outlives the board's restarts."""

    def __init__(self, *given: Any, ground: Ground, **named: Any) -> None:
        self._ground = ground
        self._loaded: Hashable = None
        self._counted = 0.0
        self._seen: list[dict[str, str]] = []
        self._seen_at = -inf
        self._aims: dict[str, str] = {}
        self._sessions: dict[str, str] = {}
        self._logged_in: list[str] = []
        ground.packets.forget(lambda _: True)
        super().__init__(*given, **named)

    def _new_probes(self) -> Probes:
        return RealProbes(self._ground.pings, self._ground.patience)

    # What follows from the configuration

    def _settle(self, now: float) -> None:
        super()._settle(now)
        wanted = (
            self._routing.generation,
            *(tuple(row.values.items()) for menu in MORE for row in self._floor.rows(menu)),
        )
        if wanted != self._loaded and not self._ground.held:
            self._loaded = wanted
            self._load_kernel()
        inside = [row.state for row in self._floor.rows("/ip/hotspot/host") if _let_through(row.state)]
        if (logged_in := [state["address"] for state in inside]) != self._logged_in:
            self._logged_in = logged_in
            self._ground.packets.log_in(logged_in)
        if self.hosts:
            self._settle_lans()

    def _settle_lans(self) -> None:
        """Each LAN's guests in its own place; the laptop is on the first."""
        hosts: dict[str, list[Host]] = {"": [self._laptop] if self._laptop else []}
        for host in self.hosts:
            hosts.setdefault(self._lan(host), []).append(host)
        for name, found in hosts.items():
            gateway = dotted(self._leases.gateway_of(found[0]) if name else self._leases.gateway)
            if name:
                self._ground.neighbourhood.further_lan(name, *self._reached(name, found[0].port))
            self._ground.settle_lan([f"{dotted(host.address)}/24" for host in found], gateway, name)

    def _lan(self, host: Host) -> str:
        """What a host's LAN is called here: by its bridge, VLAN or socket; "" for the first."""
        bridge_of, first = self._links.bridge_of, self._ground.lan_port
        found = bridge_of.get(host.port, host.port)
        return "" if found == bridge_of.get(first, first) else found

    def _reached(self, lan: str, port: str) -> tuple[str, int]:
        """The socket and the tag by which a further LAN is reached: that of its guests, or the VLAN's."""
        vlans = (row.values for row in self._floor.enabled(_VLAN))
        vlan = next((one for one in vlans if one.get("name") == lan), None)
        if vlan is None:
            return port, 0
        below = vlan.get("interface", "")
        bridged = self._links.bridge_of.get(self._ground.lan_port) == below
        return self._ground.lan_port if bridged else below, int(vlan.get("vlan-id", "1"))

    def _dial(self) -> None:
        below = {row.values.get("name", ""): row.values.get("interface", "") for row in self._floor.rows(_PPPOE)}
        sockets = self._links.port_of
        wanted = {name: sockets[below[name]] for name in sorted(self._clients.sessions) if name in below}
        near = self._ground.neighbourhood
        self._ground.packets.dialled(wanted, lambda name, socket: near.modems[socket].dial(near.router, name))
        self._sessions = {socket: name for name, socket in wanted.items()}

    def _load_kernel(self) -> None:
        self._dial()
        menus = {menu: self._floor.printed(menu) for menu in READ}
        try:
            self._ground.packets.load(menus, self._routing.ruleset)
        except (NotEmulatedError, CommandError) as unknown:
            self._ground.refused.append(str(unknown))
            self.note("system,error,critical", f"kernel: {unknown}; packets go as before")
        for name, modem in self._ground.neighbourhood.modems.items():
            address = own_address(self._routing.ruleset, self._sessions.get(name) or self._interface(name))
            if self._aims.get(name) != address:
                self._aims[name] = address
                modem.aim(address)

    def _interface(self, socket: str) -> str:
        """The interface by which a socket's line is reached: itself, or its VLAN."""
        return next((name for name, port in self._links.port_of.items() if port == socket), socket)

    def _purge(self, addresses: set[int]) -> None:
        for address in addresses:
            self._ground.packets.replies_to(address)

    # Time

    def _step(self, seconds: float) -> None:
        self._settle(self.now)
        self._probes.step(self.now)
        self._settle(self.now)
        for opening in self._crowd.openings(self._leases.hosts, self._ground.guests.live, self.now, seconds):
            self._open(opening)
        self._ground.guests.step()
        self._count()

    def _open(self, opening: Opening) -> None:
        source, guests = dotted(opening.host.address), self._ground.guests
        gateway = self._leases.gateway_of(opening.host)
        destination = dotted(gateway if opening.destination == ROUTER else opening.destination)
        lan = self._ground.neighbourhood.lan_of(self._lan(opening.host))
        if opening.protocol == "tcp":
            guests.open(Call(source, 0, destination, opening.port), opening.talk.down_left, lan)
        else:
            guests.ask(source, destination, opening.port, lan)

    def _count(self) -> None:
        """Now and then read what the kernel has counted."""
        now = time.monotonic()
        if now - self._counted < _COUNT_EVERY:
            return
        self.counters.begin(now - self._counted if self._counted else _COUNT_EVERY)
        self._counted = now
        self.counters.take(self._ground.packets.counters(), self._by_name())

    def _by_name(self) -> dict[str, tuple[int, int, int, int]]:
        found = self._ground.packets.interfaces()
        names = (row.values.get("name", "") for row in self._floor.rows("/interface"))
        return {name: found[device(name)] for name in names if device(name) in found}

    # What the router asks and shows

    def ping(self, address: str, *, interface: str = "", source: str = "") -> float | None:
        """Round trip of one real ping in seconds, None where no reply comes soon."""
        return self._ground.pings.ping(address, device(interface) if interface else "", source)

    def ask(self, address: str) -> Callable[[], float | None]:
        """Send a real ping; what is returned tells its round trip once the reply is there."""
        pings = self._ground.pings
        sent = pings.send(address)
        return lambda: pings.trip(sent)

    def patience(self, timeout: float) -> float:
        """No shorter than a check of a gateway waits: where the board's time runs fast, packets do not."""
        return max(timeout, self._ground.patience)

    def connections(self) -> list[dict[str, str]]:
        """The rows of /ip/firewall/connection as the kernel tracks them, read again after some milliseconds only: a
        script that asks for one line after the other sees one moment.
        """
        if time.monotonic() - self._seen_at > FRESH:
            self._seen, self._seen_at = self._tracked(), time.monotonic()
        return self._seen

    def _tracked(self) -> list[dict[str, str]]:
        rows = []
        for row_id, one in self._ground.packets.connections().items():
            entry = Entry(0, one.connection(self._ground.packets.numbers), ("", ""), self.now + one.timeout)
            entry.count(one.packets[0], one.bytes[0], one.packets[1], one.bytes[1])
            entry.tcp_state = one.state.lower().replace("_", "-")
            rows.append({".id": row_id, **printed(entry, self.now, self.version)})
        return rows

    def forget_connections(self, ids: Sequence[str]) -> list[str]:
        """Remove connections by id; returns the ids that were not there."""
        self._seen = [row for row in self._seen if row[".id"] not in ids]
        return [one for one in ids if not self._ground.packets.remove(one)]

    # What can go wrong with a line

    def unplug(self, interface: str) -> None:
        """Pull the cable of the modem on that port."""
        self._ground.neighbourhood.modems[interface].pull_cable()
        super().unplug(interface)

    def isp_dead(self, interface: str) -> None:
        """Let the modem on that port answer as ever, with no Internet behind it."""
        self._ground.neighbourhood.modems[interface].lose_isp()
        super().isp_dead(interface)

    def modem_dead(self, interface: str) -> None:
        """Let the modem on that port answer nothing, though its link stays."""
        self._ground.neighbourhood.modems[interface].die()
        super().modem_dead(interface)

    def restore(self, interface: str) -> None:
        """Bring the modem, its cable and the Internet behind it back."""
        self._ground.neighbourhood.modems[interface].heal()
        super().restore(interface)

    def silence(self, *hosts: str) -> None:
        """Let these hosts on the Internet answer nobody any more, and all others again."""
        self._ground.neighbourhood.silence(hosts)
        super().silence(*hosts)

    def renumber(self, interface: str, address: str, lease: str) -> None:
        """Let the modem on that port take another address, with its mask, and give another lease."""
        super().renumber(interface, address, lease)
        modem = self._ground.neighbourhood.modems[interface]
        modem.become(self.lines[interface].modem)
        modem.aim(self._aims.get(interface, ""))


def _let_through(host: Row) -> bool:
    """Whether a HotSpot lets this host pass."""
    return is_true(host.get("authorized")) or is_true(host.get("bypassed"))
