"""Which cases of a question are asked with every run of the unit tests, and which only by the stage `wide`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import pytest
from _pytest.mark import ParameterSet


def wide(*cases: Any) -> list[ParameterSet]:
    """These cases of a parametrisation, for the stage `wide`; a tuple holds a case's several parameters."""
    return [pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.wide) for case in cases]


def often(cases: Iterable[Any], chosen: Collection[Any]) -> list[Any]:
    """All cases, of which only the chosen ones are asked with every run; ValueError for a choice that is no case."""
    every = list(cases)
    if strangers := [case for case in chosen if case not in every]:
        raise ValueError(f"no such case: {strangers}")
    return [one for case in every for one in ([case] if case in chosen else wide(case))]
