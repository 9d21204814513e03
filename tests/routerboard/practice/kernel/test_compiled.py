"""Rows of a board as text for nftables and ip: pure, so it is tested on any system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from routerboard.language.items import Row
from routerboard.language.version import Version
from routerboard.packetflow import Ruleset
from routerboard.packetflow.surroundings import surroundings
from routerboard.practice.kernel.compiled import counted, counter, firewall, scene_of
from routerboard.practice.kernel.conditions import NEVER, Scene, conditions
from routerboard.practice.kernel.errors import NotEmulatedError
from routerboard.practice.kernel.numbering import Numbers, device, numbered
from routerboard.practice.kernel.ways import START, Ways, commands, ways

SIX, SEVEN = Version.parse("6.49.18"), Version.parse("7.20.8")
MANGLE = "/ip/firewall/mangle"
Given = Mapping[str, Sequence[Row]]

BASE: Given = {
    "/interface": [{"name": name, "type": "ether"} for name in ("ether1", "ether2", "ether3")],
    "/interface/list": [{"name": "WAN"}, {"name": "empty"}],
    "/interface/list/member": [{"list": "WAN", "interface": "ether1"}, {"list": "WAN", "interface": "ether2"}],
    "/ip/address": [
        {"address": "192.168.88.1/24", "interface": "ether3"},
        {"address": "192.168.30.2/24", "interface": "ether1"},
        {"address": "192.168.42.2/24", "interface": "ether2"},
    ],
}


def menus(given: Given) -> dict[str, list[dict[str, str]]]:
    return {
        menu: [{".id": f"*{at:X}", **row} for at, row in enumerate(rows, 1)] for menu, rows in {**BASE, **given}.items()
    }


def scene(given: Given, version: Version = SEVEN) -> Scene:
    found = menus(given)
    return scene_of(found, surroundings(found), numbered(found, (), Numbers()), version)


def text(given: Given, version: Version = SEVEN) -> str:
    return firewall(menus(given), scene(given, version))


def asked(**row: str) -> tuple[str, ...]:
    values = {name.replace("_", "-"): value for name, value in row.items()}
    given = {MANGLE: [{"chain": "prerouting", **values}]}
    return conditions(MANGLE, values, scene(given), frozenset())


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"src_address": "10.0.0.0/8"}, ("ip saddr 10.0.0.0-10.255.255.255",)),
        ({"dst_address": "!10.0.0.7"}, ("ip daddr != 10.0.0.7",)),
        ({"in_interface": "ether1"}, ('iifname "ether1"',)),
        ({"in_interface_list": "!WAN"}, ('iifname != { "ether1", "ether2" }',)),
        ({"out_interface_list": "empty"}, NEVER),
        ({"out_interface_list": "!empty"}, ("",)),
        ({"protocol": "tcp", "dst_port": "80,443,1000-2000"}, ("meta l4proto 6 th dport { 80, 443, 1000-2000 }",)),
        ({"port": "53"}, ("th sport { 53 }", "th sport != { 53 } th dport { 53 }")),
        ({"connection_state": "!established,related"}, ("ct state & (established | related) == 0",)),
        ({"connection_nat_state": "dstnat"}, ("ct status & (dnat) != 0",)),
        ({"connection_mark": "no-mark"}, ("ct mark & 0x0000ffff == 0x0",)),
        ({"connection_mark": "!Wan1_conn"}, ("ct mark & 0x0000ffff != 0x1",)),
        ({"routing_mark": "to_Wan1"}, ("meta mark & 0x00000fff == 0x1",)),
        ({"dst_address_type": "!local,broadcast"}, ("fib daddr type != { local, broadcast }",)),
        ({"hotspot": "auth"}, NEVER),
        ({"hotspot": "!auth"}, ("",)),
        ({"ipsec_policy": "out,none"}, ("",)),
        ({"ipsec_policy": "in,ipsec"}, NEVER),
        ({"tcp_flags": "syn,!ack"}, ("tcp flags & (syn | ack) == syn",)),
        ({"tcp_mss": "1300-65535"}, ("tcp option maxseg size 1300-65535",)),
        ({"nth": "3,1"}, ("numgen inc mod 3 == 0",)),
        ({"random": "25"}, ("numgen random mod 100 < 25",)),
    ],
)
def test_conditions_become_expressions(row: dict[str, str], expected: tuple[str, ...]) -> None:
    assert asked(**row) == expected


def test_a_classifier_keeps_its_hash_for_what_has_no_ports() -> None:
    with_ports, without = asked(per_connection_classifier="both-addresses-and-ports:3/2")
    assert "jhash ip saddr . ip daddr . th sport . th dport mod 3 seed" in with_ports
    assert with_ports.startswith("meta l4proto {")
    assert without.startswith("meta l4proto != {")
    assert "jhash ip saddr . ip daddr mod 3 seed" in without
    assert without.endswith("== 2")


@pytest.mark.parametrize(("remainder", "rules"), [("0", 2), ("1", 1)])
def test_what_has_no_ports_belongs_to_one_remainder_of_ports_alone(remainder: str, rules: int) -> None:
    assert len(asked(per_connection_classifier=f"both-ports:2/{remainder}")) == rules


def test_counting_conditions_come_last() -> None:
    (one,) = asked(nth="2,1", src_address="10.0.0.1", connection_state="new")
    assert one.endswith("numgen inc mod 2 == 0")


@pytest.mark.parametrize(
    "row",
    [
        {"dscp": "46"}, {"hotspot": "somebody"}, {"connection-type": "sip"}, {"src-address": "somewhere"},
        {"in-bridge-port": "ether3"}, {"nth": "2,3"}, {"layer7-protocol": "x"},
        {"action": "change-mss", "new-mss": "some"},
        {"action": "route", "route-dst": "10.0.0.1"},
    ],
)  # fmt: skip
def test_what_is_not_known_is_refused_aloud(row: Row) -> None:
    with pytest.raises(NotEmulatedError, match=r"/ip/firewall/mangle \*1"):
        text({MANGLE: [{"chain": "prerouting", "action": "accept", **row}]})


def test_nth_is_not_counted_twice() -> None:
    with pytest.raises(NotEmulatedError, match="nth"):
        asked(port="53", nth="2,1")


def test_marks_are_written_under_their_masks() -> None:
    rows = [
        {"chain": "prerouting", "action": "mark-connection", "new-connection-mark": "Wan1_conn", "passthrough": "yes"},
        {"chain": "prerouting", "action": "mark-routing", "new-routing-mark": "to_Wan1", "passthrough": "no"},
        {"chain": "forward", "action": "mark-packet", "new-packet-mark": "voice"},
    ]
    said = text({MANGLE: rows})
    assert 'counter name "m_1" ct mark set ct mark & 0xffff0000 | 0x1\n' in said
    assert 'counter name "m_2" meta mark set meta mark & 0xfffff000 | 0x1 accept\n' in said
    assert 'counter name "m_3" meta mark set meta mark & 0xf0000fff | 0x1000\n' in said


def test_disabled_and_invalid_rows_are_left_out() -> None:
    rows = [{"chain": "forward", "action": "drop", "disabled": "true"}, {"chain": "forward", "action": "reject"}]
    said = text({"/ip/firewall/filter": rows})
    assert "f_1" not in said
    assert 'counter name "f_2" reject with icmp type net-unreachable' in said


def test_lists_that_rules_grow_have_a_set_of_their_own() -> None:
    rows = [
        {"chain": "prerouting", "action": "add-src-to-address-list", "address-list": "odd",
         "address-list-timeout": "1d"},
        {"chain": "prerouting", "action": "accept", "src-address-list": "odd"},
        {"chain": "prerouting", "action": "accept", "src-address-list": "!odd"},
    ]  # fmt: skip
    said = text({MANGLE: rows, "/ip/firewall/address-list": [{"list": "odd", "address": "10.0.0.0/24"}]})
    assert "add element ip ros list_1 { 10.0.0.0-10.0.0.255 }" in said
    assert "update @grown_1 { ip saddr timeout 86400000ms }" in said
    assert 'ip saddr @list_1 counter name "m_2" accept' in said
    assert 'ip saddr != @list_1 ip saddr @grown_1 counter name "m_2" accept' in said
    assert 'ip saddr != @list_1 ip saddr != @grown_1 counter name "m_3" accept' in said


def test_version_6_keeps_the_address_of_masqueraded_connections() -> None:
    rows = {"/ip/firewall/nat": [{"chain": "srcnat", "action": "masquerade", "out-interface": "ether1"}]}
    assert 'oifname "ether1" counter name "n_1" masquerade' in text(rows, SEVEN)
    assert 'snat ip to oifname map { "ether1" : 192.168.30.2' in text(rows, SIX)


def test_names_keep_their_numbers_while_rows_come_and_go() -> None:
    one = menus({MANGLE: [{"chain": "output", "new-connection-mark": "a"}, {"new-connection-mark": "b"}]})
    two = menus({MANGLE: [{"chain": "output", "new-connection-mark": "c"}, {"new-connection-mark": "b"}]})
    before = numbered(one, (), Numbers())
    after = numbered(two, (), before)
    assert (before.connections["b"], after.connections["b"], after.connections["c"]) == (2, 2, 3)
    assert after.connection_name(0x80000002) == "b"


@pytest.mark.parametrize(
    ("interface", "same"), [("ether1", True), ("pppoe-Wan1", True), ("a", False), ("a b", False), ("x" * 16, False)]
)
def test_interfaces_have_names_that_linux_takes(interface: str, same: bool) -> None:
    assert (device(interface) == interface) is same
    assert len(device(interface)) <= 15


def test_counters_are_named_after_rows() -> None:
    assert counted(counter("/ip/firewall/nat", "*1F")) == ("/ip/firewall/nat", "*1F")


def test_a_hotspot_answers_names_and_shows_its_page_to_who_is_not_logged_in() -> None:
    nat = [{"chain": "pre-hotspot", "action": "accept", "dst-address-type": "!local", "hotspot": "auth"}]
    said = text({"/ip/hotspot": [{"interface": "ether3"}], "/ip/firewall/nat": nat})
    lines = said.splitlines()
    jump = next(at for at, line in enumerate(lines) if line.startswith('iifname { "ether3" } jump n_own_'))
    assert "redirect to :64872" in lines[jump + 1]
    assert "redirect to :64873" in lines[jump + 2]
    assert "ip saddr != @hotspot_auth reject with icmp type admin-prohibited" in said


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("auth", ('iifname { "ether3" } ip saddr @hotspot_auth', 'iifname != { "ether3" } ip daddr @hotspot_auth')),
        ("from-client,!auth", ('iifname { "ether3" } ip saddr != @hotspot_auth',)),
        ("to-client,!auth", ('iifname != { "ether3" } oifname { "ether3" } ip daddr != @hotspot_auth',)),
        ("from-client,local-dst", ('iifname { "ether3" } fib daddr type local',)),
        ("http", NEVER),
    ],
)
def test_what_a_hotspot_knows_of_guests(value: str, expected: tuple[str, ...]) -> None:
    given = {"/ip/hotspot": [{"interface": "ether3"}]}
    assert conditions(MANGLE, {"hotspot": value}, scene(given), frozenset()) == expected


# Ways


def found_ways(given: Given, version: Version) -> tuple[Ways, Numbers]:
    found = menus(given)
    ruleset = Ruleset.build(found, version)
    numbers = numbered(found, ruleset.fib.tables, Numbers())
    return ways(found, ruleset, numbers), numbers


def default(gateway: str, **more: str) -> Row:
    return {
        "dst-address": "0.0.0.0/0",
        "gateway": gateway,
        **{key.replace("_", "-"): value for key, value in more.items()},
    }


def test_equal_routes_are_a_group_in_version_7_and_one_in_version_6() -> None:
    routes = {"/ip/route": [default("192.168.30.1"), default("192.168.42.1")]}
    seven, _ = found_ways(routes, SEVEN)
    six, _ = found_ways(routes, SIX)
    assert seven.routes[254, "0.0.0.0/0"].startswith("nhid ")
    assert six.routes[254, "0.0.0.0/0"] == "via 192.168.30.1 dev ether1 onlink"


def test_a_repeated_gateway_of_version_6_weighs_more() -> None:
    found, _ = found_ways({"/ip/route": [default("192.168.30.1,192.168.42.1,192.168.30.1")]}, SIX)
    (group,) = [leads for _, leads in found.hops if leads.startswith("group")]
    assert [part.partition(",")[2] for part in group.removeprefix("group ").split("/")] == ["2", "1"]


def test_version_7_asks_marks_before_its_own_addresses_and_version_6_after_them() -> None:
    for version, key in ((SEVEN, "routing-table"), (SIX, "routing-mark")):
        found, numbers = found_ways({"/ip/route": [{**default("192.168.42.1"), key: "to_Wan2"}]}, version)
        marks = next(at for at, rule in found.rules.items() if f"lookup {numbers.table('to_Wan2')}" in rule)
        local = next(at for at, rule in found.rules.items() if rule.endswith("lookup 255"))
        assert (marks < local) is (version is SEVEN)


def test_recursive_routes_lead_where_their_host_is_reached() -> None:
    routes = [
        {"dst-address": "9.9.9.9/32", "gateway": "192.168.42.1", "scope": "10"},
        default("9.9.9.9", target_scope="11"),
    ]
    found, _ = found_ways({"/ip/route": routes}, SEVEN)
    assert found.routes[254, "0.0.0.0/0"] == "via 192.168.42.1 dev ether2 onlink"


@pytest.mark.parametrize(
    ("row", "rules"),
    [
        ({"src-address": "10.0.0.0/8", "table": "to_Wan2", "action": "lookup"}, ["from 10.0.0.0/8 lookup 1001"]),
        (
            {"interface": "ether3", "table": "to_Wan2", "action": "lookup-only-in-table"},
            ["from all iif ether3 lookup 1001", "from all iif ether3 unreachable"],
        ),
        ({"dst-address": "10.1.0.0/16", "action": "drop"}, ["from all to 10.1.0.0/16 blackhole"]),
    ],
)
def test_routing_rules(row: Row, rules: list[str]) -> None:
    found, _ = found_ways(
        {"/routing/rule": [row], "/ip/route": [default("192.168.42.1", routing_table="to_Wan2")]}, SEVEN
    )
    assert [rule for at, rule in found.rules.items() if 10000 <= at < 30000] == rules


@pytest.mark.parametrize("row", [{"min-prefix": "0", "action": "lookup"}, {"src-address": "!10.0.0.0/8"}])
def test_routing_rules_that_are_not_known_are_refused(row: Row) -> None:
    with pytest.raises(NotEmulatedError):
        found_ways({"/routing/rule": [row]}, SEVEN)


def test_what_is_made_comes_before_what_is_taken_away() -> None:
    one, _ = found_ways({"/ip/route": [default("192.168.30.1"), {"dst-address": "10.0.0.0/8", "blackhole": ""}]}, SEVEN)
    two, _ = found_ways({"/ip/route": [default("192.168.42.1")], "/ip/settings": [{"rp-filter": "strict"}]}, SEVEN)
    made, gone = commands(two, one)
    assert "route replace 0.0.0.0/0 table 254 via 192.168.42.1 dev ether2 onlink" in made
    assert gone == ["route del 10.0.0.0/8 table 254"]
    assert two.settings["net/ipv4/conf/all/rp_filter"] == "1"
    made, gone = commands(one, START)
    assert "route replace blackhole 10.0.0.0/8 table 254" in made
    assert gone == ["rule del pref 0 from all lookup 255"]
