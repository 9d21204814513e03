"""Routes resolved: connected, recursive, checked, and what routers of both major versions print of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerboard.language.version import Version
from routerboard.packetflow import Hop, Journey, Memory, RouteState, Ruleset, connected_routes, resolve_routes
from routerboard.packetflow.addresses import number
from routerboard.packetflow.surroundings import own_addresses

Menus = dict[str, list[dict[str, str]]]
CONNECTED = [
    {".id": "c1", "dst-address": "192.168.30.0/24", "gateway": "ether1", "connect": "true", "distance": "0"},
    {".id": "c2", "dst-address": "192.168.42.0/24", "gateway": "ether2", "connect": "true", "distance": "0"},
]
V6 = Version.parse("6.49")
V7 = Version.parse("7.20")


def resolved(
    version: Version, *rows: dict[str, str], down: str = "", dead: str = "", own: str = "192.168.30.2"
) -> list[RouteState]:
    numbered = [*CONNECTED, *({".id": str(at), **row} for at, row in enumerate(rows))]
    states = resolve_routes(
        numbered,
        version,
        running=lambda name: name in ("ether1", "ether2", "pppoe-out1") and name != down,
        answers=lambda gateway, _: gateway != dead,
        own=frozenset({number(own)}),
    )
    return [states[str(at)] for at in range(len(rows))]


def test_a_gateway_is_found_through_its_subnet(version: Version) -> None:
    (state,) = resolved(version, {"gateway": "192.168.42.1"})
    assert state.hops == (Hop("192.168.42.1", "ether2"),)
    shown = {"immediate-gw": "192.168.42.1%ether2"} if version.major >= 7 else {
        "gateway-status": "192.168.42.1 reachable via  ether2"}  # fmt: skip
    assert state.printed(version) == {"active": "true", **shown}


@pytest.mark.parametrize(
    ("gateway", "hop"),
    [
        ("pppoe-out1", Hop("", "pppoe-out1")),
        ("10.9.9.9%ether2", Hop("10.9.9.9", "ether2")),
        ("192.168.42.1@main", Hop("192.168.42.1", "ether2")),
    ],
)
def test_forms_of_gateways(gateway: str, hop: Hop) -> None:
    assert resolved(V7, {"gateway": gateway})[0].hops == (hop,)


@pytest.mark.parametrize("gateway", ["10.0.0.1", "nosuch", "192.168.30.2", "10.0.0.1%nosuch"])
def test_gateways_that_lead_nowhere(version: Version, gateway: str) -> None:
    """Outside every subnet, an unknown interface, and the router's own address."""
    (state,) = resolved(version, {"gateway": gateway})
    assert not state.active
    if version.major == 6:
        assert state.printed(version) == {"gateway-status": f"{gateway} unreachable"}
    else:
        assert state.printed(version) == {"inactive": "true"}


def test_a_route_goes_with_its_interface(version: Version) -> None:
    assert [state.active for state in resolved(version, {"gateway": "192.168.30.1"}, down="ether1")] == [False]


@pytest.mark.parametrize(("version", "target", "found"), [(V6, "10", True), (V7, "10", False), (V7, "11", True)])
def test_recursion_needs_its_numbers(version: Version, target: str, found: bool) -> None:
    """v7 lifts the probe's scope above its target scope, so the default route must look one further."""
    probe = {"dst-address": "8.8.4.4/32", "gateway": "192.168.42.1", "scope": "10"}
    _, default = resolved(version, probe, {"gateway": "8.8.4.4", "target-scope": target, "check-gateway": "ping"})
    assert default.active is found
    if found:
        assert default.hops == (Hop("192.168.42.1", "ether2"),)
        text = default.printed(version)
        status = {"gateway-status": "8.8.4.4 recursive via 192.168.42.1 ether2"}
        assert (status if version.major == 6 else {"immediate-gw": "192.168.42.1%ether2"}).items() <= text.items()


