"""Packets through the planned rules: what the rows mean, not only what they say."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from routerboard.language.applied import applied
from routerboard.language.items import Row
from routerboard.language.survey import Survey
from routerboard.packetflow import Journey, Packet, Ruleset, journey
from wizards.plan import plan
from wizards.site import ExceptionRule, Forward, Site

OUTSIDE = "198.51.100"


def ruleset(survey: Survey) -> Ruleset:
    menus = {menu: _numbered(rows) for menu, rows in survey.menus.items()}
    return Ruleset.build(menus, survey.version)


def _numbered(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    return tuple({**row, ".id": f"*{index:X}"} for index, row in enumerate(rows, 1))


@pytest.fixture
def balanced(a_site, factory, version):
    """A factory router after the plan of a site, as rules that judge packets."""

    def build(site: Site | None = None) -> Ruleset:
        wanted = site or a_site("static", 2)
        survey = factory(str(version), {"/ip/route": [], "/ip/dhcp-client": []})
        lan_only = tuple(row for row in survey.rows("/ip/address") if row["interface"] == "bridge")
        bare = replace(survey, menus={**survey.menus, "/ip/address": lan_only})
        return ruleset(applied(bare, plan(bare, wanted)))

    return build


def guest(host: int, server: int) -> Packet:
    return Packet.of(f"192.168.88.{host}:50000", f"{OUTSIDE}.{server}:443", in_interface="bridge")


def line_of(way: Journey) -> tuple[str | None, str | None, str | None]:
    return way.connection_mark, way.table, way.out_interface


def test_guests_share_the_lines_and_mark_table_and_socket_agree(balanced) -> None:
    rules = balanced()
    ways = [journey(rules, guest(host, server)) for host in range(10, 40) for server in range(1, 11)]
    counted = Counter(map(line_of, ways))
    assert set(counted) == {("Wan1_conn", "to_Wan1", "ether1"), ("Wan2_conn", "to_Wan2", "ether2")}
    assert all(90 <= count <= 210 for count in counted.values())


def test_weights_shift_the_shares(balanced, a_site) -> None:
    site = a_site("static", 2)
    heavy = replace(site, wans=(replace(site.wans[0], weight=3), site.wans[1]))
    rules = balanced(heavy)
    counted = Counter(
        journey(rules, guest(host, server)).out_interface for host in range(10, 60) for server in range(1, 21)
    )
    assert 0.65 <= counted["ether1"] / 1000 <= 0.85


def test_what_leaves_by_a_line_carries_its_address(balanced) -> None:
    rules = balanced()
    for server in range(1, 20):
        way = journey(rules, guest(20, server))
        own = {"ether1": "192.168.101.2", "ether2": "192.168.102.2"}[way.out_interface]
        assert str(way.source_after_nat).startswith(own)


def test_this_session_is_never_marked(balanced) -> None:
    way = journey(balanced(), Packet.of("192.168.88.253:40000", "192.168.88.1:8728", in_interface="bridge"))
    assert way.to_router
    assert not way.connection_mark
    assert not way.routing_mark


def test_modem_pages_and_the_lan_take_no_line(balanced) -> None:
    rules = balanced()
    for host in ("192.168.101.1:80", "192.168.102.1:80"):
        way = journey(rules, Packet.of("192.168.88.20:50000", host, in_interface="bridge"))
        assert not way.routing_mark
        assert way.out_interface == ("ether1" if host.startswith("192.168.101") else "ether2")


@pytest.mark.parametrize("line", [1, 2])
def test_a_forward_is_answered_by_the_line_it_came_in_by(balanced, a_site, line) -> None:
    rules = balanced(a_site("static", 2, forwards=(Forward("tcp", "443", "192.168.88.10"),)))
    came = journey(rules, Packet.of("203.0.113.9:5000", f"192.168.{100 + line}.2:443", in_interface=f"ether{line}"))
    assert came.connection_mark == f"Wan{line}_conn"
    assert came.out_interface == "bridge"
    answer = Packet.of("192.168.88.10:443", "203.0.113.9:5000", in_interface="bridge")
    back = journey(rules, answer, came.connection)
    assert (back.table, back.out_interface) == (f"to_Wan{line}", f"ether{line}")


def test_an_exception_stays_on_its_line(balanced, a_site) -> None:
    rules = balanced(a_site("static", 2, exceptions=(ExceptionRule("Wan2", to="203.0.113.0/24", note="bank"),)))
    ways = [
        journey(rules, Packet.of(f"192.168.88.{n}:50000", f"203.0.113.{n}:443", in_interface="bridge"))
        for n in range(10, 60)
    ]
    assert {way.out_interface for way in ways} == {"ether2"}


def test_failover_takes_the_first_line_that_lives(balanced, a_site) -> None:
    rules = balanced(a_site("static", 2, method="failover"))
    ways = [journey(rules, guest(host, server)) for host in range(10, 30) for server in range(1, 6)]
    assert {(way.connection_mark or "", way.out_interface) for way in ways} == {("", "ether1")}


def test_no_rule_is_beyond_what_packets_can_tell(balanced) -> None:
    assert not balanced().unmodelled
