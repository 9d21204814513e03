"""Measurements in words: what is known is said, and what is not is never a zero."""

from __future__ import annotations

import pytest

from proof.results import Balance, LineFacts, LineShare, LineSpeed, Speed
from proof.speedtest import Progress
from tui.words.proof import (
    balance_lines,
    data_words,
    facts_lines,
    gauge,
    megabits,
    milliseconds,
    progress_words,
    speed_lines,
)

WIDEST = 75
"""Columns that the body of a screen leaves in a terminal of 80."""
SPEED = Speed(
    (
        LineSpeed("Wan1", 19.4e6, 4.9e6, 19.6e6, 5.0e6, 0.0, 0.0, 0.031, 0.088),
        LineSpeed("Wan2", 5e6, 1.9e6, 9.8e6, 2.0e6, 4.6e6, 0.0, 0.044, 0.13, limit="server"),
        LineSpeed("Wan3", trouble="nothing comes through this line"),
    ),
    down=25.3e6,
    up=6.1e6,
    others_down=3.0e6,
    others_up=0.5e6,
    streams=12,
    spent=214_000_000,
    verdict="bad",
    words="Not measured whole: Wan3.",
)


def test_the_table_fits_and_says_all() -> None:
    lines = speed_lines(SPEED)
    assert max(map(len, lines)) <= WIDEST
    text = "\n".join(lines)
    for part in (
        "Wan1 alone       19.4 Mbps    4.9 Mbps   31 ms / 88 ms",
        "Wan2 alone        9.6 Mbps    1.9 Mbps   44 ms / 130 ms      9.8 Mbps",
        "of which other users had 4.6 Mbps down, 0.0 Mbps up",
        "the servers were the limit",
        "Wan3 alone               –           –   – / –",
        "nothing comes through this line",
        "sum              29.0 Mbps    6.8 Mbps",
        "all together     28.3 Mbps    6.6 Mbps   98 % of the sum, 12 streams",
        "of which other users had 3.0 Mbps down, 0.5 Mbps up",
        "✗ Not measured whole: Wan3. Used 214 MB.",
    ):
        assert part in text, text


def test_the_balance_has_what_is_expected_and_what_chance_allows() -> None:
    found = Balance(
        (LineShare("Wan1", 0.67, 0.55, 0.78, 0.65), LineShare("Wan2", 0.33, 0.22, 0.45)), 90, 0, "good", "chance"
    )
    lines = balance_lines(found)
    assert lines[1] == "Wan1                  67 %        65 %   55 % to 78 %"
    assert lines[2].split() == ["Wan2", "33", "%", "–", "22", "%", "to", "45", "%"]
    assert lines[3] == "✓ chance."
    assert max(map(len, lines)) <= WIDEST


def test_what_was_not_measured_is_a_dash() -> None:
    assert (megabits(None), milliseconds(None), megabits(0.0)) == ("–", "–", "0.0 Mbps")


def test_the_data_is_said_before_it_is_spent() -> None:
    assert "each of the 3 lines, then all together" in data_words(455_000_000, 3)
    assert "needs up to 455 MB" in data_words(455_000_000, 3)
    assert "loads the line" in data_words(1, 1)


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (Progress("Wan1", "down"), "Wan1: download"),
        (Progress("", "up"), "all lines: upload"),
        (Progress("", "servers"), "looking for the nearest servers"),
    ],
)
def test_where_it_is(progress: Progress, words: str) -> None:
    assert progress_words(progress) == words


def test_the_gauge_has_a_bar_and_the_routers_figure() -> None:
    lines = gauge(Progress("Wan1", "down", 5e6, router=5.2e6), 10e6).split("\n")
    assert lines[1].count("▓") == lines[1].count("░")
    assert lines[2] == "the router counts 5.2 Mbps"
    assert gauge(Progress("Wan1", "latency"), 1e6) == "Wan1: round trips …"


def test_facts_say_what_was_not_asked() -> None:
    whole = LineFacts(
        "Wan1", "ether1", "100.64.7.7", "100.64.0.1", "203.0.113.9", "CGNAT", "Tulip", "the speed test server",
        1492, "names that do not exist get an address", 0.001, 0.0, 0.02, 0.2,
    )  # fmt: skip
    lines = facts_lines([whole, LineFacts("Wan2", "ether2", to_gateway_lost=1.0)])
    assert lines == [
        "Wan1     ether1: 100.64.7.7 (CGNAT), public 203.0.113.9, Tulip",
        "         gateway 100.64.0.1 1 ms, beyond 20 ms, 20 % lost, up to 1492 bytes",
        "         names that do not exist get an address",
        "Wan2     ether2: no address",
        "         gateway – does not answer, beyond not asked, packet size not known",
    ]
    assert max(map(len, lines)) <= WIDEST
