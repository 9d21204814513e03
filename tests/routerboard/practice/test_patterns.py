"""Regular expressions as routers understand them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routerboard.practice.interpreter.failure import Failure, Stopped
from routerboard.practice.interpreter.patterns import found_in


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("^simplifi:", "simplifi:route", True),
        ("^simplifi:", "my simplifi:route", False),
        ("simplifi:undo - ab12", "simplifi:undo - ab12 me", True),
        ("^ether[1-3]$", "ether2", True),
        ("^ether[1-3]$", "ether22", False),
        ("^(a|bc)+$", "abcbca", True),
        ("[[:digit:]]{3}", "ab12c", False),
        ("[[:digit:]]{2,3}", "ab12c", True),
        ("^a{2}{2}$", "aaaa", True),
        ("^a{2}{2}$", "aaa", False),
        ("[^]a]", "]a", False),
        ("\\.", "a.b", True),
        ("\\.", "ab", False),
        ("", "anything", True),
        ("^$", "", True),
        ("^$", "x", False),
        ("x*$", "abc", True),
        ("a.c", "a\nc", True),
    ],
)
def test_what_a_pattern_finds(pattern: str, text: str, found: bool) -> None:
    assert found_in(text, pattern) is found


@pytest.mark.parametrize(
    "pattern", ["(", ")", "a)", "[", "[b-a]", "[[:no:]]", "*", "a{3,2}", "a{1000}", "\\", "(" * 99]
)
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(Failure, match="invalid regular expression"):
        found_in("abc", pattern)


def test_no_pattern_takes_long() -> None:
    assert not found_in("a" * 500, "^(a+)+b$")
    assert not found_in("a" * 500, "^(a|a)*(a|aa)*b$")
    with pytest.raises(Stopped):
        found_in("a" * 1_000_000, "(a?){100}b")


_ATOM = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", "(a|b)", "(ab)", "(a*)"])
_PIECE = st.tuples(_ATOM, st.sampled_from(["", "", "*", "+", "?", "{2}", "{1,3}", "{2,}"])).map("".join)
_BRANCH = st.lists(_PIECE, max_size=4).map("".join)


@given(
    st.lists(_BRANCH, min_size=1, max_size=3).map("|".join),
    st.sampled_from(["", "^"]),
    st.sampled_from(["", "$"]),
    st.text("abc", max_size=8),
)
def test_it_agrees_with_pythons_own(middle: str, begin: str, end: str, text: str) -> None:
    pattern = f"{begin}({middle}){end}"
    assert found_in(text, pattern) is (re.search(pattern, text) is not None)
