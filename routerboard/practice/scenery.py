"""What a practice board is plugged into: modems with lines behind them, and the guests on its LAN."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from ipaddress import IPv4Address, IPv4Interface
from typing import Any

from routerboard.language.values import parse_duration, parse_rate


class SceneryError(ValueError):
    """A board file's modems or guests make no sense; the message names the key."""


@dataclass(frozen=True)
class Modem:
    """A modem in one socket of the board.

    interface   the Ethernet port it is plugged into; of an LTE modem of the board itself its name
    address     the modem's own address with its mask, which is the gateway of static and DHCP lines
    lease       the address it gives by DHCP, "" where it has no DHCP server; with a mask where that is not its own
    vlan        the tag that the provider wants on this line, 0 for none
    lte         whether it is the board's own LTE modem; it has the address `local`
    user, password   the PPPoE account it accepts, "" where it speaks no PPPoE
    remote, local    gateway and address of the PPPoE or LTE session
    down, up    speed of the line in bit/s
    delay       round trip to the Internet in seconds
    dns         resolvers that DHCP and PPPoE hand out
    plugged, alive   whether the cable is in, and whether the ISP behind it works
    """

    interface: str
    address: str = "192.168.30.1/24"
    lease: str = ""
    user: str = ""
    password: str = ""
    remote: str = "100.64.0.1"
    local: str = "100.64.0.10"
    down: int = 20_000_000
    up: int = 5_000_000
    delay: float = 0.02
    dns: tuple[str, ...] = ()
    plugged: bool = True
    alive: bool = True
    vlan: int = 0
    lte: bool = False

    @property
    def leased(self) -> str:
        """The address that it gives, with its mask; "" where it has no DHCP server."""
        own = self.address.partition("/")[2] or "32"
        return self.lease if "/" in self.lease or not self.lease else f"{self.lease}/{own}"

    @property
    def gateway(self) -> str:
        """The modem's own address without its mask."""
        return self.address.partition("/")[0]


@dataclass(frozen=True)
class Guests:
    """Who is on the LAN: so many hosts on these ports, holding about so many connections; `seed` makes them repeat.

    Besides, they keep so many `standing` connections open on which hardly anything is said. A port may be a VLAN
    interface. Of guests behind a HotSpot the first `logins` log in by themselves; -1: all of them.
    """

    hosts: int = 0
    connections: int = 0
    ports: tuple[str, ...] = ()
    seed: int = 1
    logins: int = -1
    standing: int = 0


@dataclass(frozen=True)
class Scenery:
    """Everything around one board; `capacity` is the bit/s its processor forwards without FastTrack."""

    modems: tuple[Modem, ...] = ()
    guests: Guests = Guests()
    capacity: int = 300_000_000


def read_scenery(data: Mapping[str, Any]) -> Scenery:
    """Read the keys `modems`, `guests` and `capacity` of a board file; SceneryError for what makes no sense.

    Rates are written as `20M`, delays as `18ms`.
    """
    modems = tuple(_modem(entry, at) for at, entry in enumerate(data.get("modems") or ()))
    capacity = _value("down", data.get("capacity", Scenery.capacity), "capacity")
    return Scenery(modems, _guests(data.get("guests") or {}), capacity)


def _modem(entry: Any, at: int) -> Modem:
    where = f"modems[{at}]"
    if not isinstance(entry, Mapping) or not entry.get("interface"):
        raise SceneryError(f"{where}: a modem needs an interface")
    return Modem(**_read(entry, Modem, where))


def _guests(entry: Any) -> Guests:
    if not isinstance(entry, Mapping):
        raise SceneryError("guests: hosts, connections, ports and seed are expected")
    return Guests(**_read(entry, Guests, "guests"))


def _read(entry: Mapping[str, Any], kind: type[Any], where: str) -> dict[str, Any]:
    if unknown := set(entry) - {field.name for field in fields(kind)}:
        raise SceneryError(f"{where}: unknown {', '.join(sorted(unknown))}")
    return {key: _value(key, value, f"{where}.{key}") for key, value in entry.items()}


def _value(key: str, value: Any, where: str) -> Any:
    try:
        return _READERS.get(key, str)(value)
    except (ValueError, TypeError) as error:
        raise SceneryError(f"{where}: {value!r} makes no sense: {error}") from None


def _names(value: Any) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)


def _switch(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false is expected")
    return value


def _host(value: Any) -> str:
    return str(IPv4Address(str(value)))


def _leased(value: Any) -> str:
    return _host_in_network(value) if "/" in str(value) else _host(value)


def _host_in_network(value: Any) -> str:
    return str(IPv4Interface(str(value)))


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "address": _host_in_network,
    "lease": lambda value: _leased(value) if value else "",
    "remote": _host,
    "local": _host,
    "down": lambda value: parse_rate(str(value)),
    "up": lambda value: parse_rate(str(value)),
    "delay": lambda value: parse_duration(str(value)),
    "dns": _names,
    "ports": _names,
    "plugged": _switch,
    "alive": _switch,
    "vlan": int,
    "lte": _switch,
    "hosts": int,
    "connections": int,
    "seed": int,
    "logins": int,
    "standing": int,
}
