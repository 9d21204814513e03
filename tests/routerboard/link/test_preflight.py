"""What is refused before the first write, what is only said, and by which means a router can undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from presets.loader import load_presets
from routerboard.language.applied import applied
from routerboard.language.change import Change, Finding, Plan, Severity
from routerboard.language.items import Row
from routerboard.language.survey import Survey
from routerboard.language.version import Version
from routerboard.link import picture
from routerboard.link.preflight import BACKUPS, LEAST_FLASH, SETTLED, Preflight, preflight, unsettled
from routerboard.link.session import connect
from routerboard.link.survey import survey as read
from routerboard.link.target import Secret, Target
from routerboard.link.way import own_port
from routerboard.packetflow import resolve_routes
from routerboard.practice.board import load_board
from routerboard.practice.router import PracticeRouter
from routerboard.practice.server import serve
from wizards.blank import blank_survey
from wizards.plan import plan, uninstall
from wizards.prefill import prefill
from wizards.site import Dns, Env, Lan, Site, Wan

VERSIONS = ("6.49.18", "7.20.8")
BOARDS = ("factory", "flats", "home", "hotel", "hotel-hotspot", "messy", "office8")
GOLDEN = [
    *(("pcc", kind, lines) for lines in (2, 3, 8) for kind in ("static", "dhcp", "pppoe")),
    ("nth", "dhcp", 2),
    ("nth", "static", 3),
]
NOW = datetime.fromisoformat("2026-11-12T21:00:00+01:00")
HOST, LAPTOP, MAC = "192.168.88.1", "192.168.88.240", "02:00:00:00:00:F0"


SUBNETS = ((HOST, "bridge"), ("192.168.101.2", "ether1"), ("192.168.102.2", "ether2"))
CONNECTED = [
    {"dst-address": f"{address.rpartition('.')[0]}.0/24", "gateway": name, "distance": "0", "scope": "10"}
    | {"dynamic": "true", "connect": "true", "active": "true"}
    for address, name in SUBNETS
]
DEFAULT = {"dst-address": "0.0.0.0/0", "comment": "theirs: default"}


# A router on the bench


def menus(version: Version) -> dict[str, list[dict[str, str]]]:
    """Two lines on ether1 and ether2, the LAN on a bridge of ether3 and ether4, this laptop in ether4."""
    ports = [{"name": f"ether{at}", "type": "ether", "running": "true"} for at in range(1, 6)]
    bridge = {"name": "bridge", "type": "bridge", "running": "true", "mac-address": "02:00:00:00:00:01"}
    ports[2]["mac-address"] = bridge["mac-address"]
    found: dict[str, list[dict[str, str]]] = {
        "/interface": [*ports, bridge],
        "/interface/bridge": [{"name": "bridge"}],
        "/interface/bridge/host": [{"mac-address": MAC, "on-interface": "ether4", "bridge": "bridge"}],
        "/interface/bridge/port": [{"interface": name, "bridge": "bridge"} for name in ("ether3", "ether4")],
        "/interface/ethernet": [{"name": f"ether{at}"} for at in range(1, 6)],
        "/interface/list": [{"name": "LAN"}],
        "/interface/list/member": [{"list": "LAN", "interface": "bridge"}],
        "/ip/address": [{"address": f"{address}/24", "interface": name} for address, name in SUBNETS],
        "/ip/arp": [{"address": LAPTOP, "mac-address": MAC, "interface": "bridge"}],
        "/ip/firewall/address-list": [],
        "/ip/firewall/filter": [
            {"chain": "input", "action": "accept", "connection-state": "established,related"},
            {"chain": "input", "action": "accept", "in-interface-list": "LAN", "comment": "theirs: the LAN may"},
            {"chain": "input", "action": "accept", "protocol": "tcp", "dst-port": "8728", "in-interface": "ether2"},
            {"chain": "input", "action": "drop", "comment": "theirs: nobody else"},
        ],
        "/ip/firewall/mangle": [],
        "/ip/firewall/nat": [{"chain": "srcnat", "action": "masquerade", "out-interface": "ether1"}],
        "/ip/firewall/raw": [],
        "/ip/hotspot": [],
        "/ip/route": [*CONNECTED, {**DEFAULT, "gateway": "192.168.101.1"}],
        "/ip/service": [{"name": "api", "port": "8728"}, {"name": "api-ssl", "port": "8729"}],
        "/system/clock": [{"date": "2026-11-12", "time": "20:30:00"}],
        "/system/resource": [{"uptime": "3d", "free-memory": "41943040", "free-hdd-space": "4000000"}],
        "/user": [{"name": "admin", "group": "full"}],
        rules(version): [],
    }
    if version.can("routing-tables"):
        found["/routing/table"] = [{"name": "main", "fib": "true", "dynamic": "true"}]
    return found


def rules(version: Version) -> str:
    return "/routing/rule" if version.can("routing-tables") else "/ip/route/rule"


def a_router(version: str = "7.20.8", changed: dict[str, list[dict[str, str]]] | None = None, **given: Any) -> Survey:
    """The router on the bench; `changed` replaces the rows of whole menus."""
    ros = Version.parse(version)
    rows = {**menus(ros), **(changed or {})}
    values: dict[str, Any] = {
        "version": ros,
        "user": "admin",
        "policies": frozenset(["read", "write", "policy", "test", "sensitive", "api", "reboot", "ftp"]),
        "via_interface": "bridge",
        "client_address": LAPTOP,
        "clock": "2026-11-12 20:30:00",
        "menus": {menu: tuple({".id": f"*{at:X}", **row} for at, row in enumerate(rows[menu], 2)) for menu in rows},
    }
    return Survey(**{**values, **given})


def looked(survey: Survey, *changes: Change, host: str = HOST, port: int = 8728, **given: Any) -> Preflight:
    made = Plan("Bench", survey.version, changes)
    return preflight(survey, given.pop("made", made), host, lambda _: Secret("x"), now=NOW, port=port, **given)


def added(menu: str, *, before: Row | None = None, **values: str) -> Change:
    """A row of ours; `chain` and the like as written, `_` standing for `-`."""
    args = {name.replace("_", "-"): value for name, value in values.items()}
    return Change(menu, "add", {"comment": "simplifi:test", **args}, role="test", place_before=before)


def mangle(**values: str) -> Change:
    return added("/ip/firewall/mangle", **values)


def table(survey: Survey, name: str) -> tuple[Change, ...]:
    """A table whose default route leaves by the second line."""
    v7 = survey.version.can("routing-tables")
    route = {"routing_table" if v7 else "routing_mark": name}
    way = added("/ip/route", dst_address="0.0.0.0/0", gateway="192.168.102.1", comment="simplifi:route:Wan2", **route)
    return (added("/routing/table", name=name, fib=""), way) if v7 else (way,)


def refused(found: Preflight) -> str:
    assert len(found.refusals) == 1, found
    return found.refusals[0]


def let_in(found: Preflight) -> None:
    assert (found.refusals, found.warnings) == ((), ())


FIRST = {"comment": "theirs: the LAN may"}


# Our own way: attacks


@pytest.mark.parametrize("version", VERSIONS)
def test_a_plan_that_does_not_touch_our_way_is_let_in(version: str) -> None:
    survey = a_router(version)
    marks = mangle(chain="forward", action="mark-connection", new_connection_mark="Wan1_conn")
    let_in(looked(survey, *table(survey, "to_Wan2"), marks))


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("menu", ["/ip/firewall/filter", "/ip/firewall/raw", "/ip/firewall/mangle"])
def test_a_rule_that_drops_this_laptop_is_named(version: str, menu: str) -> None:
    chain = "input" if menu.endswith("filter") else "prerouting"
    place = FIRST if menu.endswith("filter") else None
    drop = added(menu, before=place, chain=chain, action="drop", src_address="192.168.88.0/24", comment="simplifi:evil")
    said = refused(looked(a_router(version), drop))
    assert "a new session of this laptop would not pass" in said
    assert f'{menu} "simplifi:evil" drops it' in said
    assert "This laptop would lose the router" in said


@pytest.mark.parametrize("version", VERSIONS)
def test_the_same_rule_behind_the_one_that_lets_us_in_is_harmless(version: str) -> None:
    let_in(looked(a_router(version), added("/ip/firewall/filter", chain="input", action="drop")))


@pytest.mark.parametrize("version", VERSIONS)
def test_a_rule_that_only_hits_the_session_that_writes(version: str) -> None:
    evil = added("/ip/firewall/raw", chain="output", action="drop", protocol="tcp", src_port="8728")
    assert "the router's answer to it would not pass" in refused(looked(a_router(version), evil))
    state = added(
        "/ip/firewall/filter",
        before={"connection-state": "established,related"},
        chain="input",
        action="reject",
        connection_state="established",
    )
    assert "this session would not pass" in refused(looked(a_router(version), state))


@pytest.mark.parametrize("version", VERSIONS)
def test_a_rule_for_the_socket_below_the_bridge(version: str) -> None:
    drop = added("/ip/firewall/raw", chain="prerouting", action="drop", in_bridge_port="ether4")
    assert "would not pass" in refused(looked(a_router(version), drop))
    other = added("/ip/firewall/raw", chain="prerouting", action="drop", in_bridge_port="ether3")
    let_in(looked(a_router(version), other))


@pytest.mark.parametrize("version", VERSIONS)
def test_the_rule_that_let_us_in_is_taken_away(version: str) -> None:
    gone = Change("/ip/firewall/filter", "remove", match=FIRST)
    assert '"theirs: nobody else" drops it' in refused(looked(a_router(version), gone))
    off = Change("/ip/firewall/filter", "set", {"disabled": "yes"}, match=FIRST)
    assert '"theirs: nobody else" drops it' in refused(looked(a_router(version), off))
    moved = Change("/ip/firewall/filter", "move", match={"comment": "theirs: nobody else"}, place_before=FIRST)
    assert '"theirs: nobody else" drops it' in refused(looked(a_router(version), moved))


@pytest.mark.parametrize("version", VERSIONS)
def test_our_address_on_a_list_of_the_banned(version: str) -> None:
    survey = a_router(version)
    banned = {"chain": "prerouting", "action": "drop", "src-address-list": "banned", "comment": "theirs: banned"}
    survey = replace(survey, menus={**survey.menus, "/ip/firewall/raw": ({".id": "*1", **banned},)})
    ban = added("/ip/firewall/address-list", list="banned", address="192.168.88.128/25")
    assert '"theirs: banned" drops it' in refused(looked(survey, ban))


@pytest.mark.parametrize("version", VERSIONS)
def test_the_bridge_leaves_the_list_that_may(version: str) -> None:
    gone = Change("/interface/list/member", "remove", match={"list": "LAN", "interface": "bridge"})
    assert '"theirs: nobody else" drops it' in refused(looked(a_router(version), gone))


@pytest.mark.parametrize("version", VERSIONS)
def test_our_answers_marked_into_a_line(version: str) -> None:
    survey = a_router(version)
    marks = mangle(chain="output", action="mark-routing", new_routing_mark="to_Wan2", comment="simplifi:evil")
    said = refused(looked(survey, *table(survey, "to_Wan2"), marks))
    assert "the router's answer to it would leave by ether2 to 192.168.102.1, not by bridge" in said
    assert '/ip/firewall/mangle "simplifi:evil" sends it to table to_Wan2' in said
    assert '/ip/route "simplifi:route:Wan2" takes it' in said


@pytest.mark.parametrize("version", VERSIONS)
def test_our_connection_marked_and_then_answered_by_a_line(version: str) -> None:
    survey = a_router(version)
    connection = mangle(chain="prerouting", action="mark-connection", new_connection_mark="Wan2_conn")
    out = mangle(
        chain="output", action="mark-routing", connection_mark="Wan2_conn", new_routing_mark="to_Wan2", comment="o"
    )
    assert "would leave by ether2" in refused(looked(survey, *table(survey, "to_Wan2"), connection, out))
    spared = mangle(chain="output", action="accept", dst_address="192.168.88.0/24")
    let_in(looked(survey, *table(survey, "to_Wan2"), connection, spared, out))


@pytest.mark.parametrize("version", VERSIONS)
def test_a_line_that_waits_for_its_lease_is_looked_at_as_if_it_were_up(version: str) -> None:
    survey = a_router(version)
    *tables, route = table(survey, "to_Wan2")
    waiting = replace(route, args={**route.args, "gateway": "192.0.2.1", "disabled": "yes"})
    marks = mangle(chain="output", action="mark-routing", new_routing_mark="to_Wan2")
    said = refused(looked(survey, *tables, waiting, marks))
    assert "would leave by a line that is not up yet, not by bridge" in said


def test_marks_on_what_is_for_the_router_itself() -> None:
    """RouterOS 7 looks at the mark before its own addresses; 6 after them."""
    for version, cuts in zip(VERSIONS, (False, True), strict=True):
        survey = a_router(version)
        marks = mangle(chain="prerouting", action="mark-routing", in_interface="bridge", new_routing_mark="to_Wan2")
        found = looked(survey, *table(survey, "to_Wan2"), marks)
        assert bool(found.refusals) == cuts
        if cuts:
            assert "would leave by ether2 to 192.168.102.1 and not reach the router" in refused(found)
            spared = replace(marks, args={**marks.args, "dst-address-type": "!local"})
            let_in(looked(survey, *table(survey, "to_Wan2"), spared))


@pytest.mark.parametrize("version", VERSIONS)
def test_a_rule_for_the_router_itself(version: str) -> None:
    evil = added("/ip/firewall/nat", chain="dstnat", action="dst-nat", dst_address=HOST, to_addresses="192.168.88.9")
    said = refused(looked(a_router(version), evil))
    assert "would leave by bridge and not reach the router" in said
    assert '/ip/firewall/nat "simplifi:test" sends it to 192.168.88.9' in said


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("action", ["unreachable", "lookup-only-in-table"])
def test_a_routing_rule_for_our_subnet(version: str, action: str) -> None:
    survey = a_router(version)
    rule = added(rules(survey.version), dst_address="192.168.88.0/24", action=action, table="to_Wan2")
    said = refused(looked(survey, *table(survey, "to_Wan2"), rule))
    assert "the router's answer to it would" in said
    assert ("would not pass" in said) == (action == "unreachable")


@pytest.mark.parametrize("version", VERSIONS)
def test_a_narrower_route_takes_our_answers_away(version: str) -> None:
    route = added("/ip/route", dst_address="192.168.88.240/32", gateway="192.168.101.1", comment="simplifi:thief")
    said = refused(looked(a_router(version), route))
    assert '/ip/route "simplifi:thief" takes it' in said


@pytest.mark.parametrize("version", VERSIONS)
def test_the_address_that_we_talk_to(version: str) -> None:
    survey = a_router(version)
    ours = {"address": f"{HOST}/24", "interface": "bridge"}
    found = looked(survey, Change("/ip/address", "remove", match=ours))
    assert found.refusals[0] == f"This session goes to {HOST}: without that address it ends."
    assert "would not pass" in found.refusals[1] or "not reach the router" in found.refusals[1]
    changed = Change("/ip/address", "set", {"address": "192.168.90.1/24"}, match=ours)
    assert looked(survey, changed).refusals
    other = Change("/ip/address", "remove", match={"address": "192.168.102.2/24", "interface": "ether2"})
    let_in(looked(survey, other))


@pytest.mark.parametrize("version", VERSIONS)
def test_our_subnet_goes_while_we_talk_to_another_address(version: str) -> None:
    gone = Change("/ip/address", "remove", match={"address": f"{HOST}/24", "interface": "bridge"})
    said = refused(looked(a_router(version), gone, host="192.168.101.2"))
    assert "the router's answer to it would leave by ether1" in said


@pytest.mark.parametrize("version", VERSIONS)
def test_our_socket_is_moved(version: str) -> None:
    survey = a_router(version)
    ours, other = ({"interface": name} for name in ("ether4", "ether3"))
    for change in (
        Change("/interface/bridge/port", "remove", match=ours),
        Change("/interface/bridge/port", "set", {"bridge": "guests"}, match=ours),
        Change("/interface/bridge/port", "set", {"disabled": "yes"}, match=ours),
        Change("/interface/ethernet", "set", {"disabled": "yes"}, match={"name": "ether4"}),
        Change("/interface/bridge", "set", {"vlan-filtering": "yes"}, match={"name": "bridge"}),
        Change("/interface/bridge", "remove", match={"name": "bridge"}),
    ):
        assert looked(survey, change).refusals, change
    let_in(looked(survey, Change("/interface/bridge/port", "remove", match=other)))
    let_in(looked(survey, Change("/interface/ethernet", "set", {"disabled": "yes"}, match={"name": "ether2"})))


def test_a_list_of_interfaces_named_like_ours_is_no_interface() -> None:
    survey = a_router(changed={"/interface/list": [{"name": "bridge"}, {"name": "LAN"}]})
    let_in(looked(survey, Change("/interface/list", "remove", match={"name": "bridge"})))


@pytest.mark.parametrize("version", VERSIONS)
def test_our_socket_becomes_a_port_of_a_bridge_that_may_not(version: str) -> None:
    """Without a bridge the laptop is on ether4 itself; as a port its packets come in by the bridge."""
    survey = a_router(
        version,
        {
            "/interface/bridge/port": [],
            "/interface/bridge/host": [],
            "/interface/list/member": [{"list": "LAN", "interface": "ether4"}],
            "/ip/address": [{"address": f"{HOST}/24", "interface": "ether4"}],
            "/ip/arp": [{"address": LAPTOP, "mac-address": MAC, "interface": "ether4"}],
        },
        via_interface="ether4",
    )
    let_in(looked(survey, added("/interface/bridge/port", interface="ether5", bridge="bridge")))
    taken = added("/interface/bridge/port", interface="ether4", bridge="bridge")
    assert '"theirs: nobody else" drops it' in refused(looked(survey, taken))


def test_the_service_that_answers_us() -> None:
    survey = a_router()
    api, tls = ({"name": name} for name in ("api", "api-ssl"))
    for change in (Change("/ip/service", "set", {"disabled": "yes"}, match=api),
                   Change("/ip/service", "set", {"port": "9999"}, match=api),
                   Change("/ip/service", "set", {"address": "10.0.0.0/8"}, match=api)):  # fmt: skip
        assert refused(looked(survey, change)) == "The service api carries this session."
        let_in(looked(survey, change, port=8729))
    off = Change("/ip/service", "set", {"disabled": "yes"}, match=tls)
    assert refused(looked(survey, off, port=8729)) == "The service api-ssl carries this session."


def test_the_user_that_we_are() -> None:
    survey = a_router()
    password = Change("/user", "set", {"password": "{env:NEW}"}, match={"name": "admin"})
    assert "logged in as admin" in refused(looked(survey, password))
    let_in(looked(survey, added("/user", name="guest", group="read")))


def test_a_hotspot_where_we_come_in() -> None:
    survey = a_router()
    opened = added("/ip/hotspot", name="hotel", interface="bridge")
    assert "HotSpot on bridge would let this laptop reach nothing before it logs in" in refused(looked(survey, opened))
    let_in(looked(survey, added("/ip/hotspot", name="hotel", interface="ether3")))


def test_a_hotspot_that_is_there_and_is_switched_on() -> None:
    asleep = {"name": "hotel", "interface": "bridge", "disabled": "true"}
    survey = a_router(changed={"/ip/hotspot": [asleep]})
    woken = Change("/ip/hotspot", "set", {"disabled": "no"}, match={"name": "hotel"}, before={"disabled": "true"})
    assert "HotSpot on bridge would let this laptop reach nothing" in refused(looked(survey, woken))
    let_in(looked(survey, Change("/ip/hotspot", "set", {"disabled": "yes"}, match={"name": "hotel"})))


def test_the_rights_that_we_have() -> None:
    rows = {"/user": [{"name": "admin", "group": "full"}], "/user/group": [{"name": "full"}, {"name": "read"}]}
    survey = a_router(changed=rows)
    taken = Change("/user/group", "set", {"policy": "read"}, match={"name": "full"})
    assert "admin is of the group full" in refused(looked(survey, taken))
    let_in(looked(survey, Change("/user/group", "set", {"policy": "read"}, match={"name": "read"})))


def test_a_bridge_that_answers_no_question_for_its_address() -> None:
    survey = a_router()
    deaf = Change("/interface/bridge", "set", {"arp": "disabled"}, match={"name": "bridge"}, before={"arp": "enabled"})
    assert "comes in by bridge" in refused(looked(survey, deaf))


# Where chance decides


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "chance",
    [{"per_connection_classifier": f"both-addresses:2/{at}"} for at in (0, 1)]
    + [{"per_connection_classifier": f"src-address:7/{at}"} for at in range(7)]
    + [{"nth": "3,1"}, {"nth": "3,2"}, {"nth": "3,3"}, {"random": "1"}, {"random": "99"}],
)
def test_a_rule_that_may_hit_us_is_taken_to_hit_us(version: str, chance: dict[str, str]) -> None:
    survey = a_router(version)
    share = mangle(chain="prerouting", action="mark-connection", new_connection_mark="Wan2_conn", **chance)
    out = mangle(chain="output", action="mark-routing", connection_mark="Wan2_conn", new_routing_mark="to_Wan2")
    assert "would leave by ether2" in refused(looked(survey, *table(survey, "to_Wan2"), share, out))
    spared = replace(share, args={**share.args, "dst-address-type": "!local"})
    let_in(looked(survey, *table(survey, "to_Wan2"), spared, out))


@pytest.mark.parametrize("version", VERSIONS)
def test_our_subnet_a_second_time_on_a_line(version: str) -> None:
    """Two connected routes of equal right: the router may take either."""
    twin = added("/ip/address", address="192.168.88.7/24", interface="ether2")
    found = looked(a_router(version), twin)
    assert "would leave by ether2, not by bridge" in refused(found)


@pytest.mark.parametrize("version", VERSIONS)
def test_what_would_be_amiss_without_the_plan_is_not_its_doing(version: str) -> None:
    """The LAN's subnet is on ether5, too, which is switched off."""
    survey = a_router(version)
    ports = ({**row, "disabled": "yes" if row["name"] == "ether5" else "no"} for row in survey.rows("/interface"))
    twin = {".id": "*F", "address": "192.168.88.9/24", "interface": "ether5"}
    here = {"/interface": tuple(ports), "/ip/address": (*survey.rows("/ip/address"), twin)}
    survey = replace(survey, menus={**survey.menus, **here})
    let_in(looked(survey, *table(survey, "to_Wan2")))
    up = Change("/interface", "set", {"disabled": "no"}, match={"name": "ether5"})
    assert "would leave by ether5, not by bridge" in refused(looked(survey, up))


