"""Lines that come up while a plan is written: their marks wait for them, so that no connection takes another line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from presets.loader import load_presets
from routerboard.link.commit import commit
from routerboard.link.proof import Waits
from routerboard.link.rising import DHCP, PPPOE, rising
from routerboard.link.session import connect
from routerboard.link.survey import survey
from routerboard.link.target import Secret, Target
from routerboard.practice.board import load_board
from routerboard.practice.router import PracticeRouter
from routerboard.practice.server import serve
from tests.wide import wide
from wizards.plan import plan
from wizards.prefill import prefill
from wizards.site import Env, Health, Wan

pytestmark = pytest.mark.wide

NOBODY = Secret("")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("version", "check"),
    [
        ("6.49.18", "gateway"),
        ("7.20.8", "probe"),
        *wide(("6.49.18", "none"), ("6.49.18", "probe"), ("7.20.8", "none"), ("7.20.8", "gateway")),
    ],
)
async def test_no_connection_of_a_line_that_comes_up_has_the_address_of_another(
    tmp_path: Path, version: str, check: str
) -> None:
    router = PracticeRouter(load_board("factory", version))
    router.tick(300)
    passed = 0.0

    async def sleep(seconds: float) -> None:
        nonlocal passed
        passed += seconds
        router.tick(seconds)

    async with await serve(router, running_clock=False) as server:
        target = Target(server.host, server.port)
        async with await connect(target, NOBODY) as session:
            seen = await survey(session)
        site = replace(prefill(seen, load_presets()["hotel"]), health=Health(check))
        made = plan(seen, site)
        assert rising(made, seen) == ((DHCP, "ether2"),)
        waits = Waits(sleep=sleep, now=lambda: passed)
        outcome = await commit(target, NOBODY, made, keep_dir=tmp_path, waits=waits)
        assert outcome.state == "done", outcome
        for _ in range(40):
            router.tick(0.5)
            ours = [row for row in router.world.connections() if row.get("connection-mark") == "Wan2_conn"]
            assert not [row for row in ours if row["reply-dst-address"].startswith("192.168.30.")]
        assert len(ours) > 10


@pytest.mark.asyncio
async def test_what_was_up_before_is_not_waited_for(tmp_path: Path) -> None:
    router = PracticeRouter(load_board("hotel", "7.20.8"))
    router.tick(60)
    async with await serve(router, running_clock=False) as server:
        async with await connect(Target(server.host, server.port), NOBODY) as session:
            seen = await survey(session)
        offered = prefill(seen, load_presets()["hotel"])
        site = replace(offered, lan=replace(offered.lan, hotspot=False))
        assert rising(plan(seen, site), seen) == ((DHCP, "ether2"),), "the session over ether1 is up"
        dialled = Wan("Wan2", "ether2", "pppoe", user="new@isp", password=Env("WAN2_PASSWORD"))
        assert (PPPOE, "pppoe-Wan2") in rising(plan(seen, replace(site, wans=(site.wans[0], dialled))), seen)
