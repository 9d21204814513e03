"""How lines are watched: which hosts, which routes, and what is said about them."""

from __future__ import annotations

from collections import Counter

import pytest

from routerboard.language.applied import applied
from routerboard.language.change import Severity
from routerboard.language.items import role_of
from routerboard.packetflow import resolve_routes
from routerboard.packetflow.addresses import number
from wizards import clearing
from wizards.blank import blank_survey
from wizards.hosts import OPERATORS, answers_names, chosen_hosts
from wizards.lines import Job
from wizards.plan import plan, uninstall
from wizards.site import Dns, Health
from wizards.validity import faults

PROBE = Health("probe")


@pytest.mark.parametrize("lines", [2, 3, 8])
def test_each_line_has_two_hosts_of_different_operators_and_nobody_elses(a_site, factory, lines) -> None:
    found = chosen_hosts(factory(), a_site(lines=lines, health=PROBE))
    every = [host for hosts in found.values() for host in hosts]
    assert len(set(every)) == len(every) == 2 * lines
    assert all(len({OPERATORS[host] for host in hosts}) == 2 for hosts in found.values())


def test_nobodys_name_server_is_taken_and_other_lines_keep_their_hosts(a_site, factory) -> None:
    usual = chosen_hosts(factory(), a_site(lines=3, dns=Dns(("1.1.1.1",))))
    survey = factory(
        changed={
            "/ip/dns": [{"servers": "208.67.222.222", "dynamic-servers": "64.6.64.6"}],
            "/ip/dhcp-server/network": [{"address": "192.168.88.0/24", "dns-server": "192.168.88.1,8.8.4.4"}],
        }
    )
    found = chosen_hosts(survey, a_site(lines=3, dns=Dns(("94.140.14.14",))))
    every = {host for hosts in found.values() for host in hosts}
    assert not every & {"8.8.4.4", "208.67.222.222", "64.6.64.6", "94.140.14.14"}
    assert found["Wan2"] == usual["Wan2"]
    assert all(len({OPERATORS[host] for host in hosts}) == 2 for hosts in found.values())


@pytest.mark.parametrize(
    ("menu", "row"),
    [
        ("/ip/dns", {"servers": "", "use-doh-server": "https://8.8.4.4/dns-query"}),
        ("/ip/dns", {"servers": "", "use-doh-server": "https://dns.google/dns-query"}),
        ("/ip/dns/static", {"type": "FWD", "forward-to": "8.8.4.4"}),
        ("/ppp/profile", {"name": "callers", "dns-server": "192.168.88.1,8.8.4.4"}),
        ("/ip/dhcp-server/option", {"name": "dns", "code": "6", "value": "'192.168.88.1''8.8.4.4'"}),
        ("/ip/dhcp-server/option", {"name": "dns", "code": "6", "value": "0xC0A8580108080404"}),
        ("/ip/dhcp-server/option", {"name": "dns", "code": "6", "value": "$(X)", "raw-value": "0909090908080404"}),
        ("/ip/ipsec/mode-config", {"name": "road", "responder": "yes", "static-dns": "10.0.0.1,8.8.4.4"}),
        ("/ip/firewall/nat", {"chain": "dstnat", "action": "dst-nat", "dst-port": "53", "to-addresses": "8.8.4.4"}),
        ("/ip/firewall/nat", {"chain": "dns", "action": "dst-nat", "dst-port": "50-99", "to-addresses": "8.8.4.4"}),
        ("/ip/route", {"dst-address": "8.8.4.4/32", "gateway": "192.168.102.1", "distance": "1"}),
        ("/ip/route", {"dst-address": "8.8.4.4", "type": "blackhole", "distance": "20"}),
        ("/ip/route", {"dst-address": "8.8.4.0/24", "gateway": "wireguard1"}),
        ("/ip/route", {"dst-address": "8.8.4.4/32", "gateway": "10.0.0.1", "dynamic": "true"}),
    ],
)
def test_what_somebody_asks_or_routes_is_no_host_of_ours(a_site, factory, version, menu, row) -> None:
    site = a_site(health=PROBE)
    found = chosen_hosts(factory(str(version), {menu: [row]}), site)["Wan1"]
    assert "8.8.4.4" not in found
    assert len(found) == 2
    off = {**row, "disabled": "true"}
    if menu not in ("/ip/dns", "/ppp/profile", "/ip/dhcp-server/option", "/ip/ipsec/mode-config"):
        assert "8.8.4.4" in chosen_hosts(factory(str(version), {menu: [off]}), site)["Wan1"]