@pytest.mark.parametrize("version", VERSIONS)
def test_a_second_way_beside_that_of_our_answers(version: str) -> None:
    """Two routes of equal right: RouterOS 7 takes both, 6 the first."""
    survey = behind_another(version)
    twin = added("/ip/route", dst_address="10.9.9.0/24", gateway="192.168.101.1", comment="simplifi:twin")
    found = looked(survey, twin)
    if survey.version.can("routing-tables"):
        assert '/ip/route "simplifi:twin" takes it' in refused(found)
    else:
        let_in(found)


@pytest.mark.parametrize("version", VERSIONS)
def test_marks_by_chance_that_are_there_already_take_nothing(version: str) -> None:
    share = {"chain": "prerouting", "action": "mark-connection", "new-connection-mark": "Wan2_conn", "nth": "2,1"}
    survey = a_router(version, {"/ip/firewall/mangle": [share]})
    let_in(looked(survey, *table(survey, "to_Wan2")))
    out = mangle(chain="output", action="mark-routing", connection_mark="Wan2_conn", new_routing_mark="to_Wan2")
    assert "would leave by ether2" in refused(looked(survey, *table(survey, "to_Wan2"), out))


# Other ways to come in


def remote(version: str, **changed: list[dict[str, str]]) -> Survey:
    """The technician sits elsewhere, and comes in by the modem of the second line, whose port is forwarded."""
    default = {**DEFAULT, "gateway": "192.168.102.1"}
    routes = {"/ip/route": [*CONNECTED, default]}
    return a_router(version, {**routes, **changed}, via_interface="", client_address="203.0.113.9")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("port", [8728, 18728])
