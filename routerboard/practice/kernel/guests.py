"""Guests whose connections are real: each dials from its own address, and fetches what it came for."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import NamedTuple, cast

from routerboard.practice.kernel.namespace import Namespace

_AT_ONCE = 128
_PATIENCE = 20.0
_MOST_BYTES = 4_000_000
_RESET = b"\x01\x00\x00\x00\x00\x00\x00\x00"


class Call(NamedTuple):
    """One connection to be opened: from where (port 0 for any) to where."""

    source: str
    source_port: int
    destination: str
    port: int


def dial(call: Call, namespace: Namespace | None = None) -> socket.socket:
    """Begin to open it, in a namespace or in the one that this thread is in, and do not wait; OSError."""
    sock = namespace.socket() if namespace else socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((call.source, call.source_port))
        sock.connect_ex((call.destination, call.port))
    except OSError:
        sock.close()
        raise
    return sock


def hang_up(sock: socket.socket) -> None:
    """End a connection at once, so that nobody remembers it."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    sock.close()


def greetings(namespace: Namespace, calls: Sequence[Call], patience: float) -> list[str | None]:
    """Open connections, some at a time; which source each server saw, None where none greeted in time."""
    found: list[str | None] = []
    for at in range(0, len(calls), _AT_ONCE):
        found += _greeted(namespace, calls[at : at + _AT_ONCE], patience)
    return found


def _greeted(namespace: Namespace, calls: Sequence[Call], patience: float) -> list[str | None]:
    socks = namespace.do(lambda: [dial(call) for call in calls])
    try:
        heard = hear(socks, patience)
    finally:
        for sock in socks:
            hang_up(sock)
    return [heard.get(sock) for sock in socks]


def hear(socks: Iterable[socket.socket], patience: float) -> dict[socket.socket, str]:
    """The first line that each of these connections says, of those that say one in time."""
    heard: dict[socket.socket, str] = {}
    end = time.monotonic() + patience
    with selectors.DefaultSelector() as selector:
        for sock in socks:
            selector.register(sock, selectors.EVENT_READ)
        while selector.get_map() and (left := end - time.monotonic()) > 0:
            for key, _ in selector.select(left):
                selector.unregister(key.fileobj)
                sock = cast(socket.socket, key.fileobj)
                with suppress(OSError):
                    heard[sock] = sock.recv(4096).decode().split("\n")[0]
    return {sock: line for sock, line in heard.items() if line}


class Guests:
    """The guests' open connections; call `step` now and then."""

    def __init__(self) -> None:
        self._left: dict[socket.socket, tuple[int, float]] = {}

    @property
    def live(self) -> int:
        """How many connections are open."""
        return len(self._left)

    def open(self, call: Call, size: float, lan: Namespace) -> None:
        """Open a connection out of a LAN and fetch so many bytes by it, unless too many are open or it cannot be."""
        if len(self._left) >= _AT_ONCE:
            return
        try:
            sock = dial(call, lan)
        except OSError:
            return
        self._left[sock] = min(int(size), _MOST_BYTES), time.monotonic() + _PATIENCE

    def ask(self, source: str, destination: str, port: int, lan: Namespace) -> None:
        """Send one datagram."""
        with lan.socket(socket.SOCK_DGRAM) as sock:
            try:
                sock.bind((source, 0))
                sock.sendto(b"?", (destination, port))
            except OSError:
                return

    def step(self) -> None:
        """Read what came, ask for more, and end what is over."""
        for sock, (left, until) in list(self._left.items()):
            try:
                more = self._read(sock, left)
            except BlockingIOError:
                more = left
            except OSError:
                more = -1
            if more < 0 or time.monotonic() > until:
                hang_up(sock)
                del self._left[sock]
            else:
                self._left[sock] = more, until

    @staticmethod
    def _read(sock: socket.socket, left: int) -> int:
        """Take what is there: first the greeting, which is answered with what is wanted. Below 0 when all has come."""
        while True:
            said = sock.recv(1 << 18)
            if not said:
                return -1
            if said.endswith(b"\n"):
                sock.send(b"GET %d\n" % left)
            elif (left := left - len(said)) <= 0:
                return -1

    def close(self) -> None:
        """Hang up."""
        for sock in self._left:
            hang_up(sock)
        self._left.clear()
