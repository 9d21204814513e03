"""Every method on both versions with 2, 3 and 5 lines: each row of the table holds."""

from __future__ import annotations

import pytest

from tests.lab.measures import CASES, measure

pytestmark = pytest.mark.lab


@pytest.mark.parametrize(("method", "version", "lines"), CASES)
def test_a_row_of_the_table_holds(method: str, version: str, lines: int) -> None:
    assert measure(method, version, lines).wrong == []
