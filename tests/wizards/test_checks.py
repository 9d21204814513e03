from __future__ import annotations

import pytest

from routerboard.language.change import Severity
from routerboard.link.proof import Waits
from wizards.checks import check
from wizards.checks.path import own_port
from wizards.plan import plan
from wizards.site import Dns, Health, Lan

MANGLE = "/ip/firewall/mangle"


def codes(survey, site, severity=None) -> set[str]:
    return {one.code for one in check(survey, site) if severity in (None, one.severity)}


def test_the_unboxed_router_has_findings_and_no_errors(a_site, factory, version) -> None:
    survey = factory(str(version))
    found = check(survey, a_site("dhcp", 2))
    assert not [one for one in found if one.severity is Severity.ERROR]
    codes = {one.code for one in found}
    assert {"fasttrack", "bridge-port", "no-lease", "wan-list", "private"} <= codes
    assert ("client-default" in codes) is not version.can("dhcp-check-gateway"), "there its own route is the line's"
    assert all(one.what and one.why and one.fix and one.code for one in found)


def test_a_line_without_a_lease_is_waited_for_as_long_as_is_said(a_site, factory, version) -> None:
    found = next(one for one in check(factory(str(version)), a_site("dhcp", 2)) if one.code == "no-lease")
    assert f"within {Waits().routes:g} s of the last write" in found.why


def _row(**values: str) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in values.items()}


CLASSIFIER = _row(
    chain="prerouting",
    action="mark-connection",
    in_interface="bridge",
    connection_mark="no-mark",
    dst_address_type="!local",
    per_connection_classifier="both-addresses-and-ports:2/0",
    new_connection_mark="Wan1_conn",
    passthrough="true",
)


@pytest.mark.parametrize(
    ("menus", "code", "severity"),
    [
        ({"/ip/settings": [_row(rp_filter="strict")]}, "rp-filter", "warning"),
        ({"/ip/upnp": [_row(enabled="true")]}, "upnp", "warning"),
        ({"/ipv6/address": [_row(address="2001:db8::1/64")]}, "ipv6", "warning"),
        ({"/ipv6/address": [_row(address="fe80::1/64")]}, "", ""),
        ({"/ip/firewall/connection/tracking": [_row(enabled="no")]}, "no-tracking", "error"),
        ({"/ip/firewall/raw": [_row(chain="prerouting", action="notrack")]}, "notrack", "warning"),
        ({"/ip/firewall/nat": [_row(chain="srcnat", action="masquerade")]}, "masquerade-all", "warning"),
        (
            {"/ip/firewall/nat": [_row(chain="dstnat", action="dst-nat", in_interface="ether1")]},
            "forward-one-line",
            "note",
        ),
        ({"/ip/hotspot": [_row(interface="bridge", disabled="false")]}, "hotspot-unsaid", "warning"),
        ({"/system/device-mode": [_row(mode="home", flagged="yes")]}, "flagged", "warning"),
        ({MANGLE: [CLASSIFIER]}, "handmade", "error"),
        ({MANGLE: [_row(chain="prerouting", action="mark-routing")]}, "foreign-marks", "warning"),
        (
            {
                "/ip/route": [
                    _row(dst_address="0.0.0.0/0", gateway=one, distance="1") for one in ("192.168.30.1", "10.2.2.1")
                ]
            },
            "two-defaults",
            "warning",
        ),
        ({"/ip/firewall/nat": [_row(chain="srcnat", comment="simplifi:nat:Wan1")] * 2}, "role-twice", "error"),
        ({"/ip/address": [_row(address="192.168.102.1/24", interface="ether5")]}, "gateway-is-own", "error"),
        ({"/ip/address": [_row(address="192.168.102.77/24", interface="ether5")]}, "overlap", "error"),
        ({"/ip/address": [_row(address="192.168.77.1/24", interface="bridge")]}, "lan-address", "warning"),
    ],
)
def test_each_trap_is_seen(a_site, factory, version, menus, code, severity) -> None:
    site = a_site("static", 2)
    before, after = codes(factory(str(version)), site), codes(factory(str(version), menus), site)
    assert code in after - before if code else after <= before
    if code:
        assert code in codes(factory(str(version), menus), site, severity)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"connection-state": ""}, "handmade-state"),
        ({"connection-mark": ""}, "handmade-unmarked"),
        ({}, "handmade-ports"),
        ({"passthrough": "false"}, "handmade-passthrough"),
        ({"per-connection-classifier": "", "nth": "2,1"}, "handmade"),
    ],
)
def test_the_talks_own_mistakes_are_named(a_site, factory, version, changed, code) -> None:
    good = {**CLASSIFIER, "connection-state": "new", "per-connection-classifier": "both-addresses:2/0"}
    row = {**good, **(changed or {"per-connection-classifier": "both-addresses-and-ports:2/0"})}
    site = a_site("static", 2)
    assert code in codes(factory(str(version), {MANGLE: [row]}), site)
    if code != "handmade":
        assert code not in codes(factory(str(version), {MANGLE: [good]}), site)