@pytest.mark.parametrize(
    "row",
    [
        {"dst-address": "8.8.4.4/32", "gateway": "1.2.3.4", "routing-table": "other", "routing-mark": "other"},
        {"dst-address": "8.8.4.4/32", "gateway": "1.2.3.4", "comment": "simplifi:route:Wan1:probe:1"},
        {"dst-address": "8.8.4.0/24", "gateway": "1.2.3.4", "dynamic": "true"},
        {"dst-address": "0.0.0.0/1", "gateway": "ovpn-out1"},
        {"dst-address": "9.9.9.0/24", "gateway": "1.2.3.4"},
    ],
)
def test_other_routes_leave_it_to_us(a_site, factory, version, row) -> None:
    assert "8.8.4.4" in chosen_hosts(factory(str(version), {"/ip/route": [row]}), a_site(health=PROBE))["Wan1"]


@pytest.mark.parametrize(("code", "value"), [("42", "'8.8.4.4'"), ("6", "s'8.8.4.4.example'"), ("6", "0x08")])
def test_other_options_of_dhcp_name_no_server(a_site, factory, version, code, value) -> None:
    rows = {"/ip/dhcp-server/option": [{"name": "other", "code": code, "value": value}]}
    assert "8.8.4.4" in chosen_hosts(factory(str(version), rows), a_site(health=PROBE))["Wan1"]


def test_hosts_that_the_site_names_are_used_and_not_given_to_others(a_site, factory) -> None:
    site = a_site(lines=2, health=Health("probe", {"Wan2": ("8.8.4.4", "4.2.2.4")}))
    found = chosen_hosts(factory(), site)
    assert found["Wan2"] == ("8.8.4.4", "4.2.2.4")
    assert "8.8.4.4" not in found["Wan1"]
    assert len(found["Wan1"]) == 2


@pytest.mark.parametrize(
    ("hosts", "word"),
    [
        ({"Wan1": ("8.8.4.4",), "Wan2": ("8.8.4.4",)}, "already probes Wan1"),
        ({"Wan1": ("8.8.4.4", "8.8.4.4")}, "named twice"),
        ({"Wan1": ("1.1.1.1", "8.8.4.4")}, "name server"),
        ({"Wan1": ("192.168.88.9", "8.8.4.4")}, "192.168.88.0/24"),
        ({"Wan1": ("192.168.101.1", "8.8.4.4")}, "192.168.101.0/24"),
        ({"Wan1": ("10.9.9.9", "8.8.4.4")}, "private"),
        ({"Wan1": ()}, "0 hosts"),
        ({"Wan1": ("8.8.4.4", "4.2.2.4", "9.9.9.10", "1.0.0.1", "64.6.64.6")}, "5 hosts"),
    ],
)
def test_hosts_that_cannot_tell_are_faults_of_the_site(a_site, hosts, word) -> None:
    found = faults(a_site(lines=2, health=Health("probe", hosts)))
    assert [word in fault.what for fault in found] == [True]
    assert found[0].key.startswith("health.hosts.Wan")


@pytest.mark.parametrize(
    ("changed", "code", "severity"),
    [
        ({"/ip/dhcp-server/network": [{"dns-server": "4.2.2.4"}]}, "host-serves", Severity.ERROR),
        ({"/ip/dns": [{"servers": "4.2.2.4"}]}, "host-serves", Severity.WARNING),
        ({"/ip/dns": [{"servers": "", "dynamic-servers": "4.2.2.4"}]}, "host-serves", Severity.WARNING),
        ({"/ip/address": [{"address": "4.2.2.1/24", "interface": "ether5"}]}, "host-near", Severity.ERROR),
        ({"/ip/route": [{"dst-address": "4.2.2.4/32", "gateway": "10.1.1.1"}]}, "host-routed", Severity.ERROR),
        ({"/ip/route": [{"dst-address": "4.2.2.0/24", "gateway": "10.1.1.1"}]}, "host-routed", Severity.ERROR),
        ({"/ppp/profile": [{"name": "x", "dns-server": "4.2.2.4"}]}, "host-serves", Severity.ERROR),
        ({"/ip/dns/static": [{"forward-to": "4.2.2.4"}]}, "host-serves", Severity.WARNING),
        ({}, "one-host", Severity.NOTE),
    ],
)
def test_what_the_router_tells_of_a_named_host(a_site, factory, version, changed, code, severity) -> None:
    site = a_site(lines=2, health=Health("probe", {"Wan1": ("4.2.2.4",)}))
    found = {
        one.code: one for one in plan(factory(str(version), changed), site).findings if one.key == "health.hosts.Wan1"
    }
    assert found[code].severity == severity
    assert all((found[code].what, found[code].why, found[code].fix))


