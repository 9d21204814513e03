"""The whole journey on a practice Routerboard over TCP: from the start screen to both lines carrying."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from routerboard.link.session import Session, connect
from routerboard.link.target import Secret, Target
from routerboard.practice.board import load_board
from routerboard.practice.router import PracticeRouter
from routerboard.practice.server import Server, serve
from tests.wide import often
from tui.app import SimplifiApp
from tui.door import BoardPlug, FirstIsp
from tui.opening import Opening, PracticeBoard
from tui.screens.apply import ApplyScreen
from tui.screens.preview import PreviewScreen
from tui.visit import real_dealings

pytestmark = pytest.mark.wide

VERSIONS = ("6.49.18", "7.20.8")
WAY = ("survey", "preset", "lines", "lan", "method", "health", "review", "preview")


def shown(app: Any) -> str:
    """Which screen is shown."""
    return getattr(app.screen, "STEP", "") or app.screen.SCOPE


@asynccontextmanager
async def practising(version: str, data_dir: Path) -> AsyncIterator[tuple[SimplifiApp, Server]]:
    """The app with a factory board of this version behind its practice row."""
    server = await serve(PracticeRouter(load_board("factory", version)))

    async def practise(board: str, wanted: str) -> Target:
        return Target(server.host, server.port)

    boards = (PracticeBoard("factory", version, "Factory hAP"),)
    try:
        yield SimplifiApp(Opening(practise=practise, boards=boards, data_dir=data_dir)), server
    finally:
        await server.close()


async def by_enter(pilot: Any, until: Any) -> int:
    """Go by enter alone from the start to the plan; how many keys it took."""
    for name in WAY:
        await pilot.press("enter")
        await until(pilot, lambda name=name: shown(pilot.app) == name)
    return len(WAY)


@pytest.mark.asyncio
@pytest.mark.parametrize("version", often(VERSIONS, ["6.49.18"]))
async def test_two_lines_from_start_to_applied(version: str, tmp_path: Path, until: Any, screen_text: Any) -> None:
    async with practising(version, tmp_path) as (app, server), app.run_test() as pilot:
        before = await _mangle(server)
        assert await by_enter(pilot, until) <= 12
        assert [wan.interface for wan in app.screen._visit.site.wans] == ["ether1", "ether2"]
        await pilot.press("c", "enter")
        await until(pilot, lambda: "nothing done" in screen_text(app))
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, ApplyScreen))
        await until(pilot, lambda: app.screen.state is not None, timeout=30)
        assert app.screen.state == "done", screen_text(app)
        assert await _mangle(server) != before


@pytest.mark.asyncio
@pytest.mark.parametrize("version", often(VERSIONS, ["7.20.8"]))
async def test_kept_both_lines_carry_and_the_next_plan_is_empty(
    version: str, tmp_path: Path, until: Any, screen_text: Any
) -> None:
    async with practising(version, tmp_path) as (app, _), app.run_test(size=(120, 40)) as pilot:
        await by_enter(pilot, until)
        await pilot.press("c", "enter", "a")
        await until(pilot, lambda: isinstance(app.screen, ApplyScreen))
        await until(pilot, lambda: app.screen.state == "done", timeout=30)
        await pilot.press("enter")
        await until(pilot, lambda: shown(app) == "live")
        for name in ("Wan1", "Wan2"):
            carries = re.compile(rf"{name} ●[ ▁-█]* [1-9][\d.]* [kM]bps↓")
            await until(pilot, lambda carries=carries: carries.search(screen_text(app)), timeout=30)
        for name in ("apply", "survey"):
            await pilot.press("b")
            await until(pilot, lambda name=name: shown(app) == name)
        for name in WAY[1:]:
            await pilot.press("enter")
            await until(pilot, lambda name=name: shown(app) == name)
        assert isinstance(app.screen, PreviewScreen)
        assert app.screen._plan.changes == (), screen_text(app)


@pytest.mark.asyncio
async def test_only_watching_writes_nothing(tmp_path: Path, until: Any, screen_text: Any) -> None:
    async with practising("7.20.8", tmp_path) as (app, server), app.run_test(size=(120, 40)) as pilot:
        before = await _mangle(server)
        await pilot.press("enter")
        await until(pilot, lambda: shown(app) == "survey")
        await pilot.press("w")
        await until(pilot, lambda: re.search(r"ether1 ●[ ▁-█]* [1-9]", screen_text(app)), timeout=30)
        await pilot.press("b")
        await until(pilot, lambda: shown(app) == "survey")
        assert await _mangle(server) == before


async def _mangle(server: Server) -> list[str]:
    async with await connect(Target(server.host, server.port), Secret("")) as session:
        return [row.get("comment", "") for row in await session.print("/ip/firewall/mangle", "?dynamic=false")]


@pytest.mark.asyncio
@pytest.mark.parametrize("version", often(VERSIONS, ["6.49.18"]))
async def test_held_it_waits_armed_and_is_taken_back(
    version: str, tmp_path: Path, until: Any, screen_text: Any
) -> None:
    async with practising(version, tmp_path) as (app, server), app.run_test(size=(120, 40)) as pilot:
        before = await _mangle(server)
        await by_enter(pilot, until)
        await pilot.press("c", "enter", "a")
        await until(pilot, lambda: isinstance(app.screen, ApplyScreen))
        await until(pilot, lambda: "undo armed" in screen_text(app), timeout=30)
        await pilot.press("h")
        await until(pilot, lambda: "it waits for your word" in screen_text(app), timeout=30)
        assert "What was before comes back at" in screen_text(app)
        assert await _mangle(server) != before
        await pilot.press("u")
        await until(pilot, lambda: app.screen.state is not None, timeout=30)
        assert app.screen.state == "undone", screen_text(app)
        assert await _mangle(server) == before


def with_plug(app: SimplifiApp, server: Server) -> None:
    """Give the app the plug of this board, and little patience with a login that nobody can answer."""

    async def connecting(target: Target, password: Secret) -> Session:
        return await connect(target, password, timeout=0.5 if server.pulled else 10.0)

    app.start = replace(app.start, plug=BoardPlug({("factory", "7.20.8"): server}))
    app._dealings = replace(real_dealings(), connect=connecting)


@pytest.mark.asyncio
@pytest.mark.parametrize("version", often(VERSIONS, ["7.20.8"]))
async def test_pulled_out_the_router_comes_back_by_itself(
    version: str, tmp_path: Path, until: Any, screen_text: Any
) -> None:
    async with (
        practising(version, tmp_path) as (app, server),
        app.run_test(size=(80, 24), notifications=True) as pilot,
    ):
        with_plug(app, server)
        before = await _mangle(server)
        await by_enter(pilot, until)
        assert "P on the next page pulls this laptop's plug" in screen_text(app)
        await pilot.press("c", "enter", "a")
        await until(pilot, lambda: "s to pull this laptop's plug with P" in screen_text(app), timeout=30)
        assert "P Plug" in screen_text(app).splitlines()[-1]
        await pilot.press("P")
        await until(pilot, lambda: "trying again; the router undoes at" in screen_text(app), timeout=30)
        keys = screen_text(app).splitlines()[-1]
        assert "(c Keep)   (u Undo now)" in keys
        assert "P Plug" in keys
        assert "no answer · undo due in" in screen_text(app)
        server.router.tick(100)
        await pilot.press("P")
        await until(pilot, lambda: app.screen.state is not None, timeout=60)
        await until(pilot, lambda: "undone: as before" in screen_text(app))
        assert "it has undone by itself" in screen_text(app)
        assert "All was taken" in screen_text(app)
        assert "▸" not in screen_text(app)
        assert not list(app.screen.query("Toast"))
        assert "r Read again" in screen_text(app).splitlines()[-1]
        assert await _mangle(server) == before
        await pilot.press("r")
        await until(pilot, lambda: re.search(r"ether2 +● up +in bridge", screen_text(app)), timeout=30)


@pytest.mark.asyncio
async def test_what_waits_for_the_plug_goes_on_at_once_with_a_word(
    tmp_path: Path, until: Any, screen_text: Any
) -> None:
    async with practising("7.20.8", tmp_path) as (app, server), app.run_test(size=(120, 40)) as pilot:
        with_plug(app, server)
        await by_enter(pilot, until)
        await pilot.press("c", "enter", "a")
        await until(pilot, lambda: "s to pull this laptop's plug with P" in screen_text(app), timeout=30)
        began = app.screen._window
        await pilot.press("c")
        await until(pilot, lambda: app.screen.state == "done", timeout=30)
        assert began > asyncio.get_running_loop().time() - 5, "it did not wait for the plug to its end"


@pytest.mark.asyncio
async def test_a_plug_pulled_before_anything_is_armed_changes_nothing_and_goes_in(
    tmp_path: Path, until: Any, screen_text: Any
) -> None:
    async with practising("7.20.8", tmp_path) as (app, server), app.run_test(size=(120, 40)) as pilot:
        with_plug(app, server)
        before = await _mangle(server)
        await by_enter(pilot, until)
        await pilot.press("c", "enter")
        server.pull_plug()
        await pilot.press("a")
        await until(pilot, lambda: "Nothing was changed on the router" in screen_text(app), timeout=30)
        assert not server.pulled
        assert "r Read again" in screen_text(app)
        assert await _mangle(server) == before


@pytest.mark.asyncio
async def test_a_dead_isp_is_told_by_its_line_and_killed_by_a_key(tmp_path: Path, until: Any, screen_text: Any) -> None:
    async with practising("7.20.8", tmp_path) as (app, server), app.run_test(size=(120, 40)) as pilot:
        app.start = replace(app.start, isp=FirstIsp({("factory", "7.20.8"): server}))
        await by_enter(pilot, until)
        await pilot.press("c", "enter", "a")
        await until(pilot, lambda: isinstance(app.screen, ApplyScreen))
        await until(pilot, lambda: app.screen.state is not None, timeout=60)
        assert app.screen.state == "done", screen_text(app)
        await pilot.press("enter")
        await until(pilot, lambda: "Wan1 ● up" in screen_text(app), timeout=30)
        await pilot.press("I")
        server.router.tick(30)
        await until(pilot, lambda: "modem alive, Internet dead" in screen_text(app), timeout=30)
        assert "Wan2 ● up" in screen_text(app)