def test_the_talks_input_marks_and_open_steering_are_named(a_site, factory, version) -> None:
    inbound = _row(chain="input", action="mark-connection", in_interface="Wan1", new_connection_mark="Wan1_conn")
    steering = _row(chain="prerouting", action="mark-routing", connection_mark="Wan1_conn", new_routing_mark="to_Wan1")
    found = codes(factory(str(version), {MANGLE: [inbound, CLASSIFIER, steering]}), a_site("static", 2))
    assert {"handmade-input", "handmade-steer"} <= found


def test_our_own_rules_are_nobodys_handiwork(a_site, factory, version) -> None:
    own = {**CLASSIFIER, "comment": "simplifi:pcc:Wan1:0"}
    assert "handmade" not in codes(factory(str(version), {MANGLE: [own]}), a_site("static", 2))


def test_the_laptops_own_socket_never_becomes_a_line(a_site, a_wan, factory, version) -> None:
    site = a_site(wans=(a_wan("dhcp", 1), a_wan("dhcp", 4)))
    assert own_port(factory(str(version))) == "ether4"
    assert "own-port" in codes(factory(str(version)), site, Severity.ERROR)
    assert "own-port" in codes(factory(str(version), via_interface="ether4"), site, Severity.ERROR)


def test_an_unknown_socket_of_the_laptop_is_a_warning(a_site, factory, version) -> None:
    survey = factory(str(version), {"/ip/arp": []})
    assert own_port(survey) == ""
    assert "own-port-unknown" in codes(survey, a_site("dhcp", 2), Severity.WARNING)


@pytest.mark.parametrize(("via", "severity"), [("ether1", "warning"), ("ether2", "error")])
def test_a_session_by_a_line(a_site, factory, version, via, severity) -> None:
    survey = factory(str(version), via_interface=via, client_address="203.0.113.9")
    assert "own-line" in codes(survey, a_site("dhcp", 2), severity)


def test_sockets_that_are_missing_empty_or_off(a_site, a_wan, factory, version) -> None:
    absent = a_site(wans=(a_wan("dhcp", 1), a_wan("dhcp", 9)))
    (told,) = check(factory(str(version)), absent)
    assert (told.severity, told.code, told.key) == (Severity.ERROR, "no-interface", "wans[1].interface")
    assert "ether1" not in told.fix
    assert plan(factory(str(version)), absent).empty
    site = a_site(wans=(a_wan("dhcp", 1), a_wan("dhcp", 5)))
    assert "no-link" in codes(factory(str(version)), site)
    untold = [{"name": name, "type": "ether"} for name in ("bridge", "ether1", "ether5")]
    assert "no-link" not in codes(factory(str(version), {"/interface": untold}), site)
    off = [{"name": "bridge", "type": "bridge", "running": "true"}]
    off += [{"name": f"ether{n}", "type": "ether", "running": "true", "disabled": "true"} for n in (1, 5)]
    assert "disabled" in codes(factory(str(version), {"/interface": off}), site)
    bridges = [{"name": name, "type": "bridge", "running": "true"} for name in ("bridge", "ether1", "ether5")]
    assert "line-is-bridge" in codes(factory(str(version), {"/interface": bridges}), site)


