"""Answers by their form, and what differs between two of them."""

from __future__ import annotations

import pytest

from routerboard.differential.comparing import differences
from routerboard.differential.exchanges import Exchange
from routerboard.differential.forms import Answer, answer, form_of


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("", "nothing"), ("true", "true or false"), ("yes", "yes or no"), ("*1A", "id"), ("12", "number"),
        ("1w2d3h4m5s", "time"), ("10s", "time"), ("00:00:10", "clock"), ("2026-01-02 10:00:00", "ISO date"),
        ("jan/02/2026 10:00:00", "date by month"), ("1.2.3.4", "address"), ("1.2.3.4:80", "address:port"),
        ("1.2.3.4%ether1", "address%interface"), ("10.0.0.0/8", "prefix"), ("AA:BB:CC:DD:EE:FF", "MAC"),
        ("fe80::1", "IPv6"), ("9.9kbps", "rate"), ("a,b", "list"), ("MikroTik", "text"),
    ],
)  # fmt: skip
def test_a_value_has_a_form(value: str, form: str) -> None:
    assert form_of(value) == form


def test_nothing_of_others_is_kept() -> None:
    heard = [("!re", "=.id=*1", "=name=secret-name", "=password=secret-word", "=address=1.2.3.4"), ("!done",)]
    assert "secret" not in repr(answer(heard, ours=False))
    assert "1.2.3.4" not in repr(answer(heard, ours=False))


ASKED = (Exchange("x", ("/x/print",)), Exchange("mine", ("/y/print",), ours=True))


def _between(name: str, left: list[tuple[str, ...]], right: list[tuple[str, ...]]) -> list[str]:
    ours = name == "mine"
    same = {one.name: Answer("!done") for one in ASKED if one.name != name}
    found = differences(ASKED, same | {name: answer(left, ours=ours)}, same | {name: answer(right, ours=ours)})
    return [one.what for one in found]


@pytest.mark.parametrize(
    ("left", "right", "what"),
    [
        ([("!done",)], [("!trap", "=message=no"), ("!done",)], ["kind of answer"]),
        ([("!trap", "=message=a"), ("!done",)], [("!trap", "=message=b"), ("!done",)], ["error"]),
        ([("!trap", "=message=no *1"), ("!done",)], [("!trap", "=message=no *2F"), ("!done",)], []),
        ([("!done", "=ret=3")], [("!done", "=ret=77")], []),
        ([("!done", "=ret=3")], [("!done", "=ret=x")], ["returned"]),
        ([("!re", "=a=1"), ("!done",)], [("!done",)], []),
        ([("!re", "=a=1"), ("!done",)], [("!re", "=a=1s"), ("!done",)], ["form of a"]),
        ([("!re", "=a=1", "=b=2"), ("!done",)], [("!re", "=b=1", "=a=2"), ("!done",)], ["order of properties"]),
        ([("!re", "=a=1", "=b=2"), ("!done",)], [("!re", "=a=1"), ("!done",)], ["properties that the model lacks"]),
        ([("!re", "=a=1"), ("!done",)], [("!re", "=a=1", "=b=2"), ("!done",)], ["properties that the router lacks"]),
        ([("!re", "=a=true"), ("!done",)], [("!re", "=a=yes"), ("!done",)], ["form of a"]),
    ],
)
def test_what_differs_in_form_is_told(
    left: list[tuple[str, ...]], right: list[tuple[str, ...]], what: list[str]
) -> None:
    assert _between("x", left, right) == what


@pytest.mark.parametrize(
    ("left", "right", "what"),
    [
        ([("!re", "=a=1"), ("!done",)], [("!re", "=a=2"), ("!done",)], ["a"]),
        ([("!re", "=a=1"), ("!done",)], [("!re", "=b=1"), ("!done",)], ["a", "b"]),
        ([("!re", "=.id=*1"), ("!done",)], [("!re", "=.id=*2"), ("!done",)], []),
        ([("!re", "=a=1"), ("!done",)], [("!done",)], ["kind of answer"]),
        ([("!re", "=a=1"), ("!re", "=a=2"), ("!done",)], [("!re", "=a=1"), ("!done",)], ["number of rows"]),
        ([("!empty",), ("!done",)], [("!done",)], ["kind of answer"]),
    ],
)
def test_what_differs_in_our_rows_is_told(
    left: list[tuple[str, ...]], right: list[tuple[str, ...]], what: list[str]
) -> None:
    assert _between("mine", left, right) == what
