"""Chance or wrong: the figures by hand, the bound by trial, and what a draw is."""

from __future__ import annotations

from math import comb, log
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proof.balance import ALPHA, Draws, called, enough, evidence, interval, judge, key

EVEN = {"Wan1": 0.5, "Wan2": 0.5}


def test_fourteen_guests_on_one_of_two_lines_are_wrong_and_seven_cannot_be() -> None:
    assert judge(EVEN, {"Wan1": 14}, "src-address").verdict == "bad"
    few = judge(EVEN, {"Wan1": 7}, "src-address")
    assert (few.verdict, few.guests, few.words) == (
        "unknown",
        7,
        f"too few to tell: 7 guests, about {enough((0.5, 0.5))} are needed",
    )


def test_what_is_expected_is_chance_and_the_words_name_what_was_counted() -> None:
    found = judge({"Wan1": 2 / 3, "Wan2": 1 / 3}, {"Wan1": 64, "Wan2": 36}, "both-addresses")
    assert found.verdict == "good"
    assert found.words == "chance, judged by 100 pairs of guest and server"
    one = found.lines[0]
    assert one.seen == 0.64
    assert one.low < 0.64 < one.high


def test_the_wrong_line_is_named_with_its_interval() -> None:
    found = judge(EVEN, {"Wan1": 90, "Wan2": 10}, "src-address")
    assert found.words == "wrong: Wan1 has 90%, chance allows 29% to 71%, of 100 guests"


@given(total=st.integers(1, 400), share=st.sampled_from([0.1, 1 / 3, 0.5, 2 / 3, 0.9]))
def test_the_interval_is_where_the_evidence_stays_below_the_limit(total: int, share: float) -> None:
    low, high = interval(total, share)
    inside = [count for count in range(total + 1) if evidence(count, total, share) < -log(ALPHA)]
    assert (round(low * total), round(high * total)) == (inside[0], inside[-1])
    assert inside == list(range(inside[0], inside[-1] + 1))


@given(total=st.integers(1, 60), share=st.floats(0.05, 0.95))
def test_the_likelihood_ratio_is_one_in_the_mean(total: int, share: float) -> None:
    """What makes it a martingale: where the expectation is true, its mean is 1 after any number of draws."""
    mean = sum(
        comb(total, count) * share**count * (1 - share) ** (total - count) * 2.718281828459045 ** evidence(
            count, total, share
        )
        for count in range(total + 1)
    )  # fmt: skip
    assert mean == pytest.approx(1.0, rel=1e-6)


def test_many_looks_call_a_right_router_wrong_no_more_often_than_promised() -> None:
    dice, alarms, watches = Random(5), 0, 400
    for _ in range(watches):
        counts = {"Wan1": 0, "Wan2": 0}
        for _ in range(300):
            counts["Wan1" if dice.random() < 0.5 else "Wan2"] += 1
            if judge(EVEN, counts, alpha=0.05).verdict == "bad":
                alarms += 1
                break
    assert alarms <= 0.05 * watches


def test_a_router_with_a_wrong_weight_is_found() -> None:
    dice, found = Random(6), 0
    for _ in range(50):
        ones = sum(dice.random() < 2 / 3 for _ in range(300))
        found += judge(EVEN, {"Wan1": ones, "Wan2": 300 - ones}).verdict == "bad"
    assert found >= 45


def test_a_guest_counts_once_whatever_he_opens() -> None:
    draws = Draws("src-address")
    for port in range(500):
        draws.take(key("src-address", "10.0.0.5", str(port), "192.0.2.1", "443"), "Wan1")
    draws.take(key("src-address", "10.0.0.6", "1", "192.0.2.1", "443"), "Wan2")
    assert draws.counts == {"Wan1": 1, "Wan2": 1}


def test_what_was_ignored_never_counts_and_memory_has_an_end() -> None:
    draws = Draws("src-address", most=2)
    draws.ignore(("a",))
    draws.take(("a",), "Wan1")
    draws.take(("b",), "Wan1")
    draws.take(("c",), "Wan1")
    assert (draws.total, draws.knows(("a",)), draws.knows(("c",))) == (1, True, False)


@pytest.mark.parametrize(
    ("classifier", "name"),
    [
        ("src-address", "guests"),
        ("both-addresses", "pairs of guest and server"),
        ("ecmp", "pairs of guest and server"),
        ("both-addresses-and-ports", "connections"),
        ("nth", "connections"),
        ("nth-sticky", "guests"),
    ],
)
def test_what_a_draw_is_called(classifier: str, name: str) -> None:
    assert called(classifier) == name


def test_a_share_of_nothing_is_wrong_with_the_first_that_falls_on_it() -> None:
    assert judge({"Wan1": 1.0, "Wan2": 0.0}, {"Wan1": 5, "Wan2": 1}).verdict == "bad"
    assert judge({"Wan1": 1.0, "Wan2": 0.0}, {"Wan1": 5}).verdict == "good"


def test_how_many_are_needed() -> None:
    assert enough((0.5, 0.5)) == next(n for n in range(1, 99) if judge(EVEN, {"Wan1": n}).verdict == "bad")
    assert enough((1 / 8,) * 8) > enough((1 / 3,) * 3) > enough((0.5, 0.5))