def test_a_laptop_behind_a_line(version: str, port: int) -> None:
    """A port that is forwarded in the modem has another number there."""
    survey = remote(version)
    place = {"host": "198.51.100.20", "port": port}
    let_in(looked(survey, *table(survey, "to_Wan2"), **place))
    drop = added("/ip/firewall/raw", chain="prerouting", action="drop", in_interface="ether2")
    assert "would not pass" in refused(looked(survey, drop, **place))


@pytest.mark.parametrize("version", VERSIONS)
def test_the_session_of_a_laptop_behind_a_line_keeps_its_line(version: str) -> None:
    """A better default route takes the answers of a session that no mark holds."""
    survey = remote(version)
    other = added("/ip/route", dst_address="203.0.113.0/24", gateway="192.168.101.1", comment="simplifi:other")
    said = refused(looked(survey, other, host="198.51.100.20"))
    assert "would leave by ether1 to 192.168.101.1, not by ether2 to 192.168.102.1" in said
    held = mangle(
        chain="prerouting",
        action="mark-connection",
        in_interface="ether2",
        connection_state="new",
        new_connection_mark="Wan2_conn",
    )
    out = mangle(chain="output", action="mark-routing", connection_mark="Wan2_conn", new_routing_mark="to_Wan2")
    said = refused(looked(survey, *table(survey, "to_Wan2"), held, out, other, host="198.51.100.20"))
    assert "the router's answer in this session would leave by ether1" in said


