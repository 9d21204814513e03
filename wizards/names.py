"""What our rows are called: marks, tables and lists, from the name of the line."""

from __future__ import annotations

import re
from zlib import crc32

LOCAL = "simplifi-local"
"""Address list of everything that is reached without an Internet line."""

PRIVATE = "simplifi-private"
"""Address list of all private ranges, where a leased modem may move to: nothing that guests begin there is marked."""

GUESTS = "simplifi-lan"
"""Interface list of the guest interfaces, where there are several."""

LANS = "simplifi-lan"
"""Address list of the networks that the router itself is in, lines aside, where ports are forwarded."""

WAN_LIST = "WAN"
"""The factory firewall's interface list of everything that leads to the Internet."""

_UNSAFE = re.compile(r"[^A-Za-z0-9._/:-]+")
_LINE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_-]{0,23}$")


def usable(name: str) -> bool:
    """Whether a line's name can be part of a mark, of a table and of a comment that a script looks for."""
    return _LINE.match(name) is not None


def connection_mark(line: str) -> str:
    """The mark of connections that belong to this line."""
    return f"{line}_conn"


def table(line: str) -> str:
    """The routing table (version 6: routing mark) that leads out by this line."""
    return f"to_{line}"


def session(line: str) -> str:
    """The PPPoE interface that we make for this line."""
    return f"pppoe-{line}"


TURNS = "simplifi-turns"
"""The mangle chain in which guests get their turn, where a guest keeps its line."""


def turn_list(line: str) -> str:
    """The address list of guests whose turn fell on this line."""
    return f"simplifi-turn-{line}"


def guests(lan_interface: str, also: tuple[str, ...]) -> dict[str, str]:
    """The matcher of packets that come from guests."""
    return {"in-interface-list": GUESTS} if also else {"in-interface": lan_interface}


def in_role(interface: str) -> str:
    """An interface's name as part of a role: plain ASCII without blanks, still different for different names."""
    safe = _UNSAFE.sub("_", interface)
    return safe if safe == interface else f"{safe}-{crc32(interface.encode()):08x}"
