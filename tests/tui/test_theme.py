"""Terminals with few colours or none: the theme is chosen before the start, and state never needs colour."""

from __future__ import annotations

from typing import Any

import pytest

from tui.theme import refusal, theme_for


@pytest.mark.parametrize(
    ("environment", "theme"),
    [
        ({"TERM": "xterm-256color"}, "simplifi-dark"),
        ({}, "simplifi-dark"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "ansi-dark"),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, "simplifi-dark"),
        ({"TERM": "linux"}, "ansi-dark"),
        ({"TERM": "vt100"}, "ansi-dark"),
    ],
)
def test_the_theme_follows_the_terminal(environment: dict[str, str], theme: str) -> None:
    assert theme_for(environment) == theme


def test_a_dumb_terminal_is_refused_with_a_way_on() -> None:
    assert "simplifi-tui survey" in refusal({"TERM": "dumb"})
    assert refusal({"TERM": "xterm"}) == refusal({}) == ""


@pytest.mark.asyncio
@pytest.mark.parametrize("theme", ["simplifi-light", "ansi-dark", "ansi-light"])
async def test_every_theme_shows_the_same_words(
    theme: str, played: Any, app_on: Any, until: Any, screen_text: Any
) -> None:
    texts = []
    for name in ("simplifi-dark", theme):
        app = app_on(played, theme=name)
        async with app.run_test() as pilot:
            await pilot.press("enter")
            await until(pilot, lambda app=app: "BEFORE WE START" in screen_text(app))
            await pilot.pause()
            texts.append(screen_text(app))
    assert texts[0] == texts[1]
    assert "● up" in texts[0], "a socket with link is told by a word"
    assert "○ empty" in texts[0], "and so is one without"


@pytest.mark.asyncio
async def test_no_color_sends_none(
    played: Any, app_on: Any, until: Any, screen_text: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = app_on(played, theme=theme_for({"TERM": "xterm-256color", "NO_COLOR": "1"}))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: "BEFORE WE START" in screen_text(app))
        styles = [segment.style for strip in app.screen._compositor.render_strips() for segment in strip]
        colours = {colour for style in styles if style for colour in (style.color, style.bgcolor) if colour}
        assert all(colour.is_default for colour in colours)
