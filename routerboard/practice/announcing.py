"""The practice board on its wire: it says who it is, and answers whoever asks. Only on the loopback."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

from routerboard.language.mndp import PORT, Announcement, decoded, encoded
from routerboard.practice.router import PracticeRouter

_NEIGHBOURS = "127.255.255.255"


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

    transport: asyncio.DatagramTransport

    async def close(self) -> None:
        """Say nothing any more."""
        self.transport.close()
        await asyncio.sleep(0)


class _Voice(asyncio.DatagramProtocol):
    def __init__(self, router: PracticeRouter, host: str, api_port: int, port: int) -> None:
        self._router, self._host, self._api_port, self._port = router, host, api_port, port
        self._transport: asyncio.DatagramTransport | None = None
        self._count = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)
        self._say((_NEIGHBOURS, self._port))

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answer a request; what other boards announce is none."""
        if decoded(data) is None and not any(data):
            self._say((addr[0], addr[1]))

    def error_received(self, exc: Exception) -> None:
        """Whoever asked has gone meanwhile."""

    def _say(self, to: tuple[str, int]) -> None:
        self._count += 1
        said = announcement(self._router, self._host, self._api_port)
        if self._transport is not None:
            with suppress(OSError):
                self._transport.sendto(encoded(said, self._count), to)


async def announce(router: PracticeRouter, host: str, api_port: int, port: int = PORT) -> Announcer | None:
    """Let a board be discovered on the loopback; None where another program holds the port."""
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        made.setblocking(False)
        made.bind((host, port))
    except OSError:
        made.close()
        return None
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: _Voice(router, host, api_port, port), sock=made)
    return Announcer(transport)
