"""The account of one tracked connection: which rules made it what it is, where it goes, and what if its line dies.

What RouterOS keeps to itself is not guessed: the hash of PCC, the turns of nth, the dice of random, and which of equal
routes was taken. There the connection's own row decides: its mark says which of the choosing rules took it, and the
address that its replies come to says which equal route. All other conditions are judged as always. So an account also
tells which marks the rules could give, and where the row has none of these, something does not fit.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from routerboard.language.items import Row, is_true
from routerboard.language.version import Version
from routerboard.packetflow.addresses import dotted, number
from routerboard.packetflow.flow import journey
from routerboard.packetflow.hashing import FIELDS, Classifier
from routerboard.packetflow.packet import Connection, Flow, Journey, Packet, Step
from routerboard.packetflow.routes import RouteState, read_route, resolve_routes
from routerboard.packetflow.rules import Gap
from routerboard.packetflow.ruleset import Ruleset, route_states
from routerboard.packetflow.surroundings import Menus, Surroundings, enabled, surroundings

CHOOSING = ("per-connection-classifier", "nth", "random")
"""Conditions whose outcome RouterOS keeps to itself."""

MANGLE = "/ip/firewall/mangle"
NAT = "/ip/firewall/nat"
HOSTS = "/ip/hotspot/host"


@dataclass(frozen=True)
class Death:
    """What happens when the line of a connection dies.

    new       the ways that the first packet of such a connection may take then: several where a hash of its ports,
              turns or equal routes choose among them; `running` the next packet of this one
    noticed   whether the routes leave the line at all
    survives  whether this connection goes on: only where the address that it has need not change
    """

    new: tuple[Journey, ...]
    running: Journey
    noticed: bool
    survives: bool


@dataclass(frozen=True)
class Account:
    """What the rules of now make of a connection that is tracked.

    connection  the row, read; `inbound` whether it came in by a line; `entry` the interface of its first packet,
                "" where the router itself opened it
    first       its first packet's journey, with what cannot be known taken from the row; where the rules of now could
                not give its mark, a journey of now that leaves by its line, if there is one
    running     the journey of a next packet of the side that leaves by a line
    marking     the steps that gave it its mark; `chosen` of them those that a hidden choice decided, `rivals` how many
                rules that choose could give the same mark
    answered    whether it was its first answer that was marked: rules by in-interface see what comes in by a line
    possible    every mark that the rules could give it now, "" for none; `again` of those of its first packet the ones
                that another connection of its kind may get: the same addresses, another port of the opener
    leaves      the interface by whose address it is known outside, "" where that is none of the router's
    stranger    whether a HotSpot keeps its opener from the Internet now
    gaps        rules that cannot be judged; they are taken as not matching
    """

    connection: Connection
    entry: str
    inbound: bool
    first: Journey
    running: Journey
    marking: tuple[Step, ...] = ()
    chosen: tuple[Step, ...] = ()
    rivals: tuple[str, ...] = ()
    answered: bool = False
    possible: frozenset[str] = frozenset()
    again: frozenset[str] = frozenset()
    leaves: str = ""
    stranger: bool = False
    gaps: tuple[Gap, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether the rules of now could have given the mark that the row has."""
        return self.connection.mark in self.possible


@dataclass(frozen=True)
class Router:
    """A router's rows at one moment, and the interfaces whose far side is known to be dead."""

    menus: Menus
    version: Version
    dead: frozenset[str] = frozenset()
    around: Surroundings = field(default_factory=Surroundings)

    @classmethod
    def of(cls, menus: Menus, version: Version, dead: Collection[str] = ()) -> Router:
        """The router with these rows, as printed."""
        return cls(menus, version, frozenset(dead), surroundings(menus))

    def ruleset(self, mark: str, interface: str, states: Mapping[str, RouteState] | None = None) -> Ruleset:
        """Its rules, the hidden choices decided for a mark, equal routes for an interface."""
        menus, found = dict(self.menus), dict(states) if states is not None else None
        if found is None:
            shown, found = route_states(self.menus, self.around, self.version)
            menus = dict(shown)
        menus[MANGLE] = decided(menus.get(MANGLE, ()), mark)
        return Ruleset.build(menus, self.version, states=preferred(menus, found, self.version, interface))

    def without(self, interface: str, *, behind: bool) -> dict[str, RouteState]:
        """The routes once this line is dead: unplugged, or `behind` a modem that still answers."""
        running = {row.get("name", "") for row in self.menus.get("/interface", ()) if is_true(row.get("running"))}
        gone = self.dead if behind else self.dead | {interface}

        def answers(host: str, by: str) -> bool:
            if by in self.dead:
                return False
            return by != interface or (behind and self._near(host, interface))

        return resolve_routes(
            self.menus.get("/ip/route", ()),
            self.version,
            running=lambda name: name in running and name not in gone,
            answers=answers,
            own=self.around.local,
        )

    def _near(self, host: str, interface: str) -> bool:
        """Whether a host is the modem itself: in the line's own network, or its far end."""
        address = number(host)
        return any(one.covers(address) for one in self.around.own if one.interface == interface)


