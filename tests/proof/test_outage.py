"""A line is taken out and comes back byte for byte, whoever dies over it and when."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from presets.loader import load_presets
from proof.drill import used
from proof.outage import RAW, configured, recovered, taken_out, why_not
from proof.pin import Taken, by_line, pinned
from proof.results import Way
from routerboard.language.items import is_true
from routerboard.link.errors import RouterError
from routerboard.link.session import connect
from routerboard.link.survey import survey
from routerboard.link.target import Secret, Target
from routerboard.practice.faults import Faults
from tests.proof.conftest import BOARD
from tests.routerboard.link.test_commit_practice import bench as commit_bench
from wizards.lines import Job
from wizards.plan import plan
from wizards.prefill import prefill
from wizards.site import Health

LAPTOP = "192.168.88.240"
VERSIONS = ("6.49.18", "7.20.8")
WAYS: tuple[Way, ...] = ("unplugged", "dead")
HOME = "device-mode: home\n"
OUT = 60.0
WHOLE = 150
"""Seconds after which the router has done all that it does by itself."""


async def _as_bytes(it: Any) -> bytes:
    """The configuration as a fresh session reads it."""
    async with await connect(Target(it.server.host, it.server.port), Secret(""), timeout=5.0) as session:
        return json.dumps(configured(await survey(session)), sort_keys=True).encode()


async def _pass(it: Any, seconds: int) -> None:
    for _ in range(seconds // 5):
        it.router.tick(5)
        await asyncio.sleep(0)


async def _drilled(it: Any, session: Any, way: Way) -> None:
    """What a drill writes, in its order."""
    line = it.job.lines[0]
    async with pinned(session, LAPTOP, by_line(line.mark), OUT), taken_out(session, it.seen, line, way, OUT):
        it.router.tick(1)
        await session.print("/ip/route", "?dst-address=0.0.0.0/0")


def _out(it: Any, way: Way) -> bool:
    """Whether the line is out."""
    if way == "dead":
        return any("simplifi:drill" in row.values.get("comment", "") for row in it.router.store.rows(RAW))
    rows = [row for row in it.router.store.rows("/interface") if row.values.get("name") == "ether1"]
    return is_true(rows[0].values.get("disabled"))


@pytest.mark.asyncio
@pytest.mark.parametrize("mode", ["", HOME])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("version", VERSIONS)
async def test_it_is_out_then_back_as_before(bench: Callable[..., Any], version: str, way: Way, mode: str) -> None:
    async with bench(version, BOARD + mode, running=False) as it:
        before, line = await _as_bytes(it), it.job.lines[0]
        async with taken_out(it.session, it.seen, line, way, OUT):
            it.router.tick(1)
            assert _out(it, way)
            assert it.router.world.ping("192.168.30.1", interface="ether1") is None or way == "dead"
            assert it.router.world.ping("192.168.42.1") is not None
            assert it.router.world.ping("9.9.9.9", interface="ether1") is None
        await _pass(it, 15)
        assert it.router.world.ping("9.9.9.9", interface="ether1") is not None
        assert await _as_bytes(it) == before


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("version", "way", "stride"),
    [
        ("7.20.8", "dead", 7),
        pytest.param("6.49.18", "dead", 1, marks=pytest.mark.wide),
        pytest.param("7.20.8", "unplugged", 1, marks=pytest.mark.wide),
    ],
)
async def test_a_laptop_that_dies_at_any_step_leaves_the_router_as_before(
    bench: Callable[..., Any], version: str, way: Way, stride: int
) -> None:
    async with bench(version, running=False) as it:
        before, faults = await _as_bytes(it), it.server.faults
        begun = faults.received
        async with await connect(Target(it.server.host, it.server.port), Secret(""), timeout=5.0) as session:
            await _drilled(it, session, way)
        steps = faults.received - begun
        await _pass(it, 15)
        assert await _as_bytes(it) == before
        assert steps > 30
        was_out = False
        for step in range(1, steps + 1, stride):
            dying = await connect(Target(it.server.host, it.server.port), Secret(""), timeout=5.0, patience=2.0)
            faults.cut_after_received = faults.received + step
            with suppress(RouterError):
                await _drilled(it, dying, way)
            it.router.faults = it.server.faults = faults = Faults(received=faults.received)
            was_out |= _out(it, way)
            await dying.close()
            await _pass(it, WHOLE)
            assert await _as_bytes(it) == before, f"cut after sentence {step} of {steps}"
        assert was_out or stride > 1


@pytest.mark.asyncio
@pytest.mark.parametrize("then", ["time", "restart", "next start"])
@pytest.mark.parametrize("mode", ["", HOME])
@pytest.mark.parametrize("version", VERSIONS)
async def test_what_is_left_over_goes_by_time_by_a_restart_and_at_the_next_start(
    bench: Callable[..., Any], version: str, mode: str, then: str
) -> None:
    async with bench(version, BOARD + mode, running=False) as it:
        await _pass(it, 120)
        before = await _as_bytes(it)
        dying = await connect(Target(it.server.host, it.server.port), Secret(""), timeout=5.0)
        held = taken_out(dying, await survey(it.session), it.job.lines[0], "dead", OUT)
        await held.__aenter__()
        await dying.close()
        assert not await held.__aexit__(ConnectionError, ConnectionError(), None)
        assert _out(it, "dead")
        if then == "next start":
            async with await connect(Target(it.server.host, it.server.port), Secret(""), timeout=5.0) as again:
                await recovered(again, await survey(again))
        elif then == "restart":
            it.router.reboot()
            await _pass(it, 30)
        else:
            await _pass(it, 90)
        assert not _out(it, "dead")
        await _pass(it, WHOLE)
        assert await _as_bytes(it) == before


@pytest.mark.asyncio
async def test_the_drill_of_another_laptop_is_left_alone(
    bench: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with bench("7.20.8", running=False) as it:
        async with taken_out(it.session, it.seen, it.job.lines[0], "dead", OUT):
            monkeypatch.setattr("proof.outage.whoami", lambda session: "ann@elsewhere")
            with pytest.raises(Taken, match="drills at this router until"):
                await recovered(it.session, await survey(it.session))
            assert _out(it, "dead")
        assert (await survey(it.session)).rows(RAW) == ()


@pytest.mark.asyncio
async def test_the_only_line_and_the_technicians_own_are_not_taken_out(bench: Callable[..., Any]) -> None:
    async with bench("7.20.8", running=False) as it:
        lines = it.job.lines
        assert why_not(it.seen, lines, lines[0]) == ""
        assert "is the only line" in why_not(it.seen, lines[:1], lines[0])
        assert "carries this session itself" in why_not(replace(it.seen, via_interface="ether1"), lines, lines[0])
        menus = {**it.seen.menus, "/interface/vlan": ({"name": "office", "interface": "ether1"},)}
        assert "carries this session" in why_not(
            replace(it.seen, via_interface="office", menus=menus), lines, Job(it.seen, it.site).lines[0]
        )


@pytest.mark.asyncio
@pytest.mark.wide
@pytest.mark.parametrize(("version", "board"), [("6.49.18", "dhcp-lte"), ("7.20.8", "hotel"), ("7.20.8", "twins")])
async def test_lines_of_every_kind_are_left_and_used_again(tmp_path: Path, board: str, version: str) -> None:
    """DHCP, LTE, PPPoE, modems that are alike: the router leaves the line, keeps the other, and comes back."""
    async with commit_bench(tmp_path, version, board) as it:
        offered = prefill(await it.survey(), load_presets()["hotel"])
        site = replace(offered, health=Health("probe"), lan=replace(offered.lan, hotspot=False))
        assert (await it.commit(plan(await it.survey(), site))).state == "done"
        await _pass(it, 60)
        before, export = configured(await it.survey()), it.configured
        async with await connect(it.target, Secret(""), timeout=5.0) as session:
            for at in range(len(site.wans)):
                for way in WAYS:
                    seen = await survey(session)
                    lines = Job(seen, site).lines
                    assert why_not(seen, lines, lines[at]) == ""
                    async with taken_out(session, seen, lines[at], way, 300):
                        await _pass(it, 40)
                        routes = await session.print("/ip/route")
                        assert [used(routes, line) for line in lines] == [line is not lines[at] for line in lines]
                    await _pass(it, 60)
                    routes = await session.print("/ip/route")
                    assert all(used(routes, line) for line in lines), f"{lines[at].name} {way}"
                    assert configured(await survey(session)) == before
                    assert it.configured == export