def test_a_virtual_hop_of_two_probes_stands_while_one_answers() -> None:
    probes = [
        {"dst-address": f"{host}/32", "gateway": "192.168.42.1", "scope": "10"} for host in ("8.8.4.4", "9.9.9.9")
    ]
    virtual = [
        {"dst-address": "10.10.10.1/32", "gateway": host, "scope": "10", "target-scope": "11", "check-gateway": "ping"}
        for host in ("8.8.4.4", "9.9.9.9")
    ]
    default = {"gateway": "10.10.10.1", "target-scope": "12"}
    for dead in ("8.8.4.4", "9.9.9.9"):
        assert resolved(V7, *probes, *virtual, default, dead=dead)[-1].hops == (Hop("192.168.42.1", "ether2"),)


def test_a_check_is_shared_on_v6_and_alone_on_v7(version: Version) -> None:
    table = "routing-mark" if version.major == 6 else "routing-table"
    checked = {"gateway": "192.168.30.1", "check-gateway": "ping"}
    unchecked = {"gateway": "192.168.30.1", table: "to_Wan1"}
    states = resolved(version, checked, unchecked, dead="192.168.30.1")
    assert [state.active for state in states] == [False, version.major >= 7]


def test_black_holes_are_always_there_but_come_last(version: Version) -> None:
    hole = {"dst-address": "8.8.4.4/32", "distance": "20"} | (
        {"type": "blackhole"} if version.major == 6 else {"blackhole": "true"}
    )
    probe = {"dst-address": "8.8.4.4/32", "gateway": "192.168.30.1", "scope": "10"}
    assert [state.active for state in resolved(version, probe, hole)] == [True, False]
    assert [state.active for state in resolved(version, probe, hole, down="ether1")] == [False, True]


def test_equal_routes(version: Version) -> None:
    states = resolved(version, {"gateway": "192.168.30.1"}, {"gateway": "192.168.42.1"})
    assert [(state.active, state.ecmp) for state in states] == (
        [(True, False), (False, False)] if version.major == 6 else [(True, True), (True, True)]
    )


def test_a_dead_gateway_leaves_an_ecmp_list_on_v6() -> None:
    both = {"gateway": "192.168.30.1,192.168.42.1", "check-gateway": "ping"}
    (state,) = resolved(V6, both, dead="192.168.30.1")
    assert state.hops == (Hop("192.168.42.1", "ether2"),)
    assert state.printed(V6)["gateway-status"] == "192.168.30.1 unreachable,192.168.42.1 reachable via  ether2"


def test_disabled_routes_have_no_state(version: Version) -> None:
    rows = [*CONNECTED, {".id": "x", "gateway": "192.168.30.1", "disabled": "true"}]
    assert "x" not in resolve_routes(rows, version, running=lambda _: True)


def test_addresses_bring_connected_routes(version: Version) -> None:
    own = own_addresses(
        [
            {"address": "192.168.88.1/24", "interface": "ether3"},
            {"address": "192.168.88.2/24", "interface": "ether3"},
            {"address": "100.64.7.7/32", "network": "100.64.0.1", "interface": "pppoe-out1"},
        ],
        {"ether3": "bridge"},
    )
    found = {row["dst-address"]: row["gateway"] for row in connected_routes(own, version)}
    assert found == {"192.168.88.0/24": "bridge", "100.64.0.1/32": "pppoe-out1"}


def test_printed_rows_are_read_back(
    version: Version, pcc: Callable[..., Menus], build: Callable[..., Ruleset], send: Callable[..., Journey]
) -> None:
    """A survey's rows, as the router flagged them, decide as the resolver did."""
    menus = pcc(version)
    own = own_addresses(menus["/ip/address"], {})
    rows = [{".id": f"*{at}", **row} for at, row in enumerate([*connected_routes(own, version), *menus["/ip/route"]])]
    states = resolve_routes(rows, version, running=lambda _: True, answers=lambda gateway, _: "30.1" not in gateway)
    menus["/ip/route"] = [{**row, **states[row[".id"]].printed(version)} for row in rows]
    rules = build(menus, version)
    ways = {send(rules, f"192.168.88.{host}:1", "8.8.8.8:443").out_interface for host in range(10, 50)}
    assert ways == {"ether2"}


