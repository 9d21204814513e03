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
    found: dict[tuple[str, ...], Neighbour] = {}

    def heard(datagram: bytes, place: str) -> None:
        said = decoded(datagram)
        if said is None:
            return
        one = Neighbour(said, place)
        key = (said.mac, said.software_id, one.place)
        if key not in found:
            found[key] = one
            on_neighbour(one)

    sockets = [one for one in (await _listener(heard, port), *await _askers(heard, to)) if one is not None]
    wide = [host for host in to if host != LOOPBACK]
    if not sockets and wide:
        raise OSError("this computer opens no UDP socket")
    try:
        await _ask_for(seconds, sockets, wide, heard if LOOPBACK in to else None, port)
    finally:
        for transport in sockets:
            transport.close()
        await asyncio.sleep(0)
    return tuple(found.values())


async def _ask_for(
    seconds: float,
    sockets: list[asyncio.DatagramTransport],
    to: Sequence[str],
    here: Callable[[bytes, str], None] | None,
    port: int,
) -> None:
    """Ask again and again. This computer itself is asked by a new socket each time.

    Windows lets a socket hear no more once nobody was where it had sent to.
    """
    loop = asyncio.get_running_loop()
    ends = loop.time() + seconds
    asking = [one for one in sockets if one.get_extra_info("sockname")[1] != port]
    while (left := ends - loop.time()) > 0:
        for transport in asking:
            for host in to:
                with suppress(OSError):
                    transport.sendto(REQUEST, (host, port))
        if here is not None and (fresh := await _socket(here, LOOPBACK, 0)) is not None:
            sockets.append(fresh)
            with suppress(OSError):
                fresh.sendto(REQUEST, (LOOPBACK, port))
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
    hosts = _own_addresses() if EVERYBODY in to else []
    opened = [await _socket(heard, host, 0) for host in hosts]
    return [one for one in opened if one is not None]


def _own_addresses() -> list[str]:
    found: list[str] = []
    with suppress(OSError):
        found = [str(one[4][0]) for one in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    return list(dict.fromkeys((*found, "0.0.0.0")))  # noqa: S104 (whatever the system chooses)


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
