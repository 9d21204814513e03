"""The same questions to packetflow and to the kernel: which rules match, which table and line, what becomes of it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest

from routerboard.packetflow import Connection, Journey, Memory, Packet, journey
from routerboard.packetflow.addresses import number
from routerboard.practice.hotspot_rules import PAGE, PLAIN, TLS_PAGE
from routerboard.practice.kernel.guests import Call, greetings
from routerboard.practice.kernel.neighbourhood import OUTSIDERS
from tests.lab.bench import API, CLIENTS, INSIDE, LAN, SERVERS, VERSIONS, Lab, own_address, question
from tests.lab.measures import SIGMAS, VARIANTS, cases
from tests.lab.recipes import configured
from wizards.site import ExceptionRule, Lan

pytestmark = pytest.mark.lab

Rules = frozenset[tuple[str, str]]


def modelled(lab: Lab, packet: Packet, memory: Memory | None = None) -> tuple[Journey, Rules]:
    """The first packet's journey, and every rule that it, its answer and what follows meet."""

    def sent(one: Packet, known: Connection | None = None) -> Journey:
        seen = lab.world.hotspots.seen(one, known, one.in_interface)
        return journey(lab.ruleset, replace(one, hotspot=seen), known, memory)

    first = sent(packet)
    matched = set(first.matched)
    known = first.connection
    if first.passed and known is not None:
        answerer = "" if first.to_router and packet.in_interface else first.out_interface
        for _ in range(2):
            back = sent(known.answer(answerer), known)
            known = back.connection or known
            again = sent(known.request(packet.in_interface), known)
            known = again.connection or known
            matched |= {*back.matched, *again.matched}
    return first, frozenset(matched)


def counted(lab: Lab) -> dict[tuple[str, str], int]:
    return {rule: packets for rule, (packets, _) in lab.ground.packets.counters().items()}


def asked(lab: Lab, call: Call, *, outside: bool = False) -> tuple[str | None, Rules]:
    """What the server saw of one real connection, and the rules that counted packets of it."""
    near = lab.ground.neighbourhood
    before = counted(lab)
    (seen,) = greetings(near.internet if outside else near.lan, [call], 0.6)
    after = counted(lab)
    return seen, frozenset(rule for rule in after if after[rule] > before.get(rule, 0))


def in_words(lab: Lab, rules: Rules) -> frozenset[str]:
    """Rules by their comments, where it is left open which line's they are: the hash may choose another."""
    found = set()
    for menu, row_id in rules:
        row = next(row for row in lab.rows(menu) if row[".id"] == row_id)
        said = row.get("comment") or f"{menu} {row.get('chain')} {row.get('action')} {row.get('connection-state', '')}"
        found.add(re.sub(r"Wan\d+(:\d+)?", "Wan", said))
    return frozenset(found)


def inside(lab: Lab) -> list[Call]:
    """What guests ask: the Internet, the router, the modems' pages, a forward by a line's own address."""
    gateways = [box.modem.gateway for box in lab.ground.neighbourhood.modems.values()]
    return [
        *(Call(CLIENTS[at], 40000 + at, SERVERS[at], 443) for at in range(6)),
        Call(CLIENTS[3], 41000, f"{LAN}.1", API),
        *(Call(CLIENTS[4], 41001 + at, gateway, 80) for at, gateway in enumerate(gateways)),
        *(Call(CLIENTS[5], 41100 + at, own_address(kind, at), 8080) for at, kind in enumerate(lab.kinds, 1)),
    ]


def agree_on_guests(lab: Lab, calls: list[Call]) -> None:
    """Kernel and packetflow say the same of these connections of guests, one after the other."""
    memory = Memory()
    for call in calls:
        seen, rules = asked(lab, call)
        first, expected = modelled(lab, question(call, "bridge"), memory)
        assert (seen is not None) == first.passed, call
        apart = frozenset() if first.to_router else OWN_WORDS
        assert in_words(lab, rules) - apart == in_words(lab, expected) - apart, call


OWN_WORDS = frozenset({"simplifi:bypass:output"})
"""What the router's own ICMP meets, which tells of a shorter way or of a refusal: no packet of the connection."""


def agree_on_strangers(lab: Lab) -> None:
    """The same of connections from the Internet, to a forward, a service of the router and a closed port."""
    for line, kind in enumerate(lab.kinds, 1):
        for port in (8080, 2222, 9999):
            box = lab.ground.neighbourhood.modems[lab.socket(line)]
            call = Call(OUTSIDERS[line], 42000 + port, box.outside, port)
            seen, rules = asked(lab, call, outside=True)
            at_board = call._replace(destination=own_address(kind, line))
            first, expected = modelled(lab, question(at_board, lab.interface(line)))
            served = first.passed and (port != 2222 or first.to_router)
            assert (seen is not None) == served, call
            assert rules == expected, call
            assert seen is None or port == 9999 or seen == OUTSIDERS[line]


