"""Connection tracking of the practice board: entries counted in integers, and turned into text only when printed."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from routerboard.language.values import print_duration
from routerboard.language.version import Version
from routerboard.packetflow.packet import Connection, Flow, end

Rules = tuple[tuple[str, str], ...]
"""Menu and id of the rules that count a packet."""


class Path(NamedTuple):
    """The way that packets of one direction of a connection take.

    rules     what counts each of them; for a fasttracked way only what FastTrack leaves
    enters, leaves   interfaces whose rx and tx counters see them, bridge and port, PPPoE and Ethernet
    line      the Ethernet port of the modem that carries them, "" where none does
    arrives   whether they get to the other end
    """

    rules: Rules = ()
    enters: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    line: str = ""
    fast: bool = False
    arrives: bool = False


class Talk:
    """What a connection still has to say: bytes left each way, how fast it could, and when it gives up or lingers.

    `down` is towards the opener. `until` and `linger` are seconds: the last moment of talk, and the idle time after it.
    """

    __slots__ = ("down_left", "down_rate", "linger", "until", "up_left", "up_rate")

    def __init__(
        self, down: float, up: float, down_rate: float, up_rate: float, until: float, linger: float = 0.0
    ) -> None:
        self.down_left = down
        self.up_left = up
        self.down_rate = down_rate
        self.up_rate = up_rate
        self.until = until
        self.linger = linger

    @property
    def done(self) -> bool:
        """Whether everything was said."""
        return self.down_left <= 0 and self.up_left <= 0


class Entry:
    """One tracked connection. Counters are (packets, bytes) of the opener's (`orig`) and the answering direction.

    `fixed` is kept by `dumping`: what of its row does not change, as it was sent last.
    """

    __slots__ = (
        "connection", "connection_ports", "expires", "fixed", "generation", "id", "mood", "orig_bytes",
        "orig_fast_bytes", "orig_fast_packets", "orig_packets", "orig_path", "orig_rate", "repl_bytes",
        "repl_fast_bytes", "repl_fast_packets", "repl_packets", "repl_path", "repl_rate", "silent_since", "talk",
        "tcp_state",
    )  # fmt: skip

    def __init__(self, number: int, connection: Connection, ports: tuple[str, str], expires: float) -> None:
        self.id = f"*{number:X}"
        self.connection = connection
        self.connection_ports = ports
        self.expires = expires
        self.generation = -1
        self.fixed: tuple[Connection, tuple[str, ...], bytes] | None = None
        self.tcp_state = ""
        self.talk: Talk | None = None
        self.silent_since = 0.0
        self.mood = ""
        self.orig_path = self.repl_path = Path()
        self.orig_packets = self.orig_bytes = self.orig_fast_packets = self.orig_fast_bytes = 0
        self.repl_packets = self.repl_bytes = self.repl_fast_packets = self.repl_fast_bytes = 0
        self.orig_rate = self.repl_rate = 0

    def count(self, packets_up: int, bytes_up: int, packets_down: int, bytes_down: int) -> None:
        """Add traffic of the opener (up) and of the answer (down)."""
        self.orig_packets += packets_up
        self.orig_bytes += bytes_up
        self.repl_packets += packets_down
        self.repl_bytes += bytes_down
        if self.orig_path.fast:
            self.orig_fast_packets += packets_up
            self.orig_fast_bytes += bytes_up
        if self.repl_path.fast:
            self.repl_fast_packets += packets_down
            self.repl_fast_bytes += bytes_down


class Timeouts(NamedTuple):
    """Seconds that an entry lives without traffic."""

    udp: float
    udp_stream: float = 180.0
    icmp: float = 10.0
    generic: float = 600.0
    tcp_opening: float = 5.0
    tcp_established: float = 86400.0
    tcp_closing: float = 10.0

    @classmethod
    def of(cls, version: Version) -> Timeouts:
        """The defaults of that version."""
        return cls(udp=30.0 if version.can("routing-tables") else 10.0)

    def after(self, entry: Entry) -> float:
        """How long the entry lives after a packet now."""
        protocol = entry.connection.protocol
        if protocol == "tcp":
            closing = self.tcp_closing if entry.tcp_state in ("time-wait", "close") else self.tcp_established
            return closing if entry.connection.seen_reply else self.tcp_opening
        if protocol == "udp":
            return self.udp_stream if entry.orig_packets > 2 and entry.connection.seen_reply else self.udp
        return self.icmp if protocol == "icmp" else self.generic


_FEW = 200
"""Moments of death that are not worth being tidied up."""


class Tracking:
    """The connection table: found by id or by flow, and forgotten when idle for too long."""

    def __init__(self, version: Version) -> None:
        self.timeouts = Timeouts.of(version)
        self.entries: dict[str, Entry] = {}
        self._flows: dict[tuple[str, Flow], Entry] = {}
        self._deaths: list[tuple[float, str]] = []
        self._made = 0

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def find(self, protocol: str, flow: Flow) -> Entry | None:
        """The entry that a packet with these ends belongs to, None for a new connection."""
        return self._flows.get((protocol, flow))

    def open(self, connection: Connection, ports: tuple[str, str], now: float) -> Entry:
        """Begin an entry; `ports` are the interfaces by which opener and answer arrive ("" for the router)."""
        self._made += 1
        entry = Entry(self._made, connection, ports, now)
        self.entries[entry.id] = entry
        self._flows[connection.protocol, connection.original] = entry
        self._flows[connection.protocol, connection.reply] = entry
        self.touch(entry, now)
        heapq.heappush(self._deaths, (entry.expires, entry.id))
        return entry

    def touch(self, entry: Entry, now: float) -> None:
        """A packet of this entry passed: its time begins anew."""
        expires = now + self.timeouts.after(entry)
        if expires < entry.expires:
            heapq.heappush(self._deaths, (expires, entry.id))
        entry.expires = expires

    def remove(self, entry_id: str) -> bool:
        """Forget one entry; whether it was there."""
        entry = self.entries.pop(entry_id, None)
        if entry is None:
            return False
        for flow in (entry.connection.original, entry.connection.reply):
            self._flows.pop((entry.connection.protocol, flow), None)
        return True

    def purge(self, doomed: Callable[[Entry], bool]) -> int:
        """Forget all entries for which the test holds; how many."""
        gone = [entry.id for entry in self if doomed(entry)]
        return sum(self.remove(entry_id) for entry_id in gone)

    def expire(self, now: float) -> list[Entry]:
        """Forget and return the entries whose time is over."""
        gone = [entry for entry in self._due(now) if self.remove(entry.id)]
        if len(self._deaths) > 2 * len(self.entries) + _FEW:
            self._bury()
        return gone

    def _bury(self) -> None:
        """Forget the moments of those that died otherwise: of a TCP connection that was closed it is a day away."""
        self._deaths = [(entry.expires, entry.id) for entry in self]
        heapq.heapify(self._deaths)

    def _due(self, now: float) -> Iterable[Entry]:
        while self._deaths and self._deaths[0][0] <= now:
            _, entry_id = heapq.heappop(self._deaths)
            entry = self.entries.get(entry_id)
            if entry is None:
                continue
            if entry.expires <= now:
                yield entry
            else:
                heapq.heappush(self._deaths, (entry.expires, entry_id))


def printed(entry: Entry, now: float, version: Version) -> dict[str, str]:
    """One row of /ip/firewall/connection."""
    known = entry.connection
    row = {
        "protocol": known.protocol,
        "src-address": end(known.original.source, known.original.source_port),
        "dst-address": end(known.original.destination, known.original.destination_port),
        "reply-src-address": end(known.reply.source, known.reply.source_port),
        "reply-dst-address": end(known.reply.destination, known.reply.destination_port),
        "timeout": print_duration(max(int(entry.expires - now), 0)),
        "orig-packets": str(entry.orig_packets),
        "orig-bytes": str(entry.orig_bytes),
        "orig-fasttrack-packets": str(entry.orig_fast_packets),
        "orig-fasttrack-bytes": str(entry.orig_fast_bytes),
        "repl-packets": str(entry.repl_packets),
        "repl-bytes": str(entry.repl_bytes),
        "repl-fasttrack-packets": str(entry.repl_fast_packets),
        "repl-fasttrack-bytes": str(entry.repl_fast_bytes),
        "orig-rate": str(entry.orig_rate),
        "repl-rate": str(entry.repl_rate),
    }
    if known.mark:
        row["connection-mark"] = known.mark
    if known.protocol == "tcp":
        row["tcp-state"] = entry.tcp_state
    elif known.protocol == "icmp":
        row |= {"icmp-type": "8", "icmp-code": "0", "icmp-id": str(int(entry.id[1:], 16) % 65536)}
    row |= _flags(known)
    if version.can("routing-tables"):
        row["hw-offload"] = "false"
    return row


def _flags(known: Connection) -> dict[str, str]:
    return {
        "expected": "false",
        "seen-reply": _flag(known.seen_reply),
        "assured": _flag(known.seen_reply and known.protocol != "icmp"),
        "confirmed": "true",
        "dying": "false",
        "fasttrack": _flag(known.fasttrack),
        "srcnat": _flag(known.srcnat),
        "dstnat": _flag(known.dstnat),
    }


def _flag(value: bool) -> str:
    return "true" if value else "false"