def test_a_lan_that_is_a_bridge_port_never_matches(a_site, factory, version) -> None:
    site = a_site("dhcp", 2, lan=Lan("ether3", "192.168.88.1/24"))
    assert "lan-is-port" in codes(factory(str(version)), site, Severity.ERROR)


def test_who_may_not_write_is_stopped(a_site, factory, version) -> None:
    survey = factory(str(version), policies=frozenset({"read"}), user="viewer")
    found = [one for one in check(survey, a_site("dhcp", 2)) if one.code == "rights"]
    assert [one.severity for one in found] == [Severity.ERROR]
    assert "viewer" in found[0].what


def test_a_hotspot_that_the_device_mode_forbids(a_site, factory) -> None:
    survey = factory("7.20.8", {"/system/device-mode": [{"mode": "home"}]})
    site = a_site("dhcp", 2, lan=Lan("bridge", "192.168.88.1/24", hotspot=True))
    assert {"device-mode", "hotspot"} <= codes(survey, site)


def test_answers_that_deserve_a_word(a_site, factory, version) -> None:
    survey = factory(str(version))
    assert "ports-in-hash" in codes(survey, a_site("dhcp", 2, classifier="both-addresses-and-ports"))
    assert "no-health" in codes(survey, a_site("dhcp", 2, health=Health("none")))
    assert "peer-dns" in codes(survey, a_site("dhcp", 2, dns=Dns()))


def test_many_shares_are_noted(a_site, a_wan, factory, version) -> None:
    wans = (a_wan("dhcp", 1, weight=7), a_wan("dhcp", 2, weight=6))
    assert "many-shares" in codes(factory(str(version)), a_site(wans=wans))


def test_a_session_without_password_is_stopped_unless_the_router_has_it(a_site, a_wan, factory, version) -> None:
    site = a_site(wans=(a_wan("pppoe", 1, password=None), a_wan("dhcp", 2)))
    assert "no-password" in codes(factory(str(version)), site, Severity.ERROR)
    session = {"name": "pppoe-out1", "interface": "ether1", "user": "u"}
    assert "no-password" not in codes(factory(str(version), {"/interface/pppoe-client": [session]}), site)


def test_errors_come_first(a_site, factory, version) -> None:
    survey = factory(str(version), {"/ip/firewall/connection/tracking": [{"enabled": "no"}]})
    severities = [one.severity for one in check(survey, a_site("dhcp", 2))]
    assert severities == sorted(severities, key=["error", "warning", "note"].index)
    assert severities[0] is Severity.ERROR


def test_a_lease_that_overlaps_the_lan_is_stopped(a_site, factory, version) -> None:
    rows = [
        {"address": "192.168.88.1/24", "interface": "bridge", "dynamic": "false"},
        {"address": "192.168.88.77/24", "interface": "ether1", "dynamic": "true"},
    ]
    assert "overlap" in codes(factory(str(version), {"/ip/address": rows}), a_site("dhcp", 2), Severity.ERROR)


NAT = "/ip/firewall/nat"
SOURCE = _row(chain="srcnat", action="src-nat", to_addresses="192.168.101.2", comment="old")


def _source_findings(survey, site) -> list[tuple[str, str]]:
    return [(str(one.severity.value), one.what) for one in check(survey, site) if one.code == "source-nat"]


