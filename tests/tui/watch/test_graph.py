"""Graphs: the scale steps and holds, columns fill by eighths, the lower half hangs."""

from __future__ import annotations

import pytest

from tui.watch.graph import HOLD, History, Scale, ceiling, column_of, rates_text, short_rate


@pytest.mark.parametrize(
    ("value", "top"), [(0, 1_000), (1_000, 1_000), (1_001, 2_000), (19.4e6, 20e6), (20e6, 20e6), (20.1e6, 50e6)]
)
def test_the_scale_steps_one_two_five(value: float, top: float) -> None:
    assert ceiling(value) == top


def test_the_scale_grows_at_once_and_shrinks_late() -> None:
    scale = Scale()
    assert scale.fit(9e6) == 10e6
    for _ in range(HOLD):
        assert scale.fit(1e6) == 10e6
    assert scale.fit(1e6) == 1e6


@pytest.mark.parametrize(
    ("value", "column"),
    [(0, [" ", " "]), (1, [" ", "▁"]), (50, [" ", "█"]), (75, ["▄", "█"]), (100, ["█", "█"]), (500, ["█", "█"])],
)
def test_columns_fill_by_eighths_and_what_is_there_is_seen(value: float, column: list[str]) -> None:
    assert column_of(value, 100, 2) == column


def test_figures_stand_beside_the_shape() -> None:
    history = History()
    assert rates_text(history) == "0 bps ↓  0 bps ↑"
    history.add(18_200_000, 3_100_000)
    assert rates_text(history) == "18.2 Mbps ↓  3.1 Mbps ↑"
    assert [short_rate(value) for value in (500, 2_000, 20e6, 1e9)] == ["500", "2k", "20M", "1G"]
