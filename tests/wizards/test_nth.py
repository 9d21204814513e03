"""Nth: connections take turns exactly, in the proportion of the weights, and every packet of one stays on its line."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routerboard.language.applied import applied
from routerboard.language.items import Row
from routerboard.packetflow import Memory, Packet, Ruleset, journey
from wizards.blank import blank_survey
from wizards.methods.nth import round_of
from wizards.plan import plan
from wizards.site import Site
from wizards.weights import reduced


def weighted(site: Site, weights: list[int]) -> Site:
    wans = tuple(replace(wan, weight=weight) for wan, weight in zip(site.wans, weights, strict=True))
    return replace(site, method="nth", wans=wans)


def ruleset(site: Site, version) -> Ruleset:
    survey = blank_survey(version, site)
    after = applied(survey, plan(survey, site))
    return Ruleset.build({menu: _numbered(rows) for menu, rows in after.menus.items()}, version)


def _numbered(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    return tuple({**row, ".id": f"*{index:X}"} for index, row in enumerate(rows, 1))


@pytest.mark.parametrize("weights", [[1, 1], [2, 1], [1, 1, 1], [3, 2, 1], [1] * 8])
def test_each_round_gives_every_line_its_turns(a_site, version, weights: list[int]) -> None:
    rules, memory = ruleset(weighted(a_site("static", len(weights)), weights), version), Memory()
    rounds = 20
    marks = Counter()
    for number in range(rounds * sum(weights)):
        packet = Packet.of(
            f"192.168.88.{20 + number % 90}:{40_000 + number}", "198.51.100.7:443", in_interface="bridge"
        )
        marks[journey(rules, packet, memory=memory).connection_mark] += 1
    assert marks == {f"Wan{number}_conn": rounds * weight for number, weight in enumerate(weights, 1)}


def test_later_packets_stay_on_the_line(a_site, version) -> None:
    rules, memory = ruleset(weighted(a_site("static", 2), [1, 1]), version), Memory()
    packet = Packet.of("192.168.88.20:40000", "198.51.100.7:443", in_interface="bridge")
    first = journey(rules, packet, memory=memory)
    for _ in range(5):
        again = journey(rules, packet, first.connection, memory=memory)
        assert (again.out_interface, again.table) == (first.out_interface, first.table)


@settings(deadline=None)
@given(st.lists(st.integers(1, 6), min_size=1, max_size=8))
def test_a_round_has_each_share_once_and_spreads_the_greatest(weights: list[int]) -> None:
    lines = tuple(_Share(at, share) for at, share in enumerate(reduced(weights)))
    order = [one.at for one in round_of(lines)]  # type: ignore[arg-type]
    assert Counter(order) == {one.at: one.share for one in lines}
    for one in lines:
        half = order[: len(order) // 2].count(one.at)
        assert abs(half - one.share / 2) <= 1


class _Share:
    def __init__(self, at: int, share: int) -> None:
        self.at, self.share = at, share


def test_guests_are_told_what_turns_mean(a_site, version) -> None:
    site = weighted(a_site("static", 2), [1, 1])
    found = plan(blank_survey(version, site), site)
    assert not found.blocked
    assert any(finding.code == "turns" for finding in found.findings)


def test_going_from_pcc_to_nth_is_a_small_change(a_site, version) -> None:
    pcc = a_site("static", 2)
    survey = blank_survey(version, pcc)
    before = applied(survey, plan(survey, pcc))
    change = plan(before, weighted(pcc, [1, 1]))
    roles = {one.role.partition(":")[0] for one in change.changes}
    assert roles == {"pcc", "nth", "site"}
