"""Which lines a router has, and how they stand, from its own rows."""

from __future__ import annotations

from tui.watch.lines import Line, addresses_of, exit_of, line_of, lines_of, state_of

OURS = {
    "/ip/firewall/nat": [
        {"comment": "simplifi:nat:Wan1", "out-interface": "ether1"},
        {"comment": "simplifi:nat:Wan2 - second", "out-interface": "pppoe-out1"},
        {"comment": "defconf: masquerade", "out-interface-list": "WAN"},
    ],
    "/ip/firewall/mangle": [
        {"comment": "simplifi:pcc:Wan1:0"},
        {"comment": "simplifi:pcc:Wan1:1"},
        {"comment": "simplifi:pcc:Wan2:2"},
    ],
}


def test_our_rows_name_the_lines_and_their_shares() -> None:
    assert lines_of(OURS) == (
        Line("Wan1", "ether1", "Wan1_conn", 2 / 3),
        Line("Wan2", "pppoe-out1", "Wan2_conn", 1 / 3),
    )


def test_without_our_rows_the_ways_out_are_the_lines() -> None:
    menus = {
        "/ip/route": [
            {"dst-address": "0.0.0.0/0", "gateway": "1.1.1.1", "immediate-gw": "1.1.1.1%ether1"},
            {"dst-address": "10.0.0.0/8", "gateway": "2.2.2.2", "immediate-gw": "2.2.2.2%ether9"},
        ],
        "/ip/dhcp-client": [
            {"interface": "ether1"},
            {"interface": "lte1"},
            {"interface": "ether3", "disabled": "true"},
        ],
    }
    assert [line.interface for line in lines_of(menus)] == ["ether1", "lte1"]


def test_the_exit_of_a_route_of_either_version() -> None:
    assert exit_of({"immediate-gw": "192.168.30.1%ether1"}) == "ether1"
    assert exit_of({"gateway-status": "192.168.30.1 reachable via  Wan1"}) == "Wan1"
    assert exit_of({"gateway-status": "192.168.30.1 unreachable"}) == ""
    assert exit_of({"gateway": "192.168.30.1"}) == ""


def menus(
    *, running: str = "true", active: str = "true", address: str = "192.168.30.2/24"
) -> dict[str, list[dict[str, str]]]:
    return {
        "/interface": [{"name": "ether1", "running": running}],
        "/ip/address": [{"address": address, "interface": "ether1"}] if address else [],
        "/ip/route": [
            {
                "dst-address": "0.0.0.0/0",
                "gateway": "192.168.30.1@main",
                "immediate-gw": "192.168.30.1%ether1",
                "active": active,
            }
        ],
    }


def test_how_a_line_stands_and_why() -> None:
    line = Line("Wan1", "ether1", "Wan1_conn", 0.5)
    up = state_of(line, menus())
    assert (up.up, up.reason, up.gateway) == (True, "up", "192.168.30.1")
    assert state_of(line, menus(running="false")).reason == "no link: cable or modem"
    assert state_of(line, menus(active="false")).reason == "its gateway does not answer"
    assert state_of(line, menus(active="false", address="")).reason == "no address yet"
    assert state_of(line, {}).reason == "its interface is gone"
    idle = state_of(Line("ether1", "ether1"), menus(active="false"))
    assert (idle.up, idle.reason) == (True, "idle: no route uses it")


def test_the_truth_of_a_connection_is_where_its_replies_come_to() -> None:
    addresses = addresses_of((Line("Wan1", "ether1"),), menus())
    assert line_of({"reply-dst-address": "192.168.30.2:443", "connection-mark": "Wan2_conn"}, addresses) == "Wan1"
    assert line_of({"reply-dst-address": "192.168.30.2"}, addresses) == "Wan1"
    assert line_of({"reply-dst-address": "192.168.88.9:1"}, addresses) == ""
