"""A whole drill on the practice board: its times follow the board's checks, and nothing of it stays."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from proof.drill import Checks, Course, DrillRun, checks_of, judged
from proof.outage import configured
from proof.probes import Rhythm
from proof.results import Drill, Way
from proof.stopwatch import Figures
from proof.streams import opened, servers_of
from routerboard.link.survey import survey
from wizards.lines import Line
from wizards.site import Health, Lan, Site, Wan

HOSTS = Health("probe", {"Wan1": ("203.0.113.101", "198.18.0.1"), "Wan2": ("203.0.113.102", "198.18.0.2")})


async def drilled(
    bench: Callable[..., Any], version: str, way: Way, tell: Any = lambda progress: None, **given: Any
) -> Drill:
    async with bench(version, **{"health": HOSTS, **given}) as it:
        async with opened() as client:
            servers = await servers_of(client, it.server.internet.url)
        course = Course(
            it.site, it.job.lines, it.job.lines[0], way, "192.168.88.240", it.session.local_address, servers,
            checks=await checks_of(it.session), clock=it.clock, rhythm=Rhythm(every=0.3, patience=1.8),
        )  # fmt: skip
        return await DrillRun(it.session, it.seen, course, tell).run()


@pytest.mark.timed
@pytest.mark.parametrize("way", ["unplugged", "dead"])
@pytest.mark.parametrize("version", ["6.49.18", "7.20.8"])
def test_a_line_is_taken_out_and_comes_back(bench: Callable[..., Any], version: str, way: Way) -> None:
    drill = asyncio.run(drilled(bench, version, way))
    assert drill.same is True
    assert drill.verdict == "good", drill.words
    assert drill.detected is not None
    assert drill.outage_new is not None
    assert drill.returned is not None
    if way == "dead":
        assert 10 <= drill.detected <= Checks().longest + 1.5
        assert drill.outage_new == pytest.approx(drill.detected, abs=2.5)
    else:
        assert drill.detected <= 1.5
    assert drill.survived >= 3
    assert drill.pings >= 5 * 0.3 * drill.probes, "five a second while the laptop tries every 0.3 seconds"
    assert drill.silent is not None
    assert drill.silent >= drill.detected - 1
    assert drill.ran == 6


@pytest.mark.wide
@pytest.mark.parametrize(
    ("version", "phase"), [("7.20.8", "running"), ("6.49.18", "before"), ("7.20.8", "out"), ("6.49.18", "back")]
)
def test_cancelled_at_any_point_it_is_put_back_at_once(bench: Callable[..., Any], version: str, phase: str) -> None:
    async def body() -> None:
        async with bench(version, health=HOSTS) as it:
            before, reached = configured(await survey(it.session)), asyncio.Event()
            async with opened() as client:
                servers = await servers_of(client, it.server.internet.url)
            course = Course(
                it.site, it.job.lines, it.job.lines[0], "dead", "192.168.88.240", it.session.local_address, servers,
                clock=it.clock, rhythm=Rhythm(every=0.3, patience=1.8), target=1.0, checks=Checks(0.1, 0.1, 1),
            )  # fmt: skip
            run = DrillRun(it.session, it.seen, course, lambda at: reached.set() if at.phase == phase else None)
            task = asyncio.create_task(run.run())
            await asyncio.wait_for(reached.wait(), 30)
            await asyncio.sleep(0.2)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            assert task.cancelled()
            assert configured(await survey(it.session)) == before

    asyncio.run(body())


@pytest.mark.asyncio
async def test_the_target_follows_the_routers_own_checks(bench: Callable[..., Any]) -> None:
    async with bench("7.20.8", running=False) as it:
        assert await checks_of(it.session) == Checks(10.0, 1.0, 2)
        line = it.job.lines[0]
        dead = Course(it.site, it.job.lines, line, "dead", "", "", (), Checks(2.0, 0.5, 3))
        assert dead.good == 6.5 + 2.0
        assert replace(dead, way="unplugged").good == 5.0
        assert replace(dead, target=1.5).good == 1.5


@pytest.mark.parametrize(
    ("way", "check", "figures", "same", "verdict", "words"),
    [
        ("dead", "probe", Figures(18.0, 18.4, None, 5.0, 3, 6, 0, 200), True, "good", "out for 18.4 s of at most 23 s"),
        ("dead", "probe", Figures(28.0, 28.4, None, 5.0, 3, 6, 0, 200), True, "weak", "the target is 23 s"),
        ("dead", "gateway", Figures(None, None, None, 0.1, 3, 6, 0, 200), True, "bad", "checks its modem only"),
        ("dead", "probe", Figures(18.0, 18.4, None, None, 3, 6, 0, 200), True, "bad", "was not used again within 60 s"),
        ("unplugged", "probe", Figures(0.1, 0.2, None, 5.0, 3, 6, 0, 90), False, "bad", "is not as before"),
        ("unplugged", "probe", Figures(0.1, 0.2, None, 5.0, 3, 6, 4, 90), True, "good", "4 new connections failed"),
    ],
)
def test_the_verdict_says_why(way: Way, check: Any, figures: Figures, same: bool, verdict: str, words: str) -> None:
    site = Site(
        "Bench",
        (Wan("Wan1", "ether1", "dhcp"), Wan("Wan2", "ether2", "dhcp")),
        Lan("bridge", "192.168.88.1/24"),
        health=Health(check),
    )
    line = Line(site.wans[0], "ether1", "192.168.30.1", None, 1)
    drill = judged(Course(site, (line,), line, way, "", "", ()), figures, same)
    assert (drill.verdict, drill.same) == (verdict, same)
    assert words in drill.words
