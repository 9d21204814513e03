"""The story of a row over the live screen: what it asks for, how it reads, and that it goes away again."""

from __future__ import annotations

from typing import Any

import pytest

from routerboard.link.watching import Snapshot
from tests.tui.watch.test_screen import V7, interfaces, live, rows
from tests.wide import wide
from tui.app import SimplifiApp
from tui.opening import Opening
from tui.watch.screen import LiveScreen
from tui.watch.telling import StoryScreen


@pytest.fixture
def app(tmp_path: Any) -> SimplifiApp:
    return SimplifiApp(Opening(data_dir=tmp_path))


STORY = {
    "/ip/firewall/mangle": [
        {".id": "*20", "chain": "prerouting", "action": "mark-connection", "in-interface": "bridge",
         "connection-state": "new", "connection-mark": "no-mark", "per-connection-classifier": "src-address:2/0",
         "new-connection-mark": "Wan1_conn", "passthrough": "true", "comment": "simplifi:pcc:Wan1:0"},
        {".id": "*21", "chain": "prerouting", "action": "mark-connection", "in-interface": "bridge",
         "connection-state": "new", "connection-mark": "no-mark", "per-connection-classifier": "src-address:2/1",
         "new-connection-mark": "Wan2_conn", "passthrough": "true", "comment": "simplifi:pcc:Wan2:1"},
        {".id": "*22", "chain": "prerouting", "action": "mark-routing", "in-interface": "bridge",
         "connection-mark": "Wan2_conn", "new-routing-mark": "to_Wan2", "passthrough": "false"},
    ],
}  # fmt: skip


async def answered(screen: LiveScreen, until: Any, pilot: Any) -> None:
    """Give the story whatever it waits for, as the router would."""
    found = {**rows(V7), **STORY, "/interface": interfaces(60)}
    screen.watcher.clock = lambda: 300.0
    assert isinstance(pilot.app.screen, StoryScreen)
    for menu in sorted(screen.watcher.wanted):
        here = found.get(menu, [])
        screen._took(menu, Snapshot(tuple(here), 300.0, len(here)))
    await until(pilot, lambda: pilot.app.screen.story is not None)
    await pilot.pause()


@pytest.mark.asyncio
@pytest.mark.parametrize("size", [(80, 24), *wide(((120, 36),))])
async def test_the_story_of_a_connection(
    app: Any, until: Any, screen_text: Any, snapshot: Any, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        screen = await live(pilot, until)
        await pilot.press("7", "down", "down", "enter")
        await until(pilot, lambda: "Reading the router's rules" in screen_text(app))
        assert {"/ip/firewall/raw", "/interface/list/member", "/routing/rule"} <= screen.watcher.wanted
        assert "/ip/route/rule" not in screen.watcher.wanted
        await answered(screen, until, pilot)
        assert "Wan2_conn: mangle #1" in screen_text(app)
        snapshot(app, "story-connection")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        assert "/ip/firewall/raw" not in screen.watcher.wanted


@pytest.mark.asyncio
async def test_the_story_of_a_rule_and_of_a_route(app: Any, until: Any, screen_text: Any, snapshot: Any) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await live(pilot, until)
        for tab, name, words in (
            ("5", "rule", "connections have the mark"),
            ("4", "route", "Yes, it is active, by Wan1"),
        ):
            await pilot.press(tab, "enter")
            await answered(screen, until, pilot)
            assert words in screen_text(app)
            snapshot(app, f"story-{name}")
            await pilot.press("escape")


@pytest.mark.asyncio
async def test_the_overview_has_no_story_and_says_so(app: Any, until: Any, screen_text: Any) -> None:
    async with app.run_test(size=(120, 30), notifications=True) as pilot:
        await live(pilot, until)
        await pilot.press("enter")
        await until(pilot, lambda: "story of connections, routes and rules" in screen_text(app))
