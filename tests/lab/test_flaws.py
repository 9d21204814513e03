"""The known flaws of multi-WAN recipes, each both ways: it fails without the cure, and holds with it.

The cure is the product's own plan; the flaw is made by taking from it what the recipes lack.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerboard.language.items import Row
from tests.lab.bench import API, LAN, VERSIONS, Lab, shares
from tests.lab.recipes import configured, defaults, equal_routes, plain_ecmp

pytestmark = pytest.mark.lab

MANGLE = "/ip/firewall/mangle"
ALL = 20


def of_role(*roles: str) -> Callable[[Row], bool]:
    """Whether a row's role begins with one of these."""
    return lambda row: any(row.get("comment", "").startswith(f"simplifi:{role}") for role in roles)


def change(lab: Lab, menu: str, wanted: Callable[[Row], bool], **values: str) -> None:
    """Set properties of rows."""
    rows = [row for row in lab.rows(menu) if wanted(row)]
    assert rows
    with lab.at_once():
        for row in rows:
            lab.say(f"{menu}/set", _id=row[".id"], **values)
    lab.settled()


def forget(lab: Lab, menu: str, wanted: Callable[[Row], bool], name: str) -> None:
    """Take a condition out of rows."""
    with lab.at_once():
        for row in [row for row in lab.rows(menu) if wanted(row)]:
            lab.say(f"{menu}/unset", _id=row[".id"], value_name=name)
    lab.settled()


def without(lab: Lab, menu: str, *roles: str) -> None:
    with lab.at_once():
        assert lab.remove(menu, of_role(*roles))
    lab.settled()


def answers(lab: Lab) -> list[int]:
    return [lab.from_outside(line, 2222) for line in range(1, lab.lines + 1)]


def forwards(lab: Lab) -> list[int]:
    return [lab.from_outside(line, 8080) for line in range(1, lab.lines + 1)]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("roles", [("in:",), ("out:",)])
def test_what_came_in_by_a_line_is_answered_by_it_only_with_marks(version: str, roles: tuple[str, ...]) -> None:
    """Without marks, or without the output rules that use them, only the main line's guests get answers."""
    with Lab(version, 3) as lab:
        configured(lab, "pcc")
        assert answers(lab) == [ALL] * 3
        without(lab, MANGLE, *roles)
        assert answers(lab) == [ALL, 0, 0]


def test_equal_routes_of_version_7_answer_by_chance_without_marks() -> None:
    with Lab("7.20.8", 2) as lab:
        configured(lab, "pcc")
        equal_routes(lab)
        assert answers(lab) == [ALL, ALL]
        without(lab, MANGLE, "in:")
        assert all(0 < one < ALL for one in answers(lab))


@pytest.mark.parametrize("version", VERSIONS)
def test_port_forwards_need_the_mark_in_prerouting(version: str) -> None:
    """Recipes that mark in chain input never see a packet that is forwarded."""
    with Lab(version, 2) as lab:
        configured(lab, "pcc")
        assert forwards(lab) == [ALL, ALL]
        change(lab, MANGLE, of_role("in:"), chain="input")
        assert answers(lab) == [ALL, ALL]
        assert min(forwards(lab)) < ALL


@pytest.mark.parametrize("version", VERSIONS)
def test_modem_pages_need_the_way_past_the_marks(version: str) -> None:
    with Lab(version, 2) as lab:
        configured(lab, "pcc")
        pages = [f"192.168.{100 + line}.1" for line in (1, 2)]
        assert [lab.reach(page, 80, 40) for page in pages] == [40, 40]
        lab.remove(MANGLE, lambda row: row.get("comment") == "simplifi:bypass")
        assert all(lab.reach(page, 80, 40) < 40 for page in pages)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_router_locks_itself_out_without_not_local(version: str) -> None:
    """Version 7 sends the marked packet away; version 6 takes it in, and sends its answer away."""
    with Lab(version, 2) as lab:
        configured(lab, "pcc")
        assert lab.reach(f"{LAN}.1", API) == ALL
        without(lab, MANGLE, "bypass")
        assert lab.reach(f"{LAN}.1", API) == ALL
        forget(lab, MANGLE, of_role("pcc:", "route:"), "dst-address-type")
        assert lab.reach(f"{LAN}.1", API) == 0


@pytest.mark.parametrize("version", VERSIONS)
def test_strict_rp_filter_drops_what_comes_by_the_other_line(version: str) -> None:
    with Lab(version, 2) as lab:
        configured(lab, "pcc")
        for setting, most in (("no", 100), ("loose", 100), ("strict", 70)):
            lab.say("/ip/settings/set", rp_filter=setting)
            served = 100 - lab.ways(lab.calls(100), 1.0).count(None)
            assert served == most if setting != "strict" else 0 < served <= most


@pytest.mark.parametrize("version", VERSIONS)
def test_fasttrack_takes_downloads_off_their_line(version: str) -> None:
    """Its packets skip the marks and leave by main; one for `connection-mark=no-mark` leaves marked ones alone."""
    with Lab(version, 2) as lab:
        configured(lab, "pcc")
        first = lab.rows("/ip/firewall/filter")[0][".id"]
        rule = {"chain": "forward", "action": "fasttrack-connection", "connection-state": "established,related"}
        row = lab.command("/ip/firewall/filter/add", {**rule, "connection-mark": "no-mark", "place-before": first})
        assert min(shares(lab.ways(lab.calls(60)), 2)) >= 15
        lab.say("/ip/firewall/filter/unset", _id=row, value_name="connection-mark")
        ways = lab.ways(lab.calls(60), 1.0)
        assert shares(ways, 2)[1] == 0
        assert 15 <= ways.count(None) <= 45


