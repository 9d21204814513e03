"""What the benchmarks stand on: a stream that every client reads alike, and rows that say what they mean."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import librouteros
import pytest

from benchmarks import __main__ as benchmarks
from benchmarks.growth import fit
from benchmarks.row import Row, beside
from benchmarks.stream import MENU, serving
from routerboard.link.session import connect
from routerboard.link.target import Secret, Target

COUNT = 700


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving(COUNT) as found:
        yield found


def library(port: int) -> list[dict[str, str]]:
    """The rows as librouteros reads them, before it casts them."""
    api = librouteros.connect("127.0.0.1", "admin", "", port=port, timeout=10)
    api.protocol.writeSentence(f"{MENU}/print")
    rows = []
    while (sentence := api.protocol.readSentence())[0] == "!re":
        rows.append(dict(word[1:].split("=", 1) for word in sentence[1]))
    api.close()
    return rows


async def ours(port: int) -> tuple[list[dict[str, str]], list[dict[str, str]], int]:
    async with await connect(Target("127.0.0.1", port), Secret("")) as session:
        lazy = (await session.fetch(MENU)).rows
        return [dict(row) for row in lazy], [dict(row) for row in await session.print(MENU)], await session.count(MENU)


def test_all_clients_read_the_same_rows_from_the_stream(port: int) -> None:
    lazy, eager, count = asyncio.run(ours(port))
    assert (len(lazy), count) == (COUNT, COUNT)
    assert lazy == eager == library(port)


def test_a_ratio_above_one_is_better() -> None:
    assert beside("x", 2.0, 120.0, "ms") == Row("x", 2.0, 120.0, 60.0, "ms")
    assert beside("x", 2.0, None, "ms").ratio is None
    line = benchmarks.table([Row("x", 2.0, 12345.0, 6172.5, "ms"), Row("y", 1.5, None, None, "")]).splitlines()
    assert line[2:] == ["| x | 2 | 12,345 | 6,172× | ms |", "| y | 1.5 |  |  |  |"]


def test_a_straight_line_is_found() -> None:
    slope, start, straight = fit([(1, 5.0), (2, 7.0), (4, 11.0)])
    assert (slope, start, straight) == pytest.approx((2.0, 3.0, 1.0))


def test_every_benchmark_that_is_listed_is_there() -> None:
    import importlib

    there = [name for name in benchmarks.NAMES if name != "table"]
    assert all(hasattr(importlib.import_module(f"benchmarks.{name}"), "rows") for name in there)


def test_a_name_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        benchmarks.main(["nonsense"])
    assert "no such benchmark: nonsense" in capsys.readouterr().err
