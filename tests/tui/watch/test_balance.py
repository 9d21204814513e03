"""The balance of one look: a drill that was lately has moved what is seen."""

from __future__ import annotations

from datetime import datetime

import pytest

from proof.results import Drill
from tui.watch.balance import lately

NOW = datetime.fromisoformat("2026-11-28T21:20:00+01:00")


@pytest.mark.parametrize(
    ("ended", "moved"),
    [
        ("", False),
        ("2026-11-28T21:00:00+01:00", True),
        ("2026-11-28T20:00:00+00:00", True),
        ("2026-11-28T20:49:00+01:00", False),
    ],
)
def test_only_a_drill_within_half_an_hour_counts(ended: str, moved: bool) -> None:
    assert lately([Drill("Wan1", "dead", ended=ended)], NOW) is moved
    assert not lately([], NOW)
