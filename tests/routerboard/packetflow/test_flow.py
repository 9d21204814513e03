"""Whole journeys through a router that was configured as field recipes have it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from routerboard.language.version import Version
from routerboard.packetflow import Journey, Memory, Packet, Ruleset, Verdict, journey

Menus = dict[str, list[dict[str, str]]]
Send = Callable[..., Journey]
WAYS = {"ether1": ("192.168.30.1", "192.168.30.2"), "ether2": ("192.168.42.1", "192.168.42.2")}


def spread(ruleset: Ruleset, send: Send, count: int = 500) -> list[Journey]:
    ends = ((f"192.168.88.{10 + at % 40}:{40000 + at}", f"198.51.{at % 97}.{at % 251}:443") for at in range(count))
    return [send(ruleset, source, destination) for source, destination in ends]


@pytest.mark.parametrize("weights", [(1, 1), (3, 1), (1, 4)])
def test_pcc_spreads_by_weight(
    version: Version, weights: tuple[int, int], pcc: Callable[..., Menus], build: Callable[..., Ruleset], send: Send
) -> None:
    ways = Counter(found.out_interface for found in spread(build(pcc(version, weights=weights), version), send))
    share = ways["ether1"] / 500
    assert set(ways) == {"ether1", "ether2"}
    assert share == pytest.approx(weights[0] / sum(weights), abs=0.07)


def test_mark_table_gateway_and_masquerade_agree(
    version: Version, pcc: Callable[..., Menus], build: Callable[..., Ruleset], send: Send
) -> None:
    for found in spread(build(pcc(version), version), send, 60):
        line = found.connection_mark.removesuffix("_conn")
        assert found.passed
        assert found.routing_mark == found.table == f"to_{line}"
        assert (found.gateway, found.source_after_nat) == WAYS[found.out_interface]


def test_same_client_and_server_stay_on_one_line(
    version: Version, pcc: Callable[..., Menus], build: Callable[..., Ruleset], send: Send
) -> None:
    rules = build(pcc(version), version)
    ways = {send(rules, f"192.168.88.20:{port}", "198.51.100.7:443").out_interface for port in range(40000, 40200)}
    assert len(ways) == 1


def test_ports_in_the_classifier_split_one_client(
    version: Version, pcc: Callable[..., Menus], build: Callable[..., Ruleset], send: Send
) -> None:
    rules = build(pcc(version, classifier="both-addresses-and-ports"), version)
    ways = {send(rules, f"192.168.88.20:{port}", "198.51.100.7:443").out_interface for port in range(40000, 40050)}
    assert ways == {"ether1", "ether2"}


def test_later_packets_of_a_connection_keep_its_line(
    version: Version, pcc: Callable[..., Menus], build: Callable[..., Ruleset], send: Send
) -> None:
    rules = build(pcc(version), version)
    for first in spread(rules, send, 20):
        assert first.connection is not None
        later = journey(rules, first.connection.request("bridge"), first.connection.answered())
        assert later.out_interface == first.out_interface
        assert not any("per-connection" in step.what for step in later.steps)
        assert later.source_after_nat == first.source_after_nat


@pytest.mark.parametrize("target", ["192.168.88.1:8728", "192.168.42.1:80", "192.168.30.2:80"])
def test_local_traffic_is_never_marked(
    version: Version, target: str, pcc: Callable[..., Menus], build: Callable[..., Ruleset], send: Send
) -> None:
    found = send(build(pcc(version), version), "192.168.88.30:51000", target)
    assert found.passed
    assert found.connection_mark == found.routing_mark == ""


def test_api_session_reaches_the_router_and_back(
    version: Version, pcc: Callable[..., Menus], build: Callable[..., Ruleset], send: Send
) -> None:
    rules = build(pcc(version), version)
    there = send(rules, "192.168.88.30:51000", "192.168.88.1:8728")
    assert there.to_router
    assert there.connection is not None
    back = journey(rules, there.connection.answer(""), there.connection)
    assert (back.out_interface, back.routing_mark) == ("bridge", "")


def test_v7_loses_the_router_when_its_own_address_is_marked(
    pcc: Callable[..., Menus], build: Callable[..., Ruleset], send: Send
) -> None:
    """The mark is asked before the router's own addresses on v7 and after them on v6."""
    found = {}
    for text in ("6.49.10", "7.20"):
        rows = pcc(Version.parse(text))
        rows["/ip/firewall/mangle"] = [{"chain": "prerouting", "action": "mark-routing", "new-routing-mark": "to_Wan1"}]
        found[text] = send(build(rows, Version.parse(text)), "192.168.88.30:51000", "192.168.88.1:8728")
    assert found["6.49.10"].to_router
    assert (found["7.20"].to_router, found["7.20"].out_interface) == (False, "ether1")


