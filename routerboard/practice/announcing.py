"""The practice board on its wire: it says who it is, and answers whoever asks. Only on the loopback.

Theory of operation. Of several sockets on one port the system gives a datagram to one alone. So each board also has a
port of its own behind the usual one, where no other can be: whoever is asked on the usual port answers, and tells the
boards on the others whom to answer too. Nothing is ever sent by a socket that listens, for Windows lets such a socket
hear no more once somebody to whom it sent has gone.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address

from routerboard.language.mndp import PORT, Announcement, encoded, is_request
from routerboard.language.version import Version
from routerboard.practice.router import PracticeRouter

MOST_BOARDS = 16
"""Boards that can be discovered at once."""

_NEIGHBOURS = "127.255.255.255"
_PASSED_ON = b"\0\0\0\0simplifi"
"""What a board says to another, with the address and the port of who asked."""
_OFTEN = Version.parse("7.16")


def announcement(router: PracticeRouter, host: str, api_port: int) -> Announcement:
    """What a board says of itself."""
    identity = router.store.single("/system/identity").values.get("name", "MikroTik")
    macs = [row.get("mac-address", "") for row in router.rows("/interface") if row.get("type") == "ether"]
    return Announcement(
        mac=next(filter(None, macs), ""),
        identity=identity,
        version=f"{router.version} (stable)",
        uptime=int(router.clock.now),
        software_id=router.serial[:4] + "-" + router.serial[4:8],
        board=router.board.model,
        interface="bridge",
        address=host,
        api_port=api_port,
    )


@dataclass
class Announcer:
    """A board that can be discovered, until it is closed."""

    transports: tuple[asyncio.DatagramTransport, ...]
    repeating: asyncio.Task[None]

    async def close(self) -> None:
        """Say nothing any more."""
        self.repeating.cancel()
        for transport in self.transports:
            transport.close()
        await asyncio.gather(self.repeating, return_exceptions=True)


class _Voice:
    """What one board says, and to whom; `own` is its port behind the usual one."""

    def __init__(self, router: PracticeRouter, host: str, api_port: int, port: int, own: int) -> None:
        self._router, self._host, self._api_port, self._port, self._own = router, host, api_port, port, own
        self._count = 0

    async def repeat(self) -> None:
        """Announce now, and from then on as often as routers of this version do."""
        while True:
            self.say((_NEIGHBOURS, self._port))
            await asyncio.sleep(30.0 if self._router.version >= _OFTEN else 60.0)

    def say(self, to: tuple[str, int]) -> None:
        """Announce once."""
        self._count += 1
        self._send(encoded(announcement(self._router, self._host, self._api_port), self._count), to)

    def pass_on(self, asker: tuple[str, int]) -> None:
        """Let all other boards answer as well."""
        word = _PASSED_ON + IPv4Address(asker[0]).packed + struct.pack(">H", asker[1])
        for port in range(self._port + 1, self._port + 1 + MOST_BOARDS):
            if port != self._own:
                self._send(word, (self._host, port))

    def _send(self, data: bytes, to: tuple[str, int]) -> None:
        with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            made.bind((self._host, 0))
            made.sendto(data, to)


class _Ears(asyncio.DatagramProtocol):
    """Hears requests on the usual port, and what was passed on on its own."""

    def __init__(self, voice: _Voice) -> None:
        self._voice = voice

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answer a request; what other boards announce is none."""
        if len(data) == len(_PASSED_ON) + 6 and data.startswith(_PASSED_ON):
            asker = str(IPv4Address(data[-6:-2])), int.from_bytes(data[-2:], "big")
            if asker[0].startswith("127.") and asker[1]:
                self._voice.say(asker)
        elif is_request(data):
            self._voice.say((addr[0], addr[1]))
            self._voice.pass_on((addr[0], addr[1]))


async def announce(router: PracticeRouter, host: str, api_port: int, port: int = PORT) -> Announcer | None:
    """Let a board be discovered on the loopback; None where another program holds the port, or no port is left."""
    usual = _bound(host, port, shared=True)
    own = next(
        (made for number in range(port + 1, port + 1 + MOST_BOARDS) if (made := _bound(host, number, shared=False))),
        None,
    )
    if usual is None or own is None:
        for made in (usual, own):
            if made is not None:
                made.close()
        return None
    loop = asyncio.get_running_loop()
    voice = _Voice(router, host, api_port, port, int(own.getsockname()[1]))
    transports = [(await loop.create_datagram_endpoint(lambda: _Ears(voice), sock=made))[0] for made in (usual, own)]
    return Announcer(tuple(transports), asyncio.create_task(voice.repeat()))


def _bound(host: str, port: int, *, shared: bool) -> socket.socket | None:
    """A socket on that port, None where it is taken; `shared` with whoever shares it too."""
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        if shared:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if hasattr(socket, "SO_REUSEPORT"):
                made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        elif hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows: else whoever wants to could take it from us
            made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        made.setblocking(False)
        made.bind((host, port))
    except OSError:
        made.close()
        return None
    return made
