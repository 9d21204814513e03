"""The typed views of a survey's rows."""

from __future__ import annotations

import pytest

from routerboard.language.items import Row
from routerboard.language.survey import Survey
from routerboard.language.version import Version
from routerboard.language.views import DeviceMode, Hotspot, PppoeClient, RoutingTable, Service

V7 = Version.parse("7.20.8")


def survey(**menus: list[Row]) -> Survey:
    """`survey(ip_hotspot=[…])`: a survey with the rows of /ip/hotspot."""
    return Survey(V7, menus={"/" + name.replace("_", "/"): tuple(rows) for name, rows in menus.items()})


@pytest.mark.parametrize(("disabled", "bridge"), [("false", "bridge"), ("true", ""), ("yes", "")])
def test_a_disabled_port_is_in_no_bridge(disabled: str, bridge: str) -> None:
    port = {"interface": "ether2", "bridge": "bridge", "disabled": disabled}
    found = survey(interface=[{"name": "ether2", "type": "ether"}], interface_bridge_port=[port]).interface("ether2")
    assert found is not None
    assert found.bridge == bridge


def test_pppoe_clients_tables_hotspots_and_services() -> None:
    client = {"name": "pppoe-out1", "interface": "ether1", "user": "hotel", "running": "true", "comment": "ISP"}
    seen = Survey(
        V7,
        menus={
            "/interface/pppoe-client": (client,),
            "/routing/table": ({"name": "main"}, {"name": "to_Wan1", "comment": "simplifi:table:Wan1"}),
            "/ip/hotspot": ({"name": "hs1", "interface": "bridge", "disabled": "yes"},),
            "/ip/service": ({"name": "api", "port": "8728"}, {"name": "www", "disabled": "true"}),
        },
    )
    assert seen.pppoe_clients == (PppoeClient("pppoe-out1", "ether1", "hotel", True, False, "ISP"),)
    assert seen.tables == (RoutingTable("main", False), RoutingTable("to_Wan1", True))
    assert seen.hotspots == (Hotspot("hs1", "bridge", True),)
    assert seen.services == (Service("api", 8728, False), Service("www", 0, True))


RULES = [
    {"chain": "forward", "action": "fasttrack-connection", "connection-mark": "no-mark"},
    {"chain": "forward", "action": "fasttrack-connection", "disabled": "true"},
    {"chain": "forward", "action": "passthrough", "dynamic": "true", "comment": "special dummy rule to show fasttrack"},
    {"chain": "input", "action": "drop", "in-interface-list": "!LAN"},
]


def test_fasttrack_is_on_by_the_rule_that_is_enabled() -> None:
    seen = survey(ip_firewall_filter=RULES)
    assert [rule.connection_mark for rule in seen.fasttrack] == ["no-mark"]
    assert survey(ip_firewall_filter=RULES[1:]).fasttrack == ()
    assert [rule.active for rule in seen.filter] == [True, False, False, True]
    assert seen.filter[3].comes_in == "!LAN"


def test_rules_tell_marks_and_whose_they_are() -> None:
    ours = {
        "chain": "prerouting",
        "action": "mark-connection",
        "connection-mark": "no-mark",
        "new-connection-mark": "Wan1_conn",
        "comment": "simplifi:pcc:Wan1:0",
    }
    theirs = {"chain": "prerouting", "action": "mark-routing", "new-routing-mark": "to_isp", "in-interface": "bridge"}
    first, second = survey(ip_firewall_mangle=[ours, theirs]).mangle
    assert (first.ours, first.connection_mark, first.new_connection_mark) == (True, "no-mark", "Wan1_conn")
    assert (second.ours, second.new_routing_mark, second.comes_in, second.goes_out) == (False, "to_isp", "bridge", "")
    (nat,) = survey(ip_firewall_nat=[{"action": "masquerade", "out-interface-list": "WAN"}]).nat
    assert nat.goes_out == "WAN"


@pytest.mark.parametrize(
    ("row", "feature", "allowed"),
    [
        ({}, "hotspot", True),
        ({"mode": "home"}, "scheduler", False),
        ({"mode": "home", "scheduler": "yes"}, "scheduler", True),
        ({"mode": "basic"}, "scheduler", True),
        ({"mode": "basic"}, "hotspot", False),
        ({"mode": "advanced", "hotspot": "no"}, "hotspot", False),
        ({"mode": "enterprise"}, "fetch", True),
    ],
)
def test_what_a_device_mode_allows(row: Row, feature: str, allowed: bool) -> None:
    assert survey(**{"system_device-mode": [row]}).device_mode.allows(feature) is allowed


def test_a_router_without_device_mode_forbids_nothing() -> None:
    assert survey().device_mode == DeviceMode()
    assert DeviceMode.of({"mode": "home", "flagged": "true"}).flagged
