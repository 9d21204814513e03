"""Stories of every connection of a practice board after a real commit, before and after a line dies: they must fit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from routerboard.link.errors import RouterRefused
from routerboard.link.session import Session, connect
from routerboard.link.watching import Snapshot
from routerboard.packetflow.account import Account, account, death
from tests.routerboard.link.test_failover_practice import NOBODY, Bench, bench
from tui.watch.asking import NEEDED, known
from tui.watch.feeds import HEADER
from tui.watch.state import CONNECTIONS, Watched
from tui.words.story import Known, story_of

pytestmark = pytest.mark.wide
METHODS = [("pcc", "probe"), ("pcc", "gateway"), ("ecmp", "probe"), ("nth", "probe"), ("failover", "gateway")]


async def read(it: Bench, watched: Watched) -> None:
    """All menus that a story needs, as the watcher reads them."""
    async with await connect(it.target, NOBODY, timeout=5.0) as session:
        for menu in dict.fromkeys((*NEEDED, *HEADER, "/ip/dhcp-client", CONNECTIONS)):
            found = await rows_of(session, menu)
            watched.take(menu, Snapshot(found, it.passed, len(found)), "10:00:00")


async def rows_of(session: Session, menu: str) -> tuple[dict[str, str], ...]:
    try:
        return tuple(dict(row) for row in await session.print(menu))
    except RouterRefused:  # a menu of the other major version
        return ()


def accounts(now: Known) -> list[Account]:
    return [found for row in now.connections if (found := account(now.router, row)) is not None]


def told(now: Known, wanted: Callable[[Account], bool]) -> list[tuple[str, str, str]]:
    row = next(row for row in now.connections if (one := account(now.router, row)) is not None and wanted(one))
    return [tuple(one) for one in story_of(CONNECTIONS, row, now).sentences]  # type: ignore[misc]


@pytest.mark.asyncio
@pytest.mark.parametrize("version", ["6.49.18", "7.20.8"])
@pytest.mark.parametrize(("method", "check"), METHODS)
async def test_every_connection_fits_the_rules_that_made_it(
    tmp_path: Path, version: str, method: str, check: str
) -> None:
    async with bench(tmp_path, version) as it:
        await it.become(method, check)
        watched, survey = Watched(), await it.survey()
        await read(it, watched)
        found = accounts(known(watched, survey, {}))
        marked = [one for one in found if one.connection.mark]
        assert len(marked) > 60 or method == "failover"
        assert all(one.fits for one in marked)
        assert all(one.running.out_interface == one.leaves for one in found if not one.inbound)
        guests = [one for one in found if one.entry == "bridge" and not one.inbound]
        for one in guests[:40]:
            other = {"ether1": "ether2", "ether2": "ether1"}[one.leaves]
            new = death(known(watched, survey, {}).router, one, behind=False).new
            assert {way.out_interface for way in new} == {other}


@pytest.mark.asyncio
@pytest.mark.parametrize("version", ["6.49.18", "7.20.8"])
async def test_after_the_isp_died_the_story_says_what_came_of_it(tmp_path: Path, version: str) -> None:
    async with bench(tmp_path, version) as it:
        await it.become("pcc", "probe")
        watched, survey = Watched(), await it.survey()
        await read(it, watched)
        it.router.world.isp_dead("ether1")
        await it.wait(50)
        await read(it, watched)
        assert "Wan1 lost: modem alive, Internet dead" in [one.words for one in watched.events]
        assert watched.states["Wan1"].silent
        now = known(watched, survey, {})
        story = told(now, lambda one: one.connection.mark == "Wan1_conn")
        assert any(head == "truth" and "it began while Wan1 could not carry it" in text for _, head, text in story)
        assert any("New ones have no way out." in text for _, _, text in story)