def test_one_operator_for_a_whole_line_is_told(a_site, factory) -> None:
    site = a_site(lines=2, health=Health("probe", {"Wan1": ("4.2.2.4", "4.2.2.2")}))
    assert "one-operator" in {one.code for one in plan(factory(), site).findings}


@pytest.mark.parametrize("lines", [2, 3, 8])
@pytest.mark.parametrize("kind", ["static", "dhcp", "pppoe"])
def test_probing_is_stable_and_leaves_nothing(a_site, version, kind, lines) -> None:
    site = a_site(kind, lines, health=PROBE)
    survey = blank_survey(version, site)
    first = plan(survey, site)
    assert not first.blocked
    after = applied(survey, first)
    if kind != "pppoe":  # whose password a router does not print
        assert plan(after, site).empty
    gone = applied(after, uninstall(after))
    left = {menu: [row for row in gone.rows(menu) if role_of(row)] for menu in gone.menus}
    assert not any(left.values())


@pytest.mark.parametrize("lines", [2, 3])
def test_from_the_gateway_to_probes_and_back(a_site, version, lines) -> None:
    plain, probed = a_site("static", lines), a_site("static", lines, health=PROBE)
    survey = blank_survey(version, plain)
    before = applied(survey, plan(survey, plain))
    changed = applied(before, plan(before, probed))
    assert plan(changed, probed).empty
    back = applied(changed, plan(changed, plain))
    assert plan(back, plain).empty
    assert Counter(map(role_of, back.rows("/ip/route"))) == Counter(map(role_of, before.rows("/ip/route")))


SILENT = [
    ((), {"to_Wan1": "ether1", "to_Wan2": "ether2", "main": "ether1"}),
    (("Wan1",), {"to_Wan1": "ether2", "to_Wan2": "ether2", "main": "ether2"}),
    (("Wan2",), {"to_Wan1": "ether1", "to_Wan2": "ether1", "main": "ether1"}),
]


def _ways(a_site, version, silent: frozenset[str], down: str = "") -> dict[str, str]:
    """Table -> the interface of its active default route, where these hosts answer nobody."""
    site = a_site("static", 2, health=PROBE)
    survey = blank_survey(version, site)
    rows = [{**row, ".id": f"*{at}"} for at, row in enumerate(applied(survey, plan(survey, site)).rows("/ip/route"))]
    connected = [
        {".id": f"c{n}", "dst-address": f"192.168.10{n}.0/24", "gateway": f"ether{n}", "distance": "0", "scope": "10",
         "connect": "true"}
        for n in (1, 2)
    ]  # fmt: skip
    states = resolve_routes(
        [*connected, *rows],
        version,
        running=lambda name: name != down,
        answers=lambda host, _: host not in silent,
        own=frozenset(number(f"192.168.10{n}.2") for n in (1, 2)),
    )
    found: dict[str, str] = {}
    for row in rows:
        state = states[row[".id"]]
        if row["dst-address"] == "0.0.0.0/0" and state.active:
            table = row.get("routing-table") or row.get("routing-mark") or "main"
            assert found.setdefault(table, state.hops[0].interface) == state.hops[0].interface
    return found


@pytest.mark.parametrize(("dead", "expected"), SILENT)
def test_a_line_is_given_up_when_both_of_its_hosts_are_silent(a_site, version, dead, expected) -> None:
    hosts = chosen_hosts(blank_survey(version, a_site()), a_site(lines=2, health=PROBE))
    assert _ways(a_site, version, frozenset(host for line in dead for host in hosts[line])) == expected


