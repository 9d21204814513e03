"""The way of one packet through a router: hooks in RouterOS's order, from arrival to the wire or to itself."""

from __future__ import annotations

from dataclasses import replace

from routerboard.packetflow.addresses import dotted, number
from routerboard.packetflow.fib import Decision
from routerboard.packetflow.packet import Connection, Flow, Journey, Packet, Step, Verdict
from routerboard.packetflow.rules import Chains
from routerboard.packetflow.ruleset import Ruleset
from routerboard.packetflow.walk import Memory, Outcome, Walk

_ENDS = {Outcome.DROP: Verdict.DROP, Outcome.REJECT: Verdict.REJECT}


def journey(
    ruleset: Ruleset, packet: Packet, connection: Connection | None = None, memory: Memory | None = None
) -> Journey:
    """What happens to a packet. `connection` is what tracking knows of it, None for the first packet of a connection.

    Nothing is changed but `memory`; the connection as it is afterwards comes back in the journey.
    """
    return _Passage(ruleset, packet, connection, memory or Memory()).run()


class _Stopped(Exception):  # noqa: N818 - not an error: how a walk ends early
    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict


class _Passage:
    """One packet passing one router."""

    def __init__(self, ruleset: Ruleset, packet: Packet, connection: Connection | None, memory: Memory) -> None:
        self.rules = ruleset
        self.connection = connection
        self.answering = connection is not None and packet.flow == connection.reply
        self.walk = _start(ruleset, packet, connection, memory, self.answering)
        self.original = packet.flow
        self.decision = Decision("")
        self.own = not packet.in_interface
        self.fast = connection is not None and connection.fasttrack and not self.own

    def run(self) -> Journey:
        try:
            if self.fast:
                self.fast_path()
            elif self.own:
                self.leave_router()
            else:
                self.arrive()
        except _Stopped as stopped:
            return self.finish(stopped.verdict)
        return self.finish(Verdict.ACCEPT)

    # The stretches of the way

    def fast_path(self) -> None:
        self.say("fasttrack", "skips raw, mangle, filter and marks")
        self.translate_destination()
        self.decision = self.rules.fib.unmarked(self.walk)
        self.follow_decision()
        self.translate_source()

    def arrive(self) -> None:
        self.ask(self.rules.raw, "prerouting")
        self.ask(self.rules.mangle, "prerouting")
        self.nat("dstnat")
        self.translate_destination()
        self.route()
        if self.decision.local:
            self.ask(self.rules.mangle, "input")
            self.ask(self.rules.filter, "input")
            return
        self.ask(self.rules.mangle, "forward")
        self.ask(self.rules.filter, "forward")
        self.depart()

    def leave_router(self) -> None:
        self.route()
        if not self.walk.source:
            self.walk.source = self.walk.exit_address
            self.original = self.original._replace(source=self.walk.source)
        self.ask(self.rules.raw, "output")
        self.ask(self.rules.mangle, "output")
        self.translate_destination()
        self.ask(self.rules.filter, "output")
        if self.walk.routing_mark or self.walk.to_destination:
            self.route()
        self.depart()

    def depart(self) -> None:
        self.ask(self.rules.mangle, "postrouting")
        if not self.decision.local:
            self.nat("srcnat")
        self.translate_source()

    # Their parts

    def say(self, where: str, what: str) -> None:
        self.walk.steps.append(Step(where, what))

    def ask(self, chains: Chains, chain: str) -> None:
        outcome = chains.run(chain, self.walk)
        if outcome in _ENDS:
            raise _Stopped(_ENDS[outcome])

    def nat(self, chain: str) -> None:
        """NAT rules see the first packet of a connection only; what they decided holds for all that follow."""
        if self.connection is None and self.walk.state != "untracked":
            self.ask(self.rules.nat, chain)

    def translate_destination(self) -> None:
        walk, known = self.walk, self.connection
        if known is not None:
            after = known.original[:2] if self.answering else known.reply[:2]
            walk.destination, walk.destination_port = after
        elif walk.to_destination is not None:
            walk.destination, walk.destination_port = walk.to_destination
            walk.dstnat = True

    def translate_source(self) -> None:
        walk, known = self.walk, self.connection
        if known is not None:
            after = known.original[2:] if self.answering else known.reply[2:]
            walk.source, walk.source_port = after
        elif walk.to_source is not None and walk.to_source[0]:
            walk.source, walk.source_port = walk.to_source
            walk.srcnat = True

    def route(self) -> None:
        self.decision = self.rules.fib.decide(self.walk)
        self.follow_decision()

    def follow_decision(self) -> None:
        found = self.decision
        if found.local:
            self.say("routing", "is for the router itself")
            return
        if found.kind != "unicast":
            self.say("routing", "no route" if not found.table else f"table {found.table} says {found.kind}")
            raise _Stopped(Verdict.BLACKHOLE if found.kind == "blackhole" else Verdict.UNREACHABLE)
        self.walk.out_interface = found.hop.interface
        towards = self.rules.around.address_on
        self.walk.exit_address = towards(found.hop.interface, _towards(found, self.walk))
        self.say(
            "routing", f"table {found.table}: to {found.hop.gateway or 'the destination'} by {found.hop.interface}"
        )

    def finish(self, verdict: Verdict) -> Journey:
        walk, found = self.walk, self.decision
        return Journey(
            steps=tuple(walk.steps),
            verdict=verdict,
            connection=self.tracked(),
            routing_mark=walk.routing_mark,
            packet_mark=walk.packet_mark,
            table=found.table,
            route=found.route,
            out_interface=walk.out_interface,
            gateway=found.hop.gateway,
            source_after_nat=dotted(walk.source),
            destination_after_nat=dotted(walk.destination),
            fasttracked=self.fast,
            to_router=self.own or found.local,
            listed=tuple(walk.listed),
        )

    def tracked(self) -> Connection | None:
        walk = self.walk
        if walk.state == "untracked":
            return None
        known = self.connection or _new_connection(self.original, walk)
        if known.mark == walk.connection_mark and known.fasttrack == walk.fasttrack and not self.answering:
            return known
        return replace(
            known,
            mark=walk.connection_mark,
            fasttrack=walk.fasttrack,
            seen_reply=known.seen_reply or self.answering,
        )


def _start(ruleset: Ruleset, packet: Packet, known: Connection | None, memory: Memory, answering: bool) -> Walk:
    around = ruleset.around
    interface = around.bridge_of.get(packet.in_interface, packet.in_interface)
    walk = Walk(
        packet.source, packet.destination, packet.protocol, packet.source_port, packet.destination_port, interface,
        packet.in_interface if interface != packet.in_interface else "", packet.hotspot, memory,
    )  # fmt: skip
    walk.entry_address = around.address_on(interface, packet.source) if interface else 0
    if known is not None:
        walk.state = "established" if answering or known.seen_reply else "new"
        walk.connection_mark, walk.connection_kind = known.mark, known.kind
        walk.srcnat, walk.dstnat, walk.fasttrack = known.srcnat, known.dstnat, known.fasttrack
    return walk


def _new_connection(original: Flow, walk: Walk) -> Connection:
    """What tracking writes down: answers come from where the packet went in the end, to what its source became."""
    reply = Flow(walk.destination, walk.destination_port, walk.source, walk.source_port)
    return Connection(
        original, reply, walk.protocol, mark=walk.connection_mark, fasttrack=walk.fasttrack, kind=walk.connection_kind
    )


def _towards(found: Decision, walk: Walk) -> int:
    return number(found.hop.gateway) if found.hop.gateway else walk.destination