@pytest.mark.parametrize(("method", "version"), cases())
@pytest.mark.parametrize("probes", [False, True], ids=["gateways", "probes"])
def test_a_connection_meets_the_rules_that_packetflow_says(method: str, probes: bool, version: str) -> None:
    with Lab(version, 3) as lab:
        configured(lab, **VARIANTS[method], probes=probes)
        assert lab.ruleset.unmodelled == ()
        agree_on_guests(lab, inside(lab))
        agree_on_strangers(lab)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "kinds",
    [("dhcp", "pppoe", "static"), ("far", "twin-static", "twin-static"), ("lte", "vlan", "vlan-static")],
    ids="-".join,
)
def test_they_agree_on_every_kind_of_line(kinds: tuple[str, ...], version: str) -> None:
    with Lab(version, kinds) as lab:
        configured(lab, "pcc", exceptions=(ExceptionRule("Wan2", to=f"{SERVERS[1]}/32"),))
        assert lab.ruleset.unmodelled == ()
        agree_on_guests(lab, [call for call in inside(lab) if call.port != 80])
        agree_on_strangers(lab)


@pytest.mark.parametrize("version", VERSIONS)
def test_they_agree_on_a_hotspot(version: str) -> None:
    """Of guests who are logged in, and of those who are not and meet the board's page."""
    with Lab(version, 2, logins=10) as lab:
        configured(lab, "pcc", lan=Lan("bridge", f"{LAN}.1/24", hotspot=True))
        near = lab.ground.neighbourhood
        for port in (PAGE, TLS_PAGE, PLAIN):
            near.servers.listen(near.router, int(port))
        assert lab.ruleset.unmodelled == ()
        assert {lab.world.hotspots.lets_through(number(one)) for one in CLIENTS} == {True, False}
        calls = [Call(one, 43000, SERVERS[at], (443, 80, 993)[at % 3]) for at, one in enumerate(CLIENTS)]
        agree_on_guests(lab, [*calls, Call(CLIENTS[15], 43100, f"{LAN}.1", API)])
        agree_on_strangers(lab)


@pytest.mark.parametrize(("method", "version"), cases())
def test_marks_tables_and_lines_agree(method: str, version: str) -> None:
    """Of each mark that the kernel gave, packetflow says the table and socket by which the Internet saw it come."""
    with Lab(version, 3) as lab:
        configured(lab, **VARIANTS[method])
        calls = lab.calls(120)
        ways = lab.ways(calls)
        rows = {(row["src-address"], row["dst-address"]): row for row in lab.connections()}
        kernel, model = Counter(ways), Counter[int | None]()
        memory = Memory()
        for call, line in zip(calls, ways, strict=True):
            packet = question(call, "bridge")
            said = journey(lab.ruleset, packet, None, memory)
            model[int(said.out_interface.removeprefix("ether"))] += 1
            row = rows[f"{call.source}:{call.source_port}", f"{call.destination}:{call.port}"]
            assert row["reply-dst-address"].startswith(f"192.168.{100 + (line or 0)}.2:")
            mark = row.get("connection-mark", "")
            if mark:
                assert mark == f"Wan{line}_conn"
            (marked,) = [one for one in lab.ground.packets.connections().values() if _same(one.original, packet)] or [
                None
            ]
            assert marked is not None
            again = journey(lab.ruleset, packet, marked.connection(lab.ground.packets.numbers))
            if mark:
                assert (again.table, again.out_interface) == (f"to_Wan{line}", f"ether{line}")
            else:
                assert again.table == "main"
        for line in (1, 2, 3):
            both = kernel[line] + model[line]
            assert abs(kernel[line] - model[line]) <= SIGMAS * max(both, 1) ** 0.5


def _same(flow: tuple[int, int, int, int], packet: Packet) -> bool:
    return tuple(flow) == tuple(packet.flow)


@pytest.mark.parametrize("version", VERSIONS)
def test_any_two_of_three_lines_may_be_dead(version: str) -> None:
    """By kernel and by packetflow: everything still goes out, by the line that lives."""
    with Lab(version, 3) as lab:
        configured(lab, "pcc")
        for alive in (1, 2, 3):
            for dead in {1, 2, 3} - {alive}:
                lab.world.unplug(f"ether{dead}")
            lab.run(0.1)
            calls = lab.calls(60)
            assert set(lab.ways(calls)) == {alive}
            said = {journey(lab.ruleset, question(call, "bridge")).out_interface for call in calls}
            assert said == {f"ether{alive}"}
            for dead in {1, 2, 3} - {alive}:
                lab.world.restore(f"ether{dead}")
            lab.run(0.2)


def test_the_forward_leads_to_the_guest_that_the_site_names() -> None:
    with Lab("7.20.8", 2) as lab:
        configured(lab, "pcc")
        assert lab.from_outside(2, 8080, 5) == 5
        replies = {row["reply-src-address"] for row in lab.connections() if row["dstnat"] == "true"}
        assert replies == {f"{INSIDE}:80"}
