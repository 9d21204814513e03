"""A lab: one practice board with real packets, configured by the product's own plan, and what is asked of it.

Truth never asks the router: which line a connection took is what the server on the Internet side saw.
"""

from __future__ import annotations

import asyncio
import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Self

import yaml

from routerboard.language.change import Change, Plan
from routerboard.language.items import Row
from routerboard.language.secrets import resolve
from routerboard.language.survey import Survey
from routerboard.link.survey import menus_for
from routerboard.packetflow import Packet, Ruleset
from routerboard.packetflow.addresses import number
from routerboard.practice.board import Board, read_board
from routerboard.practice.errors import TrapError
from routerboard.practice.kernel.ground import Ground
from routerboard.practice.kernel.guests import Call, dial, greetings, hang_up, hear
from routerboard.practice.kernel.namespace import Namespace
from routerboard.practice.kernel.neighbourhood import OUTSIDERS
from routerboard.practice.kernel.packets import READ
from routerboard.practice.kernel.world import FRESH, KernelWorld
from routerboard.practice.router import PracticeRouter
from wizards.plan import plan
from wizards.site import Dns, Env, Forward, Health, Lan, Site, Wan

VERSIONS = ("6.49.18", "7.20.8")
RATES = (4, 6, 3, 5, 2)
"""Mbit/s of the lines, one after the other, both ways."""

PACE = 30.0
"""The board's seconds in one of ours: a gateway is checked every third of a second."""

PATIENCE = 6.0
"""The board's seconds that a check waits for its answer, a fifth of one of ours."""

DETECTED = 10.0 + 10.0 + PATIENCE + 2.0
"""The board's seconds after which two misses are certain: two intervals, one wait, and what a step takes."""

LAN = "192.168.88"
CLIENTS = tuple(f"{LAN}.{host}" for host in range(10, 30))
SERVERS = tuple(f"198.51.100.{host}" for host in range(1, 41))
INSIDE = f"{LAN}.10"
"""The guest that ports are forwarded to."""

HOTSPOT: Mapping[str, Any] = {
    "/ip/pool": [{"name": "guests", "ranges": f"{LAN}.10-{LAN}.29"}],
    "/ip/dhcp-server": [{"name": "guests", "interface": "bridge", "address-pool": "guests", "disabled": "no"}],
    "/ip/dhcp-server/network": [{"address": f"{LAN}.0/24", "gateway": f"{LAN}.1"}],
    "/ip/hotspot": [{"name": "hotspot1", "interface": "bridge", "address-pool": "guests", "disabled": "no"}],
    "/ip/hotspot/user/profile": [{"name": "guests", "shared-users": "unlimited"}],
    "/ip/hotspot/user": [{"name": "guest", "password": "guest", "profile": "guests"}],
    "/ip/hotspot/ip-binding": [{"address": INSIDE, "type": "bypassed"}],
}
"""A HotSpot on the LAN, with one account for all; the guest that ports are forwarded to needs no log-in."""

API = 8728
_TICK = 0.01
_LONGEST = 0.05
"""Of a longer time without a tick only this is lived, so that no check is judged before its answer can be there."""


def canaries(line: int) -> tuple[str, str]:
    """Two hosts beyond a line that are pinged through it; no one's name servers."""
    return f"203.0.113.{100 + line}", f"198.18.0.{line}"


def a_modem(kind: str, at: int) -> dict[str, Any]:
    """The modem of line `at`."""
    common = {"interface": socket_of(kind, at), "down": f"{RATES[at - 1]}M", "up": f"{RATES[at - 1]}M"}
    if kind == "lte":
        return {**common, "lte": True, "remote": f"100.72.{at}.1", "local": own_address(kind, at)}
    if kind == "pppoe":
        return {
            **common,
            "user": f"user{at}",
            "password": "secret",
            "remote": f"10.64.{at}.1",
            "local": f"10.64.{at}.2",
        }
    if kind == "far":
        return {**common, "address": f"100.65.{at}.1/24", "lease": f"100.66.{at}.7/32"}
    network = "192.168.8" if kind.startswith("twin") else f"192.168.{100 + at}"
    lease = {} if kind.endswith("static") else {"lease": own_address(kind, at)}
    tag = {"vlan": 30 + at} if kind.startswith("vlan") else {}
    return {**common, "address": f"{network}.1/24", **lease, **tag}


