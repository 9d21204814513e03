"""Rows of others: each edit asks, says what was before, and is put back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from routerboard.language.applied import applied
from routerboard.language.change import Change, Plan
from routerboard.language.items import Row, role_of
from routerboard.language.survey import Survey
from wizards.plan import plan, uninstall
from wizards.rows import configuration
from wizards.site import Dns

PORT = "/interface/bridge/port"
FILTER = "/ip/firewall/filter"
DHCP = "/ip/dhcp-client"
NAT = "/ip/firewall/nat"
MANGLE = "/ip/firewall/mangle"


def named(found: Plan, role: str) -> Change:
    return next(change for change in found.changes if change.role == f"foreign:{role}")


def export(survey: Survey, menu: str) -> list[Row]:
    return [configuration(menu, row) for row in survey.rows(menu)]


def test_the_unboxed_router(a_site, factory, version) -> None:
    """Four foreign rows need a word: bridge port, name servers, FastTrack, DHCP client; nothing else is touched."""
    found = plan(factory(str(version)), a_site("dhcp", 2))
    assert [change.role for change in found.changes if change.foreign] == [
        "foreign:bridge-port:ether2",
        "foreign:dns",
        "foreign:fasttrack",
        "foreign:dhcp-client:ether1",
    ]
    assert not found.blocked
    assert all("?" in change.consent for change in found.changes if change.foreign)


def test_fasttrack_keeps_unmarked_connections(a_site, factory, version) -> None:
    change = named(plan(factory(str(version)), a_site("dhcp", 2)), "fasttrack")
    assert (change.verb, dict(change.args), dict(change.before)) == (
        "set",
        {"connection-mark": "no-mark"},
        {"connection-mark": ""},
    )
    assert change.match == {"comment": "defconf: fasttrack"}


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ({"connection-mark": "no-mark"}, 0),
        ({"connection-mark": "lan"}, 0),
        ({"connection-mark": "!vpn"}, 1),
        ({"disabled": "true"}, 0),
        ({"dynamic": "true"}, 0),
        ({}, 1),
    ],
)
def test_only_a_dangerous_fasttrack_rule_is_changed(a_site, factory, version, rule, changes) -> None:
    row = {"chain": "forward", "action": "fasttrack-connection", "connection-state": "established,related", **rule}
    found = plan(factory(str(version), {FILTER: [row]}), a_site("dhcp", 2))
    assert sum(change.menu == FILTER for change in found.changes) == changes


def test_two_alike_fasttrack_rules_are_both_made_safe(a_site, factory, version) -> None:
    row = {"chain": "forward", "action": "fasttrack-connection", "connection-state": "established,related"}
    survey = factory(str(version), {FILTER: [row, row]})
    first = plan(survey, a_site("dhcp", 2))
    after = applied(survey, first)
    assert {row.get("connection-mark") for row in after.rows(FILTER)} == {"no-mark"}
    assert len({change.role for change in first.changes if change.menu == FILTER}) == 2


def test_a_socket_leaves_the_bridge_and_comes_back_to_its_place(a_site, factory, version) -> None:
    survey = factory(str(version))
    first = plan(survey, a_site("dhcp", 3))
    change = named(first, "bridge-port:ether2")
    assert change.verb == "remove"
    assert change.match == {"interface": "ether2"}
    assert change.before["bridge"] == "bridge"
    assert ".id" not in change.before
    after = applied(survey, first)
    assert [row["interface"] for row in after.rows(PORT)] == ["ether4", "wlan1"]
    gone = applied(after, uninstall(after))
    assert export(gone, PORT) == export(survey, PORT)


@pytest.mark.parametrize("version", ["6.49.18", "7.16.2", "7.18.2"])
def test_the_factory_client_keeps_its_lease_and_gives_its_route_up(a_site, factory, version) -> None:
    found = plan(factory(version), a_site("dhcp", 2))
    change = named(found, "dhcp-client:ether1")
    assert change.args["add-default-route"] == "no"
    assert change.args["use-peer-dns"] == "no"
    assert "simplifi:route:Wan1:" in change.args["script"]
    assert change.before == {"add-default-route": "yes", "use-peer-dns": "true", "script": ""}
    main = next(one for one in found.changes if one.role == "route:Wan1:main")
    assert main.args["gateway"] == "192.168.30.1%ether1"
    assert "disabled" not in main.args
    assert found.changes.index(main) < found.changes.index(change), "the default route must never be missing"


def test_a_client_on_a_static_line_is_switched_off(a_site, factory, version) -> None:
    change = named(plan(factory(str(version)), a_site("static", 2)), "dhcp-client:ether1")
    assert dict(change.args) == {"disabled": "yes"}


def test_a_client_elsewhere_waits_behind_the_lines(a_site, a_wan, factory, version) -> None:
    site = a_site(wans=(a_wan("dhcp", 3), a_wan("dhcp", 5)))
    change = named(plan(factory(str(version)), site), "dhcp-client:ether1")
    assert dict(change.args) == {"default-route-distance": "3"}


def test_a_session_that_dials_already_is_used_as_it_is(a_site, factory, version) -> None:
    session = {
        "name": "pppoe-out1",
        "interface": "ether1",
        "user": "u",
        "add-default-route": "yes",
        "disabled": "false",
    }
    found = plan(factory(str(version), {"/interface/pppoe-client": [session], DHCP: []}), a_site("pppoe", 2))
    assert dict(named(found, "pppoe-client:pppoe-out1").args)["add-default-route"] == "no"
    added = [
        change.args["name"]
        for change in found.changes
        if change.menu == "/interface/pppoe-client" and change.verb == "add"
    ]
    assert added == ["pppoe-Wan2"]
    assert any(change.args.get("out-interface") == "pppoe-out1" for change in found.changes)


def test_routes_by_hand_give_way_after_ours_are_there(a_site, factory, version) -> None:
    hand = {"dst-address": "0.0.0.0/0", "gateway": "192.168.101.1", "distance": "1", "disabled": "false"}
    last = {"dst-address": "0.0.0.0/0", "gateway": "10.9.9.9", "distance": "200", "disabled": "false"}
    survey = factory(str(version), {"/ip/route": [hand, last]})
    found = plan(survey, a_site("static", 2))
    retired = [change for change in found.changes if change.menu == "/ip/route" and change.foreign]
    assert [dict(change.args) for change in retired] == [{"disabled": "yes"}]
    assert found.changes.index(retired[0]) > max(
        n for n, one in enumerate(found.changes) if one.role.startswith("route:")
    )


def test_our_masquerade_stands_before_the_factory_one_and_behind_exceptions(a_site, factory, version) -> None:
    exempt = {"chain": "srcnat", "action": "accept", "dst-address": "10.0.0.0/8", "comment": "vpn"}
    general = {"chain": "srcnat", "action": "masquerade", "out-interface-list": "WAN", "comment": "defconf: masquerade"}
    survey = factory(str(version), {NAT: [exempt, general]})
    after = applied(survey, plan(survey, a_site("dhcp", 2)))
    assert [role_of(row) or row["comment"] for row in after.rows(NAT)] == [
        "vpn",
        "nat:Wan1",
        "nat:Wan2",
        "defconf: masquerade",
    ]


def test_marks_stand_before_what_would_shadow_them(a_site, factory, version) -> None:
    rules = [
        {"chain": "forward", "action": "change-mss", "comment": "mss"},
        {"chain": "prerouting", "action": "accept", "src-address": "10.1.1.1", "comment": "shadow"},
    ]
    survey = factory(str(version), {MANGLE: rules})
    after = applied(survey, plan(survey, a_site("dhcp", 2)))
    order = [role_of(row) or row["comment"] for row in after.rows(MANGLE)]
    assert order[0] == "mss"
    assert order[-1] == "shadow"
    steering = [row for row in after.rows(MANGLE) if row.get("new-routing-mark") and row["chain"] == "prerouting"]
    assert {row["passthrough"] for row in steering} == {"yes"}, "rules behind ours still get their turn"
    assert plan(after, a_site("dhcp", 2)).empty


def test_a_shadow_that_came_later_makes_our_rules_move(a_site, factory, version) -> None:
    site = a_site("dhcp", 2)
    survey = factory(str(version))
    good = applied(survey, plan(survey, site))
    shadow = {"chain": "output", "action": "accept", "comment": "new"}
    rows = (shadow, *good.rows(MANGLE))
    mending = plan(replace(good, menus={**good.menus, MANGLE: rows}), site)
    assert "move" in {change.verb for change in mending.changes}
    mended = applied(replace(good, menus={**good.menus, MANGLE: rows}), mending)
    order = [role_of(row) for row in mended.rows(MANGLE)]
    assert mended.rows(MANGLE).index(shadow) == len([role for role in order if role])


def test_redirected_names_stay_with_the_router(a_site, factory, version) -> None:
    redirect = {"chain": "dstnat", "action": "redirect", "protocol": "udp", "dst-port": "53", "comment": "dns"}
    survey = factory(str(version), {NAT: [redirect]})
    after = applied(survey, plan(survey, a_site("dhcp", 2)))
    roles = [role_of(row) for row in after.rows(MANGLE) if role_of(row)]
    assert roles[:3] == ["bypass", "bypass:private", "bypass:redirect:udp:53"]


def test_a_line_that_was_trusted_as_lan_leaves_that_list(a_site, factory, version) -> None:
    member = {"list": "LAN", "interface": "ether2", "disabled": "false"}
    found = plan(factory(str(version), {"/interface/list/member": [member]}), a_site("dhcp", 2))
    assert named(found, "list-member:LAN:ether2").verb == "remove"


def test_uninstall_leaves_alone_what_somebody_has_changed_since(a_site, factory, version) -> None:
    survey = factory(str(version))
    first = plan(survey, a_site("dhcp", 2))
    after = applied(survey, first)
    rules = tuple(
        {**row, "connection-mark": "other"} if row.get("connection-mark") else row for row in after.rows(FILTER)
    )
    ports = (*after.rows(PORT), {"interface": "ether2", "bridge": "guests"})
    touched = replace(after, menus={**after.menus, FILTER: rules, PORT: ports})
    going = uninstall(touched)
    assert not any(change.menu in (FILTER, PORT) for change in going.changes)
    assert [finding.code for finding in going.findings] == ["ledger-row-changed"] * 2


def test_uninstall_takes_marks_first_and_tables_last(a_site, factory) -> None:
    survey = factory("7.16.2")
    first = plan(survey, a_site("dhcp", 2))
    menus = [change.menu for change in uninstall(applied(survey, first)).changes]
    assert menus.index(MANGLE) < menus.index("/ip/route") < menus.index("/routing/table")
    assert menus[-2:] == ["/routing/table", "/system/script"], "the ledger goes when all of it is put back"


def test_without_name_servers_the_routers_own_are_left(a_site, factory, version) -> None:
    found = plan(factory(str(version)), a_site("dhcp", 2, dns=Dns()))
    assert not any(change.menu == "/ip/dns" for change in found.changes)
    assert "use-peer-dns" not in named(found, "dhcp-client:ether1").args


def test_a_table_of_the_same_name_is_used_and_left(a_site, factory) -> None:
    survey = factory("7.20.8", {"/routing/table": [{"name": "main"}, {"name": "to_Wan1", "fib": "true"}]})
    found = plan(survey, a_site("dhcp", 2))
    assert [change.args["name"] for change in found.changes if change.menu == "/routing/table"] == ["to_Wan2"]
    assert "foreign-table" in {finding.code for finding in found.findings}


def test_a_session_that_is_no_line_waits_behind_the_lines(a_site, factory, version) -> None:
    session = {"name": "pppoe-out1", "interface": "ether5", "add-default-route": "yes", "disabled": "false"}
    change = named(
        plan(factory(str(version), {"/interface/pppoe-client": [session]}), a_site("dhcp", 2)),
        "pppoe-client:pppoe-out1",
    )
    assert dict(change.args) == {"default-route-distance": "3"}


def test_a_port_that_is_switched_off_is_in_no_bridge(a_site, factory, version) -> None:
    port = {"interface": "ether2", "bridge": "bridge", "disabled": "true"}
    found = plan(factory(str(version), {PORT: [port]}), a_site("dhcp", 2))
    assert not any(change.menu == PORT for change in found.changes)
