"""Address-list entries that firewall rules made: dynamic rows that go when their time is over."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf

from routerboard.language.values import parse_duration, print_duration
from routerboard.packetflow.packet import ListEntry
from routerboard.practice.floor import Floor

_MENU = "/ip/firewall/address-list"
_ENDLESS = ("", "none-dynamic", "none-static", "0s")


class Listed:
    """What the actions `add-src-to-address-list` and `add-dst-to-address-list` have put on lists."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._ends: dict[tuple[str, str], float] = {}

    def add(self, entries: Iterable[ListEntry], now: float) -> None:
        """Put addresses on lists; for one that is there already the time begins anew."""
        for entry in entries:
            lasting = inf if entry.timeout in _ENDLESS else parse_duration(entry.timeout)
            self._ends[entry.list, entry.address] = now + lasting

    def step(self, now: float) -> None:
        """Show the entries, without those whose time is over and those that a user removed."""
        removed = self._floor.missing(_MENU)
        self._ends = {key: end for key, end in self._ends.items() if end > now and key not in removed}
        self._floor.keep(
            _MENU,
            {
                (name, address): ({"list": name, "address": address}, _timeout(end - now))
                for (name, address), end in self._ends.items()
            },
        )


def _timeout(left: float) -> dict[str, str]:
    return {} if left == inf else {"timeout": print_duration(int(left))}