def socket_of(kind: str, at: int) -> str:
    """Where the modem of line `at` is plugged in; an LTE modem is the board's own."""
    return f"lte{at}" if kind == "lte" else f"ether{at}"


def interface_of(kind: str, at: int) -> str:
    """Where packets of line `at` come in and go out: its socket, its VLAN (`vlan`, `vlan-static`), or its session."""
    named = f"vlan{30 + at}" if kind.startswith("vlan") else socket_of(kind, at)
    return f"pppoe-Wan{at}" if kind == "pppoe" else named


def own_address(kind: str, at: int) -> str:
    """Our address on line `at`. Twins are on one subnet; `far` is a lease whose gateway lies outside of it."""
    known = {"pppoe": f"10.64.{at}.2", "far": f"100.66.{at}.7", "lte": f"100.72.{at}.9"}
    return known.get(kind, f"192.168.8.{100 + at}" if kind.startswith("twin") else f"192.168.{100 + at}.2")


def a_board(version: str, kinds: Sequence[str], logins: int = -1, lans: Sequence[str] = ()) -> Board:
    """A router with a modem for each of these kinds of line plugged in, and a LAN.

    With `logins` 0 or more there is a HotSpot on it, where so many of the guests log in. Of further LANs one named
    `office` has a socket of its own, and any other one is a VLAN on the bridge.
    """
    lines = len(kinds)
    sockets = [f"ether{number}" for number in range(1, lines + (3 if OFFICE in lans else 2))]
    lan_port = sockets[lines]
    data = {
        "title": "Lab", "memory": 256, "interfaces": sockets,
        "modems": [a_modem(kind, at) for at, kind in enumerate(kinds, 1)],
        "guests": {
            "hosts": len(CLIENTS) if logins >= 0 else 0, "connections": 0, "seed": 1,
            "ports": [lan_port, *sockets[lines + 1 :]], "logins": logins,
        },
        "laptop": {"address": f"{LAN}.240", "port": lan_port},
        "config": {
            "/interface/bridge": [{"name": "bridge"}],
            "/interface/bridge/port": [{"bridge": "bridge", "interface": lan_port}],
            "/interface/vlan": [
                *({"name": interface_of(kind, at), "interface": f"ether{at}", "vlan-id": str(30 + at)}
                  for at, kind in enumerate(kinds, 1) if kind.startswith("vlan")),
                *({"name": name, "interface": "bridge", "vlan-id": str(tag_of(at))}
                  for at, name in enumerate(lans) if name != OFFICE),
            ],
            "/interface/list": [{"name": "WAN"}, {"name": "LAN"}],
            "/interface/list/member": [
                {"list": "LAN", "interface": one}
                for one in ("bridge", *(sockets[-1] if name == OFFICE else name for name in lans))
            ],
            "/ip/address": [
                {"address": f"{LAN}.1/24", "interface": "bridge"},
                *({"address": f"{network_of(at)}.1/24", "interface": sockets[-1] if name == OFFICE else name}
                  for at, name in enumerate(lans)),
            ],
            "/ip/firewall/filter": [
                {"chain": "input", "action": "accept", "connection-state": "established,related,untracked"},
                {"chain": "input", "action": "accept", "protocol": "icmp"},
                {"chain": "input", "action": "accept", "protocol": "tcp", "dst-port": "2222", "comment": "their ssh"},
                {"chain": "input", "action": "drop", "in-interface-list": "!LAN"},
                {"chain": "forward", "action": "accept", "connection-state": "established,related,untracked"},
                {"chain": "forward", "action": "drop", "connection-state": "invalid"},
                {"chain": "forward", "action": "drop", "connection-state": "new", "connection-nat-state": "!dstnat",
                 "in-interface-list": "WAN"},
            ],
            **(HOTSPOT if logins >= 0 else {}),
        },
    }  # fmt: skip
    return read_board("lab", yaml.safe_dump(data), version)


OFFICE = "office"


def network_of(at: int) -> str:
    """The network of the further LAN with that number, from 0."""
    return f"192.168.{89 + at}"


def tag_of(at: int) -> int:
    """Its tag, where it is a VLAN."""
    return 20 + at


