"""Throughput over time: nothing is lost on the way to coarser rings, gaps stay gaps, pictures move by whole columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.watch.history import LONGEST, SPANS, STEPS, History, Rate, together


def steady(seconds: int, down: float = 8e6, up: float = 8e5, begin: float = 1000.0) -> History:
    history = History()
    for at in range(seconds):
        history.add(begin + at, begin + at + 1, down, up)
    return history


def test_before_the_first_reading_there_is_nothing() -> None:
    assert History().now == Rate(0.0, 0.0)
    assert History().columns(120, 30) == [None] * 30


@pytest.mark.parametrize("span", [span.seconds for span in SPANS])
@pytest.mark.parametrize("room", [1, 19, 33, 110, 400])
def test_steady_traffic_is_steady_in_every_span(span: float, room: int) -> None:
    columns = steady(900).columns(span, room)
    known = [one for one in columns if one is not None]
    assert columns[-1] is not None
    assert all(one.down == pytest.approx(8e6) and one.up == pytest.approx(8e5) for one in known)


def test_a_day_fits_and_what_is_older_goes() -> None:
    history = History()
    for minute in range(26 * 60):
        history.add(minute * 60.0, minute * 60.0 + 60, 1e6, 0)
    assert [len(ring.buckets) <= most for ring, (_, most) in zip(history.rings, STEPS, strict=True)] == [True] * 3
    assert None not in history.columns(SPANS[-1].seconds, 100)
    assert history.carried(24 * 3600.0) == pytest.approx(24 * 3600 * 1e6 / 8, rel=0.01)


@given(st.lists(st.tuples(st.floats(0.9, 9.0), st.floats(0, 1e9)), min_size=1, max_size=60))
def test_bytes_are_the_same_in_every_ring(readings: list[tuple[float, float]]) -> None:
    history, now = History(), 100.0
    for seconds, rate in readings:
        history.add(now, now + seconds, rate, rate / 2)
        now += seconds
    sums = [sum(one.down for one in ring.buckets) for ring in history.rings]
    assert sums == pytest.approx([sum(seconds * rate for seconds, rate in readings)] * 3, rel=1e-6)


def test_slow_readings_leave_no_holes_and_a_router_that_was_away_leaves_one() -> None:
    history = History()
    for at in range(0, 60, 5):
        history.add(at, at + 5, 1e6, 0)
    assert None not in history.columns(60, 60)[:-1]
    history.add(60, 60 + LONGEST + 1, 9e6, 0)
    assert history.now.down == 9e6
    history.add(122, 123, 2e6, 0)
    assert history.columns(120, 120)[-3:] == [None, None, Rate(2e6, 0)]


def test_a_picture_moves_by_whole_columns() -> None:
    history = History()
    for at in range(200):
        history.add(at, at + 1, float(at % 7) * 1e6, 0)
    before = history.columns(120, 30)
    history.add(200, 201, 0, 0)
    after = history.columns(120, 30)
    assert after[:-1] in (before[:-1], before[1:])


def test_all_lines_as_one() -> None:
    assert together([[Rate(1, 2), None, None], [Rate(3, 4), Rate(5, 6), None]]) == [Rate(4, 6), Rate(5, 6), None]
