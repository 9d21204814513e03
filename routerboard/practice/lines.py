"""The lines behind the board's sockets: a cable that can be pulled, a modem that answers, an ISP that can die."""

from __future__ import annotations

from collections.abc import Iterable

from routerboard.packetflow.addresses import number, span
from routerboard.practice.scenery import Modem

NOBODY = span("192.0.2.0/24")
"""Addresses at which nobody lives, on any Internet (RFC 5737)."""


class Line:
    """One modem and what is wrong with it now.

    plugged   whether its cable is in; `answers` whether it lives at the other end; `alive` whether its ISP does
    silent    hosts on the Internet that answer nobody
    """

    def __init__(self, modem: Modem) -> None:
        self.plugged = modem.plugged
        self.alive = modem.alive
        self.answers = True
        self.silent: set[int] = set()
        self.become(modem)

    def become(self, modem: Modem) -> None:
        """The same line with other addresses, as after somebody has changed the modem's LAN."""
        self.modem = modem
        self._lease = number(modem.leased.partition("/")[0]) if modem.leased else 0
        self._subnet = span(_network(modem.address))
        self._gateway = number(modem.gateway)
        self._session = (number(modem.local), number(modem.remote))

    def knows(self, source: int, over_ppp: bool) -> bool:
        """Whether answers to this source address come back over this line."""
        if over_ppp:
            return source == self._session[0]
        return source == self._lease or (self._near(source) and source != self._gateway)

    def reaches(self, destination: int, over_ppp: bool) -> bool:
        """Whether there is someone at this address: the modem itself, or beyond it the Internet."""
        if not (self.plugged and self.answers):
            return False
        nobody = destination in self.silent or NOBODY[0] <= destination <= NOBODY[1]
        beyond = self.alive and not nobody
        if over_ppp:
            return destination == self._session[1] or beyond
        return destination == self._gateway or (beyond and not self._near(destination))

    def delay(self, destination: int) -> float:
        """Round trip to an address in seconds."""
        next_door = destination in (self._gateway, self._session[1]) and not self.modem.lte
        return 0.0012 if next_door else self.modem.delay

    def _near(self, address: int) -> bool:
        return self._subnet[0] <= address <= self._subnet[1]


def _network(address: str) -> str:
    host, _, length = address.partition("/")
    return f"{host}/{length or 32}"


def lines_of(modems: Iterable[Modem]) -> dict[str, Line]:
    """The lines by the port that each is plugged into, or by the name of the board's own LTE modem."""
    return {modem.interface: Line(modem) for modem in modems}
