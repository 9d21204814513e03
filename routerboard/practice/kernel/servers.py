"""Servers in namespaces, one thread for all: each tells whoever connects which address it saw him come from.

That is how the truth about a packet's way is known without asking the router. After the greeting a client may send
`GET n` for n bytes, or anything else, which comes back.
"""

from __future__ import annotations

import selectors
import socket
import threading
from contextlib import suppress

from routerboard.practice.kernel.namespace import Namespace

PORT = 7
"""Where the servers listen; an Internet turns every port to this one."""

_CHUNK = b"." * 65536
_BACKLOG = 512


class _Talk:
    """One accepted connection: what is still to be said, and how many bytes of filling after it."""

    def __init__(self, sock: socket.socket, greeting: bytes) -> None:
        self.sock = sock
        self.words = bytearray(greeting)
        self.filling = 0

    def hear(self) -> bool:
        """Read; False where the other end is gone."""
        said = self.sock.recv(65536)
        if said.startswith(b"GET "):
            self.filling += int(said[4:].split()[0])
        else:
            self.words += said
        return bool(said)

    def speak(self) -> bool:
        """Write what can be written; whether there is more."""
        if self.words:
            del self.words[: self.sock.send(self.words)]
        elif self.filling:
            self.filling -= self.sock.send(_CHUNK[: self.filling])
        return bool(self.words or self.filling)


class Servers:
    """A thread that serves in as many namespaces as it is told to."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._wake, self._waker = socket.socketpair()
        self._selector.register(self._wake, selectors.EVENT_READ, None)
        self._closing = False
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._serve, name="servers", daemon=True)
        self._thread.start()

    def listen(self, namespace: Namespace, port: int = PORT, address: str = "0.0.0.0") -> None:  # noqa: S104
        """Serve on this port of a namespace."""
        listener = namespace.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen(_BACKLOG)
        listener.setblocking(False)
        self._add(listener, "accept")

    def answer(self, namespace: Namespace, port: int) -> None:
        """Answer datagrams on this port with the address they came from."""
        sock = namespace.socket(socket.SOCK_DGRAM)
        sock.bind(("0.0.0.0", port))  # noqa: S104
        sock.setblocking(False)
        self._add(sock, "answer")

    def _add(self, sock: socket.socket, role: str) -> None:
        with self._lock:
            self._selector.register(sock, selectors.EVENT_READ, role)
        self._waker.send(b".")

    def _serve(self) -> None:
        while not self._closing:
            for key, events in self._selector.select():
                with self._lock:
                    self._mind(key, events)

    def _mind(self, key: selectors.SelectorKey, events: int) -> None:
        sock = key.fileobj
        assert isinstance(sock, socket.socket)
        try:
            if key.data is None:
                sock.recv(64)
            elif key.data == "accept":
                self._accept(sock)
            elif key.data == "answer":
                _, (host, port) = sock.recvfrom(2048)
                sock.sendto(host.encode() + b"\n", (host, port))
            else:
                self._talk(sock, key.data, events)
        except BlockingIOError:
            return
        except OSError:
            self._drop(sock)

    def _accept(self, listener: socket.socket) -> None:
        sock, (host, _) = listener.accept()
        sock.setblocking(False)
        self._selector.register(sock, selectors.EVENT_READ | selectors.EVENT_WRITE, _Talk(sock, host.encode() + b"\n"))

    def _talk(self, sock: socket.socket, talk: _Talk, events: int) -> None:
        if events & selectors.EVENT_READ and not talk.hear():
            self._drop(sock)
            return
        more = talk.speak()
        self._selector.modify(sock, selectors.EVENT_READ | (selectors.EVENT_WRITE if more else 0), talk)

    def _drop(self, sock: socket.socket) -> None:
        with suppress(KeyError):
            self._selector.unregister(sock)
        sock.close()

    def close(self) -> None:
        """End the thread and close every socket."""
        self._closing = True
        self._waker.send(b".")
        self._thread.join()
        for key in list(self._selector.get_map().values()):
            sock = key.fileobj
            if isinstance(sock, socket.socket):
                sock.close()
        self._selector.close()
        self._waker.close()
