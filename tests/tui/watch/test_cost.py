"""The cost on the status line: always whole, whatever stands beside it."""

from __future__ import annotations

import pytest

from routerboard.link.pace import QUICK, pace_for
from tui.watch.cost import beside, cost


def test_a_slow_pace_is_told_with_its_reason() -> None:
    assert cost(0.84, 12_345, QUICK, short=False) == "0.8 requests/s  12.1 KiB/s"
    busy = pace_for({"cpu-load": "93"})
    assert cost(0.2, 90, busy, short=True) == "slow, busy: cpu 93%   0.2 req/s  90 B/s"


@pytest.mark.parametrize(
    ("left", "width", "line"),
    [
        ("60 items", 24, "60 items       0.8 req/s"),
        ("60 items of the router", 24, "60 items of…   0.8 req/s"),
        ("住住住住", 17, "住住…   0.8 req/s"),
        ("60 items", 12, "   0.8 req/s"),
        ("", 14, "     0.8 req/s"),
    ],
)
def test_the_cost_stands_right_and_whole(left: str, width: int, line: str) -> None:
    assert beside(left, "0.8 req/s", width) == line