@pytest.mark.parametrize("which", [0, 1])
def test_one_silent_host_moves_nothing(a_site, version, which) -> None:
    hosts = chosen_hosts(blank_survey(version, a_site()), a_site(lines=2, health=PROBE))
    assert _ways(a_site, version, frozenset({hosts["Wan1"][which]})) == SILENT[0][1]


def test_with_the_cable_out_its_hosts_lead_nowhere(a_site, version) -> None:
    assert _ways(a_site, version, frozenset(), down="ether1") == SILENT[1][1]


def test_two_modems_with_one_address_are_probed_by_their_sockets(a_site, a_wan, version) -> None:
    wans = tuple(a_wan("static", n, address=f"192.168.1.{n + 1}/24", gateway="192.168.1.1") for n in (1, 2))
    site = a_site(wans=wans, health=PROBE)
    args = [one.args for one in plan(blank_survey(version, site), site).changes if one.menu == "/ip/route"]
    ways = {row["gateway"] for row in args if row["dst-address"].endswith("/32") and row.get("scope") == "10"}
    assert {"192.168.1.1%ether1", "192.168.1.1%ether2"} <= ways


def test_every_reason_is_told(a_site, version) -> None:
    site = a_site("dhcp", 3, health=PROBE)
    found = plan(blank_survey(version, site), site).changes
    assert all(change.why for change in found)


def test_a_single_line_is_not_given_up_for_a_silent_host(a_site, version) -> None:
    site = a_site("static", 1, health=PROBE)
    found = plan(blank_survey(version, site), site)
    routes = [one.args for one in found.changes if one.menu == "/ip/route"]
    assert {row["gateway"].removesuffix("@main") for row in routes} == {site.wans[0].gateway}
    assert not [one for one in found.changes if one.menu == "/tool/netwatch"]


def test_without_netwatch_the_plan_clears_nothing_and_says_so(a_site, factory) -> None:
    site = a_site("static", 2, health=PROBE)
    survey = factory("6.49.18")
    found = plan(survey, site)
    assert "/tool/netwatch" not in survey.menus
    assert not {one.menu for one in found.changes} & {"/tool/netwatch"}
    assert "not-cleared" in {one.code for one in found.findings}
    assert len(Job(survey, site).lines) == 2


@pytest.mark.parametrize("method", ["pcc", "failover"])
def test_an_address_that_two_lines_have_is_no_reason_to_clear(a_site, version, method) -> None:
    site = a_site("dhcp", 2, method=method, health=PROBE)
    script = clearing.source(Job(blank_survey(version, site), site))
    for way in ("$way", *(["$main"] if method == "failover" else [])):
        asked = f':local at [:find $ports ("|" . {way} . "|")]\n        :if ([:typeof $at] != "num") do={{ :set others'
        assert script.count(asked) == 1, "only what this way's own interface lacks tells of another line"


def test_a_spare_stays_where_the_plan_itself_frees_what_it_stands_in_for(a_site, factory, version) -> None:
    site = a_site(health=PROBE, dns=Dns(("1.1.1.1", "9.9.9.9")))
    before = factory(str(version), changed={"/ip/dns": [{"servers": "8.8.4.4,208.67.220.220"}]})
    after = applied(before, plan(before, site))
    assert next(iter(after.rows("/ip/dns")))["servers"] == "1.1.1.1,9.9.9.9"
    assert not [change for change in plan(after, site).changes if change.menu in ("/ip/route", "/tool/netwatch")]
    assert chosen_hosts(after, site) == chosen_hosts(before, site)
    fresh = factory(str(version), changed={"/ip/dns": [{"servers": "1.1.1.1,9.9.9.9"}]})
    assert "8.8.4.4" in chosen_hosts(fresh, site)["Wan1"]


@pytest.mark.parametrize(
    ("action", "port", "answers"), [("redirect", "53", True), ("dst-nat", "50-60", True), ("redirect", "80", False)]
)
def test_a_router_that_answers_for_all_name_servers_is_known(factory, action, port, answers) -> None:
    row = {"chain": "dstnat", "action": action, "protocol": "udp", "dst-port": port}
    assert answers_names(factory(changed={"/ip/firewall/nat": [row]})) is answers
    assert not answers_names(factory(changed={"/ip/firewall/nat": [{**row, "disabled": "true"}]}))