@pytest.mark.parametrize("version", VERSIONS)
def test_a_line_that_waits_leaves_it_open_for_a_laptop_behind_it(version: str) -> None:
    survey = remote(version)
    waits = added(
        "/ip/route",
        dst_address="203.0.113.0/24",
        gateway="192.0.2.1",
        disabled="yes",
        comment="simplifi:route:Wan1:main",
    )
    found = looked(survey, waits, host="198.51.100.20")
    assert found.refusals == ()
    assert "cannot be told" in found.warnings[0]
    assert "a line that is not up yet" in found.warnings[0]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_port_forward_of_the_router_to_itself(version: str) -> None:
    forward = {"chain": "dstnat", "action": "redirect", "protocol": "tcp", "dst-port": "9000", "to-ports": "8728"}
    named = {**forward, "in-interface": "ether2", "comment": "theirs: remote"}
    survey = remote(version, **{"/ip/firewall/nat": [named], "/ip/service": []})
    let_in(looked(survey, *table(survey, "to_Wan2"), host="192.168.102.2", port=9000))
    gone = Change("/ip/firewall/nat", "remove", match={"comment": "theirs: remote"})
    said = refused(looked(survey, gone, host="192.168.102.2", port=9000))
    assert '"theirs: nobody else" drops it' in said


