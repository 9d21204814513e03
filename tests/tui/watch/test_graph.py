"""Graphs: the scale steps and holds, columns fill by eighths, the lower half hangs."""

from __future__ import annotations

import pytest

from tui.watch.graph import HOLD, Scale, ceiling, column_of, rates_text, short_rate, spark
from tui.watch.history import Rate


@pytest.mark.parametrize(
    ("value", "top"), [(0, 1_000), (1_000, 1_000), (1_001, 2_000), (19.4e6, 20e6), (20e6, 20e6), (20.1e6, 50e6)]
)
def test_the_scale_steps_one_two_five(value: float, top: float) -> None:
    assert ceiling(value) == top


def test_the_scale_grows_at_once_and_holds_a_fallen_peak() -> None:
    scale = Scale()
    assert scale.fit(9e6, 0.0) == 10e6
    assert scale.fit(1e6, 1.0) == 10e6
    assert scale.fit(1e6, 1.0 + HOLD) == 10e6
    assert scale.fit(1e6, 1.1 + HOLD) == 1e6


def test_the_scale_falls_to_the_highest_that_came_meanwhile() -> None:
    scale = Scale()
    scale.fit(9e6, 0.0)
    scale.fit(1e6, 1.0)
    scale.fit(4e6, 20.0)
    assert scale.fit(1e6, 32.0) == 5e6


def test_a_peak_in_between_holds_it_longer() -> None:
    scale = Scale()
    scale.fit(9e6, 0.0)
    scale.fit(1e6, 1.0)
    scale.fit(8e6, 20.0)
    assert scale.fit(1e6, 40.0) == 10e6
    scale.forget()
    assert scale.fit(1e6, 41.0) == 1e6


@pytest.mark.parametrize(
    ("value", "column"),
    [(0, [" ", " "]), (1, [" ", "▁"]), (50, [" ", "█"]), (75, ["▄", "█"]), (100, ["█", "█"]), (500, ["█", "█"])],
)
def test_columns_fill_by_eighths_and_what_is_there_is_seen(value: float, column: list[str]) -> None:
    assert column_of(value, 100, 2) == column


def test_figures_stand_beside_the_shape() -> None:
    assert rates_text(Rate(0, 0)) == "0 bps ↓  0 bps ↑"
    assert rates_text(Rate(18_200_000, 3_100_000)) == "18.2 Mbps ↓  3.1 Mbps ↑"
    assert [short_rate(value) for value in (500, 2_000, 20e6, 1e9)] == ["500", "2k", "20M", "1G"]


def test_a_spark_is_one_row_with_gaps_where_nothing_is_known() -> None:
    assert spark([Rate(10e6, 0), None, Rate(5e6, 9e9), Rate(1, 0), Rate(0, 0)]) == "█ ▄▁ "
