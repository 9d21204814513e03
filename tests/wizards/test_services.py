"""Services beside the balancing: HotSpot, LANs, exceptions, forwards, names, tunnels, and what gets in the way."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from routerboard.language.applied import applied
from routerboard.language.items import Row, role_of
from routerboard.language.script import to_rsc
from routerboard.language.survey import Survey
from routerboard.language.version import Version
from routerboard.packetflow import Packet, Ruleset, journey
from wizards.blank import blank_survey
from wizards.checks import check
from wizards.checks.hotspot import WARNING
from wizards.methods import METHODS
from wizards.plan import plan, uninstall
from wizards.site import ExceptionRule, Forward, Lan, Site

FILTER, NAT, MANGLE, LISTS = (
    "/ip/firewall/filter",
    "/ip/firewall/nat",
    "/ip/firewall/mangle",
    "/ip/firewall/address-list",
)
HOTSPOT = Lan("bridge", "192.168.88.1/24", hotspot=True)
TWO_LANS = Lan("bridge", "192.168.88.1/24", also=("vlan20",))
MIXED = replace(TWO_LANS, hotspot=True)
VLAN = {"name": "vlan20", "type": "vlan", "running": "true"}
SPOT = {"name": "hotspot1", "interface": "bridge", "disabled": "false"}
DROP = {"chain": "input", "action": "drop", "in-interface-list": "!LAN"}
LET_IN = {"chain": "forward", "action": "drop", "connection-state": "new", "connection-nat-state": "!dstnat"}


def with_rows(survey: Survey, **menus: list[dict[str, str]]) -> Survey:
    """The survey with rows added; `ip_hotspot` is /ip/hotspot."""
    more = {f"/{name.replace('__', '-').replace('_', '/')}": tuple(rows) for name, rows in menus.items()}
    added = {
        menu: (*survey.rows(menu), *(_told(menu, at, row) for at, row in enumerate(rows)))
        for menu, rows in more.items()
    }
    return replace(survey, menus={**survey.menus, **added})


def _told(menu: str, at: int, row: dict[str, str]) -> Row:
    return {".id": f"*A{at:X}", **row}


@pytest.fixture
def two_lans(factory, version):
    """A factory router with a VLAN on its bridge, in the list LAN, with an address; ether1 and ether2 are bare."""
    bare = factory(str(version), {"/ip/route": [], "/ip/dhcp-client": [], "/ip/address": []})
    addresses = [
        {"address": "192.168.88.1/24", "network": "192.168.88.0", "interface": "bridge"},
        {"address": "10.20.0.1/24", "network": "10.20.0.0", "interface": "vlan20"},
    ]
    members = [{"list": "LAN", "interface": "vlan20"}]
    made = with_rows(bare, interface=[VLAN], ip_address=addresses, interface_list_member=members)
    return with_rows(made, ip_firewall_filter=[DROP])


def named(rows, role: str) -> Row:
    return next(row for row in rows if role_of(row) == role)


def roles(survey: Survey, menu: str) -> list[str]:
    return [role for row in survey.rows(menu) if (role := role_of(row))]


def codes(survey: Survey, site: Site) -> dict[str, str]:
    return {one.code: one.severity.value for one in check(survey, site)}


def ruleset(survey: Survey) -> Ruleset:
    numbered = {
        menu: tuple({**row, ".id": f"*{at:X}"} for at, row in enumerate(rows, 1)) for menu, rows in survey.menus.items()
    }
    return Ruleset.build(numbered, survey.version)


# HotSpot


def test_only_guests_who_are_logged_in_are_marked(a_site, factory, version) -> None:
    site = a_site(
        "static", 2, lan=HOTSPOT, classifier="src-address", exceptions=(ExceptionRule("Wan2", to="203.0.113.0/24"),)
    )
    after = applied(factory(str(version)), plan(factory(str(version)), site))
    marking = [
        row for row in after.rows(MANGLE) if row["action"] == "mark-connection" and "in-interface-list" not in row
    ]
    assert {row.get("hotspot") for row in marking if row.get("in-interface") == "bridge"} == {"auth"}
    assert len([row for row in marking if row.get("in-interface") == "bridge"]) == 3
    passing = named(after.rows(NAT), "hotspot:nat")
    assert (passing["chain"], passing["hotspot"], passing["dst-address-type"]) == ("pre-hotspot", "auth", "!local")
    order = roles(after, MANGLE)
    assert max(map(order.index, ("bypass:hotspot:dns:udp", "bypass:hotspot:dns:tcp"))) < order.index("exception:1")
    steering = [row for row in after.rows(MANGLE) if row["action"] == "mark-routing"]
    assert not [row for row in steering if "hotspot" in row], "a forward's answer comes from a host that never logs in"


def test_a_lan_without_hotspot_beside_one_with_it_is_balanced_at_once(a_site, two_lans) -> None:
    start = with_rows(two_lans, ip_hotspot=[SPOT])
    after = applied(start, plan(start, a_site("static", 2, lan=MIXED)))
    strangers = named(after.rows(MANGLE), "bypass:hotspot:guests:bridge")
    assert (strangers["in-interface"], strangers["hotspot"], strangers["connection-mark"]) == (
        "bridge",
        "!auth",
        "no-mark",
    )
    order = roles(after, MANGLE)
    assert order.index("bypass:hotspot:guests:bridge") < order.index("pcc:Wan1:0")
    rules = ruleset(after)
    packet = Packet.of("192.168.88.20:50000", "198.51.100.7:443", in_interface="bridge")
    known = replace(packet, hotspot=frozenset({"from-client", "auth"}))
    stranger = replace(packet, hotspot=frozenset({"from-client"}))
    clerk = Packet.of("10.20.0.9:50000", "198.51.100.7:443", in_interface="vlan20")
    marks = [journey(rules, one).connection_mark for one in (known, stranger, clerk)]
    assert [bool(mark) for mark in marks] == [True, False, True]


@pytest.mark.parametrize(
    ("lan", "rows", "classifier", "code", "severity"),
    [
        (HOTSPOT, [SPOT], "src-address", "hotspot", "warning"),
        (HOTSPOT, [], "src-address", "hotspot-missing", "warning"),
        (HOTSPOT, [SPOT], "both-addresses", "hotspot-classifier", "note"),
        (MIXED, [SPOT], "src-address", "hotspot-partly", "note"),
        (TWO_LANS, [SPOT], "both-addresses", "hotspot-unsaid", "warning"),
    ],
)
def test_what_is_said_of_a_hotspot(a_site, two_lans, lan, rows, classifier, code, severity) -> None:
    quiet = codes(two_lans, a_site("static", 2, lan=TWO_LANS))
    assert code not in quiet
    said = codes(with_rows(two_lans, ip_hotspot=rows), a_site("static", 2, lan=lan, classifier=classifier))
    assert said.get(code) == severity


def test_the_manuals_own_warning_is_shown_and_the_order_of_look_ups_where_it_can_be_set(a_site, factory) -> None:
    for version, settable in (("6.49.18", False), ("7.20.8", False), ("7.22.3", True)):
        survey = with_rows(factory(version), ip_hotspot=[SPOT])
        found = next(one for one in check(survey, a_site("dhcp", 2, lan=HOTSPOT)) if one.code == "hotspot")
        assert found.what == WARNING
        assert ("/routing/settings policy-rules" in found.fix) is settable


@pytest.mark.parametrize(
    ("method", "by"), [("ecmp", "equal routes pick"), ("nth", "first line that lives"), ("failover", "first line")]
)
def test_of_other_methods_the_manual_says_nothing(a_site, factory, method, by) -> None:
    survey = with_rows(factory("7.20.8"), ip_hotspot=[SPOT])
    site = a_site("dhcp", 2, lan=HOTSPOT, method=method, classifier="both-addresses")
    found = next(one for one in check(survey, site) if one.code == "hotspot")
    assert found.what == "the HotSpot's proxy uses the main routing table alone"
    assert by in found.why


@pytest.mark.parametrize(("mode", "stops"), [("home", True), ("basic", True), ("advanced", False)])
def test_device_mode_decides(a_site, factory, mode, stops) -> None:
    survey = with_rows(factory("7.20.8"), ip_hotspot=[SPOT], system_device__mode=[{"mode": mode}])
    assert (codes(survey, a_site("dhcp", 2, lan=HOTSPOT)).get("device-mode") == "error") is stops


# Several LANs


def test_guests_of_each_lan_are_balanced_and_reach_each_other_without_a_line(a_site, two_lans) -> None:
    rules = ruleset(applied(two_lans, plan(two_lans, a_site("static", 2, lan=TWO_LANS))))
    for source, interface in (("192.168.88", "bridge"), ("10.20.0", "vlan20")):
        ways = [
            journey(rules, Packet.of(f"{source}.{n}:50000", f"198.51.100.{n}:443", in_interface=interface))
            for n in range(10, 60)
        ]
        assert {way.out_interface for way in ways} == {"ether1", "ether2"}
    across = journey(rules, Packet.of("192.168.88.20:50000", "10.20.0.9:445", in_interface="bridge"))
    assert (across.out_interface, across.connection_mark, across.routing_mark) == ("vlan20", "", "")
    assert across.source_after_nat == "192.168.88.20"


def test_a_lan_without_an_address_or_trust_is_named(a_site, two_lans, factory, version) -> None:
    site = a_site("static", 2, lan=TWO_LANS)
    assert not {"lan-bare", "lan-untrusted", "lan-left-out"} & codes(two_lans, site).keys()
    bare = with_rows(factory(str(version)), interface=[VLAN], ip_firewall_filter=[DROP])
    assert codes(bare, site).items() >= {"lan-bare": "warning", "lan-untrusted": "warning"}.items()
    serving = with_rows(two_lans, ip_dhcp__server=[{"name": "staff", "interface": "vlan20", "disabled": "false"}])
    assert codes(serving, a_site("static", 2))["lan-left-out"] == "note"
    assert "lan-left-out" not in codes(serving, site)


# Exceptions


@pytest.mark.parametrize("method", sorted(METHODS))
def test_exceptions_stand_behind_the_bypass_and_before_what_the_method_chooses(a_site, version, method) -> None:
    rules = (ExceptionRule("Wan2", to="203.0.113.0/24"), ExceptionRule("Wan1", protocol="udp", port="5060-5061"))
    site = a_site("static", 3, method=method, exceptions=rules)
    order = [change.role for change in plan(blank_survey(version, site), site).changes if change.menu == MANGLE]
    exceptions = [order.index(f"exception:{number}") for number in (1, 2)]
    chosen = [at for at, role in enumerate(order) if role.split(":")[0] in (method, "turns", "kept", "remember")]
    steering = [at for at, role in enumerate(order) if role.startswith("route:")]
    assert order.index("bypass") < min(exceptions)
    assert max(exceptions) < min([*chosen, *steering])


@pytest.mark.parametrize("method", sorted(METHODS))
def test_an_exception_into_a_providers_private_network_is_honoured_all_the_same(
    a_site, factory, version, method
) -> None:
    """Leases make all private networks local by rule; one that somebody names is meant."""
    site = a_site("dhcp", 2, method=method, exceptions=(ExceptionRule("Wan2", to="10.99.0.0/16", note="telephones"),))
    clients = [
        {"interface": f"ether{n}", "status": "bound", "gateway": f"192.168.{n}.1", "add-default-route": "no"}
        for n in (1, 2)
    ]
    addresses = [
        {"address": "192.168.88.1/24", "interface": "bridge"},
        *({"address": f"192.168.{n}.64/24", "interface": f"ether{n}", "dynamic": "true"} for n in (1, 2)),
    ]
    survey = factory(str(version), {"/ip/dhcp-client": clients, "/ip/address": addresses, "/ip/route": []})
    rules = ruleset(applied(survey, plan(survey, site)))
    ways = [
        journey(rules, Packet.of(f"192.168.88.{n}:5060", "10.99.1.1:5060", protocol="udp", in_interface="bridge"))
        for n in range(20, 40)
    ]
    assert {(way.connection_mark, way.routing_mark) for way in ways} == {("Wan2_conn", "to_Wan2")}
    modem = journey(rules, Packet.of("192.168.88.20:50000", "192.168.1.1:80", in_interface="bridge"))
    assert (modem.routing_mark, modem.out_interface) == ("", "ether1")
    assert "exception-local" not in codes(survey, site)


def test_an_exception_to_what_is_near_is_named(a_site, factory, version) -> None:
    near = a_site("static", 2, exceptions=(ExceptionRule("Wan1", to="192.168.102.0/24"),))
    far = a_site("static", 2, exceptions=(ExceptionRule("Wan1", to="203.0.113.0/24"),))
    assert codes(factory(str(version)), near)["exception-local"] == "warning"
    assert "exception-local" not in codes(factory(str(version)), far)


# Forwards

TILL = Forward("tcp", "8443", "192.168.88.10", "443", "till")


def test_a_forward_is_reached_by_every_line_and_from_the_lan(a_site, version, factory) -> None:
    site = a_site("static", 2, forwards=(TILL,))
    bare = factory(str(version), {"/ip/route": [], "/ip/dhcp-client": []})
    rows = [row for row in bare.rows("/ip/address") if row["interface"] == "bridge"]
    start = with_rows(
        replace(bare, menus={**bare.menus, "/ip/address": tuple(rows)}), ip_firewall_filter=[DROP, LET_IN]
    )
    rules = ruleset(applied(start, plan(start, site)))
    for line in (1, 2):
        own = f"192.168.{100 + line}.2:8443"
        came = journey(rules, Packet.of("203.0.113.9:5000", own, in_interface=f"ether{line}"))
        assert (came.passed, came.destination_after_nat, came.connection_mark) == (
            True,
            "192.168.88.10",
            f"Wan{line}_conn",
        )
        back = journey(rules, came.connection.answer("bridge"), came.connection)
        assert (back.out_interface, back.source_after_nat) == (f"ether{line}", f"192.168.{100 + line}.2")
        inside = journey(rules, Packet.of("192.168.88.20:5000", own, in_interface="bridge"))
        assert (inside.destination_after_nat, inside.source_after_nat) == ("192.168.88.10", "192.168.88.1")
        assert not inside.connection_mark
    ours = journey(rules, Packet.of("192.168.88.20:5000", "192.168.88.1:8443", in_interface="bridge"))
    assert ours.to_router, "the router's own port on the LAN stays the router's"


def test_a_host_behind_another_router_needs_no_way_back(a_site, version) -> None:
    site = a_site("static", 2, forwards=(replace(TILL, to="172.30.0.9"),))
    made = [change.role for change in plan(blank_survey(version, site), site).changes]
    assert "hairpin:tcp:8443" in made
    assert "hairpin:tcp:8443:back" not in made


@pytest.mark.parametrize(
    ("forward", "menus", "code", "severity"),
    [
        (
            TILL,
            {"ip_firewall_filter": [{"chain": "forward", "action": "drop", "in-interface-list": "WAN"}]},
            "forward-blocked",
            "warning",
        ),
        (
            TILL,
            {
                "ip_firewall_nat": [
                    {
                        "chain": "dstnat",
                        "action": "dst-nat",
                        "protocol": "tcp",
                        "dst-port": "8000-9000",
                        "to-addresses": "192.168.88.3",
                    }
                ]
            },
            "forward-taken",
            "warning",
        ),
        (replace(TILL, to="172.30.0.9"), {}, "forward-nowhere", "warning"),
        (replace(TILL, port="8291"), {"ip_service": [{"name": "winbox", "port": "8291"}]}, "forward-service", "note"),
    ],
)
def test_what_keeps_a_forward_from_working(a_site, factory, version, forward, menus, code, severity) -> None:
    start = with_rows(factory(str(version)), ip_firewall_filter=[LET_IN])
    assert code not in codes(start, a_site("static", 2, forwards=(TILL,)))
    survey = with_rows(start, **menus)
    assert codes(survey, a_site("static", 2, forwards=(forward,))).get(code) == severity


def test_a_forward_behind_a_hotspot_needs_a_binding(a_site, factory, version) -> None:
    site = a_site("static", 2, lan=HOTSPOT, classifier="src-address", forwards=(TILL,))
    survey = with_rows(factory(str(version)), ip_hotspot=[SPOT])
    assert codes(survey, site)["forward-hotspot"] == "warning"
    bound = with_rows(survey, ip_hotspot_ip__binding=[{"address": "192.168.88.10", "type": "bypassed"}])
    assert "forward-hotspot" not in codes(bound, site)


# Names


@pytest.mark.parametrize(
    ("rules", "open_"),
    [
        ([], True),
        ([DROP], False),
        ([{"chain": "input", "action": "accept", "protocol": "udp", "dst-port": "53"}, DROP], True),
        (
            [{"chain": "input", "action": "drop", "in-interface-list": "WAN", "protocol": "udp", "dst-port": "53"}],
            False,
        ),
        ([{"chain": "input", "action": "drop", "in-interface": "ether1"}], True),
    ],
)
def test_a_resolver_that_strangers_may_ask(a_site, factory, version, rules, open_) -> None:
    survey = with_rows(factory(str(version)), ip_firewall_filter=rules)
    found = codes(survey, a_site("static", 2))
    assert (found.get("open-resolver") == "warning") is open_
    closed = replace(survey, menus={**survey.menus, "/ip/dns": ({"allow-remote-requests": "no"},)})
    assert "open-resolver" not in codes(closed, a_site("static", 2))


def test_the_plan_never_lets_anybody_ask(a_site, factory, version) -> None:
    changes = plan(factory(str(version)), a_site("dhcp", 2)).changes
    assert not [one for one in changes if "allow-remote-requests" in one.args]


def test_a_modem_as_name_server_is_named(a_site, factory, version) -> None:
    dns = a_site("static", 2).dns
    modem = replace(a_site("static", 2), dns=replace(dns, servers=("192.168.101.1", "9.9.9.9")))
    assert codes(factory(str(version)), modem)["dns-modem"] == "warning"
    assert "dns-modem" not in codes(factory(str(version)), a_site("static", 2))


# The router's own traffic


def test_the_routers_own_traffic_is_not_marked_and_fails_over(a_site, two_lans) -> None:
    after = applied(two_lans, plan(two_lans, a_site("static", 2)))
    clock = Packet(0, Packet.of("0.0.0.0", "198.51.100.123:123").destination, "udp", 123, 123)
    way = journey(ruleset(after), clock)
    assert (way.connection_mark, way.table, way.out_interface) == ("", "main", "ether1")
    dead = tuple(
        {**row, "disabled": "yes"} if row.get("gateway") == "192.168.101.1" else row for row in after.rows("/ip/route")
    )
    later = journey(ruleset(replace(after, menus={**after.menus, "/ip/route": dead})), clock)
    assert (later.table, later.out_interface) == ("main", "ether2")


# Tunnels

POLICY = {"dst-address": "10.200.0.0/16", "src-address": "192.168.88.0/24", "tunnel": "true", "peer": "office"}
TUNNEL = {"name": "wg1", "type": "wg", "running": "true"}


def local(survey: Survey, site: Site) -> set[str]:
    changes = plan(survey, site).changes
    return {one.args["address"] for one in changes if one.menu == LISTS and one.args.get("list") == "simplifi-local"}


def test_what_tunnels_lead_to_is_local(a_site, factory, version) -> None:
    site = a_site("static", 2)
    survey = with_rows(
        factory(str(version)),
        interface=[TUNNEL],
        ip_ipsec_policy=[POLICY, {"dst-address": "0.0.0.0/0", "template": "true"}],
        ip_address=[{"address": "10.8.0.1/32", "network": "10.8.0.2", "interface": "wg1"}],
        ip_route=[{"dst-address": "10.9.0.0/24", "gateway": "wg1"}],
        ppp_profile=[{"name": "callers", "remote-address": "vpn"}, {"name": "default"}],
        ppp_secret=[
            {"name": "boss", "remote-address": "10.77.0.5"},
            {"name": "old", "remote-address": "10.78.0.5", "disabled": "true"},
        ],
        ip_pool=[{"name": "vpn", "ranges": "10.60.0.2-10.60.0.253"}],
    )
    added = local(survey, site) - local(factory(str(version)), site)
    assert added == {"10.200.0.0/16", "10.8.0.2/32", "10.9.0.0/24", "10.60.0.0/24", "10.77.0.5/32"}


def test_callers_with_addresses_of_the_lan_add_nothing(a_site, factory, version) -> None:
    site = a_site("static", 2)
    survey = with_rows(
        factory(str(version)),
        ppp_profile=[{"name": "callers", "remote-address": "dhcp"}],
        ip_pool=[{"name": "dhcp", "ranges": "192.168.88.10-192.168.88.254"}],
    )
    assert local(survey, site) == local(factory(str(version)), site)


def test_no_masquerade_of_ours_takes_what_a_tunnel_wants(a_site, version) -> None:
    site = a_site("static", 2)
    made = [one for one in plan(blank_survey(version, site), site).changes if one.args.get("action") == "masquerade"]
    assert {one.args["ipsec-policy"] for one in made} == {"out,none"}


@pytest.mark.parametrize(
    ("menus", "code", "severity"),
    [
        ({"interface": [TUNNEL]}, "vpn", "note"),
        ({"ip_ipsec_policy": [POLICY]}, "vpn", "note"),
        (
            {
                "interface": [TUNNEL],
                "ip_route": [{"dst-address": "0.0.0.0/0", "gateway": "wg1", "distance": "1", "dynamic": "true"}],
            },
            "vpn-default",
            "warning",
        ),
        (
            {
                "ip_ipsec_policy": [POLICY],
                "ip_firewall_nat": [{"chain": "srcnat", "action": "masquerade", "out-interface": "ether1"}],
            },
            "vpn-nat",
            "warning",
        ),
    ],
)
def test_tunnels_are_told(a_site, factory, version, menus, code, severity) -> None:
    site = a_site("static", 2)
    assert code not in codes(factory(str(version)), site)
    assert codes(with_rows(factory(str(version)), **menus), site)[code] == severity


# What gets in the way


@pytest.mark.parametrize(
    ("menus", "code", "severity"),
    [
        ({"ipv6_address": [{"address": "2001:db8::1/64", "interface": "bridge"}]}, "ipv6", "warning"),
        ({"ipv6_address": [{"address": "2001:db8::1/64", "interface": "ether1"}]}, "ipv6-router", "note"),
        ({"ip_upnp": [{"enabled": "true"}]}, "upnp", "warning"),
        ({"interface_ethernet_switch": [{"name": "switch1", "l3-hw-offloading": "true"}]}, "l3-offload", "warning"),
        (
            {"ip_route": [{"dst-address": "10.1.0.0/16", "gateway": "192.168.88.9", "hw-offloaded": "true"}]},
            "l3-offload",
            "warning",
        ),
        ({"interface_bridge_settings": [{"use-ip-firewall": "true"}]}, "bridge-firewall", "note"),
        ({"ip_firewall_raw": [{"chain": "prerouting", "action": "notrack"}]}, "notrack", "warning"),
        (
            {"ip_firewall_raw": [{"chain": "prerouting", "action": "notrack", "dst-address": "224.0.0.0/4"}]},
            "notrack-some",
            "note",
        ),
        ({"ip_firewall_connection_tracking": [{"enabled": "no"}]}, "no-tracking", "error"),
    ],
)
def test_what_gets_in_the_way_is_noticed_with_a_remedy(a_site, factory, version, menus, code, severity) -> None:
    site = a_site("static", 2)
    assert code not in codes(factory(str(version)), site)
    found = check(with_rows(factory(str(version)), **menus), site)
    one = next(one for one in found if one.code == code)
    assert one.severity.value == severity
    assert one.fix


def test_a_switch_that_joins_a_hotspots_sockets_is_noticed(a_site, factory, version) -> None:
    survey = with_rows(factory(str(version)), ip_hotspot=[SPOT])
    assert codes(survey, a_site("static", 2, lan=HOTSPOT))["bridge-hw"] == "note"
    assert "bridge-hw" not in codes(survey, a_site("static", 2))


def test_ipv6_that_the_router_announces_is_told_with_the_command(a_site, factory) -> None:
    survey = with_rows(
        factory("7.20.8"),
        ipv6_address=[{"address": "2001:db8::1/64", "interface": "bridge"}],
        ipv6_nd=[{"interface": "all", "disabled": "false"}],
    )
    found = next(one for one in check(survey, a_site("static", 2, lan=HOTSPOT)) if one.code == "ipv6")
    assert "announced by the router (all)" in found.what
    assert "without a log-in" in found.why
    assert "disable-ipv6=yes" in found.fix


def test_a_strict_return_path_filter_is_loosened_by_consent_and_put_back(a_site, factory, version) -> None:
    survey, site = factory(str(version), {"/ip/settings": [{"rp-filter": "strict"}]}), a_site("static", 2)
    made = plan(survey, site)
    change = next(one for one in made.changes if one.menu == "/ip/settings")
    assert (change.role, change.args, change.match) == ("foreign:rp-filter", {"rp-filter": "loose"}, {})
    assert change.consent
    after = applied(survey, made)
    assert not [one for one in plan(after, site).changes if one.menu == "/ip/settings"]
    back = [one for one in uninstall(after).changes if one.menu == "/ip/settings"]
    assert [one.args for one in back] == [{"rp-filter": "strict"}]
    alone = a_site("static", 1)
    assert not [one for one in plan(survey, alone).changes if one.menu == "/ip/settings"]


# What real routers say of the rows


@pytest.mark.parametrize("lan", [HOTSPOT, MIXED], ids=["hotspot", "mixed"])
@pytest.mark.parametrize("release", ["6.49.18", "7.9", "7.20.8", "7.24"])
def test_real_routers_and_the_language_server_accept_it(a_site, roscheck, tmp_path, lan, release) -> None:
    rules = (
        ExceptionRule("Wan2", to="203.0.113.0/24", note="bank"),
        ExceptionRule("Wan1", source="192.168.88.64/27", protocol="udp", port="5060-5061"),
        ExceptionRule("Wan2", to="10.99.0.0/16"),
    )
    site = a_site(("dhcp", "static"), lan=lan, classifier="src-address", exceptions=rules, forwards=(TILL,))
    blank = with_rows(blank_survey(Version.parse(release), site), ip_hotspot=[SPOT])
    survey = replace(blank, menus={**blank.menus, "/ip/settings": ({"rp-filter": "strict"},)})
    script = tmp_path / "plan.rsc"
    script.write_text(to_rsc(plan(survey, site)), encoding="utf-8", newline="\n")
    roscheck(Version.parse(release), script)
    tool = shutil.which("routeros-lsp", path=str(Path(sys.executable).parent)) or shutil.which("routeros-lsp")
    if tool is None or release.startswith("6"):
        return
    done = subprocess.run(
        [tool, "check", "--strict", str(script)], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