@pytest.mark.parametrize("version", VERSIONS)
def test_a_forward_to_somebody_else_does_not_explain_our_session(version: str) -> None:
    """Port 8080 is the API's in the modem, and that of a server in the LAN on the router."""
    server = {"chain": "dstnat", "action": "dst-nat", "protocol": "tcp", "dst-port": "8080"}
    survey = remote(version, **{"/ip/firewall/nat": [{**server, "to-addresses": "192.168.88.9"}]})
    drop = added("/ip/firewall/filter", before=FIRST, chain="input", action="drop", in_interface="ether2")
    assert "would not pass" in refused(looked(survey, drop, host="198.51.100.20", port=8080))


@pytest.mark.parametrize("version", VERSIONS)
def test_a_client_that_brings_no_default_route_any_more(version: str) -> None:
    client = {"interface": "ether2", "status": "bound", "gateway": "192.168.102.1", "add-default-route": "yes"}
    leased = {"dst-address": "0.0.0.0/0", "gateway": "192.168.102.1", "dynamic": "true", "active": "true"}
    survey = remote(version, **{"/ip/route": [*CONNECTED, leased], "/ip/dhcp-client": [client]})
    let_in(looked(survey, *table(survey, "to_Wan2"), host="198.51.100.20"))
    without = Change("/ip/dhcp-client", "set", {"add-default-route": "no"}, match={"interface": "ether2"})
    assert "would not pass: no route leads there" in refused(looked(survey, without, host="198.51.100.20"))
    ours = added("/ip/route", dst_address="0.0.0.0/0", gateway="192.168.102.1")
    let_in(looked(survey, ours, without, host="198.51.100.20"))


def behind_another(version: str) -> Survey:
    """The laptop's subnet is behind a second router in the LAN."""
    routes = [
        *CONNECTED,
        {**DEFAULT, "gateway": "192.168.101.1"},
        {"dst-address": "10.9.9.0/24", "gateway": "192.168.88.2", "comment": "theirs: back office"},
    ]
    return a_router(version, {"/ip/route": routes}, via_interface="", client_address="10.9.9.7")


