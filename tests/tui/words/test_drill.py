from __future__ import annotations

from datetime import UTC, datetime

from proof.drill import Progress
from proof.results import Drill
from proof.stopwatch import Figures
from tui.words.drill import doing, drill_lines, drill_words, state_lines


def test_a_drill_is_a_row_and_its_verdict() -> None:
    drills = (
        Drill("Wan1", "unplugged", 0.04, 0.41, 1.2, 4.8, 5, 6, 80, 5.0, True, "good", "Well."),
        Drill("Wan1", "dead", None, None, None, None, 3, 6, 200, 23.0, True, "bad", "Never."),
        Drill("Wan2", "dead", words="Not steady."),
    )
    assert drill_lines(drills) == [
        "FAIL-OVER             noticed   new connections    running ones     back",
        "Wan1 unplugged          0.0 s         0.4 s out     1.2 s still    4.8 s",
        "  ✓ Well. 5 of 6 running connections went on.",
        "Wan1 no Internet        never       never again       reconnect    never",
        "  ✗ Never. 3 of 6 running connections went on.",
        "Wan2 no Internet    not drilled",
        "  · Not steady.",
    ]
    assert max(map(len, drill_lines(drills))) <= 76


def test_it_says_before_what_it_does_and_while_it_runs_how_it_ends() -> None:
    assert "Each of Wan1, Wan2 is taken out twice" in drill_words(["Wan1", "Wan2"])
    until = datetime(2026, 11, 28, 21, 20, 30, tzinfo=UTC)
    at = Progress("Wan2", "dead", "out", 12.34, Figures(), True, {"Wan1": (3, 3), "Wan2": (0, 3)}, until)
    assert doing(at).endswith("the router would put it back by itself at 21:20:30.")
    assert state_lines(at, ["Wan1", "Wan2"]) == [
        "  Wan1      3 of 3 running connections      ",
        "▸ Wan2      0 of 3 running connections      · carries",
    ]
