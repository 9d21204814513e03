"""A whole drill on the practice board: its times follow the board's checks, and nothing of it stays."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from proof.drill import Checks, Course, DrillRun, checks_of
from proof.probes import Rhythm
from proof.results import Drill, Way
from proof.streams import opened, servers_of
from wizards.site import Health

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


@pytest.mark.wide
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
    assert drill.ran == 6
