"""A filter's words as queries: what the router picks by them is never less than what the table keeps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routerboard.link.narrowing import MOST, PROTOCOLS, TCP_STATES, query_words
from routerboard.practice.queries import matches

MARKS = ("Wan1_conn", "Wan2_conn", "Wan10_conn", "voice")
KNOWN = {"connection-mark": MARKS}


@pytest.mark.parametrize(
    ("words", "queries"),
    [
        ("mark:Wan2", ["?connection-mark=Wan2_conn"]),
        ("mark:wan1", ["?connection-mark=Wan10_conn", "?connection-mark=Wan1_conn", "?#|"]),
        ("proto:udp", ["?protocol=udp", "?protocol=udp-lite", "?#|"]),
        ("proto:tcp state:establ", ["?protocol=tcp", "?tcp-state=established"]),
        ("proto=udp mark=Wan1_conn", ["?protocol=udp", "?connection-mark=Wan1_conn"]),
        ("!proto:udp mark=Wan1 mark!=Wan1_conn", []),
        ("rate>1M", ["?>orig-rate=499999", "?>repl-rate=499999", "?#|"]),
        ("rate>=1.5kbps", ["?>orig-rate=749", "?>repl-rate=749", "?#|"]),
        ("", []),
        ("netflix 10.5.50.3:443 src:10.5", []),
        ("mark:nothing proto:17 mark: proto:i", []),
    ],
)
def test_what_a_filter_asks_the_router(words: str, queries: list[str]) -> None:
    assert list(query_words(words, KNOWN)) == queries


def test_marks_that_nobody_knows_are_not_asked_for() -> None:
    assert query_words("mark:Wan1", {}) == ()


def test_more_values_than_a_query_should_hold_are_left_to_the_table() -> None:
    many = {"connection-mark": [f"guest{number}" for number in range(MOST + 1)]}
    assert query_words("mark:guest", many) == ()
    assert len(query_words("mark:guest1", many)) == 7


ROWS = st.fixed_dictionaries(
    {"protocol": st.sampled_from(PROTOCOLS)},
    optional={
        "connection-mark": st.sampled_from(MARKS),
        "tcp-state": st.sampled_from(TCP_STATES),
        "orig-rate": st.integers(0, 3_000_000).map(str),
        "repl-rate": st.integers(0, 3_000_000).map(str),
    },
)
SOUGHT = st.text("wan12conuvoicetdpe-", min_size=1, max_size=4)
WORDS = st.one_of(
    st.tuples(st.sampled_from(["mark", "proto", "state"]), SOUGHT).map(":".join),
    st.integers(1, 3000).map(lambda thousands: f"rate>{thousands}k"),
)


@given(ROWS, st.lists(WORDS, max_size=3))
def test_the_router_never_picks_less_than_the_table_keeps(row: dict[str, str], words: list[str]) -> None:
    if all(kept(row, word) for word in words):
        assert matches(row, query_words(" ".join(words), KNOWN))


def kept(row: dict[str, str], word: str) -> bool:
    if word.startswith("rate>"):
        return int(row.get("orig-rate", 0)) + int(row.get("repl-rate", 0)) > 1000 * int(word[5:-1])
    name, _, sought = word.partition(":")
    shown = row.get({"mark": "connection-mark", "proto": "protocol", "state": "tcp-state"}[name], "")
    return sought in shown.lower()
