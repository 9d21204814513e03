"""Real pings out of a namespace: sent at once, answered whenever the answer comes, waiting for nobody."""

from __future__ import annotations

import os
import select
import socket
import struct
import time

from routerboard.practice.kernel.namespace import Namespace

_ECHO, _REPLY = 8, 0
_BIND_TO_DEVICE = 25


class Pings:
    """Echo requests under one identifier each, and the replies that came."""

    def __init__(self, namespace: Namespace) -> None:
        self._socket = namespace.socket(socket.SOCK_RAW, socket.IPPROTO_ICMP)
        self._socket.setblocking(False)
        self._namespace = namespace
        self._base = os.getpid() & 0xFFFF
        self._sent = 0
        self._open: dict[int, tuple[str, float]] = {}
        self.answered: dict[int, float] = {}

    def send(self, host: str, interface: str = "", source: str = "") -> int:
        """Ping a host, by an interface where one is named; the number under which `answered` has the round trip."""
        self._sent = self._sent % 0xFFFF + 1
        packet = _echo(self._base, self._sent)
        self._open[self._sent] = host, time.monotonic()
        self.answered.pop(self._sent, None)
        try:
            if interface or source:
                self._send_bound(packet, host, interface, source)
            else:
                self._socket.sendto(packet, (host, 0))
        except OSError:
            pass  # no way there: it is a ping that is not answered
        return self._sent

    def _send_bound(self, packet: bytes, host: str, interface: str, source: str) -> None:
        with self._namespace.socket(socket.SOCK_RAW, socket.IPPROTO_ICMP) as bound:
            if interface:
                bound.setsockopt(socket.SOL_SOCKET, _BIND_TO_DEVICE, interface.encode())
            if source:
                bound.bind((source, 0))
            bound.sendto(packet, (host, 0))

    def collect(self) -> None:
        """Take the replies that have come by now."""
        while True:
            try:
                packet, (host, _) = self._socket.recvfrom(2048)
            except BlockingIOError:
                return
            start = (packet[0] & 15) * 4
            kind, _, _, base, sent = struct.unpack_from("!BBHHH", packet, start)
            found = self._open.get(sent)
            if kind == _REPLY and base == self._base and found is not None and found[0] == host:
                self.answered[sent] = time.monotonic() - found[1]
                del self._open[sent]

    def trip(self, sent: int) -> float | None:
        """The round trip of this one, None as long as no reply has come."""
        self.collect()
        return self.answered.get(sent)

    def settle(self, sent: int) -> float | None:
        """Whether this one was answered, in which time; it is forgotten then."""
        self._open.pop(sent, None)
        return self.answered.pop(sent, None)

    def ping(self, host: str, interface: str = "", source: str = "", patience: float = 0.2) -> float | None:
        """Ping and wait; the round trip in seconds, None where none came in time."""
        sent = self.send(host, interface, source)
        end = time.monotonic() + patience
        while sent not in self.answered and (left := end - time.monotonic()) > 0:
            select.select([self._socket], [], [], left)
            self.collect()
        return self.settle(sent)

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()


def _echo(base: int, sent: int) -> bytes:
    head = struct.pack("!BBHHH", _ECHO, 0, 0, base, sent)
    total = sum(struct.unpack("!4H", head))
    total = (total >> 16) + (total & 0xFFFF)
    return struct.pack("!BBHHH", _ECHO, 0, ~total & 0xFFFF, base, sent)