@pytest.mark.parametrize("version", VERSIONS)
def test_a_further_line_needs_its_own_masquerade(version: str) -> None:
    with Lab(version, 3) as lab:
        configured(lab, "pcc")
        assert None not in lab.ways(lab.calls(90))
        without(lab, "/ip/firewall/nat", "nat:Wan3")
        ways = lab.ways(lab.calls(90), 1.0)
        assert shares(ways, 3)[2] == 0
        assert 15 <= ways.count(None) <= 45


@pytest.mark.parametrize("version", VERSIONS)
def test_nth_counts_for_each_rule_alone(version: str) -> None:
    """`N,1 … N,N`, as many recipes have it, leaves connections without a mark; falling denominators leave none."""
    with Lab(version, 2) as lab:
        configured(lab, "nth")
        assert shares(lab.ways(lab.calls(200)), 2) == (100, 100)
        change(lab, MANGLE, of_role("nth:Wan2"), nth="2,2")
        lab.ground.packets.forget(lambda _: True)
        counted = shares(lab.ways(lab.calls(200)), 2)
        marks = [row.get("connection-mark") for row in lab.connections() if row["protocol"] == "tcp"]
        assert marks.count(None) == 50
        assert counted == (150, 50)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_classifier_must_let_the_first_packet_be_routed(version: str) -> None:
    """`passthrough=no` ends the chain: the first packet takes main, and the connection keeps that line's address."""
    with Lab(version, 2) as lab:
        configured(lab, "pcc")
        change(lab, MANGLE, of_role("pcc:"), passthrough="no")
        ways = lab.ways(lab.calls(60), 1.0)
        assert shares(ways, 2)[1] == 0
        assert 15 <= ways.count(None) <= 45
        change(lab, MANGLE, of_role("pcc:"), passthrough="yes")
        assert min(shares(lab.ways(lab.calls(60)), 2)) >= 15


@pytest.mark.parametrize("version", VERSIONS)
def test_a_black_hole_or_only_this_table_pins_connections_to_a_dead_line(version: str) -> None:
    """A table without routes falls through to main; a black hole in it, or a rule for it alone, does not."""
    with Lab(version, 2) as lab:
        configured(lab, "pcc")
        lab.remove("/ip/route", lambda row: row.get("routing-table", row.get("routing-mark")) == "to_Wan2")
        assert lab.ways(lab.calls(60)).count(None) == 0
        if lab.version_seven:
            hole = lab.say(
                "/ip/route/add", dst_address="0.0.0.0/0", routing_table="to_Wan2", distance="254", blackhole=""
            )
        else:
            hole = lab.say(
                "/ip/route/add", dst_address="0.0.0.0/0", routing_mark="to_Wan2", distance="254", type="blackhole"
            )
        assert 15 <= lab.ways(lab.calls(60), 0.6).count(None) <= 45
        lab.say("/ip/route/remove", _id=hole)
        menu = "/routing/rule" if lab.version_seven else "/ip/route/rule"
        lab.command(f"{menu}/add", {"src-address": f"{LAN}.0/24", "dst-address": "198.51.100.0/24", "table": "to_Wan2",
                                    "action": "lookup-only-in-table"})  # fmt: skip
        ways = lab.ways(lab.calls(60), 0.6)
        assert ways.count(None) >= 15


def test_ecmp_moves_living_connections_when_its_hops_change_and_pcc_does_not() -> None:
    """The talk's "chances of traffic switching gateways": a line that comes back takes connections from another."""
    kept = {}
    for method in ("pcc", "ecmp"):
        with Lab("7.20.8", 3) as lab:
            configured(lab, "pcc") if method == "pcc" else plain_ecmp(lab)
            held = lab.held(30)
            lab.world.unplug("ether3")
            lab.run(0.1)
            fates = list(lab.fates([sock for sock, line in held.items() if line != 3]).values())
            kept[method] = fates.count("kept") / len(fates)
    assert kept["pcc"] == 1
    assert kept["ecmp"] < 1


@pytest.mark.parametrize("method", ["pcc", "ecmp"])
def test_a_flushed_route_cache_of_version_6_moves_ecmp_and_not_pcc(method: str) -> None:
    """The nearest thing to the cache that version 6 forgets every ten minutes is another seed of the kernel's hash."""
    with Lab("6.49.18", 2) as lab:
        configured(lab, "pcc") if method == "pcc" else plain_ecmp(lab)
        held = lab.held(30)
        lab.ground.neighbourhood.router.set({"net/ipv4/fib_multipath_hash_seed": "77"})
        fates = set(lab.fates(held).values())
        assert fates == ({"kept"} if method == "pcc" else {"kept", "frozen"})


@pytest.mark.parametrize("version", VERSIONS)
def test_an_address_that_is_the_gateways_own_has_no_way_out(version: str) -> None:
    with Lab(version, 2) as lab:
        configured(lab, "failover")
        assert set(lab.ways(lab.calls(10))) == {1}
        change(lab, "/ip/address", lambda row: row["address"] == "192.168.101.2/24", address="192.168.101.1/24")
        assert set(lab.ways(lab.calls(10))) <= {2, None}
        dead = [row for row in defaults(lab, "main") if row["gateway"] == "192.168.101.1"]
        assert all(row.get("active") != "true" for row in dead)