def a_wan(kind: str, at: int, share: int) -> Wan:
    """The line by the modem of that number."""
    interface = socket_of(kind, at) if kind == "pppoe" else interface_of(kind, at)
    wan = Wan(f"Wan{at}", interface, kind, weight=share)
    if kind.endswith("static"):
        own = own_address(kind, at)
        return replace(wan, kind="static", address=f"{own}/24", gateway=f"{own.rpartition('.')[0]}.1")
    if kind == "pppoe":
        return replace(wan, user=f"user{at}", password=Env("LINE"))
    if kind == "lte":
        return wan
    return replace(wan, kind="dhcp", far_gateway=kind == "far")


def a_site(lines: int | Sequence[str], method: str = "pcc", weights: Sequence[int] = (), **given: Any) -> Site:
    """A site of that many static lines, or of lines of these kinds; `weights` are theirs in order, else 1."""
    kinds = ("static",) * lines if isinstance(lines, int) else lines
    shares = [*weights, *[1] * len(kinds)]
    wans = tuple(a_wan(kind, at, share) for at, (kind, share) in enumerate(zip(kinds, shares, strict=False), 1))
    forwards = (Forward("tcp", "8080", INSIDE, "80"),)
    values: dict[str, Any] = {"name": "Lab", "wans": wans, "lan": Lan("bridge", f"{LAN}.1/24"), "method": method}
    return Site(**{**values, "forwards": forwards, "dns": Dns(("1.1.1.1", "9.9.9.9")), **given})


def probing(site: Site) -> Site:
    """The same site, its lines checked by hosts beyond them."""
    hosts = {wan.name: canaries(at) for at, wan in enumerate(site.wans, 1)}
    return replace(site, health=Health("probe", hosts))


@dataclass
class Outage:
    """What new connections met around one fault: when each began (the board's seconds since the fault), and whether
    a server greeted it.
    """

    tried: list[tuple[float, bool]] = field(default_factory=list)

    @property
    def length(self) -> float:
        """The board's seconds from the fault to the last connection that failed; 0 where none did."""
        return max((at for at, well in self.tried if not well), default=0.0)

    @property
    def failed(self) -> int:
        """How many connections failed."""
        return sum(not well for _, well in self.tried)

    def later(self, after: float) -> list[bool]:
        """How those went that began later than that."""
        return [well for at, well in self.tried if at > after]


def _at(board: Board, rates: Sequence[int]) -> Board:
    """The board with lines of these speeds (Mbit/s, both ways), or as it is without any."""
    modems = board.scenery.modems
    shaped = [replace(one, down=rate * 10**6, up=rate * 10**6) for one, rate in zip(modems, rates, strict=False)]
    return replace(board, scenery=replace(board.scenery, modems=tuple(shaped))) if rates else board


