from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizards.checks import check
from wizards.site import Speed
from wizards.weights import TOLERANCE, percentages, ratio, reduced, shares

SPEEDS = st.lists(st.integers(1_000_000, 1_000_000_000), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("weights", "expected"),
    [((1,), (1,)), ((4, 2), (2, 1)), ((3, 2), (3, 2)), ((6, 9, 12), (2, 3, 4)), ((1, 1, 1), (1, 1, 1))],
)
def test_weights_lose_their_common_divisor(weights: tuple[int, ...], expected: tuple[int, ...]) -> None:
    assert reduced(weights) == expected


@pytest.mark.parametrize(
    ("speeds", "expected"),
    [((20, 10), (2, 1)), ((30, 10), (3, 1)), ((20, 20, 20), (1, 1, 1)), ((20, 19), (1, 1)), ((50, 20), (5, 2))],
)
def test_speeds_become_the_smallest_ratio(speeds: tuple[int, ...], expected: tuple[int, ...]) -> None:
    assert ratio([speed * 1_000_000 for speed in speeds]) == expected


@settings(deadline=None)
@given(SPEEDS)
def test_every_line_gets_a_share_and_rules_stay_few(speeds: list[int]) -> None:
    found = ratio(speeds)
    assert len(found) == len(speeds)
    assert min(found) >= 1
    assert sum(found) <= 24


@settings(deadline=None)
@given(st.lists(st.sampled_from([3_000_000, 10_000_000, 17_000_000, 50_000_000]), min_size=2, max_size=8))
def test_equal_speeds_get_equal_shares(speeds: list[int]) -> None:
    found = ratio(speeds)
    assert len(set(zip(speeds, found, strict=True))) == len(set(speeds))
    assert sum(found) <= 24


def test_seven_alike_and_a_slow_one() -> None:
    assert ratio([50_000_000] * 7 + [3_000_000]) == (3,) * 7 + (1,)


@pytest.mark.parametrize("method", ["pcc", "nth", "ecmp", "failover"])
@pytest.mark.parametrize(("downs", "told"), [((100, 1), True), ((50, 3), False), ((20, 10), False), ((20, 19), False)])
def test_shares_that_miss_the_speeds_are_told(a_site, factory, method, downs, told) -> None:
    site = a_site("static", 2, method=method)
    wans = (replace(wan, speed=Speed(down * 1_000_000, 1)) for wan, down in zip(site.wans, downs, strict=True))
    found = [one for one in check(factory("6.49.18"), replace(site, wans=tuple(wans))) if one.code == "rough-shares"]
    assert bool(found) is (told and method != "failover")
    if found:
        assert found[0].what == "Wan2 has 1 % of the speed and gets 4 % of new connections"


@settings(deadline=None)
@given(st.lists(st.integers(1, 3), min_size=2, max_size=8))
def test_small_exact_ratios_are_met_within_the_tolerance(weights: list[int]) -> None:
    found = ratio([weight * 10_000_000 for weight in weights])
    for share, weight in zip(found, weights, strict=True):
        assert share / sum(found) == pytest.approx(weight / sum(weights), rel=TOLERANCE)


def test_a_site_uses_speeds_where_every_line_has_one(a_site) -> None:
    site = a_site()
    fast, slow = Speed(20_000_000, 5_000_000), Speed(10_000_000, 2_000_000)
    measured = replace(site, wans=(replace(site.wans[0], speed=fast), replace(site.wans[1], speed=slow)))
    assert shares(measured) == (2, 1)
    assert shares(site) == (1, 1)
    assert percentages((2, 1)) == (67, 33)
