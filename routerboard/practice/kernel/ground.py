"""Where a board with real packets stands: its neighbourhood and its own packets, made once for all of its restarts."""

from __future__ import annotations

import os
from collections.abc import Sequence
from ipaddress import IPv4Interface
from typing import Self

from routerboard.practice.board import Board
from routerboard.practice.kernel.errors import NoKernelError
from routerboard.practice.kernel.guests import Guests
from routerboard.practice.kernel.needed import missing
from routerboard.practice.kernel.neighbourhood import Neighbourhood
from routerboard.practice.kernel.packets import Packets
from routerboard.practice.kernel.pings import Pings


class Ground:
    """The namespaces of one board. NoKernelError says what this computer lacks.

    pace      how many of the board's seconds pass in one real second
    patience  the board's seconds that a check of a gateway waits for its answer
    refused   what the kernel could not be made to do, in words
    lan_port  the socket behind which the first LAN is
    held      whether changes of the board wait before they reach the kernel, so that many become one
    """

    def __init__(self, board: Board, *, pace: float = 1.0, patience: float = 1.0, translate: bool = True) -> None:
        if lacks := missing():
            raise NoKernelError(lacks)
        self.pace, self.patience = pace, patience
        ports = (*board.scenery.guests.ports, board.laptop.port)
        self.lan_port = next((port for port in ports if port in board.interfaces), "")
        near = Neighbourhood(board.interfaces, board.scenery.modems, self.lan_port, translate=translate)
        self.neighbourhood = near
        self.packets = Packets(near.router, near.tagger, pace)
        self.pings = Pings(self.neighbourhood.router)
        self.guests = Guests()
        self.refused: list[str] = []
        self.held = False
        self._settled: dict[str, tuple[Sequence[str], str]] = {}

    @property
    def places(self) -> dict[str, str]:
        """Paths of the namespaces by what is in them, for programs such as nsenter."""
        near = self.neighbourhood
        boxes = {f"modem on {name}": box.namespace for name, box in near.modems.items()}
        lans = {f"guests on {name}": one for name, one in near.lans.items()}
        named = {"router": near.router, "guests": near.lan, **lans, **boxes, "Internet": near.internet}
        return {name: f"/proc/{os.getpid()}/fd/{one.fd}" for name, one in named.items()}

    def settle_lan(self, addresses: Sequence[str], gateway: str, name: str = "") -> None:
        """Let a LAN have these hosts, `192.168.88.10/24`, unless it has them already."""
        if (addresses, gateway) != self._settled.get(name):
            self._settled[name] = addresses, gateway
            self.neighbourhood.settle_lan([str(IPv4Interface(one)) for one in addresses], gateway, name)

    def close(self) -> None:
        """Take all of it away."""
        self.guests.close()
        self.pings.close()
        self.neighbourhood.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