class Lab:
    """One board on its ground. Everything in it is made by this process and goes with it."""

    def __init__(
        self,
        version: str,
        lines: int | Sequence[str],
        *,
        translate: bool = True,
        logins: int = -1,
        lans: Sequence[str] = (),
        rates: Sequence[int] = (),
        pace: float = PACE,
        patience: float = PATIENCE,
    ) -> None:
        self.kinds = ("static",) * lines if isinstance(lines, int) else tuple(lines)
        self.board = _at(a_board(version, self.kinds, logins, lans), rates)
        self.lines = len(self.kinds)
        self.pace = pace
        self.ground = Ground(self.board, pace=pace, patience=patience, translate=translate)
        self.router = PracticeRouter(self.board, make_world=partial(KernelWorld, ground=self.ground))
        if logins < 0:
            self.ground.settle_lan([f"{one}/24" for one in CLIENTS], f"{LAN}.1")
        near = self.ground.neighbourhood
        near.servers.listen(near.router, API)
        near.servers.listen(near.router, 2222)
        near.servers.listen(near.lan, 80)
        self.lans = {name: network_of(at) for at, name in enumerate(lans)}
        for at, (name, network) in enumerate(self.lans.items()):
            port, tag = (self.board.interfaces[-1], 0) if name == OFFICE else (self.ground.lan_port, tag_of(at))
            near.servers.listen(near.further_lan(name, port, tag), 80)
            self.ground.settle_lan([f"{network}.{host}/24" for host in range(10, 20)], f"{network}.1", name)
        self._ports = iter(range(10000, 60000))
        self._pumped = time.monotonic()
        self._held: list[socket.socket] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for sock in self._held:
            sock.close()
        self.ground.close()

    # The board

    @property
    def world(self) -> KernelWorld:
        world = self.router.world
        assert isinstance(world, KernelWorld)
        return world

    @property
    def version_seven(self) -> bool:
        return self.board.version.can("routing-tables")

    @property
    def ruleset(self) -> Ruleset:
        """packetflow's view of the same rows at this moment."""
        return self.world._routing.ruleset

    def rows(self, menu: str) -> list[dict[str, str]]:
        """The rows of a menu as a session is shown them; none where this version lacks the menu."""
        try:
            return [dict(row) for row in self.router.rows(menu)]
        except TrapError:
            return []

    def connections(self) -> list[dict[str, str]]:
        """The connections as they are now: the board itself looks again after some milliseconds only."""
        time.sleep(2 * FRESH)
        return self.world.connections()

    def menus(self) -> dict[str, list[dict[str, str]]]:
        return {menu: self.rows(menu) for menu in READ}

    def say(self, command: str, **arguments: str) -> str:
        """One command to the board, `routing_mark` for `routing-mark`, `_id` for `.id`; what it returned."""
        return self.command(command, {_word(name): text for name, text in arguments.items()})

    def command(self, command: str, arguments: Row) -> str:
        async def run() -> list[tuple[str, ...]]:
            words = [f"={name}={text}" for name, text in arguments.items()]
            return [sentence async for sentence in self.router.execute(command, words)]

        answers = asyncio.run(run())
        traps = [one for one in answers if one[0] == "!trap"]
        assert not traps, f"{command} {dict(arguments)}: {traps}"
        return next((word.removeprefix("=ret=") for one in answers for word in one if word.startswith("=ret=")), "")

    def survey(self) -> Survey:
        menus = {path: tuple(self.rows(path)) for path in menus_for(self.board.version)}
        return Survey(
            self.board.version, user="admin", policies=frozenset({"read", "write", "policy", "test"}),
            via_interface="bridge", client_address=f"{LAN}.240", menus=menus,
        )  # fmt: skip

    def plan(self, site: Site) -> Plan:
        return plan(self.survey(), site)

    def configure(self, site: Site) -> None:
        """Let the board be as the product plans the site."""
        made = self.plan(site)
        assert not made.blocked, [finding.what for finding in made.findings]
        with self.at_once():
            for change in made.changes:
                self.apply(change)
        self.settled()

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """What is changed meanwhile reaches the kernel together."""
        self.ground.held = True
        yield
        self.ground.held = False
        self.world.settle()

    def apply(self, change: Change) -> None:
        arguments = dict(resolve(change.args, {"LINE": "secret"}))
        if change.verb != "add" and change.match:
            arguments[".id"] = self.id_of(change.menu, change.match)
        if change.place_before:
            arguments["place-before"] = self.id_of(change.menu, change.place_before)
        self.command(f"{change.menu}/{change.verb}", arguments)

    def id_of(self, menu: str, match: Row) -> str:
        return next(row[".id"] for row in self.rows(menu) if match.items() <= row.items())

    def remove(self, menu: str, wanted: Callable[[Row], bool]) -> int:
        """Remove the rows for which the test holds; how many."""
        found = [row[".id"] for row in self.rows(menu) if wanted(row)]
        for one in found:
            self.command(f"{menu}/remove", {".id": one})
        return len(found)

    def settled(self) -> None:
        """The kernel is as the rows want it, none of which it refused; checks have been answered."""
        self.run(0.1)
        assert self.ground.refused == []

    def run(self, seconds: float) -> None:
        """Let so many of our own seconds pass for the board, which on a busy computer takes longer."""
        end = self.router.clock.now + seconds * self.pace
        while self.router.clock.now < end:
            self.pump()
            time.sleep(_TICK)

    def pump(self) -> None:
        """Let the board live up to now."""
        now = time.monotonic()
        self.router.tick(min(now - self._pumped, _LONGEST) * self.pace)
        self._pumped = now

    def until(self, condition: Callable[[], bool], most: float) -> float:
        """Run until this holds, at most so many of the board's seconds; how many passed. AssertionError."""
        begun = self.router.clock.now
        while not condition():
            assert self.router.clock.now - begun < most, "it never came about"
            self.run(_TICK)
        return self.router.clock.now - begun

    def leads(self, line: int) -> str:
        """The interface by which this line's own table leads to the Internet now, whoever made the route; "" for none.

        With equal routes all of them, separated by commas.
        """
        entries = self.ruleset.fib.tables.get(f"to_Wan{line}", {}).get(0, {}).get(0, [])
        return ",".join(dict.fromkeys(hop.interface for entry in entries for hop in entry.hops))

    def interface(self, line: int) -> str:
        """Where packets of this line come in and go out."""
        return interface_of(self.kinds[line - 1], line)

    def socket(self, line: int) -> str:
        """Where its modem is plugged in: what faults are told of."""
        return socket_of(self.kinds[line - 1], line)

    def active(self, line: int) -> bool:
        """Whether the line's own table leads by the line itself, and the line has an address.

        A route that names its interface is active as soon as there is a link, some seconds before the lease.
        """
        own = self.interface(line)
        return self.leads(line) == own and bool(self.ruleset.around.address_on(own))

    def up(self) -> bool:
        """Whether every line's own table leads by the line itself."""
        return all(map(self.active, range(1, self.lines + 1)))

    # Packets

    def line_of(self, source: str | None) -> int | None:
        """The line that a server saw a connection come by; None where no server saw it."""
        return None if source is None else self.ground.neighbourhood.line(source)

    def ways(self, calls: Sequence[Call], patience: float = 3.0, lan: str = "") -> list[int | None]:
        """By which line each of these connections from a LAN reached its server."""
        return [self.line_of(one) for one in greetings(self.ground.neighbourhood.lan_of(lan), calls, patience)]

    def calls(self, count: int, clients: int = 20, servers: int = 40) -> list[Call]:
        """That many connections of guests, no pair of hosts more often than needed, ports always the same."""
        pairs = [(CLIENTS[at % clients], SERVERS[(at // clients + at) % servers]) for at in range(count)]
        return [Call(client, next(self._ports), server, 80) for client, server in pairs]

    def reach(self, host: str, port: int, count: int = 20) -> int:
        """How many of so many connections of guests to this end are greeted."""
        calls = [Call(CLIENTS[at % len(CLIENTS)], next(self._ports), host, port) for at in range(count)]
        return sum(one is not None for one in greetings(self.ground.neighbourhood.lan, calls, 1.0))

    def from_outside(self, line: int, port: int, count: int = 20) -> int:
        """How many of so many connections from the Internet to this line's address are greeted."""
        box = self.ground.neighbourhood.modems[self.socket(line)]
        calls = [Call(OUTSIDERS[at % len(OUTSIDERS)], next(self._ports), box.outside, port) for at in range(count)]
        return sum(one is not None for one in greetings(self.ground.neighbourhood.internet, calls, 1.0))

    def outage(self, fault: Callable[[], None], seconds: float) -> Outage:
        """Let it go wrong; open two connections every 40 ms for so many of the board's seconds, each by new ends."""
        found, begun = Outage(), self.router.clock.now
        fault()
        waiting: dict[socket.socket, float] = {}
        next_try, calls = time.monotonic(), iter(self.calls(800))
        while (now := self.router.clock.now - begun) < seconds or waiting:
            if now < seconds and time.monotonic() >= next_try:
                next_try += 0.04
                for call in (next(calls), next(calls)):
                    waiting[dial(call, self.ground.neighbourhood.lan)] = now
            self.pump()
            self._greet(waiting, found, now)
            time.sleep(_TICK)
        return found

    def _greet(self, waiting: dict[socket.socket, float], found: Outage, now: float) -> None:
        heard = hear(waiting, 0.001)
        for sock, since in list(waiting.items()):
            if sock in heard or now - since > 0.4 * PACE:
                found.tried.append((since, sock in heard))
                hang_up(sock)
                del waiting[sock]

    def rate(self, streams: Mapping[int, int], seconds: float = 1.0) -> float:
        """Mbit/s of payload that so many parallel downloads on each line get together; they are dialled until they are.

        The first half second is left out.
        """
        socks = self.streams(dict(streams))
        try:
            for sock in socks:
                sock.send(b"GET 100000000\n")
            drained(socks, 0.5)
            begun = time.monotonic()
            return drained(socks, seconds) * 8 / 1e6 / (time.monotonic() - begun)
        finally:
            for sock in socks:
                hang_up(sock)

    def streams(self, wanted: dict[int, int]) -> list[socket.socket]:
        """So many open connections on each of these lines."""
        kept: list[socket.socket] = []
        for call in self.calls(200):
            if not any(wanted.values()):
                break
            sock = dial(call, self.ground.neighbourhood.lan)
            line = self.line_of(hear([sock], 1.0).get(sock)) or 0
            if wanted.get(line, 0):
                wanted[line] -= 1
                kept.append(sock)
            else:
                hang_up(sock)
        assert not any(wanted.values()), f"no connection took {wanted}"
        return kept

    def open(self, calls: Iterable[Call]) -> list[socket.socket]:
        """Connections of guests that stay open until the lab ends; nothing was read from them."""
        socks = [dial(call, self.ground.neighbourhood.lan) for call in calls]
        self._held += socks
        return socks

    def held(self, count: int) -> dict[socket.socket, int]:
        """Connections that stay open, each with its line, until the lab ends."""
        socks = self.open(self.calls(count))
        heard = hear(socks, 2.0)
        return {sock: self.line_of(heard.get(sock)) or 0 for sock in socks}

    def datagrams(self, count: int) -> list[socket.socket]:
        """Ends for datagrams to as many servers, until the lab ends; `ask` sends one."""
        found = []
        for call in self.calls(count):
            sock = self.ground.neighbourhood.lan.socket(socket.SOCK_DGRAM)
            self._held.append(sock)
            sock.bind((call.source, call.source_port))
            sock.connect((call.destination, 4000))
            sock.settimeout(0.2)
            found.append(sock)
        return found

    def ask(self, sock: socket.socket) -> int | None:
        """By which line a server saw a datagram come; None where no answer came."""
        with suppress(OSError):
            sock.send(b"?")
            return self.line_of(sock.recv(100).decode().strip())
        return None

    def fates(self, socks: Iterable[socket.socket]) -> dict[socket.socket, str]:
        """What becomes of one word on each held connection: `kept`, `reset` or `frozen`."""
        found = {sock: _say(sock) for sock in socks}
        waiting = [sock for sock, fate in found.items() if fate == "frozen"]
        heard = hear(waiting, 0.4)
        return found | {sock: "kept" if sock in heard else _look(sock) for sock in waiting}


def _look(sock: socket.socket) -> str:
    """`reset` where the other end has said so, else `frozen`."""
    try:
        return "frozen" if sock.recv(4096) else "reset"
    except BlockingIOError:
        return "frozen"
    except OSError:
        return "reset"


def _say(sock: socket.socket) -> str:
    """Say one word after all that came was read; `reset` where that cannot be, else as if nothing came back."""
    while (fate := _look(sock)) == "frozen" and _more(sock):
        pass
    if fate == "reset":
        return fate
    try:
        sock.send(b"?")
    except OSError:
        return "reset"
    return "frozen"


def _more(sock: socket.socket) -> bool:
    try:
        return bool(sock.recv(1, socket.MSG_PEEK))
    except OSError:
        return False


def _word(name: str) -> str:
    return name.replace("_", "." if name.startswith("_") else "-")


def question(call: Call, interface: str) -> Packet:
    """A connection's first packet, for packetflow."""
    return Packet(number(call.source), number(call.destination), "tcp", call.source_port, call.port, interface)


def drained(socks: Iterable[socket.socket], seconds: float) -> int:
    """Read all of them for so long; how many bytes came."""
    got, end = 0, time.monotonic() + seconds
    with selectors.DefaultSelector() as selector:
        for sock in socks:
            selector.register(sock, selectors.EVENT_READ, sock)
        while (left := end - time.monotonic()) > 0:
            for key, _ in selector.select(left):
                with suppress(BlockingIOError):
                    got += len(key.data.recv(1 << 18))
    return got


def shares(ways: Iterable[int | None], lines: int) -> tuple[int, ...]:
    """How many went by each line, those that failed left out."""
    counted = Counter(ways)
    return tuple(counted[line] for line in range(1, lines + 1))


__all__ = [
    "API", "CLIENTS", "DETECTED", "INSIDE", "LAN", "OFFICE", "PACE", "RATES", "SERVERS", "VERSIONS", "Lab", "Namespace",
    "Outage", "a_site", "canaries", "own_address", "probing", "question", "shares",
]  # fmt: skip