@pytest.mark.parametrize("version", VERSIONS)
def test_a_laptop_behind_another_router(version: str) -> None:
    survey = behind_another(version)
    let_in(looked(survey, *table(survey, "to_Wan2")))
    gone = Change("/ip/route", "remove", match={"comment": "theirs: back office"})
    said = refused(looked(survey, gone))
    assert "would leave by ether1 to 192.168.101.1, not by bridge to 192.168.88.2" in said
    assert '/ip/route "theirs: default" takes it' in said
    moved = Change("/ip/route", "set", {"gateway": "192.168.88.3"}, match={"comment": "theirs: back office"})
    assert "by bridge to 192.168.88.3, not by bridge to 192.168.88.2" in refused(looked(survey, moved))


LINK_LOCAL = {"host": "fe80::ff:fe00:1%eth0"}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("client", ["fe80::ff:fe00:f0", "fe80::1234:5678:9abc:def0"])
def test_a_link_local_session(version: str, client: str) -> None:
    """The router is known by its own hardware address; this laptop's is in its address, or cannot be told."""
    survey = a_router(version, via_interface="", client_address=client)
    let_in(looked(survey, *table(survey, "to_Wan2"), **LINK_LOCAL))
    bridge = Change("/interface/bridge", "remove", match={"name": "bridge"})
    assert any("comes in by bridge" in said for said in looked(survey, bridge, **LINK_LOCAL).refusals)
    found = looked(survey, Change("/interface/bridge/port", "remove", match={"interface": "ether4"}), **LINK_LOCAL)
    if client.endswith("f0") and "ff:fe" in client:
        assert "This laptop is plugged into ether4" in refused(found)
    else:
        assert found.refusals == ()
        assert "in which this laptop is plugged" in found.warnings[0]


def test_own_port_by_a_link_local_address() -> None:
    survey = a_router(via_interface="", client_address="fe80::ff:fe00:f0")
    assert (own_port(survey), own_port(a_router())) == ("ether4", "ether4")


@pytest.mark.parametrize("version", VERSIONS)
def test_a_logged_in_guest_of_a_hotspot(version: str) -> None:
    locked = {"chain": "input", "action": "reject", "hotspot": "!auth", "dynamic": "true"}
    survey = a_router(version)
    filters = ({".id": "*F", **locked}, *survey.rows("/ip/firewall/filter"))
    here = {"/ip/firewall/filter": filters, "/ip/hotspot": ({".id": "*1", "interface": "bridge"},)}
    let_in(looked(replace(survey, menus={**survey.menus, **here}), *table(survey, "to_Wan2")))


# What cannot be told


@pytest.mark.parametrize("version", VERSIONS)
def test_what_cannot_be_told_is_said(version: str) -> None:
    survey = a_router(version)
    strange = added("/ip/firewall/filter", before=FIRST, chain="input", action="drop", src_mac_address=MAC)
    found = looked(survey, strange)
    assert found.refusals == ()
    assert "cannot be told" in found.warnings[0]
    assert "src-mac-address" in found.warnings[0]
    unknown = looked(replace(survey, client_address="", via_interface=""), strange)
    assert "does not say from where this session comes" in unknown.warnings[0]
    nowhere = looked(survey, Change("/ip/route", "remove", match={"comment": "theirs: not there"}))
    assert "cannot be told" in nowhere.warnings[0]
    vrf = looked(survey, added("/ip/vrf", name="guests", interfaces="bridge"))
    assert "the plan changes /ip/vrf" in vrf.warnings[0]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_rule_that_cannot_be_judged_elsewhere_is_not_mentioned(version: str) -> None:
    strange = added("/ip/firewall/filter", chain="forward", action="drop", src_mac_address=MAC)
    let_in(looked(a_router(version), strange))


@pytest.mark.parametrize("version", VERSIONS)
def test_a_rule_that_cannot_be_judged_and_was_there_before_has_let_us_in(version: str) -> None:
    strange = {"chain": "prerouting", "action": "drop", "src-mac-address": "02:00:00:00:00:99"}
    survey = a_router(
        version, {"/ip/firewall/raw": [strange, {**strange, "disabled": "yes", "comment": "theirs: off"}]}
    )
    let_in(looked(survey, *table(survey, "to_Wan2")))
    on = Change("/ip/firewall/raw", "set", {"disabled": "no"}, match={"comment": "theirs: off"})
    assert '"theirs: off" asks for src-mac-address' in looked(survey, on).warnings[0]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_router_that_is_known_by_name_is_met_in_our_subnet(version: str) -> None:
    second = {"address": "10.77.0.1/24", "interface": "bridge"}
    survey = a_router(version, {"/ip/address": [second, {"address": f"{HOST}/24", "interface": "bridge"}]})
    drop = added("/ip/firewall/raw", chain="prerouting", action="drop", dst_address=HOST)
    assert "would not pass" in refused(looked(survey, drop, host="router.lan"))
    other = added("/ip/firewall/raw", chain="prerouting", action="drop", dst_address="10.77.0.1")
    let_in(looked(survey, other, host="router.lan"))


@pytest.mark.parametrize("version", VERSIONS)
def test_rules_by_which_we_could_not_be_here_at_all(version: str) -> None:
    lets = {"chain": "input", "action": "accept", "src-mac-address": MAC}
    survey = a_router(version, {"/ip/firewall/filter": [lets, {"chain": "input", "action": "drop"}]})
    found = looked(survey, *table(survey, "to_Wan2"))
    assert found.refusals == ()
    assert "does not reach it even now" in found.warnings[0]


