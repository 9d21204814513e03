"""One registry of actions: every one can be done, has one key, and shows up in footer, help and palette alike."""

from __future__ import annotations

import inspect
from importlib import import_module
from typing import Any

import pytest
from textual.command import CommandPalette
from textual.content import Content

from tui.actions import ACTIONS
from tui.app import SimplifiApp
from tui.screens.base import Acting
from tui.screens.help import HelpScreen
from tui.screens.start import StartScreen
from tui.widgets.keybar import GAP, fitting
from tui.words.findings import sentence

MODULES = (
    "apply",
    "ask",
    "certificate",
    "connecting",
    "consent",
    "help",
    "password",
    "preview",
    "start",
    "survey",
    *(f"wizard_{step}" for step in ("preset", "lines", "lan", "method", "health", "review")),
)


def screens() -> list[type[Acting[Any]]]:
    """Every screen class of the modules that has a scope of its own."""
    modules = [import_module(f"tui.screens.{name}") for name in MODULES]
    modules += [import_module(f"tui.watch.{name}") for name in ("screen", "tabs", "chooser")]
    found = {one for module in modules for _, one in inspect.getmembers(module, inspect.isclass)}
    acting = [one for one in found if (issubclass(one, Acting) and "SCOPE" in one.__dict__) or hasattr(one, "STEP")]
    return sorted(acting, key=lambda one: (one.__module__, one.__name__))


@pytest.mark.parametrize("screen", screens(), ids=lambda one: f"{one.__module__}.{one.__name__}")
def test_a_screen_can_do_what_its_scope_lists(screen: type[Acting[Any]]) -> None:
    missing = [action.name for action in ACTIONS[screen.SCOPE] if not hasattr(screen, f"do_{action.name}")]
    assert missing == []


def test_the_app_can_do_what_its_scope_lists() -> None:
    assert all(hasattr(SimplifiApp, f"do_{action.name}") for action in ACTIONS["app"])


@pytest.mark.parametrize("scope", ACTIONS)
def test_a_key_means_one_thing_and_every_action_is_told_in_a_sentence(scope: str) -> None:
    keys = [key for action in ACTIONS[scope] for key in action.key.split(",")]
    assert len(keys) == len(set(keys))
    assert all(action.help == sentence(action.help) for action in ACTIONS[scope])


def test_the_key_line_leaves_out_what_does_not_fit() -> None:
    cells = [Content("a Apply"), Content("b Back"), Content("c Cancel")]
    room = sum(cell.cell_length + len(GAP) for cell in cells[:2])
    assert fitting(cells, room) == cells[:2]
    assert fitting(cells, room - 1) == cells[:1]


@pytest.mark.asyncio
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_help_over_the_start(played: Any, app_on: Any, until: Any, snapshot: Any, size: Any) -> None:
    app = app_on(played)
    async with app.run_test(size=size) as pilot:
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        await pilot.pause()
        snapshot(pilot, "help")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, StartScreen))


@pytest.mark.asyncio
async def test_the_palette_offers_the_screens_actions_and_does_them(
    played: Any, app_on: Any, until: Any, screen_text: Any
) -> None:
    app = app_on(played)
    async with app.run_test() as pilot:
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, CommandPalette) and "Practise" in screen_text(app))
        await pilot.press(*"Dark or light")
        await until(pilot, lambda: "Open the router" not in screen_text(app))
        before = app.theme
        await pilot.press("enter")
        await until(pilot, lambda: app.theme != before)


@pytest.mark.asyncio
async def test_what_cannot_be_done_says_why(played: Any, app_on: Any, until: Any, screen_text: Any) -> None:
    app = app_on(played)
    async with app.run_test(notifications=True) as pilot:
        await until(pilot, lambda: "(x Forget)" in screen_text(app))
        await pilot.press("x")
        await until(pilot, lambda: "Not now" in screen_text(app) and "recent router" in screen_text(app))


@pytest.mark.asyncio
async def test_a_click_on_the_key_line_does_it(played: Any, app_on: Any, until: Any, screen_text: Any) -> None:
    app = app_on(played)
    async with app.run_test() as pilot:
        line = screen_text(app).splitlines()[-1]
        await pilot.click("KeyBar", offset=(line.index("? Help"), 1))
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