def test_an_answer_to_a_port_forward_leaves_by_the_line_it_came_in(
    version: Version, pcc: Callable[..., Menus], build: Callable[..., Ruleset], send: Send
) -> None:
    rows = pcc(version)
    forward = {"chain": "dstnat", "action": "dst-nat", "protocol": "tcp", "dst-port": "443"}
    rows["/ip/firewall/nat"].insert(0, {**forward, "in-interface-list": "WAN", "to-addresses": "192.168.88.10"})
    rules = build(rows, version)
    inward = send(rules, "203.0.113.9:6000", "192.168.42.2:443", by="ether2")
    assert (inward.out_interface, inward.destination_after_nat) == ("bridge", "192.168.88.10")
    assert inward.connection is not None
    assert inward.connection.dstnat
    back = journey(rules, inward.connection.answer("ether3"), inward.connection)
    assert (back.out_interface, back.table, back.source_after_nat) == ("ether2", "to_Wan2", "192.168.42.2")
    assert back.connection is not None
    assert back.connection.seen_reply


def test_the_router_answers_by_the_line_that_asked(
    version: Version, pcc: Callable[..., Menus], build: Callable[..., Ruleset], send: Send
) -> None:
    rows = pcc(version)
    rows["/ip/firewall/filter"].insert(0, {"chain": "input", "action": "accept", "protocol": "icmp"})
    rules = build(rows, version)
    asked = send(rules, "203.0.113.9", "192.168.42.2", by="ether2", protocol="icmp")
    assert asked.connection is not None
    back = journey(rules, asked.connection.answer(""), asked.connection)
    assert (back.out_interface, back.connection_mark) == ("ether2", "Wan2_conn")


def test_strangers_are_dropped_at_the_door(
    version: Version, pcc: Callable[..., Menus], build: Callable[..., Ruleset], send: Send
) -> None:
    rules = build(pcc(version), version)
    assert send(rules, "203.0.113.9:6000", "192.168.42.2:8728", by="ether2").verdict is Verdict.DROP
    assert send(rules, "203.0.113.9:6000", "192.168.88.10:80", by="ether1").verdict is Verdict.DROP


@pytest.mark.parametrize(("kind", "bypassed"), [("on", True), ("safe", False)])
def test_fasttrack_takes_marked_connections_off_their_line(
    version: Version, kind: str, bypassed: bool, pcc: Callable[..., Menus], build: Callable[..., Ruleset], send: Send
) -> None:
    """Unless its rule asks for unmarked connections, the fast path ignores the mark and leaves by main."""
    rules = build(pcc(version, fasttrack=kind), version)
    first = next(found for found in spread(rules, send) if found.out_interface == "ether2")
    assert first.connection is not None
    answer = journey(rules, first.connection.answer("ether2"), first.connection)
    assert answer.connection is not None
    assert answer.connection.fasttrack is bypassed
    third = journey(rules, answer.connection.request("bridge"), answer.connection)
    assert third.fasttracked is bypassed
    assert third.out_interface == ("ether1" if bypassed else "ether2")
    assert third.source_after_nat == "192.168.42.2"


def test_a_dead_line_is_left_for_the_next_distance(version: Version, pcc: Callable[..., Menus]) -> None:
    from routerboard.packetflow import resolve_routes

    rows = [{".id": f"*{at}", **row} for at, row in enumerate(pcc(version)["/ip/route"])]
    rows += [
        {".id": "c1", "dst-address": "192.168.30.0/24", "gateway": "ether1", "connect": "true"},
        {".id": "c2", "dst-address": "192.168.42.0/24", "gateway": "ether2", "connect": "true"},
    ]
    healthy = resolve_routes(rows, version, running=lambda _: True)
    broken = resolve_routes(rows, version, running=lambda _: True, answers=lambda gateway, _: gateway[8:10] != "30")
    active = [[state.active for route, state in states.items() if route[0] == "*"] for states in (healthy, broken)]
    assert active == [[True, False, True, False, True, False], [False, True, True, False, False, True]]


def test_a_marked_packet_falls_through_to_main(
    version: Version, pcc: Callable[..., Menus], build: Callable[..., Ruleset], send: Send
) -> None:
    rows = pcc(version)
    rows["/ip/route"] = [row for row in rows["/ip/route"] if "to_Wan2" not in row.values()]
    found = next(found for found in spread(build(rows, version), send) if found.connection_mark == "Wan2_conn")
    assert (found.table, found.out_interface, found.source_after_nat) == ("main", "ether1", "192.168.30.2")


