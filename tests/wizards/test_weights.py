from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
