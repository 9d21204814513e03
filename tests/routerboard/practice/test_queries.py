"""The stack machine of print's query words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routerboard.practice.queries import matches

ROW = {"name": "ether1", "mtu": "1500", "disabled": "false", "comment": "", "address": "10.0.0.9", "timeout": "23h59m"}


@pytest.mark.parametrize(
    ("queries", "shown"),
    [
        ((), True),
        (("?name",), True),
        (("?slave",), False),
        (("?-slave",), True),
        (("?-name",), False),
        (("?name=ether1",), True),
        (("?=name=ether1",), True),
        (("?name=ether2",), False),
        (("?disabled=no",), True),
        (("?disabled=yes", "?#!"), True),
        (("?>mtu=900",), True),
        (("?<mtu=900",), False),
        (("?>address=10.0.0.10",), False),
        (("?>timeout=1d",), False),
        (("?>comment=",), False),
        (("?name=ether1", "?mtu=9000"), False),
        (("?name=ether2", "?name=ether1", "?#|"), True),
        (("?name=ether2", "?name=ether1", "?#&"), False),
        (("?name=a", "?name=b", "?name=ether1", "?#||"), True),
        (("?name=ether2", "?#.!", "?#|"), True),
        (("?name=ether1", "?name=b", "?#1"), True),
        (("?name=b", "?name=ether1", "?#1"), False),
        (("?name=b", "?name=ether1", "?#1!", "?#&&"), False),
        (("?name=ether2", "?#!!"), False),
        (("?#!",), False),
    ],
)
def test_words_are_worked_on_one_after_the_other(queries: tuple[str, ...], shown: bool) -> None:
    assert matches(ROW, queries) is shown


TESTS = st.sampled_from(["?name", "?-name", "?name=ether1", "?mtu=9", "?>mtu=9", "?nothing"])


@given(TESTS, TESTS)
def test_or_and_not_are_what_they_are_called(one: str, other: str) -> None:
    left, right = matches(ROW, (one,)), matches(ROW, (other,))
    assert matches(ROW, (one, other)) == (left and right)
    assert matches(ROW, (one, other, "?#|")) == (left or right)
    assert matches(ROW, (one, "?#!")) == (not left)
    assert matches(ROW, (one, "?#!", other, "?#!", "?#|!")) == (left and right)
