"""Who is on this wire: asks every device to announce itself, and listens for a while.

Routers answer by broadcast to port 5678, practice boards to whoever asked; so there are two sockets, and either alone
will do where another program holds the port.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from routerboard.language.mndp import PORT, REQUEST, Announcement, decoded

EVERYBODY = "255.255.255.255"
LOOPBACK = "127.0.0.1"
AGAIN = 1.0
"""Seconds between two requests."""


@dataclass(frozen=True)
class Neighbour:
    """A device that was heard: what it announced, and the address its words came from."""

    said: Announcement
    heard_from: str

    @property
    def place(self) -> str:
        """Where its API is to be tried: the address it names, else the one that it spoke from; with its own port."""
        address = self.said.address or self.heard_from
        return f"{address}:{self.said.api_port}" if self.said.api_port else address


OnNeighbour = Callable[[Neighbour], None]


async def discover(
    seconds: float = 5.0,
    *,
    on_neighbour: OnNeighbour = lambda neighbour: None,
    to: Sequence[str] = (EVERYBODY, LOOPBACK),
    port: int = PORT,
) -> tuple[Neighbour, ...]:
    """Every device that is heard within that time, in the order heard; `on_neighbour` is told of each new one at once.

    OSError where no socket can be opened at all.
    """
    found: dict[tuple[str, str], Neighbour] = {}

    def heard(datagram: bytes, place: str) -> None:
        said = decoded(datagram)
        if said is not None and (said.mac, said.address) not in found:
            found[said.mac, said.address] = Neighbour(said, place)
            on_neighbour(found[said.mac, said.address])

    listener, askers = await _listener(heard, port), await _askers(heard, to)
    if not askers:
        raise OSError("this computer opens no UDP socket")
    try:
        await _ask_for(seconds, askers, to, port)
    finally:
        for transport in (*([listener] if listener else []), *askers):
            transport.close()
        await asyncio.sleep(0)
    return tuple(found.values())


async def _ask_for(
    seconds: float, transports: Sequence[asyncio.DatagramTransport], to: Sequence[str], port: int
) -> None:
    loop = asyncio.get_running_loop()
    ends = loop.time() + seconds
    while (left := ends - loop.time()) > 0:
        for transport in transports:
            for host in to:
                with suppress(OSError):
                    transport.sendto(REQUEST, (host, port))
        await asyncio.sleep(min(AGAIN, left))


class _Ears(asyncio.DatagramProtocol):
    def __init__(self, heard: Callable[[bytes, str], None]) -> None:
        self._heard = heard

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._heard(data, addr[0])

    def error_received(self, exc: Exception) -> None:
        """A host that is not there says so; others may be."""


async def _listener(heard: Callable[[bytes, str], None], port: int) -> asyncio.DatagramTransport | None:
    """What is said to everybody; None where another program holds the port."""
    return await _socket(heard, "0.0.0.0", port)  # noqa: S104 (routers answer by broadcast)


async def _askers(heard: Callable[[bytes, str], None], to: Sequence[str]) -> list[asyncio.DatagramTransport]:
    """One socket for each address of this computer: a broadcast leaves by the interface of its own address only."""
    hosts = _own_addresses() if EVERYBODY in to else [LOOPBACK]
    opened = [await _socket(heard, host, 0) for host in hosts]
    return [one for one in opened if one is not None]


def _own_addresses() -> list[str]:
    found: list[str] = []
    with suppress(OSError):
        found = [str(one[4][0]) for one in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    return list(dict.fromkeys((*found, LOOPBACK, "0.0.0.0")))  # noqa: S104 (whatever the system chooses)


async def _socket(heard: Callable[[bytes, str], None], host: str, port: int) -> asyncio.DatagramTransport | None:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        if port and hasattr(socket, "SO_REUSEPORT"):
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        made.setblocking(False)
        made.bind((host, port))
    except OSError:
        made.close()
        return None
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: _Ears(heard), sock=made)
    return transport