def test_a_tunnel_is_not_followed() -> None:
    survey = a_router(
        changed={"/ip/address": [{"address": "10.8.0.1/24", "interface": "wg1"}]}, client_address="10.8.0.2"
    )
    tunnel = {"name": "wg1", "type": "wg", "running": "true"}
    filters = ({".id": "*1", "chain": "input", "action": "accept"},)
    here = {"/interface": (*survey.rows("/interface"), tunnel), "/ip/firewall/filter": filters}
    survey = replace(survey, menus={**survey.menus, **here}, via_interface="wg1")
    found = looked(survey, *table(survey, "to_Wan2"), host="10.8.0.1")
    assert found.refusals == ()
    assert "through the tunnel wg1" in found.warnings[0]


# Plans that must pass


def a_wan(kind: str, number: int) -> Wan:
    values: dict[str, Any] = {"name": f"Wan{number}", "interface": f"ether{number}", "kind": kind}
    if kind == "static":
        values |= {"address": f"192.168.{100 + number}.2/24", "gateway": f"192.168.{100 + number}.1"}
    if kind == "pppoe":
        values |= {"user": f"user{number}@isp", "password": Env(f"WAN{number}_PASSWORD")}
    return Wan(**values)


def golden_site(method: str, kind: str, lines: int) -> Site:
    wans = tuple(a_wan(kind, number) for number in range(1, lines + 1))
    return Site("Hotel Acacia", wans, Lan("bridge", f"{HOST}/24"), method=method, dns=Dns(("1.1.1.1", "9.9.9.9")))


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("method", "kind", "lines"), GOLDEN)
def test_golden_plans_pass_and_so_do_their_uninstalls(version: str, method: str, kind: str, lines: int) -> None:
    """On the blank router that they were made for, and with a laptop in its LAN."""
    site = golden_site(method, kind, lines)
    blank = blank_survey(Version.parse(version), site)
    assert looked(blank, made=plan(blank, site)).refusals == ()
    lan: Row = {".id": "*1", "address": f"{HOST}/24", "interface": "bridge"}
    here = replace(blank, menus={**blank.menus, "/ip/address": (lan,)}, via_interface="bridge", client_address=LAPTOP)
    made = plan(here, site)
    let_in(looked(here, made=made))
    built = applied(here, made)
    let_in(looked(built, made=uninstall(built)))


async def board_survey(board: str, version: str) -> tuple[Survey, str]:
    async with await serve(PracticeRouter(load_board(board, version)), running_clock=False) as server:
        target = Target(server.host, server.port)
        async with await connect(target, Secret(""), timeout=5.0) as session:
            return await read(session), target.host


@pytest.mark.asyncio
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("board", BOARDS)
async def test_plans_for_practice_boards_pass(board: str, version: str) -> None:
    survey, host = await board_survey(board, version)
    for preset in load_presets().values():
        made = plan(survey, prefill(survey, preset))
        if not made.blocked:
            let_in(looked(survey, made=made, host=host, waited=SETTLED))


# Everything else that is looked at


def test_what_a_plan_itself_forbids() -> None:
    survey = a_router()
    wrong = Finding(Severity.ERROR, "two lines share a socket", "", "give each its own")
    made = Plan("Bench", Version.parse("6.49.18"), (), (wrong,))
    found = looked(survey, made=made)
    assert found.refusals == (
        "Two lines share a socket: give each its own.",
        "The plan was made for RouterOS 6.49.18; this router runs 7.20.8.",
    )
    secret = Plan("Bench", survey.version, (added("/interface/pppoe-client", password="{env:WAN1_PASSWORD}"),))
    said = preflight(survey, secret, HOST, lambda _: None, now=NOW).refusals
    assert said == ("The secret WAN1_PASSWORD is not set.",)


def test_rights() -> None:
    survey = a_router(policies=frozenset(["read", "api"]))
    assert refused(looked(survey)) == "The user admin lacks the right to write; log in as one of the group full."
    partly = looked(a_router(policies=frozenset(["read", "write", "test", "sensitive"])))
    assert partly.refusals == ()
    assert not partly.means.any
    assert set(partly.means.reasons) == {"the user admin lacks the right to policy, which an undo script takes"}
    assert looked(a_router(policies=frozenset())).means.any


def modes(**switches: str) -> dict[str, list[dict[str, str]]]:
    return {
        "/system/device-mode": [{"mode": "home", "flagged": "no", "scheduler": "yes", "hotspot": "yes", **switches}]
    }


def test_device_mode() -> None:
    means = looked(a_router(changed=modes(scheduler="no"))).means
    assert means.in_time == means.at_boot == "device-mode home forbids the scheduler"
    assert (means.job, means.netwatch, means.any) == ("", "", True)
    assert looked(a_router(changed=modes())).means.in_time == ""
    forbidden = a_router(changed=modes(hotspot="no"))
    guests = added("/ip/hotspot/ip-binding", type="bypassed")
    assert refused(looked(forbidden, guests)) == (
        "Device-mode home forbids HotSpot: /system device-mode update hotspot=yes, "
        "then press its button within 5 minutes."
    )
    let_in(looked(forbidden))
    let_in(looked(a_router(changed=modes()), guests))


def test_a_flagged_router() -> None:
    found = looked(a_router(changed=modes(flagged="yes")))
    assert found.means.in_time == "the router is flagged in its device-mode, which forbids the scheduler"
    assert found.refusals == ()
    assert "tampered" in found.warnings[0]


@pytest.mark.parametrize(
    ("version", "safe_mode", "job"),
    [
        ("6.42.12", False, False),
        ("6.49.18", False, True),
        ("7.17.2", False, True),
        ("7.18", True, True),
        ("7.24.2", True, True),
    ],
)
def test_means_by_version(version: str, safe_mode: bool, job: bool) -> None:
    """The entries of 7.24.0 to 7.24.4 run: ours say when they start."""
    means = looked(a_router(version)).means
    assert (means.safe_mode == "", means.job == "") == (safe_mode, job)
    assert (means.in_time, means.at_boot) == ("", "")


