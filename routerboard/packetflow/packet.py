"""What travels: a packet, the connection it belongs to, and the story of its way through the router."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from routerboard.packetflow.addresses import dotted, number


class Verdict(StrEnum):
    """How a packet's way ended."""

    ACCEPT = "accept"
    DROP = "drop"
    REJECT = "reject"
    UNREACHABLE = "unreachable"
    BLACKHOLE = "blackhole"


@dataclass(frozen=True, slots=True)
class Packet:
    """One IPv4 packet as it arrives; addresses are integers, `in_interface` is "" for the router's own packets.

    `source` 0 of an own packet lets the router choose. `in_interface` may be a bridge port; the rules see its bridge.
    `hotspot` holds what a HotSpot knows of the sender: `auth`, `from-client`, `http`, …
    """

    source: int
    destination: int
    protocol: str = "tcp"
    source_port: int = 0
    destination_port: int = 0
    in_interface: str = ""
    hotspot: frozenset[str] = frozenset()

    @classmethod
    def of(cls, source: str, destination: str, *, protocol: str = "tcp", in_interface: str = "") -> Packet:
        """A packet from `192.168.88.10:50000` to `198.51.100.7:443`; a port may be left out."""
        source_host, _, source_port = source.partition(":")
        host, _, port = destination.partition(":")
        ports = int(source_port or 0), int(port or 0)
        return cls(number(source_host), number(host), protocol, *ports, in_interface)

    @property
    def flow(self) -> Flow:
        """Both ends of this packet."""
        return Flow(self.source, self.source_port, self.destination, self.destination_port)


class Flow(NamedTuple):
    """Both ends of one direction of a connection, addresses as integers, ports 0 where the protocol has none."""

    source: int
    source_port: int
    destination: int
    destination_port: int

    @property
    def reversed(self) -> Flow:
        """The same ends seen from the other side."""
        return Flow(self.destination, self.destination_port, self.source, self.source_port)


@dataclass(frozen=True, slots=True)
class Connection:
    """One entry of connection tracking.

    original   what the opener's packets look like before NAT
    reply      what the answers look like when they reach the router: without NAT the reverse of `original`
    mark       connection mark, "" for none
    kind       the helper that watches it (`ftp`, `sip`, …), "" for none
    """

    original: Flow
    reply: Flow
    protocol: str = "tcp"
    mark: str = ""
    seen_reply: bool = False
    fasttrack: bool = False
    kind: str = ""

    @property
    def srcnat(self) -> bool:
        """Whether the source was translated."""
        return self.reply[2:] != self.original[:2]

    @property
    def dstnat(self) -> bool:
        """Whether the destination was translated."""
        return self.reply[:2] != self.original[2:]

    def answer(self, in_interface: str) -> Packet:
        """The packet that answers the opener, as it arrives by that interface."""
        return _packet(self.reply, self.protocol, in_interface)

    def request(self, in_interface: str) -> Packet:
        """A packet of the opener, as it arrives by that interface."""
        return _packet(self.original, self.protocol, in_interface)

    def answered(self) -> Connection:
        """This connection once an answer was seen."""
        return self if self.seen_reply else replace(self, seen_reply=True)


def _packet(flow: Flow, protocol: str, in_interface: str) -> Packet:
    return Packet(flow.source, flow.destination, protocol, flow.source_port, flow.destination_port, in_interface)


class Step(NamedTuple):
    """One thing that happened to a packet: `where` (`mangle prerouting`), by which rule ("" for none), and what."""

    where: str
    what: str
    menu: str = ""
    rule: str = ""
    comment: str = ""


class ListEntry(NamedTuple):
    """An address that a rule put on an address list; `timeout` as the rule has it, "" for none."""

    list: str
    address: str
    timeout: str


@dataclass(frozen=True, slots=True)
class Journey:
    """What the firewall and the routes did to one packet, step by step.

    connection        the connection afterwards, with mark and NAT; None for an untracked packet
    table, route      where the last routing decision was found (`route` is the row's id, "" for none)
    gateway           the next hop, "" for a directly reached one
    source_after_nat, destination_after_nat   as it leaves the router
    fasttracked       whether it took the fast path past firewall, mangle and marks
    to_router         whether it ends (or began) in the router itself
    """

    steps: tuple[Step, ...]
    verdict: Verdict
    connection: Connection | None
    routing_mark: str = ""
    packet_mark: str = ""
    table: str = ""
    route: str = ""
    out_interface: str = ""
    gateway: str = ""
    source_after_nat: str = ""
    destination_after_nat: str = ""
    fasttracked: bool = False
    to_router: bool = False
    listed: tuple[ListEntry, ...] = ()

    @property
    def connection_mark(self) -> str:
        """The connection's mark afterwards, "" for none."""
        return self.connection.mark if self.connection else ""

    @property
    def matched(self) -> tuple[tuple[str, str], ...]:
        """Menu and id of each rule that matched, in order."""
        return tuple((step.menu, step.rule) for step in self.steps if step.rule)

    @property
    def passed(self) -> bool:
        """Whether the packet reached its destination or left the router."""
        return self.verdict is Verdict.ACCEPT


def end(address: int, port: int) -> str:
    """One end of a flow as connection tables write it: `192.168.88.10:50000`, without `:0` where there is no port."""
    return f"{dotted(address)}:{port}" if port else dotted(address)
