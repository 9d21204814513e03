"""Connections that stay open with hardly a word: what a house holds in its thousands beside those that talk.

A few of them are opened as any other, through mangle, routes and NAT. The rest are further ones between the same two
ends, which the router treats alike wherever ports do not matter; they cost a microsecond each instead of hundreds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from routerboard.packetflow.addresses import number
from routerboard.packetflow.packet import Packet
from routerboard.practice.guests import Host
from routerboard.practice.scenery import Guests
from routerboard.practice.tracking import Entry, Tracking
from routerboard.practice.traffic import Traffic

_AFTER = 4.0
"""Seconds after the start at which guests begin to come back."""
_PER_SECOND = 20_000
_ALIKE = 20
"""Connections between the same two ends."""
_SPOKEN = 400
"""Of them say something each second."""
_SERVERS = 240
_PORTS = (443, 443, 443, 5223, 5228, 993, 8883)
_FIRST_PORT = 1024


class Standing:
    """Opens them, some thousand a second, until as many stand as were asked for; and lets some say a word."""

    def __init__(self, guests: Guests, traffic: Traffic, tracking: Tracking) -> None:
        self._wanted = guests.standing
        self._traffic = traffic
        self._tracking = tracking
        self._dice = Random(guests.seed + 2)  # noqa: S311
        blocks = ("17.57", "31.13", "34.107", "40.99", "52.96", "74.125", "140.82", "162.159")
        self._servers = [
            number(f"{blocks[at % len(blocks)]}.{at}.{self._dice.randrange(1, 255)}") for at in range(_SERVERS)
        ]
        self._ports = dict.fromkeys(self._servers, _FIRST_PORT)
        self._open: list[Entry] = []
        self._turn = 0

    def step(self, hosts: Sequence[Host], now: float, seconds: float) -> None:
        """Open some more, or let some of those that stand say a word."""
        if not self._wanted or not hosts or now < _AFTER:
            return
        if len(self._open) < self._wanted:
            self._fill(hosts, now, int(_PER_SECOND * seconds))
        for entry in self._speaking(int(_SPOKEN * seconds)):
            self._traffic.murmur(entry, self._dice.randrange(60, 900), self._dice.randrange(60, 4000), now)

    def _fill(self, hosts: Sequence[Host], now: float, most: int) -> None:
        most = min(most, self._wanted - len(self._open))
        while most > 0:
            host, server = self._dice.choice(hosts), self._dice.choice(self._servers)
            packet = Packet(
                host.address, server, "tcp", self._next_port(server), self._dice.choice(_PORTS), host.port
            )  # fmt: skip
            first = self._traffic.open(packet, None, now)
            count = min(_ALIKE, most)
            most -= count
            if first is None or not first.connection.seen_reply:
                continue
            self._open.append(first)
            self._open += [self._alike(first, now) for _ in range(count - 1)]

    def _next_port(self, server: int) -> int:
        self._ports[server] = port = max((self._ports[server] + 1) % 32_000, _FIRST_PORT)
        return port

    def _alike(self, first: Entry, now: float) -> Entry:
        """One more between the same two ends, by another port."""
        known = first.connection
        port = self._next_port(known.original.destination)
        connection = replace(
            known,
            original=known.original._replace(source_port=port),
            reply=known.reply._replace(destination_port=port),
        )
        entry = self._tracking.open(connection, first.connection_ports, now)
        entry.tcp_state = first.tcp_state
        entry.orig_path, entry.repl_path, entry.generation = first.orig_path, first.repl_path, first.generation
        size = int(self._dice.lognormvariate(9, 1.6))
        entry.count(size // 700 + 2, size // 5 + 120, size // 900 + 2, size)
        return entry

    def _speaking(self, count: int) -> Iterator[Entry]:
        """The next ones in turn; those that were forgotten are let go of."""
        for _ in range(min(count, len(self._open))):
            self._turn = (self._turn + 1) % len(self._open)
            entry = self._open[self._turn]
            if self._tracking.entries.get(entry.id) is entry:
                yield entry
            else:
                self._open[self._turn] = self._open[-1]
                self._open.pop()
                if not self._open:
                    return
                self._turn %= len(self._open)
