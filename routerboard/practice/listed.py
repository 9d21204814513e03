"""Address-list entries with a time, which rules or users made: dynamic rows that go when it is over."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf

from routerboard.language.values import parse_duration, print_duration
from routerboard.packetflow.packet import ListEntry
from routerboard.practice.floor import Floor

_MENU = "/ip/firewall/address-list"
_ENDLESS = ("", "none-dynamic", "none-static", "0s")


class Listed:
    """What actions such as `add-src-to-address-list` have put on lists, and users with `timeout`."""

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
        self._adopt(now)
        removed = self._floor.missing(_MENU)
        self._ends = {key: end for key, end in self._ends.items() if end > now and key not in removed}
        self._floor.keep(
            _MENU,
            {
                (name, address): ({"list": name, "address": address}, _timeout(end - now))
                for (name, address), end in self._ends.items()
            },
        )

    def _adopt(self, now: float) -> None:
        """What a user has put there with a time is no configuration: it goes by itself, and with a restart."""
        for row in self._floor.rows(_MENU):
            lasting = row.values.get("timeout", "")
            if not row.dynamic and lasting not in _ENDLESS:
                key = (row.values.get("list", ""), row.values.get("address", ""))
                self._ends[key] = now + parse_duration(row.values.pop("timeout"))
                row.dynamic = True
                self._floor.adopt(_MENU, key, row)


def _timeout(left: float) -> dict[str, str]:
    return {} if left == inf else {"timeout": print_duration(int(left))}
