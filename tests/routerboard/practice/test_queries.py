"""The stack machine of print's query words."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routerboard.practice import dumping
from routerboard.practice.queries import matches, read_query
from routerboard.practice.replies import Call
from routerboard.practice.router import PracticeRouter

ARouter = Callable[..., PracticeRouter]

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


def test_a_query_is_read_once_and_says_what_it_costs() -> None:
    assert read_query(("?name", "?#1.!|", "?#")).cost == 5


@pytest.mark.asyncio
@pytest.mark.parametrize("how", [(), ("=count-only=",)])
async def test_others_get_their_turn_between_the_rows_of_a_long_query(
    router: PracticeRouter, how: tuple[str, ...]
) -> None:
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    beside = asyncio.create_task(other())
    long = ("/ip/firewall/filter/print", (*how, "?#" + "!" * 6_000))
    shown = [sentence async for sentence in router.execute(*long)]
    beside.cancel()
    assert shown[-1][0] == "!done"
    assert turns >= len(router.store.rows("/ip/firewall/filter"))


def test_a_long_query_is_not_asked_of_all_connections_in_one_go(
    a_router: ARouter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dumping, "MANY", 0)
    call = Call(a_router("7.20.8"), None, "/ip/firewall/connection", "print", {}, ("?protocol=tcp",))
    assert dumping.fits(call)
    assert not dumping.fits(replace(call, queries=call.queries * 40))
