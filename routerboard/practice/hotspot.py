"""The board's HotSpots: who is behind one, who is logged in, and the rules that a router makes of that by itself.

The dynamic rules are those of MikroTik's manual (Customizing HotSpot): before the log-in all web requests end at the
board's own page, name queries always do, and the rest is rejected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import inf

from routerboard.language.items import Row
from routerboard.language.values import print_duration
from routerboard.packetflow import Connection, Packet
from routerboard.packetflow.addresses import dotted, span
from routerboard.practice.errors import failure
from routerboard.practice.floor import Floor, Wanted, WorldRow
from routerboard.practice.guests import Host
from routerboard.practice.hotspot_rules import filter_rules, nat_rules
from routerboard.practice.links import Links

_SERVERS, _HOSTS, _ACTIVE = "/ip/hotspot", "/ip/hotspot/host", "/ip/hotspot/active"
_NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Login:
    """Who has logged in, as which user, and when in seconds since boot."""

    user: str
    since: float


class HotSpots:
    """All HotSpot servers of one board.

    allowed   whether device-mode lets a HotSpot run
    willing   how many guests log in by themselves as soon as they can, the first ones of them
    changed   whether since the last look somebody has logged in or out
    """

    def __init__(self, floor: Floor, willing: int, allowed: Callable[[], bool]) -> None:
        self._floor = floor
        self._willing = willing
        self._allowed = allowed
        self._servers: dict[str, str] = {}
        self._behind: dict[int, tuple[Host, str]] = {}
        self._logins: dict[str, _Login] = {}
        self._asked: set[str] = set()
        self._bound: dict[str, str] = {}
        self._local: frozenset[int] = frozenset()
        self.changed = False

    def step(self, everyone: Sequence[Host], links: Links, local: frozenset[int], now: float) -> None:
        """Bring servers, hosts, log-ins and rules into agreement with the configuration."""
        before = (self._servers, dict(self._logins), self._bound)
        self._local = local
        self._servers = dict(self._running()) if self._allowed() else {}
        found = ((host, self._servers.get(links.bridge_of.get(host.port, host.port), "")) for host in everyone)
        self._behind = {host.address: (host, server) for host, server in found if server}
        self._bound = {host.mac: self._binding(host) for host, _ in self._behind.values()}
        self._log_out()
        self._log_in_the_willing(everyone, now)
        self._show(now)
        self.changed = before != (self._servers, self._logins, self._bound)

    def _running(self) -> Iterator[tuple[str, str]]:
        interfaces = {row.values.get("name") for row in self._floor.enabled("/interface")}
        for row in self._floor.enabled(_SERVERS):
            interface = row.values.get("interface", "")
            row.state["invalid"] = "false" if interface in interfaces else "true"
            if interface in interfaces:
                row.state["proxy-status"] = "running"
                yield interface, row.values.get("name", "")

    def _binding(self, host: Host) -> str:
        """What /ip/hotspot/ip-binding says of a host: bypassed, blocked, or regular."""
        for row in self._floor.enabled("/ip/hotspot/ip-binding"):
            address, mac = row.values.get("address", ""), row.values.get("mac-address", "")
            here = not address or _holds(address, host.address)
            if (address or mac) and here and (not mac or mac.upper() == host.mac):
                return row.values.get("type", "regular")
        return "regular"

    # Logging in and out

    def _log_in_the_willing(self, everyone: Sequence[Host], now: float) -> None:
        willing = everyone if self._willing < 0 else everyone[: self._willing]
        for host in willing:
            if host.address in self._behind and host.mac not in self._asked:
                self._asked.add(host.mac)
                user = self._free_user(host)
                if user is not None and self._bound[host.mac] == "regular":
                    self._logins[host.mac] = _Login(user.values.get("name", ""), now)

    def _free_user(self, host: Host) -> WorldRow | None:
        """The first account with room for this guest."""
        return next((row for row in self._floor.enabled("/ip/hotspot/user") if self._room(row, host)), None)

    def _room(self, user: WorldRow, host: Host) -> bool:
        mac = user.values.get("mac-address", host.mac).upper()
        taken = sum(one.user == user.values.get("name") for one in self._logins.values())
        return mac == host.mac and taken < self._shared(user.values.get("profile") or "default")

    def _shared(self, profile: str) -> float:
        rows = self._floor.rows("/ip/hotspot/user/profile")
        text = next((row.values.get("shared-users", "1") for row in rows if row.values.get("name") == profile), "1")
        return int(text) if text.isdigit() else inf

    def _log_out(self) -> None:
        """Those whom somebody removed from the active ones, and those who are gone or bound now."""
        removed = self._floor.missing(_ACTIVE)
        here = {host.mac for host, _ in self._behind.values() if self._bound[host.mac] == "regular"}
        self._logins = {mac: one for mac, one in self._logins.items() if mac in here and mac not in removed}
        self._asked &= here

    def log_in(self, address: int, user: str, password: str, now: float) -> None:
        """A guest logs in on the page; TrapError where the board refuses."""
        host, _ = self._behind.get(address, (None, ""))
        if host is None:
            raise failure(f"unknown host IP {dotted(address)}")
        rows = (row for row in self._floor.enabled("/ip/hotspot/user") if row.values.get("name") == user)
        account = next(rows, None)
        if account is None or account.values.get("password", "") != password:
            raise failure("invalid username or password")
        if not self._room(account, host):
            raise failure(f"no more sessions are allowed for user {user}")
        self._logins[host.mac] = _Login(user, now)

    # What packets are to it

    def seen(self, packet: Packet, connection: Connection | None, entered: str) -> frozenset[str]:
        """What the matcher `hotspot` finds in a packet that came in by `entered`; nothing away from any HotSpot."""
        if not self._servers:
            return _NOBODY
        answering = connection is not None and packet.flow == connection.reply
        towards = connection.original.source if connection is not None and answering else packet.destination
        sender = self._state(packet.source) if entered in self._servers else _NOBODY
        receiver = self._state(towards) if towards in self._behind else _NOBODY
        found = {"from-client"} | sender if entered in self._servers else set(receiver)
        found |= {"to-client"} if towards in self._behind else set()
        return frozenset(found | ({"local-dst"} if packet.destination in self._local else set()))

    def _state(self, address: int) -> frozenset[str]:
        return frozenset({"auth"}) if self.lets_through(address) else _NOBODY

    def lets_through(self, address: int) -> bool:
        """Whether the host at this address has logged in, or need not."""
        host, _ = self._behind.get(address, (None, ""))
        return host is not None and (host.mac in self._logins or self._bound[host.mac] == "bypassed")

    # What the board shows

    def _show(self, now: float) -> None:
        gardens = [row.values for row in self._floor.enabled("/ip/hotspot/walled-garden/ip")] if self._servers else []
        for menu, rules in (("/ip/firewall/filter", filter_rules), ("/ip/firewall/nat", nat_rules)):
            made = rules(gardens) if self._servers else []
            wanted: Wanted = {(menu, *sorted(row.items())): (row, {}) for row in reversed(made)}
            self._floor.keep(menu, wanted, first=True, owner="hotspot")
        self._floor.keep(_HOSTS, {host.mac: self._host(host, server) for host, server in self._behind.values()})
        self._floor.keep(_ACTIVE, dict(self._active(now)))

    def _host(self, host: Host, server: str) -> tuple[Row, Row]:
        address, bound = dotted(host.address), self._bound[host.mac]
        state = {
            "mac-address": host.mac, "address": address, "to-address": address, "server": server,
            "bridge-port": host.port, "found-by": "ARP", "authorized": _flag(host.mac in self._logins),
            "bypassed": _flag(bound == "bypassed"), "blocked": _flag(bound == "blocked"),
        }  # fmt: skip
        return {}, state

    def _active(self, now: float) -> Iterator[tuple[str, tuple[Row, Row]]]:
        for host, server in self._behind.values():
            login = self._logins.get(host.mac)
            if login is not None:
                yield host.mac, (
                    {},
                    {
                        "server": server, "user": login.user, "address": dotted(host.address),
                        "mac-address": host.mac, "login-by": "http-chap", "keepalive-timeout": "2m", "idle-time": "0s",
                        "uptime": print_duration(int(now - login.since)), "radius": "false",
                    },
                )  # fmt: skip


def _holds(text: str, address: int) -> bool:
    try:
        first, last = span(text)
    except ValueError:
        return False
    return first <= address <= last


def _flag(value: bool) -> str:
    return "true" if value else "false"
