"""The traffic of one practice board: connections opened, carried by the lines they are routed to, and forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

from routerboard.packetflow import Journey, Packet
from routerboard.practice.counters import Counters
from routerboard.practice.lines import Line
from routerboard.practice.listed import Listed
from routerboard.practice.sharing import fair_shares
from routerboard.practice.tracking import Entry, Talk, Tracking
from routerboard.practice.ways import Ways

_FULL_PACKET = 1380
_ACK = 52
_FIRST_PACKET = 60
_PATIENCE = 20.0
_UNANSWERED = 300.0
_USABLE = 0.97
_UNLIMITED = 1e9


class Traffic:
    """Who talks to whom, and how fast."""

    def __init__(self, ways: Ways, tracking: Tracking, counters: Counters, listed: Listed, seed: int) -> None:
        self._ways = ways
        self._tracking = tracking
        self._counters = counters
        self._listed = listed
        self._dice = Random(seed)  # noqa: S311
        self._talking: dict[str, Entry] = {}

    @property
    def live(self) -> int:
        """How many connections still talk or linger."""
        return len(self._talking)

    def open(self, packet: Packet, talk: Talk | None, now: float) -> Entry | None:
        """Send the first packet and its answer; None where the router let nothing through."""
        first = self._ways.send(packet)
        way = self._ways.path(first, packet.in_interface)._replace(rules=first.matched)
        self._counters.count(way, 1, _FIRST_PACKET)
        self._listed.add(first.listed, now)
        if not first.passed or first.connection is None:
            return None
        self._forget_twin(first)
        answerer = "" if first.to_router and packet.in_interface else first.out_interface
        entry = self._tracking.open(first.connection, (packet.in_interface, answerer), now)
        entry.tcp_state = "syn-sent"
        entry.orig_path = way
        entry.count(1, _FIRST_PACKET, 0, 0)
        if way.arrives:
            self._answer(entry, now)
            self._begin(entry, talk)
        return entry

    def _forget_twin(self, first: Journey) -> None:
        """A new connection takes the place of an old one with the same ends."""
        if first.connection is None:
            return
        for flow in (first.connection.original, first.connection.reply):
            twin = self._tracking.find(first.connection.protocol, flow)
            if twin is not None:
                self._tracking.remove(twin.id)
                self._talking.pop(twin.id, None)

    def _answer(self, entry: Entry, now: float) -> None:
        opener, answerer = entry.connection_ports
        back = self._ways.send(entry.connection.answer(answerer), entry.connection)
        way = self._ways.path(back, answerer, opener)
        self._counters.count(way, 1, _FIRST_PACKET)
        if back.passed and back.connection is not None:
            entry.connection = back.connection
            entry.tcp_state = "established"
            entry.count(0, 0, 1, _FIRST_PACKET)
            self._tracking.touch(entry, now)

    def _begin(self, entry: Entry, talk: Talk | None) -> None:
        if talk is not None and entry.connection.seen_reply:
            entry.talk = talk
            self._talking[entry.id] = entry

    def exchange(self, packet: Packet, up: int, down: int, now: float) -> bool:
        """One packet of the router itself and its answer, in the connection that it belongs to; whether one came."""
        known = self._tracking.find(packet.protocol, packet.flow)
        entry = known or self.open(packet, None, now)
        if entry is None:
            return False
        self._ways.refresh(entry)
        answered = entry.orig_path.arrives and entry.repl_path.arrives
        self._carry(entry, up, down if answered else 0)
        self._tracking.touch(entry, now)
        return answered

    def murmur(self, entry: Entry, up: int, down: int, now: float) -> None:
        """A few bytes each way of a connection that is not talking: it lives on, if it still has its way."""
        self._ways.refresh(entry)
        if entry.orig_path.arrives and entry.repl_path.arrives:
            self._carry(entry, up, down)
            self._tracking.touch(entry, now)

    def step(self, now: float, seconds: float) -> None:
        """Let every connection talk for so many seconds, sharing the lines, then end what is over."""
        by_line: dict[str, list[Entry]] = {}
        for entry in list(self._talking.values()):
            if self._wants(entry, now):
                by_line.setdefault(entry.orig_path.line, []).append(entry)
        for name, entries in by_line.items():
            self._share(self._ways.line(name), entries, now, seconds)
        for entry in self._tracking.expire(now):
            self._talking.pop(entry.id, None)

    def _wants(self, entry: Entry, now: float) -> bool:
        """Whether the connection has something to say and a way to say it; otherwise it falls silent, or ends."""
        talk = entry.talk
        entry.orig_rate = entry.repl_rate = 0
        if talk is None or entry.id not in self._tracking.entries:
            self._talking.pop(entry.id, None)
            return False
        if talk.done or now >= talk.until:
            self._linger(entry, talk, now)
            return False
        self._ways.refresh(entry)
        if entry.orig_path.arrives and entry.repl_path.arrives:
            entry.silent_since = 0.0
            return True
        self._suffer(entry, now)
        return False

    def _linger(self, entry: Entry, talk: Talk, now: float) -> None:
        """All is said: keep the connection open a while, then close it."""
        if not talk.done:
            talk.down_left = talk.up_left = 0
        if now < talk.until + talk.linger:
            return
        entry.talk = None
        self._talking.pop(entry.id, None)
        if entry.connection.protocol == "tcp":
            entry.tcp_state = "time-wait"
            self._tracking.touch(entry, now)

    def _suffer(self, entry: Entry, now: float) -> None:
        """No answer comes: repeat a packet now and then, and give up after a while."""
        entry.silent_since = entry.silent_since or now
        if int(now - entry.silent_since) in (1, 3, 7, 15):
            self._carry(entry, _FIRST_PACKET, 0)
        if now - entry.silent_since > _PATIENCE:
            entry.talk = None
            entry.expires = min(entry.expires, now + _UNANSWERED)
            self._talking.pop(entry.id, None)

    def _share(self, line: Line | None, entries: Sequence[Entry], now: float, seconds: float) -> None:
        """Divide one line, both ways, among the connections that it carries."""
        down, up = (line.modem.down, line.modem.up) if line else (_UNLIMITED, _UNLIMITED)
        talks = [entry.talk for entry in entries if entry.talk is not None]
        breath = [self._dice.uniform(0.7, 1.0) for _ in talks]
        wanted = [
            min(talk.down_rate * part, talk.down_left * 8 / seconds) for talk, part in zip(talks, breath, strict=True)
        ]
        downs = fair_shares(wanted, down * _USABLE)
        wanted = [
            min(talk.up_rate * part, talk.up_left * 8 / seconds) for talk, part in zip(talks, breath, strict=True)
        ]
        ups = fair_shares(wanted, up * _USABLE - sum(downs) * _ACK / _FULL_PACKET / 2)
        for entry, down_rate, up_rate in zip(entries, downs, ups, strict=True):
            self._speak(entry, up_rate * seconds / 8, down_rate * seconds / 8, seconds)
            self._tracking.touch(entry, now)

    def _speak(self, entry: Entry, up: float, down: float, seconds: float) -> None:
        talk = entry.talk
        if talk is None:
            return
        talk.up_left -= up if talk.up_left > up + 1 else talk.up_left
        talk.down_left -= down if talk.down_left > down + 1 else talk.down_left
        sent, received = self._carry(entry, round(up), round(down))
        entry.orig_rate, entry.repl_rate = round(sent * 8 / seconds), round(received * 8 / seconds)

    def _carry(self, entry: Entry, up: int, down: int) -> tuple[int, int]:
        """Count bytes of both directions with the packets and acknowledgements they need; returns bytes with them."""
        acknowledged = entry.connection.protocol == "tcp"
        up_packets, down_packets = _packets(up), _packets(down)
        acks_up, acks_down = (down_packets // 2, up_packets // 2) if acknowledged else (0, 0)
        sent, received = up + acks_up * _ACK, down + acks_down * _ACK
        up_packets, down_packets = up_packets + acks_up, down_packets + acks_down
        entry.count(up_packets, sent, down_packets, received)
        if up_packets:
            self._counters.count(entry.orig_path, up_packets, sent)
        if down_packets:
            self._counters.count(entry.repl_path, down_packets, received)
        return sent, received

    def forget(self, ids: Iterable[str]) -> list[str]:
        """Drop entries by id, as a user may; returns the ids that were not there."""
        named = list(ids)
        for entry_id in named:
            self._talking.pop(entry_id, None)
        return [entry_id for entry_id in named if not self._tracking.remove(entry_id)]


def _packets(size: int) -> int:
    return -(-size // _FULL_PACKET)
