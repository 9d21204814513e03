"""VLANs on real wires where the kernel has none of its own: frames leave tagged, and come back without their tag.

Each VLAN is a TAP, and one thread for all carries its frames to and from a packet socket on the wire: what the VLAN
sends gets the tag of IEEE 802.1Q, what the wire brings with that tag the VLAN gets without it. The wire may be a socket
or a bridge. Linux itself drops tagged frames that nobody has asked for, so that VLANs and the bare wire never mix.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import selectors
import socket
import struct
import threading
from contextlib import suppress
from dataclasses import dataclass

from routerboard.practice.kernel.namespace import CommandError, Namespace

_TUN = "/dev/net/tun"
_SET_INTERFACE, _TAP, _NO_INFO = 0x400454CA, 0x0002, 0x1000
_ALL_FRAMES, _TAGGED = 0x0003, 0x8100
_SOL_PACKET, _ADD_MEMBERSHIP, _PROMISCUOUS, _IGNORE_OUTGOING = 263, 1, 1, 23
_ATTACH_FILTER = 26
_LONGEST = 2048
_ADDRESSES = 12
"""Bytes of a frame in front of its tag: where to, where from."""


@dataclass(frozen=True)
class _Joint:
    """Where a VLAN meets its wire."""

    tag: bytes
    wire: socket.socket
    tap: int

    def up(self) -> None:
        """One frame from the wire to the VLAN; its tag, which the filter looked at, is no part of what is read."""
        os.write(self.tap, self.wire.recv(_LONGEST))

    def down(self) -> None:
        """One frame from the VLAN to the wire, tagged."""
        frame = os.read(self.tap, _LONGEST)
        self.wire.send(frame[:_ADDRESSES] + self.tag + frame[_ADDRESSES:])

    def close(self) -> None:
        """Let the VLAN go with its TAP."""
        os.close(self.tap)
        self.wire.close()


class Tagger:
    """The thread that carries the frames of as many VLANs as it is told to; it begins with the first of them."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._wake, self._waker = socket.socketpair()
        self._selector.register(self._wake, selectors.EVENT_READ, lambda: self._wake.recv(64))
        self._joints: dict[tuple[int, str], _Joint] = {}
        self._lock = threading.Lock()
        self._closing = False
        self._thread: threading.Thread | None = None

    def join(self, name: str, there: Namespace, tag: int, wire: str, beside: Namespace) -> None:
        """Let there be the device `name`, the VLAN `tag` of a wire that may end in another namespace; CommandError."""
        try:
            joint = _Joint(struct.pack("!HH", _TAGGED, tag), _packets(wire, tag, beside), _tap(name, there))
        except OSError as error:
            raise CommandError(f"no VLAN {tag} on {wire}: {error}") from None
        with self._lock:
            self._joints[there.fd, name] = joint
            self._selector.register(joint.wire, selectors.EVENT_READ, joint.up)
            self._selector.register(joint.tap, selectors.EVENT_READ, joint.down)
        if self._thread is None:
            self._thread = threading.Thread(target=self._carry, name="tagger", daemon=True)
            self._thread.start()
        self._waker.send(b".")

    def leave(self, name: str, there: Namespace) -> None:
        """Take the device `name` away."""
        with self._lock:
            joint = self._joints.pop((there.fd, name))
            self._selector.unregister(joint.wire)
            self._selector.unregister(joint.tap)
            joint.close()

    def _carry(self) -> None:
        while not self._closing:
            ready = self._selector.select()
            with self._lock:
                known = self._selector.get_map()
                for key, _ in ready:
                    if known.get(key.fileobj) is key:
                        with suppress(OSError):  # a wire or a VLAN without its link carries nothing
                            key.data()

    def close(self) -> None:
        """End the thread, and take every VLAN away."""
        self._closing = True
        self._waker.send(b".")
        if self._thread is not None:
            self._thread.join()
        for joint in self._joints.values():
            joint.close()
        self._selector.close()
        self._wake.close()
        self._waker.close()


def _tap(name: str, there: Namespace) -> int:
    """A device whose frames are read and written here, a frame at a time and without waiting."""

    def make() -> int:
        tap = os.open(_TUN, os.O_RDWR | os.O_NONBLOCK)
        try:
            fcntl.ioctl(tap, _SET_INTERFACE, struct.pack("16sH22x", name.encode(), _TAP | _NO_INFO))
        except OSError:
            os.close(tap)
            raise
        return tap

    tap = there.do(make)
    there.ip([f"link set {name} up"])
    return tap


def _packets(wire: str, tag: int, beside: Namespace) -> socket.socket:
    """A socket for all frames of this tag that the wire brings, whomever they are for, none of those it sends."""

    def make() -> socket.socket:
        packets = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        try:
            _only(packets, tag)
            packets.setsockopt(_SOL_PACKET, _IGNORE_OUTGOING, 1)
            packets.bind((wire, _ALL_FRAMES))
            everyone = struct.pack("iHH8s", socket.if_nametoindex(wire), _PROMISCUOUS, 0, b"")
            packets.setsockopt(_SOL_PACKET, _ADD_MEMBERSHIP, everyone)
        except OSError:
            packets.close()
            raise
        packets.setblocking(False)
        return packets

    return beside.do(make)


def _only(packets: socket.socket, tag: int) -> None:
    """A filter in the kernel, so that frames of other tags and of none wake nobody: classic BPF, see `filter.rst`."""
    load_tag, mask, equal, give = (0x20, 0xFFFFF02C), 0x54, 0x15, 0x06
    words = ((load_tag[0], 0, 0, load_tag[1]), (mask, 0, 0, 0x0FFF), (equal, 0, 1, tag), (give, 0, 0, _LONGEST),
             (give, 0, 0, 0))  # fmt: skip
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *word) for word in words))
    program = struct.pack("HL", len(words), ctypes.addressof(code))
    packets.setsockopt(socket.SOL_SOCKET, _ATTACH_FILTER, program)