def test_long_plans_are_not_written_under_safe_mode() -> None:
    survey = a_router()
    rows = [added("/ip/firewall/address-list", list="simplifi-local", address=f"10.{at}.0.0/16") for at in range(81)]
    assert looked(survey, *rows[:80]).means.safe_mode == ""
    assert looked(survey, *rows).means.safe_mode == "safe mode forgets after 100 actions, and the plan has 81"


def test_menus_that_a_router_lacks() -> None:
    lacks = {"/tool/netwatch": "no such command prefix", "/system/scheduler": "not enough permissions (9)"}
    means = looked(a_router("6.49.18", refused=lacks)).means
    assert means.netwatch == "/tool/netwatch cannot be read: no such command prefix"
    assert means.in_time == "/system/scheduler cannot be read: not enough permissions (9)"
    assert means.job == ""


def resource(**values: str) -> Survey:
    row = {"uptime": "3d", "free-memory": "41943040", "free-hdd-space": "4000000", **values}
    return a_router(changed={"/system/resource": [{name.replace("_", "-"): row[name] for name in row}]})


def test_a_router_that_has_just_started_cannot_tell_a_restart() -> None:
    assert looked(resource(uptime="1m10s")).means.netwatch == "the router has only been up for 70 s"
    assert looked(resource(uptime="2m")).means.netwatch == ""
    assert looked(resource(uptime="1m10s"), waited=50).means.netwatch == ""


def test_a_router_without_a_scheduler_is_given_time_to_settle() -> None:
    rows = {"/system/device-mode": [{"mode": "home", "scheduler": "no"}]}
    young = a_router(changed={**rows, "/system/resource": [{"uptime": "1m10s"}]})
    made = Plan("Bench", young.version, ())
    assert unsettled(young, made) == SETTLED - 70
    assert unsettled(a_router(changed={**rows, "/system/resource": [{"uptime": "3d"}]}), made) == 0
    assert unsettled(resource(uptime="1m10s"), made) == 0, "where the scheduler is allowed nothing is waited for"
    assert unsettled(a_router(changed={**rows, "/system/resource": [{}]}), made) == 0, "what is not told never comes"


def test_a_change_that_no_restart_would_undo_is_told() -> None:
    lacks = {"/tool/netwatch": "no such command prefix", "/system/scheduler": "not enough permissions (9)"}
    assert any("Should the router restart" in said for said in looked(a_router(refused=lacks)).warnings)
    assert not any("Should the router restart" in said for said in looked(a_router()).warnings)


def test_memory_and_flash() -> None:
    said = refused(looked(resource(**{"free-memory": "3.9MiB"})))
    assert said.startswith("The router has 3994 KiB of memory left; 4096 KiB are needed.")
    assert "of flash left; 32 KiB are needed" in refused(looked(resource(**{"free-hdd-space": "20000"})))
    tight = looked(resource(**{"free-hdd-space": str(LEAST_FLASH + BACKUPS - 1)}))
    assert tight.refusals == ()
    assert tight.warnings == ("The router has 288 KiB of flash left: backup and export may not fit on it.",)
    let_in(looked(resource(**{"free-hdd-space": str(LEAST_FLASH + BACKUPS)})))
    let_in(looked(a_router(changed={"/system/resource": [{"uptime": "3d"}]})))


def test_a_long_plan_needs_more_flash() -> None:
    survey = resource(**{"free-hdd-space": str(LEAST_FLASH + 1000)})
    row = added("/ip/firewall/address-list", list="simplifi-local", address="10.0.0.0/16")
    assert looked(survey, row).refusals == ()
    assert "of flash left" in refused(looked(survey, *(row,) * 20))


def test_safe_mode_in_other_hands() -> None:
    held = {"enabled": "true", "user": "bob", "current": "false", "owner": "winbox"}
    said = refused(looked(a_router(changed={"/safe-mode": [held]})))
    assert said.startswith("bob holds safe mode on this router")
    let_in(looked(a_router(changed={"/safe-mode": [{**held, "current": "true"}]})))
    let_in(looked(a_router(changed={"/safe-mode": [{"enabled": "false"}]})))


@pytest.mark.parametrize("clock", ["jan/01/1970 00:01:02", "1970-01-01 00:01:02", "nov/10/2026 21:00:00"])
def test_a_clock_that_is_wrong(clock: str) -> None:
    found = looked(a_router(clock=clock))
    assert found.refusals == ()
    assert found.warnings[0].startswith(f"The router's clock says {clock}")
    assert "The undo does not depend on it." in found.warnings[0]
    assert found.means.in_time == ""


@pytest.mark.parametrize("clock", ["nov/12/2026 20:30:00", "2026-11-13 09:00:00", "", "midnight", "2026-11-12"])
def test_a_clock_that_may_be_in_another_zone_or_is_not_shown(clock: str) -> None:
    let_in(looked(a_router(clock=clock)))


def test_hardware_that_routes_past_the_rules() -> None:
    switches = [{"name": "switch1", "l3-hw-offloading": "yes"}, {"name": "switch2", "l3-hw-offloading": "no"}]
    found = looked(a_router(changed={"/interface/ethernet/switch": switches}))
    assert found.refusals == ()
    assert [said.partition(" ")[0] for said in found.warnings] == ["switch1"]


def test_of_a_long_route_table_only_what_leads_here_is_resolved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each pass over all of it would be quadratic."""
    resolved: list[int] = []

    def counted(rows: Sequence[Row], *given: Any, **named: Any) -> Any:
        resolved.append(len(rows))
        return resolve_routes(rows, *given, **named)

    monkeypatch.setattr(picture, "resolve_routes", counted)
    survey = a_router()
    provider = [{"dst-address": f"11.{at}.0.0/16", "gateway": "192.168.101.1"} for at in range(200)]
    rows = (*survey.rows("/ip/route"), *({".id": f"*A{at}", **row} for at, row in enumerate(provider)))
    survey = replace(survey, menus={**survey.menus, "/ip/route": rows})
    let_in(looked(survey, *table(survey, "to_Wan2")))
    assert 0 < max(resolved) < 10
