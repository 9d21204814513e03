"""The speed test on a practice board: it measures what the lines are set to, and leaves nothing behind."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from proof.results import LineSpeed, Speed
from proof.speedtest import Course, Progress, SpeedTest, _line_speed, _Run, capacity, data_needed, judged, part
from proof.streams import Direction, Effort, NoServer
from wizards.lines import Line
from wizards.site import Speed as Known
from wizards.site import Wan

TWO = Speed(
    (LineSpeed("Wan1", down=4e6, up=2e6), LineSpeed("Wan2", down=5e6, up=3e6, others_down=1e6)),
    down=9e6,
    others_down=0.5e6,
    carried=("Wan1", "Wan2"),
)


def test_what_others_had_belongs_to_the_line() -> None:
    assert capacity(TWO.lines[1]) == (6e6, 3e6)
    assert part(TWO) == pytest.approx(0.95)


@pytest.mark.parametrize(
    ("given", "verdict", "words"),
    [
        ({}, "good", "95 % of their sum"),
        ({"down": 6e6}, "weak", "65 %"),
        ({"down": 3e6}, "bad", "35 %"),
        ({"carried": ("Wan1",), "streams": 12}, "weak", "none of 12 streams went by Wan2"),
        ({"down": 6e6, "cpu": 97}, "weak", "processor was the limit"),
        ({"down": None}, "unknown", "not measured together"),
        ({"turns": True}, "good", "took turns by a temporary rule"),
        ({"lines": (TWO.lines[0], LineSpeed("Wan2", trouble="dead"))}, "bad", "Wan2"),
    ],
)
def test_a_verdict_says_what_it_rests_on(given: dict[str, Any], verdict: str, words: str) -> None:
    found = judged(replace(TWO, **given), "pcc")
    assert (found.verdict, words in found.words) == (verdict, True), found.words


def test_fail_over_lines_are_not_expected_to_carry_together() -> None:
    assert judged(replace(TWO, down=None, carried=()), "failover").verdict == "good"


def test_the_data_is_reckoned_from_what_is_known() -> None:
    def line(speed: Known | None) -> Line:
        return Line(Wan("Wan1", "ether1", speed=speed), "ether1", "", None, 1)

    one = data_needed([line(Known(8_000_000, 0))], Effort(2, 7), "pcc")
    assert one == 12_000_000
    assert data_needed([line(Known(8_000_000, 0))] * 2, Effort(2, 7), "pcc") == 4 * one
    assert data_needed([line(Known(8_000_000, 0))] * 2, Effort(2, 7), "failover") == 2 * one
    assert data_needed([line(None)], Effort(2, 7), "pcc") > one


def test_the_transfers_share_the_data_that_was_agreed_to() -> None:
    def line(name: str, speed: Known | None) -> Line:
        return Line(Wan(name, "ether1", speed=speed), "ether1", "", None, 1)

    lines = (line("Wan1", Known(8_000_000, 1_000_000)), line("Wan2", None))
    ways: tuple[Direction, ...] = ("down", "up")
    transfers = [((one,), way) for one in lines for way in ways] + [(lines, way) for way in ways]
    for effort, scale in ((Effort(), 1.0), (Effort(1, 2), 0.5)):
        most = int(scale * data_needed(lines, effort, "pcc"))
        course = Course(lines, "192.168.88.240", most=most, effort=effort)
        given = [course.allowed(*one) for one in transfers]
        assert sum(given) == pytest.approx(most, abs=len(given))
        assert given[0] == pytest.approx(8 * given[1], abs=8)
        assert given[4] == pytest.approx(given[0] + given[2], abs=2)
    assert Course(lines, "192.168.88.240").allowed(lines, "down") == 0, "as many as it takes"


@pytest.mark.timed
@pytest.mark.asyncio
async def test_no_more_data_is_spent_than_was_agreed_to(bench: Callable[..., Any]) -> None:
    async with bench("7.20.8") as it:
        course = it.course(effort=Effort(0.4, 3.0, 3, 1), most=1_200_000)
        speed = await SpeedTest(it.session, course).run()
    assert 200_000 < speed.spent <= 1_300_000, "what is under way when the data is used up comes through"


def test_it_is_said_where_the_data_did_not_suffice_for_much() -> None:
    line = Line(Wan("Wan1", "ether1"), "ether1", "", None, 1)
    whole, brief = _Run(1e6, (1e6, 1e6)), _Run(1e6, (1e6, 1e6), brief=True)
    assert [_line_speed(line, 0.03, *runs).limit for runs in ((whole, whole), (brief, whole), (whole, brief))] == [
        "", "data", "data",
    ]  # fmt: skip


@pytest.mark.timed
@pytest.mark.asyncio
@pytest.mark.parametrize("version", ["6.49.18"])
async def test_it_measures_what_the_lines_are_set_to(bench: Callable[..., Any], version: str) -> None:
    told: list[Progress] = []
    async with bench(version) as it:
        before = await it.rows("/ip/firewall/mangle")
        speed = await SpeedTest(it.session, it.course(), told.append).run()
        assert [one.down for one in speed.lines] == [pytest.approx(4e6, rel=0.15), pytest.approx(6e6, rel=0.15)]
        ups = [one.router_up for one in speed.lines]  # ours is as much as buffers hold, at this pace
        assert ups == [pytest.approx(2e6, rel=0.15), pytest.approx(3e6, rel=0.15)]
        assert speed.down == pytest.approx(10e6, rel=0.15)
        assert speed.carried == ("Wan1", "Wan2")
        assert speed.verdict == "good", speed.words
        assert {one.line for one in told} == {"", "Wan1", "Wan2"}
        assert speed.spent > 10_000_000
        assert await _left(it) == (_ids(before), [], [])


@pytest.mark.asyncio
@pytest.mark.parametrize("version", ["6.49.18", "7.20.8"])
async def test_cancelled_anywhere_it_leaves_nothing_behind(bench: Callable[..., Any], version: str) -> None:
    async with bench(version) as it:
        before = await it.rows("/ip/firewall/mangle")
        for phase in ("latency", "down"):
            reached = asyncio.Event()

            def tell(progress: Progress, phase: str = phase, reached: asyncio.Event = reached) -> None:
                if (progress.line, progress.phase) == ("Wan1", phase):
                    reached.set()

            running = asyncio.create_task(SpeedTest(it.session, it.course(), tell).run())
            await asyncio.wait([running, asyncio.create_task(reached.wait())], return_when=asyncio.FIRST_COMPLETED)
            assert not running.done()
            assert any(row.get("comment") == "simplifi:pin" for row in await it.rows("/ip/firewall/mangle"))
            running.cancel()
            with pytest.raises(asyncio.CancelledError):
                await running
            assert await _left(it) == (_ids(before), [], [])


@pytest.mark.asyncio
async def test_a_server_that_is_none_is_said(bench: Callable[..., Any]) -> None:
    async with bench("7.20.8") as it:
        with pytest.raises(NoServer, match="does not answer"):
            await SpeedTest(it.session, it.course(url="http://127.0.0.1:1/")).run()


def _ids(rows: list[dict[str, str]]) -> list[str]:
    return [row[".id"] for row in rows]


async def _left(it: Any) -> tuple[list[str], list[str], list[str]]:
    """The ids of the mangle rules, and what is left of hooks and lists of ours."""
    mangle = _ids(await it.rows("/ip/firewall/mangle"))
    hooks = [row["name"] for row in await it.rows("/system/scheduler") if row["name"].startswith("simplifi-pin")]
    lists = [row["list"] for row in await it.rows("/ip/firewall/address-list") if row["list"] == "simplifi-pin"]
    return mangle, hooks, lists