def test_two_equal_defaults_are_one_on_v6_and_ecmp_on_v7(
    version: Version, base: Callable[[], Menus], build: Callable[..., Ruleset], send: Send
) -> None:
    rows = base()
    rows["/ip/route"] = [{"gateway": "192.168.30.1"}, {"gateway": "192.168.42.1"}]
    ways = Counter(found.out_interface for found in spread(build(rows, version), send))
    if version.major == 6:
        assert ways == {"ether1": 500}
    else:
        assert ways["ether2"] / 500 == pytest.approx(0.5, abs=0.07)


def test_a_repeated_gateway_weighs_more_on_v6(
    base: Callable[[], Menus], build: Callable[..., Ruleset], send: Send
) -> None:
    rows = base()
    rows["/ip/route"] = [{"gateway": "192.168.30.1,192.168.30.1,192.168.30.1,192.168.42.1"}]
    ways = Counter(found.out_interface for found in spread(build(rows, Version.parse("6.49")), send))
    assert ways["ether1"] / 500 == pytest.approx(0.75, abs=0.07)


def test_nth_goes_round(base: Callable[[], Menus], build: Callable[..., Ruleset], send: Send) -> None:
    rows = base()
    rows["/ip/route"] = [{"gateway": "192.168.30.1"}]
    rule = {"chain": "prerouting", "action": "mark-connection", "connection-mark": "no-mark"}
    rows["/ip/firewall/mangle"] = [
        {**rule, "nth": "3,1", "new-connection-mark": "A"},
        {**rule, "nth": "2,1", "new-connection-mark": "B"},
        {**rule, "new-connection-mark": "C"},
    ]
    rules, memory = build(rows), Memory()
    marks = [send(rules, "192.168.88.9:1", f"198.51.100.{at}:80", memory=memory).connection_mark for at in range(9)]
    assert "".join(marks) == "ABCABCABC"


def test_no_route_and_black_holes_are_told_apart(
    version: Version, base: Callable[[], Menus], build: Callable[..., Ruleset], send: Send
) -> None:
    rows = base()
    kind = {"blackhole": ""} if version.major == 7 else {"type": "blackhole"}
    rows["/ip/route"] = [{"dst-address": "198.51.100.0/24", **kind}]
    rules = build(rows, version)
    assert send(rules, "192.168.88.9:1", "198.51.100.7:80").verdict is Verdict.BLACKHOLE
    assert send(rules, "192.168.88.9:1", "8.8.8.8:80").verdict is Verdict.UNREACHABLE


def test_steps_read_as_a_story(
    version: Version, pcc: Callable[..., Menus], build: Callable[..., Ruleset], send: Send
) -> None:
    rows = pcc(version)
    for row in rows["/ip/firewall/mangle"]:
        row["comment"] = f"for {row.get('new-connection-mark', row.get('new-routing-mark', 'local'))}"
    found = send(build(rows, version), "192.168.88.9:50000", "198.51.100.7:443")
    line = found.connection_mark.removesuffix("_conn")
    assert [(step.where, step.what, step.comment) for step in found.steps] == [
        ("mangle prerouting", f"marks the connection {line}_conn and goes on", f"for {line}_conn"),
        ("mangle prerouting", f"sends it to table to_{line}", f"for to_{line}"),
        ("routing", f"table to_{line}: to {found.gateway} by {found.out_interface}", ""),
        ("nat srcnat", "gives it the source address of the line", ""),
    ]
    assert [menu for menu, _ in found.matched] == ["/ip/firewall/mangle"] * 2 + ["/ip/firewall/nat"]


def test_a_bridge_port_is_seen_as_its_bridge(
    version: Version, pcc: Callable[..., Menus], build: Callable[..., Ruleset], send: Send
) -> None:
    rules = build(pcc(version), version)
    by_port, by_bridge = (
        send(rules, "192.168.88.9:50000", "198.51.100.7:443", by=interface) for interface in ("ether3", "bridge")
    )
    assert by_port.matched == by_bridge.matched
    assert by_port.out_interface == by_bridge.out_interface


def test_own_packets_take_the_address_of_their_line(
    version: Version, pcc: Callable[..., Menus], build: Callable[..., Ruleset]
) -> None:
    packet = replace(Packet.of("0.0.0.0:34000", "9.9.9.9:53", protocol="udp"), source=0)
    found = journey(build(pcc(version), version), packet)
    assert (found.out_interface, found.source_after_nat, found.connection_mark) == ("ether1", "192.168.30.2", "")
    assert found.to_router
