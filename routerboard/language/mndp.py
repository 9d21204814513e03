"""MikroTik's neighbour discovery: what routers announce over UDP port 5678, in bytes and back. Pure.

An announcement is four bytes of header, then fields: type and length as big-endian 16 bit numbers, and the value.
Fields that are not known are passed over. Four zero bytes ask everybody to announce themselves.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

from routerboard.language.values import octets

PORT = 5678
REQUEST = b"\0\0\0\0"

_HEADER = 4
_MAC, _IDENTITY, _VERSION, _PLATFORM, _UPTIME, _SOFTWARE, _BOARD, _UNPACK = 1, 5, 7, 8, 10, 11, 12, 14
_IPV6, _INTERFACE, _IPV4, _API_PORT = 15, 16, 17, 0x5350
"""The last one is our own: a practice board's API is seldom on the usual port."""
_LONGEST = 200
"""Bytes of one text that are announced: all of them together fit into one frame."""


@dataclass(frozen=True)
class Announcement:
    """What one device says of itself on one of its interfaces.

    uptime   seconds; interface   the device's own, by which it spoke; api_port   0 where it is the usual one
    address, address6   "" where it has none
    """

    mac: str = ""
    identity: str = ""
    version: str = ""
    platform: str = "MikroTik"
    uptime: int = 0
    software_id: str = ""
    board: str = ""
    interface: str = ""
    address: str = ""
    address6: str = ""
    api_port: int = 0


def encoded(said: Announcement, sequence: int = 0) -> bytes:
    """The datagram."""
    fields = [
        (_MAC, bytes.fromhex(said.mac.replace(":", ""))),
        (_IDENTITY, _octets(said.identity)),
        (_VERSION, _octets(said.version)),
        (_PLATFORM, _octets(said.platform)),
        (_UPTIME, struct.pack("<I", said.uptime & 0xFFFFFFFF)),
        (_SOFTWARE, _octets(said.software_id)),
        (_BOARD, _octets(said.board)),
        (_UNPACK, b"\0"),
        (_IPV6, IPv6Address(said.address6).packed if said.address6 else b""),
        (_INTERFACE, _octets(said.interface)),
        (_IPV4, IPv4Address(said.address).packed if said.address else b""),
        (_API_PORT, struct.pack(">H", said.api_port) if said.api_port else b""),
    ]
    body = b"".join(struct.pack(">HH", kind, len(value)) + value for kind, value in fields if value)
    return struct.pack(">HH", 0, sequence & 0xFFFF) + body


def decoded(datagram: bytes) -> Announcement | None:
    """What a datagram announces; None for requests, and for what is no announcement."""
    fields = dict(_fields(datagram))
    if _MAC not in fields or len(fields[_MAC]) != 6:
        return None
    return Announcement(
        mac=":".join(f"{byte:02X}" for byte in fields[_MAC]),
        identity=_text(fields.get(_IDENTITY)),
        version=_text(fields.get(_VERSION)),
        platform=_text(fields.get(_PLATFORM)),
        uptime=int.from_bytes(fields.get(_UPTIME, b""), "little"),
        software_id=_text(fields.get(_SOFTWARE)),
        board=_text(fields.get(_BOARD)),
        interface=_text(fields.get(_INTERFACE)),
        address=_address(fields.get(_IPV4), 4),
        address6=_address(fields.get(_IPV6), 16),
        api_port=int.from_bytes(fields.get(_API_PORT, b"")[:2], "big"),
    )


def is_request(datagram: bytes) -> bool:
    """Whether somebody asks for announcements: four zero bytes, behind which some programs put an empty field 6."""
    more = datagram[4:]
    return datagram.startswith(REQUEST) and len(more) < 28 and (not any(more) or more.startswith(b"\0\6\0\0"))


def _fields(datagram: bytes) -> Iterator[tuple[int, bytes]]:
    """Type and value of each whole field; a field that is cut short ends it."""
    at = _HEADER
    while at + 4 <= len(datagram):
        kind, length = struct.unpack_from(">HH", datagram, at)
        at += 4
        if at + length > len(datagram):
            return
        yield kind, datagram[at : at + length]
        at += length


def _octets(text: str) -> bytes:
    return octets(text)[:_LONGEST]


def _text(value: bytes | None) -> str:
    return (value or b"").decode("utf-8", "replace")


def _address(value: bytes | None, length: int) -> str:
    """An address as text; "" for none, for one of the wrong length, and for 0.0.0.0."""
    if value is None or len(value) != length or not any(value):
        return ""
    return str(IPv4Address(value) if length == 4 else IPv6Address(value))
