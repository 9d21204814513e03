"""The guests of a practice board: who they are, and which connections they open. Seeded, so every run repeats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from routerboard.packetflow.addresses import number
from routerboard.practice.scenery import Guests
from routerboard.practice.tracking import Talk

ROUTER = 0
"""As a destination: the guest's own gateway."""

_NAMES = (
    "reception", "Galaxy-S8", "iPhone", "office-pc", "Pixel-6", "lobby-tv", "HP-LaserJet", "MacBook-Air", "Redmi-9",
    "iPad", "till", "camera-door", "laptop-hp", "OPPO-A54",
)  # fmt: skip
_SERVER_BLOCKS = ("104.16", "142.250", "151.101", "157.240", "172.217", "185.60", "198.51", "203.0", "23.45", "52.84")


@dataclass(frozen=True)
class Host:
    """One device on the LAN: its name, MAC address, the port it is plugged into, and its address, 0 for none yet."""

    name: str
    mac: str
    port: str
    address: int


class Kind(NamedTuple):
    """A kind of connection: share of all new ones, where to, and what it says.

    down, up    median bytes towards the guest and from it
    pace        bit/s it could make of an empty line, down and up
    patience    seconds until it stops, `linger` idle seconds before it is closed
    """

    share: float
    protocol: str
    port: int
    down: float
    up: float
    pace: tuple[float, float]
    patience: float
    linger: float


KINDS: tuple[Kind, ...] = (
    Kind(0.34, "tcp", 443, 350e3, 12e3, (8e6, 1e6), 40, 25),
    Kind(0.10, "udp", 443, 45e6, 600e3, (3.2e6, 60e3), 120, 0),
    Kind(0.03, "tcp", 443, 60e6, 300e3, (30e6, 600e3), 60, 5),
    Kind(0.04, "tcp", 443, 60e3, 5e6, (400e3, 6e6), 45, 10),
    Kind(0.28, "udp", 53, 190, 70, (1e6, 1e6), 2, 0),
    Kind(0.06, "tcp", 80, 40e3, 2e3, (5e6, 500e3), 15, 5),
    Kind(0.04, "udp", 123, 76, 76, (1e6, 1e6), 3, 0),
    Kind(0.11, "tcp", 5228, 6e3, 4e3, (60e3, 60e3), 20, 900),
)
"""What a house full of guests does: pages, video, a few downloads and uploads, names, time, and idle push channels."""


class Opening(NamedTuple):
    """A connection that a host wants to open; `destination` may be `ROUTER`."""

    host: Host
    protocol: str
    source_port: int
    destination: int
    port: int
    talk: Talk


def settle(guests: Guests) -> tuple[Host, ...]:
    """Give each guest a name, a MAC address and a port; an address it gets from a DHCP server."""
    dice = Random(guests.seed)  # noqa: S311
    ports = guests.ports or ("",)
    return tuple(_host(at, ports[at % len(ports)], dice) for at in range(guests.hosts))


def _host(at: int, port: str, dice: Random) -> Host:
    name = _NAMES[at % len(_NAMES)] + (f"-{at // len(_NAMES) + 1}" if at >= len(_NAMES) else "")
    mac = ":".join(f"{part:02X}" for part in (0x5C, 0xE9, 0x1E, *(dice.randrange(256) for _ in range(3))))
    return Host(name, mac, port, 0)


class Crowd:
    """The guests' will: about how many connections they hold, and which they open next."""

    def __init__(self, guests: Guests) -> None:
        self._guests = guests
        self._dice = Random(guests.seed + 1)  # noqa: S311
        self._servers = [self._server() for _ in range(220)]
        self._shares = [kind.share for kind in KINDS]
        self._owed = 0.0

    def _server(self) -> int:
        block = self._dice.choice(_SERVER_BLOCKS)
        return number(f"{block}.{self._dice.randrange(1, 255)}.{self._dice.randrange(1, 255)}")

    def openings(self, hosts: Sequence[Host], live: int, now: float, seconds: float) -> list[Opening]:
        """What is opened in the next seconds, given how many guests' connections live now."""
        wanted = self._guests.connections
        missing = max(wanted - live, 0) / 8
        self._owed += (missing + wanted / 150) * seconds * self._dice.uniform(0.6, 1.4)
        count, self._owed = int(self._owed), self._owed % 1
        return [self._opening(self._dice.choice(hosts), now) for _ in range(count)] if hosts else []

    def _opening(self, host: Host, now: float) -> Opening:
        dice = self._dice
        kind = dice.choices(KINDS, self._shares)[0]
        size = dice.lognormvariate(0, 0.8)
        talk = Talk(
            kind.down * size, kind.up * size, *kind.pace, now + kind.patience * dice.uniform(0.5, 1.5), kind.linger
        )
        destination = ROUTER if kind.port == 53 else dice.choice(self._servers)
        return Opening(host, kind.protocol, dice.randrange(32768, 61000), destination, kind.port, talk)