def decided(mangle: Sequence[Row], mark: str) -> tuple[Row, ...]:
    """The rules with their hidden choices taken: those that give this mark match, the others do not."""
    found = []
    for row in mangle:
        if not _chooses(row):
            found.append(row)
        elif _given(row) == mark and mark:
            found.append({name: value for name, value in row.items() if name not in CHOOSING})
    return tuple(found)


def _chooses(row: Row) -> bool:
    return any(row.get(name) for name in CHOOSING)


def _given(row: Row) -> str:
    return row.get("new-connection-mark", "") if row.get("action") == "mark-connection" else ""


def preferred(
    menus: Menus, states: Mapping[str, RouteState], version: Version, interface: str
) -> dict[str, RouteState]:
    """Of equal ways that one of them leaves by this interface keep those; all others stay as they are."""
    rivals: dict[tuple[str, int, int], list[str]] = {}
    for row in menus.get("/ip/route", ()):
        state = states.get(row.get(".id", ""))
        if state is not None and state.active:
            route = read_route(row, version)
            rivals.setdefault((route.table, route.network, route.length), []).append(route.id)
    found = dict(states)
    for ids in rivals.values():
        if any(hop.interface == interface for name in ids for hop in states[name].hops):
            for name in ids:
                hops = tuple(hop for hop in states[name].hops if hop.interface == interface)
                found[name] = replace(states[name], hops=hops[:1], active=bool(hops))
    return found


def read_connection(row: Row) -> Connection | None:
    """One row of /ip/firewall/connection; None where it is none of IPv4. What replies' rows lack is as without NAT."""
    try:
        source, destination = _end(row, "src"), _end(row, "dst")
        reply_source = _end(row, "reply-src") if row.get("reply-src-address") else destination
        reply_destination = _end(row, "reply-dst") if row.get("reply-dst-address") else source
    except ValueError:
        return None
    return Connection(
        Flow(*source, *destination),
        Flow(*reply_source, *reply_destination),
        row.get("protocol", "tcp"),
        mark=row.get("connection-mark", ""),
        seen_reply=is_true(row.get("seen-reply")),
        fasttrack=is_true(row.get("fasttrack")),
    )


def _end(row: Row, side: str) -> tuple[int, int]:
    host, _, port = row.get(f"{side}-address", "").partition(":")
    return number(host), int(port or row.get(f"{side}-port") or 0)


def account(router: Router, row: Row) -> Account | None:
    """The account of one row of /ip/firewall/connection; None where it cannot be read as IPv4."""
    known = read_connection(row)
    if known is None:
        return None
    around = router.around
    outside = known.original.destination if known.original.destination in around.local else known.reply.destination
    leaves = next((one.interface for one in around.own if one.address == outside), "")
    inbound = known.original.destination in around.local and known.original.source not in around.local
    rules = router.ruleset(known.mark, leaves)
    entry = _entry(rules, known.original.source, known.original.destination)
    packet = _first(router, known, entry)
    first = journey(rules, packet)
    running = _running(rules, known, entry)
    choosing = {one.get(".id", ""): one for one in enabled(router.menus.get(MANGLE, ())) if _chooses(one)}
    outcomes = _outcomes(router, packet, choosing.values())
    opening = possible = frozenset(way.connection_mark for way in outcomes)
    marking, answered = _marking(first, known.mark), False
    if "" in possible and leaves and not inbound and known.seen_reply:
        answer = journey(rules, known.answer(leaves), replace(known, mark="", fasttrack=False))
        possible = possible - {""} | {answer.connection_mark}
        answered = not marking and bool(known.mark) and answer.connection_mark == known.mark
        marking = _marking(answer, known.mark) if answered else marking
    if known.mark not in opening:
        first = next((way for way in outcomes if way.passed and way.out_interface == leaves), first)
    chosen = tuple(step for step in marking if step.rule in choosing)
    same = known.mark in opening and bool(chosen) and _keeps(choosing[chosen[-1].rule])
    return Account(
        connection=known,
        entry=entry,
        inbound=inbound,
        first=first,
        running=running,
        marking=marking if known.mark else (),
        chosen=chosen,
        rivals=tuple(name for name, one in choosing.items() if known.mark and _given(one) == known.mark),
        answered=answered,
        possible=possible,
        again=frozenset({known.mark}) if same else opening,
        leaves=leaves,
        stranger=_stranger(router, known),
        gaps=rules.unmodelled,
    )


