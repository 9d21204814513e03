"""What RouterOS calls by names and a kernel by numbers: marks, tables, address lists, interfaces.

Packets carry a routing mark in bits 0-11 and a packet mark in bits 12-27; connections carry their mark in bits 0-15 and
in bit 31 whether they are fasttracked. All are read and written under their mask.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from zlib import crc32

from routerboard.language.items import Row
from routerboard.packetflow.surroundings import Menus

CONNECTION_BITS = 0x0000FFFF
FASTTRACKED = 0x80000000
ROUTING_BITS = 0x00000FFF
PACKET_BITS = 0x0FFFF000
PACKET_SHIFT = 12
MAIN, LOCAL = 254, 255
"""The kernel's own numbers of these tables."""

_FIRST_TABLE = 1000
_PLAIN = re.compile(r"^[A-Za-z][A-Za-z0-9_.-]{2,14}$")
_MANGLE = "/ip/firewall/mangle"
_RULE_MENUS = ("/ip/firewall/raw", _MANGLE, "/ip/firewall/nat", "/ip/firewall/filter")
_NOTHING = ("", "no-mark", "main")


def device(interface: str) -> str:
    """The name of an interface in Linux: the same where it fits, else one made from it."""
    return interface if _PLAIN.match(interface) else f"ros{crc32(interface.encode()):08x}"


@dataclass(frozen=True)
class Numbers:
    """Numbers by name, from 1. Marks live on in packets and connections, so a name keeps its number while it lives."""

    connections: Mapping[str, int] = field(default_factory=dict)
    packets: Mapping[str, int] = field(default_factory=dict)
    tables: Mapping[str, int] = field(default_factory=dict)
    lists: Mapping[str, int] = field(default_factory=dict)
    chains: Mapping[str, int] = field(default_factory=dict)

    def table(self, name: str) -> int:
        """The kernel's number of a routing table."""
        return MAIN if name in _NOTHING else _FIRST_TABLE + self.tables[name]

    def connection_name(self, value: int) -> str:
        """The connection mark in a kernel's mark, "" for none."""
        wanted = value & CONNECTION_BITS
        return next((name for name, number in self.connections.items() if number == wanted), "")


def numbered(menus: Menus, tables: Iterable[str], before: Numbers) -> Numbers:
    """Numbers for every name in these menus and tables; those given before stay."""
    rows = [row for menu in _RULE_MENUS for row in menus.get(menu, ())]
    marks = [*menus.get("/routing/rule", ()), *menus.get("/ip/route/rule", ()), *menus.get("/ip/route", ()), *rows]
    named = [row.get("name", "") for row in menus.get("/routing/table", ())]
    ruled = [row.get("table", "") for menu in ("/routing/rule", "/ip/route/rule") for row in menus.get(menu, ())]
    return Numbers(
        _more(before.connections, _values(rows, "connection-mark", "new-connection-mark")),
        _more(before.packets, _values(rows, "packet-mark", "new-packet-mark")),
        _more(before.tables, [*_values(marks, "routing-mark", "new-routing-mark"), *tables, *named, *ruled]),
        _more(before.lists, [*_values(rows, "src-address-list", "dst-address-list", "address-list"), *_listed(menus)]),
        _more(
            before.chains,
            [f"{menu} {row.get(key, '')}" for menu in _RULE_MENUS for row in menus.get(menu, ()) for key in _CHAINED],
        ),
    )


_CHAINED = ("chain", "jump-target")


def _listed(menus: Menus) -> list[str]:
    return [row.get("list", "") for row in menus.get("/ip/firewall/address-list", ())]


def _values(rows: Sequence[Row], *keys: str) -> list[str]:
    texts = (row.get(key, "").removeprefix("!") for row in rows for key in keys)
    return [part for text in texts for part in text.split(",")]


def _more(before: Mapping[str, int], names: Iterable[str]) -> Mapping[str, int]:
    found = dict(before)
    for name in names:
        if name not in _NOTHING:
            found.setdefault(name, len(found) + 1)
    return found
