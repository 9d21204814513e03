"""The state of one packet while it walks through chains, and what the walk remembers from packet to packet."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from random import Random

from routerboard.packetflow.packet import ListEntry, Step


class Outcome(Enum):
    """What a rule, or a whole chain, decided."""

    GO_ON = "go on"
    ACCEPT = "accept"
    DROP = "drop"
    REJECT = "reject"
    RETURN = "return"


@dataclass
class Memory:
    """What a router remembers between packets.

    counters   of `nth`, by rule
    listed     what rules put on address lists since the rows were read: list -> addresses; nothing here ever times out
    flushes    how often version 6 emptied its route cache: each time pairs of addresses choose anew among equal hops
    dice       of `random`
    """

    counters: dict[str, int] = field(default_factory=dict)
    listed: dict[str, set[int]] = field(default_factory=dict)
    flushes: int = 0
    dice: Random = field(default_factory=lambda: Random(0))  # noqa: S311


@dataclass(slots=True)
class Walk:
    """One packet under way. Addresses are integers; marks are "" for none; interfaces are "" where there is none.

    state           connection state: new, established, related, invalid or untracked
    exit_address    what masquerade would make of the source; entry_address  what redirect would make of the destination
    to_source, to_destination   what the NAT rules decided; None for no translation
    """

    source: int
    destination: int
    protocol: str
    source_port: int
    destination_port: int
    in_interface: str
    in_port: str
    hotspot: frozenset[str]
    memory: Memory
    state: str = "new"
    connection_mark: str = ""
    packet_mark: str = ""
    routing_mark: str = ""
    connection_kind: str = ""
    srcnat: bool = False
    dstnat: bool = False
    fasttrack: bool = False
    out_interface: str = ""
    exit_address: int = 0
    entry_address: int = 0
    to_source: tuple[int, int] | None = None
    to_destination: tuple[int, int] | None = None
    depth: int = 0
    steps: list[Step] = field(default_factory=list)
    listed: list[ListEntry] = field(default_factory=list)