@pytest.mark.parametrize(
    ("row", "severity"),
    [
        (SOURCE, "error"),
        ({**SOURCE, "src-address": "192.168.88.0/24"}, "error"),
        ({**SOURCE, "out-interface-list": "WAN"}, "error"),
        ({**SOURCE, "action": "netmap", "to-addresses": "198.18.0.0/24"}, "error"),
        ({**SOURCE, "action": "same"}, "error"),
        ({**SOURCE, "src-address": "192.168.88.128/25"}, "warning"),
        ({**SOURCE, "protocol": "udp", "dst-port": "53"}, "warning"),
        ({**SOURCE, "out-interface": "ether1"}, ""),
        ({**SOURCE, "out-interface": "ether1", "to-addresses": "203.0.114.7"}, ""),
        ({**SOURCE, "dst-address": "10.0.0.0/8"}, ""),
        ({**SOURCE, "in-interface": "ether5", "src-address": "192.168.5.0/24"}, ""),
        ({**SOURCE, "disabled": "true"}, ""),
        (_row(chain="srcnat", action="masquerade"), ""),
    ],
)
def test_one_source_for_all_lines_is_found_by_sending_packets(a_site, factory, version, row, severity) -> None:
    found = _source_findings(factory(str(version), {NAT: [row]}), a_site("static", 2))
    assert [one for one, _ in found] == ([severity] if severity else [])
    if found and row.get("action") == "src-nat":
        assert "by Wan2 too (old)" in found[0][1]
        assert found[0][1].count("Wan1") == 0, "whose address it is"
    assert not _source_findings(factory(str(version), {NAT: [row]}), a_site("static", 1))


def test_a_source_rule_behind_ours_meets_nothing(a_site, factory, version) -> None:
    ours = {**_row(chain="srcnat", action="masquerade", out_interface="ether1"), "comment": "simplifi:nat:Wan1"}
    site = a_site("static", 2)
    assert not _source_findings(factory(str(version), {NAT: [ours, SOURCE]}), site)
    assert _source_findings(factory(str(version), {NAT: [SOURCE, ours]}), site)
    everything = _row(chain="srcnat", action="masquerade", out_interface_list="WAN")
    assert not _source_findings(factory(str(version), {NAT: [everything, SOURCE]}), site), "ours go before that one"


@pytest.mark.parametrize(
    ("raw", "code", "why"),
    [
        ({}, "notrack", "what guests open is"),
        ({"in-interface": "bridge", "protocol": "udp"}, "notrack", "some of what guests open is"),
        ({"protocol": "tcp", "dst-port": "80"}, "notrack", "some of what guests open is"),
        ({"protocol": "udp", "dst-port": "53"}, "notrack", "some of what guests open is"),
        ({"src-address": "192.168.88.128/25"}, "notrack", "some of what guests open is"),
        ({"src-address": "192.168.88.0/25"}, "notrack", "some of what guests open is"),
        ({"in-interface": "ether5"}, "notrack", "some of what guests open is"),
        ({"dst-address": "224.0.0.0/4"}, "notrack-some", "what guests open to the Internet is not among it"),
        ({"src-address": "192.168.88.0/24", "content": "x"}, "notrack-some", "perhaps some of what guests open"),
    ],
)
def test_a_rule_that_takes_some_of_what_guests_open_is_said_to(a_site, factory, version, raw, code, why) -> None:
    survey = factory(str(version), {"/ip/firewall/raw": [{"chain": "prerouting", "action": "notrack", **raw}]})
    found = next(one for one in check(survey, a_site("static", 2, lan=SEVERAL)) if one.code.startswith("notrack"))
    assert found.code == code
    assert why in found.why


SEVERAL = Lan("bridge", "192.168.88.1/24", also=("ether5",))


@pytest.mark.parametrize(
    ("where", "only"),
    [
        ({"in-interface": "ether2"}, "ether2"),
        ({"dst-address": "192.168.102.2"}, "Wan2"),
        ({"dst-address": "192.168.102.2/32"}, "Wan2"),
        ({"dst-address": "203.0.113.77"}, ""),
        ({"in-interface": "bridge"}, ""),
        ({"in-interface-list": "WAN"}, ""),
    ],
)
def test_a_forward_by_one_line_or_its_address_is_told(a_site, factory, version, where, only) -> None:
    row = _row(chain="dstnat", action="dst-nat", protocol="tcp", dst_port="81", to_addresses="192.168.88.9")
    found = check(factory(str(version), {NAT: [{**row, **where}]}), a_site("static", 2))
    told = [one.what for one in found if one.code == "forward-one-line"]
    assert told == ([f"a port forward only works on {only}"] if only else [])