@pytest.mark.parametrize(("action", "out"), [("lookup", "ether1"), ("lookup-only-in-table", "")])
def test_rules_of_the_user_come_before_main(
    version: Version, action: str, out: str, base: Callable[[], Menus], build: Callable[..., Ruleset],
    send: Callable[..., Journey],
) -> None:  # fmt: skip
    rows = base()
    table = "routing-mark" if version.major == 6 else "routing-table"
    rows["/ip/route"] = [{"gateway": "192.168.30.1"}, {"gateway": "192.168.42.1", table: "pinned"}]
    menu = "/ip/route/rule" if version.major == 6 else "/routing/rule"
    rows[menu] = [
        {"src-address": "192.168.88.20/32", "action": "lookup", "table": "pinned"},
        {"src-address": "192.168.88.21/32", "action": action, "table": "nowhere"},
    ]
    rules = build(rows, version)
    assert send(rules, "192.168.88.20:1", "8.8.8.8:443").out_interface == "ether2"
    assert send(rules, "192.168.88.21:1", "8.8.8.8:443").out_interface == out
    assert send(rules, "192.168.88.22:1", "8.8.8.8:443").out_interface == "ether1"


@pytest.mark.parametrize(("policy", "lines"), [("l3", 1), ("l4", 2)])
def test_the_hash_policy_decides_whether_ports_count(
    policy: str, lines: int, base: Callable[[], Menus], build: Callable[..., Ruleset], send: Callable[..., Journey]
) -> None:
    rows = base()
    rows["/ip/route"] = [{"gateway": "192.168.30.1"}, {"gateway": "192.168.42.1"}]
    rows["/ip/settings"] = [{"ipv4-multipath-hash-policy": policy}]
    rules = build(rows, V7)
    ways = {send(rules, f"192.168.88.20:{port}", "8.8.8.8:443").out_interface for port in range(1000, 1030)}
    assert len(ways) == lines


def _equal_on_6(base: Callable[[], Menus], gateways: str) -> Menus:
    rows = base()
    rows["/ip/route"] = [{"gateway": gateways}]
    return rows


def test_version_6_keeps_a_pair_until_its_route_cache_is_flushed(
    base: Callable[[], Menus], build: Callable[..., Ruleset], send: Callable[..., Journey]
) -> None:
    rules = build(_equal_on_6(base, "192.168.30.1,192.168.42.1"), V6)

    def ways(flushes: int) -> list[str]:
        memory = Memory(flushes=flushes)
        ports = [send(rules, f"192.168.88.20:{port}", "8.8.8.8:443", memory=memory) for port in range(1000, 1010)]
        assert len({way.out_interface for way in ports}) == 1
        hosts = range(10, 60)
        return [send(rules, f"192.168.88.{host}:1", "8.8.8.8:443", memory=memory).out_interface for host in hosts]

    assert ways(3) == ways(3)
    moved = sum(before != after for before, after in zip(ways(3), ways(4), strict=True))
    assert 10 < moved < 40


def test_a_gateway_that_is_listed_twice_gets_twice_as_much(
    base: Callable[[], Menus], build: Callable[..., Ruleset], send: Callable[..., Journey]
) -> None:
    rules = build(_equal_on_6(base, "192.168.30.1,192.168.42.1,192.168.30.1"), V6)
    ways = [send(rules, "192.168.88.20:1", f"8.8.{at % 5}.{at}:443").out_interface for at in range(1, 250)]
    assert 0.55 < ways.count("ether1") / len(ways) < 0.78


def test_an_element_of_the_list_is_resolved_through_a_host_route_and_dies_with_it() -> None:
    hop = {"dst-address": "192.0.2.201/32", "gateway": "192.168.30.1", "scope": "10", "check-gateway": "ping"}
    every = {"gateway": "192.0.2.201,192.168.42.1"}
    states = resolved(V6, hop, every)
    assert states[1].hops == (Hop("192.168.30.1", "ether1"), Hop("192.168.42.1", "ether2"))
    states = resolved(V6, hop, every, dead="192.168.30.1")
    assert [state.active for state in states] == [False, True]
    assert states[1].hops == (Hop("192.168.42.1", "ether2"),)
