"""Which lines a router has, and how they stand, from its own rows."""

from __future__ import annotations

import pytest

from tui.watch.line import Line
from tui.watch.lines import Probe, addresses_of, exits_of, line_at, lines_of, probes_of, state_of

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


@pytest.mark.parametrize(
    ("rules", "gateways", "shares"),
    [
        (["nth:Wan1:0", "nth:Wan2:1", "nth:Wan1:2"], "", (2 / 3, 1 / 3)),
        (["ecmp:Wan1", "ecmp:Wan2", "ecmp-own:Wan1", "ecmp-own:Wan2"], "", (1 / 2, 1 / 2)),
        (["ecmp:Wan1", "ecmp:Wan2"], "192.0.2.201,192.0.2.201,192.0.2.201,pppoe-out1", (3 / 4, 1 / 4)),
        (["in:Wan1", "in:Wan2"], "", (None, None)),
    ],
)
def test_every_method_tells_the_shares(
    rules: list[str], gateways: str, shares: tuple[float | None, float | None]
) -> None:
    mangle = [{"comment": f"simplifi:{one}"} for one in rules]
    menus = {
        **OURS,
        "/ip/firewall/mangle": mangle,
        "/ip/route": [{"comment": "simplifi:ecmp:main", "gateway": gateways}],
    }
    assert tuple(line.share for line in lines_of(menus)) == shares


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


@pytest.mark.parametrize(
    ("running", "routes", "lines"),
    [
        ("", [{"gateway": "10.0.1.1"}], ["ether1", "dial"]),
        ("", [{"gateway": "10.0.1.1,10.0.2.1"}], ["ether1", "ether2", "dial"]),
        ("", [{"gateway": "10.0.1.1", "disabled": "true"}, {"gateway": "8.8.4.4"}], ["dial"]),
        ("ether1 dial", [{"gateway": "10.0.1.1"}], []),
    ],
)
def test_lines_that_were_dead_before_anybody_looked(
    running: str, routes: list[dict[str, str]], lines: list[str]
) -> None:
    kinds = {"ether1": "ether", "ether2": "ether", "dial": "pppoe-out"}
    menus = {
        "/ip/route": [{"dst-address": "0.0.0.0/0", **row} for row in routes],
        "/ip/address": [{"address": f"10.0.{n}.2/24", "interface": f"ether{n}"} for n in (1, 2)],
        "/interface": [
            {"name": name, "type": kind, "running": str(name in running.split()).lower()}
            for name, kind in kinds.items()
        ],
    }
    assert [line.name for line in lines_of(menus)] == lines


@pytest.mark.parametrize(
    ("status", "exits"),
    [
        ("192.168.30.1 reachable via  Wan1", ("Wan1",)),
        ("1.2.3.4 recursive via 10.152.1.230 ether5", ("ether5",)),
        ("192.0.2.211 recursive via 192.168.30.1 fibre of the hall", ("fibre of the hall",)),
        ("8.8.4.4 recursive via pppoe-out1", ("pppoe-out1",)),
        ("pppoe-out1 reachable", ("pppoe-out1",)),
        ("fibre of the hall reachable", ("fibre of the hall",)),
        ("192.168.30.1 reachable via  fibre of the hall", ("fibre of the hall",)),
        ("10.0.1.1 reachable via  ether1,10.0.2.1 reachable via  ether2", ("ether1", "ether2")),
        ("10.0.1.1 unreachable,pppoe-out1 reachable", ("pppoe-out1",)),
        ("192.168.30.1 unreachable", ()),
        ("ether2 inactive", ()),
        ("", ()),
    ],
)
def test_the_exits_of_a_route_of_routeros_6(status: str, exits: tuple[str, ...]) -> None:
    assert exits_of({"gateway-status": status}) == exits


def test_the_exit_of_a_route_of_routeros_7() -> None:
    assert exits_of({"immediate-gw": "192.168.30.1%ether1"}) == ("ether1",)
    assert exits_of({"immediate-gw": "pppoe-out1"}) == ("pppoe-out1",)
    assert exits_of({"gateway": "192.168.30.1"}) == ()


def test_a_pppoe_line_of_routeros_6_is_up() -> None:
    default = {"dst-address": "0.0.0.0/0", "gateway": "pppoe-out1", "gateway-status": "pppoe-out1 reachable"}
    menus = {
        "/interface": [{"name": "pppoe-out1", "running": "true"}],
        "/ip/address": [{"address": "100.64.7.7/32", "interface": "pppoe-out1"}],
        "/ip/route": [{**default, "active": "true"}],
    }
    assert lines_of(menus) == (Line("pppoe-out1", "pppoe-out1"),)
    assert state_of(Line("Wan1", "pppoe-out1", "Wan1_conn", 0.5), menus).up


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
    assert state_of(line, menus(running="false")).reason == "no link: cable unplugged, or modem off"
    assert state_of(line, menus(active="false")).reason == "its gateway does not answer"
    assert state_of(line, menus(active="false", address="")).reason == "no address yet"
    assert state_of(line, {}).reason == "its interface is gone"
    idle = state_of(Line("ether1", "ether1"), menus(active="false"))
    assert (idle.up, idle.reason) == (True, "idle: no route uses it")


