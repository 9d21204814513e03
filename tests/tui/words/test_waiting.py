"""What is said of an undo that waits: never that something happened which was not read."""

from __future__ import annotations

from datetime import datetime

import pytest

from tui.words.waiting import Standing, foot, title

DEADLINE = datetime(2026, 11, 24, 21, 14, 5)


@pytest.mark.parametrize(
    ("standing", "left", "said"),
    [
        ("writing", 57.2, "undo armed · 00:57 left"),
        ("held", 60.0, "undo armed · 01:00 left"),
        ("writing", 0.0, "undo due · not read yet"),
        ("away", 42.0, "no answer · undo due in 00:42"),
        ("away", -3.0, "no answer · undo was due"),
        ("returning", 42.0, "taking it back"),
    ],
)
def test_the_title(standing: Standing, left: float, said: str) -> None:
    assert title(standing, left) == said


@pytest.mark.parametrize(
    ("standing", "left", "said"),
    [
        ("writing", 57.2, "What was before comes back at 21:14:05 unless this page turns green."),
        ("held", 60.0, "What was before comes back at 21:14:05 unless it is kept."),
        ("away", 42.0, "No answer. The router was told to undo at 21:14:05; seen once it answers."),
        ("away", -3.0, "The router should have begun to undo at 21:14:05; that is not seen yet."),
        ("held", -3.0, "The router should have begun to undo at 21:14:05; that is not seen yet."),
        ("returning", 42.0, ""),
    ],
)
def test_the_foot(standing: Standing, left: float, said: str) -> None:
    assert foot(standing, DEADLINE, left) == said