def _marking(way: Journey, mark: str) -> tuple[Step, ...]:
    """The steps that gave this mark to the connection."""
    marks = (step for step in way.steps if step.menu == MANGLE)
    return tuple(step for step in marks if step.what.startswith(f"marks the connection {mark or 'no-mark'}"))


def _first(router: Router, known: Connection, entry: str) -> Packet:
    """The packet that opened it, with what a HotSpot knows of its sender."""
    stranger = _stranger(router, known)
    return replace(known.request(entry), hotspot=frozenset({"from-client"} if stranger else {"auth"}))


def _stranger(router: Router, known: Connection) -> bool:
    """Whether a HotSpot has this host on its list and it has neither logged in nor need not."""
    address = dotted(known.original.source)
    hosts = [row for row in router.menus.get(HOSTS, ()) if address in (row.get("address"), row.get("to-address"))]
    return bool(hosts) and not any(is_true(row.get("authorized")) or is_true(row.get("bypassed")) for row in hosts)


def _entry(rules: Ruleset, source: int, destination: int) -> str:
    """The interface that a source's packets come in by: its network's, the called line's, or its route's."""
    around = rules.around
    if source in around.local:
        return ""
    near = next((one.interface for one in around.own if one.covers(source)), "")
    if near:
        return near
    called = next((one.interface for one in around.own if one.address == destination), "")
    if called:
        return called
    back = journey(rules, Packet(0, source))
    return back.out_interface


def _running(rules: Ruleset, known: Connection, entry: str) -> Journey:
    """The next packet that leaves by a line: the opener's, or where it was opened from outside, the answer's."""
    if entry and known.original.destination in rules.around.local and known.dstnat:
        host = known.reply.source
        inside = next((one.interface for one in rules.around.own if one.covers(host)), "")
        if inside:
            return journey(rules, known.answer(inside), known.answered())
    if entry and known.original.destination in rules.around.local:
        return journey(rules, known.answer(""), known.answered())
    return journey(rules, known.request(entry), known)


def _outcomes(router: Router, packet: Packet, choosing: Collection[Row]) -> list[Journey]:
    """Every journey that the first packet could make, whatever the hidden choices and equal routes are."""
    marks = {_given(row) for row in choosing} | (set() if _complete(choosing) else {""})
    _, states = route_states(router.menus, router.around, router.version)
    return [journey(router.ruleset(mark, way), packet) for mark in sorted(marks) for way in _equal_ways(states)]


def _equal_ways(states: Mapping[str, RouteState]) -> Sequence[str]:
    """The interfaces of equal routes; "" alone where no route has an equal."""
    ways = {hop.interface for state in states.values() if state.active and _equal(state) for hop in state.hops}
    return sorted(ways) or [""]


def _keeps(row: Row) -> bool:
    """Whether this choosing rule takes connections of the same two hosts alike, whatever port they are opened from."""
    try:
        return "source_port" not in FIELDS[Classifier.parse(row.get("per-connection-classifier", "")).kind]
    except ValueError:
        return False


def _complete(choosing: Collection[Row]) -> bool:
    """Whether every connection that comes to the classifiers falls to one of them: their remainders leave no gap."""
    parts: dict[tuple[str, int], set[int]] = {}
    for row in choosing:
        try:
            one = Classifier.parse(row.get("per-connection-classifier", ""))
        except ValueError:
            continue
        parts.setdefault((one.kind, one.denominator), set()).add(one.remainder)
    return any(len(found) == denominator for (_, denominator), found in parts.items())


def _equal(state: RouteState) -> bool:
    return state.ecmp or len(state.hops) > 1


def death(router: Router, found: Account, *, behind: bool) -> Death:
    """What happens once the line of this connection dies: unplugged, or dead `behind` a modem that still answers."""
    known, interface = found.connection, found.leaves
    states, packet = router.without(interface, behind=behind), _first(router, found.connection, found.entry)
    ways = {
        (way.passed, way.table, way.out_interface): way
        for mark in sorted(found.again)
        for equal in _equal_ways(states)
        for way in [journey(router.ruleset(mark, equal, states), packet)]
    }
    running = _running(router.ruleset(known.mark, "", states), known, found.entry)
    away = running.out_interface != interface or not running.passed
    address = known.reply.destination if not found.inbound else known.original.destination
    bound = address in router.around.local
    return Death(tuple(ways.values()), running, noticed=away, survives=running.passed and away and not bound)