def test_the_truth_of_a_connection_is_where_its_replies_come_to() -> None:
    addresses = addresses_of((Line("Wan1", "ether1"),), menus())
    assert line_at("192.168.30.2:443", addresses) == "Wan1"
    assert line_at("192.168.30.2", addresses) == "Wan1"
    assert line_at("192.168.88.9:1", addresses) == ""


def probed(
    *, alive: bool, linked: bool = True, near: dict[str, str] | None = None, gateway: str = "192.168.30.1"
) -> dict[str, list[dict[str, str]]]:
    """A line whose defaults depend on two hosts; `near` is its neighbour, None where neighbours were not read."""
    shown = {"active": "true", "immediate-gw": "192.168.30.1%ether1"} if alive else {"inactive": "true"}
    default = {"dst-address": "0.0.0.0/0", "gateway": "8.8.4.4@main", **shown, "comment": "simplifi:default:Wan1:main"}
    way = {"dst-address": "8.8.4.4/32", "gateway": gateway, "active": str(linked).lower()}
    seen = menus()
    seen["/ip/route"] = [{**way, "comment": "simplifi:route:Wan1:probe:1"}, default]
    return seen | ({} if near is None else {"/ip/arp": [{"address": "192.168.30.1", "interface": "ether1", **near}]})


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        (probed(alive=True), "up"),
        (probed(alive=False), "no host on the Internet answers"),
        (probed(alive=False, near={"complete": "true"}), "modem alive, Internet dead"),
        (probed(alive=False, near={"complete": "true", "status": "stale"}), "modem alive, Internet dead"),
        (probed(alive=False, near={"complete": "true", "status": "failed"}), "its modem does not answer"),
        (probed(alive=False, near={"complete": "false"}), "its modem does not answer"),
        (probed(alive=False, near={"interface": "ether9", "complete": "true"}), "its modem does not answer"),
        (probed(alive=False, linked=False), "no way to its modem"),
        (probed(alive=False, gateway="ether1"), "session stands, Internet dead"),
    ],
)
def test_which_end_of_a_probed_line_is_dead(seen: dict[str, list[dict[str, str]]], reason: str) -> None:
    state = state_of(Line("Wan1", "ether1", "Wan1_conn", 0.5), seen)
    assert (state.up, state.reason) == (reason == "up", reason)


def test_the_gateway_of_a_probed_line_is_its_modem() -> None:
    line = Line("Wan1", "ether1", "Wan1_conn", 0.5)
    assert state_of(line, probed(alive=True)).gateway == "192.168.30.1"
    six = {"gateway": "192.0.2.211", "gateway-status": "192.0.2.211 recursive via 192.168.30.1 ether1"}
    rows = [{"dst-address": "0.0.0.0/0", "active": "true", **six}]
    assert state_of(line, menus() | {"/ip/route": rows}).gateway == "192.168.30.1"


def test_a_line_without_a_lease_says_what_dhcp_does() -> None:
    line = Line("Wan1", "ether1", "Wan1_conn", 0.5)
    bare = menus(address="", active="false")
    client = [{"interface": "ether1", "status": "searching..."}]
    assert state_of(line, bare).reason == "no address yet"
    assert state_of(line, {**bare, "/ip/dhcp-client": client}).reason == "no lease: DHCP is searching..."


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("ether", "no link: cable unplugged, or modem off"),
        ("pppoe-out", "no session: PPPoE does not dial in"),
        ("lte", "no link: the modem has no network"),
    ],
)
def test_no_link_by_kind(kind: str, reason: str) -> None:
    found = menus(running="false")
    found["/interface"][0]["type"] = kind
    assert state_of(Line("Wan1", "ether1"), found).reason == reason


def test_probes_are_told_by_netwatch_and_a_silent_one_is_trouble() -> None:
    watch = [
        {"comment": "simplifi:watch:Wan1:1", "host": "8.8.4.4", "status": "up"},
        {"comment": "simplifi:watch:Wan1:2", "host": "208.67.222.222", "status": "down"},
        {"comment": "simplifi:watch:Wan2:1", "host": "9.9.9.9", "status": "unknown"},
    ]
    found = {**menus(), "/tool/netwatch": watch}
    one = state_of(Line("Wan1", "ether1", "Wan1_conn", 0.5), found)
    assert one.probes == (Probe("8.8.4.4", True), Probe("208.67.222.222", False))
    assert (one.up, one.trouble) == (True, "probe 208.67.222.222 unreachable")
    assert state_of(Line("Wan2", "ether1", "Wan2_conn", 0.5), found).probes == (Probe("9.9.9.9", None),)


def test_without_netwatch_the_default_routes_tell_of_the_probes() -> None:
    defaults = [
        {"comment": "simplifi:default:Wan1:main:1", "dst-address": "0.0.0.0/0", "gateway": "8.8.4.4",
         "immediate-gw": "192.168.30.1%ether1"},
        {"comment": "simplifi:default:Wan1:main:2", "dst-address": "0.0.0.0/0", "gateway": "9.9.9.9@main"},
    ]  # fmt: skip
    found = probes_of(Line("Wan1", "ether1"), {"/ip/route": defaults})
    assert found == (Probe("8.8.4.4", True), Probe("9.9.9.9", False))
