"""The start screen, the login and the wait: what opens, what is asked, what is said when it fails."""

from __future__ import annotations

from typing import Any

import pytest
from textual.widgets import Input

from routerboard.language.mndp import Announcement
from routerboard.link.discovery import Neighbour
from routerboard.link.errors import LoginRefused, Unreachable
from routerboard.link.target import Secret, Target
from tests.wide import wide
from tui import recents
from tui.recents import Recent
from tui.screens.connecting import ConnectingScreen
from tui.screens.password import PasswordScreen
from tui.screens.start import StartScreen
from tui.screens.survey import SurveyScreen

HOTEL = Recent("Hotel Acacia, Entebbe", "192.168.88.2", seen="2026-11-02")
SIZES = [(80, 24), *wide(((120, 40),))]


@pytest.mark.asyncio
@pytest.mark.parametrize("size", SIZES)
async def test_start_shows_recent_routers_and_practice(played: Any, app_on: Any, snapshot: Any, size: Any) -> None:
    app = app_on(played)
    recents.remember(HOTEL, app.start.data_dir)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        snapshot(pilot, "start")


@pytest.mark.asyncio
async def test_enter_opens_the_first_practice_board(played: Any, app_on: Any, until: Any) -> None:
    app = app_on(played)
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SurveyScreen))
    assert played.logins == [(Target("127.0.0.1", 40000), Secret(""))]
    assert all(session.closed for session in played.sessions)
    assert recents.read(app.start.data_dir) == (), "practice is not remembered"


@pytest.mark.asyncio
@pytest.mark.parametrize("size", SIZES)
async def test_an_address_asks_for_the_login_and_is_remembered(
    played: Any, app_on: Any, until: Any, snapshot: Any, size: Any
) -> None:
    app = app_on(played)
    async with app.run_test(size=size) as pilot:
        await pilot.press("a", *"10.0.0.1:9000", "enter")
        await until(pilot, lambda: isinstance(app.screen, PasswordScreen))
        await pilot.press(*"s3cret")
        app.screen.query_one("#password", Input).cursor_blink = False
        await pilot.pause()
        snapshot(pilot, "password")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SurveyScreen))
    assert played.logins == [(Target("10.0.0.1", 9000), Secret("s3cret"))]
    assert recents.read(app.start.data_dir) == (Recent("MikroTik", "10.0.0.1", 9000, seen="2026-11-12"),)
    kept = (app.start.data_dir / recents.FILE).read_text(encoding="utf-8")
    assert "s3cret" not in kept


@pytest.mark.asyncio
async def test_what_is_no_address_is_said_and_opens_nothing(
    played: Any, app_on: Any, until: Any, screen_text: Any
) -> None:
    app = app_on(played)
    async with app.run_test(notifications=True) as pilot:
        await pilot.press("a", *"10.0.0.1:99999", "enter")
        await until(pilot, lambda: "not a TCP port" in screen_text(app))
        assert isinstance(app.screen, StartScreen)
    assert played.logins == []


@pytest.mark.asyncio
@pytest.mark.parametrize("size", SIZES)
async def test_trouble_is_told_in_three_sentences_and_can_be_tried_again(
    played: Any, app_on: Any, until: Any, snapshot: Any, screen_text: Any, size: Any
) -> None:
    played.troubles.append(Unreachable("192.168.88.1:8728 does not answer."))
    app = app_on(played, target=Target("192.168.88.1"), password=Secret(""))
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "does not answer" in screen_text(app))
        assert "nothing changed" in screen_text(app)
        assert "Check the address" in screen_text(app)
        snapshot(pilot, "connecting-failed")
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, SurveyScreen))
    assert len(played.logins) == 2


@pytest.mark.asyncio
async def test_a_refused_login_can_be_given_anew(played: Any, app_on: Any, until: Any, screen_text: Any) -> None:
    played.troubles.append(LoginRefused("The router does not accept admin with this password."))
    app = app_on(played, target=Target("192.168.88.1"), password=Secret("wrong"))
    async with app.run_test() as pilot:
        await until(pilot, lambda: "does not accept" in screen_text(app))
        await pilot.press("l")
        await until(pilot, lambda: isinstance(app.screen, PasswordScreen))
        await pilot.press(*"right", "enter")
        await until(pilot, lambda: isinstance(app.screen, SurveyScreen))
    assert [password for _, password in played.logins] == [Secret("wrong"), Secret("right")]


@pytest.mark.asyncio
async def test_what_no_one_foresaw_is_told_too(played: Any, app_on: Any, until: Any, screen_text: Any) -> None:
    played.troubles.append(RuntimeError("the moon is in the way"))
    app = app_on(played, target=Target("192.168.88.1"), password=Secret(""))
    async with app.run_test() as pilot:
        await until(pilot, lambda: "the moon is in the way" in screen_text(app))
        assert isinstance(app.screen, ConnectingScreen)
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, StartScreen))


@pytest.mark.asyncio
async def test_forgetting_a_recent_router(played: Any, app_on: Any, until: Any, screen_text: Any) -> None:
    app = app_on(played)
    recents.remember(HOTEL, app.start.data_dir)
    async with app.run_test() as pilot:
        await until(pilot, lambda: "Hotel Acacia" in screen_text(app))
        await pilot.press("x")
        await until(pilot, lambda: "Hotel Acacia" not in screen_text(app))
        assert "(x Forget)" in screen_text(app), "nothing is left to forget, and the key line says so"
    assert recents.read(app.start.data_dir) == ()


@pytest.mark.asyncio
async def test_a_click_moves_and_a_second_click_opens(played: Any, app_on: Any, until: Any) -> None:
    app = app_on(played)
    async with app.run_test() as pilot:
        await pilot.click("#places", offset=(10, 2))
        assert isinstance(app.screen, StartScreen)
        assert app.screen.query_one("#places").key == "board:1"
        await pilot.click("#places", offset=(10, 2))
        await until(pilot, lambda: isinstance(app.screen, SurveyScreen))


NEAR = Neighbour(
    Announcement("48:8F:5A:12:34:01", "Hotel\x1b[2J", "7.20.8", board="hAP", address="127.0.0.1", api_port=40001),
    "127.0.0.1",
)


@pytest.mark.asyncio
@pytest.mark.parametrize("size", SIZES)
async def test_who_is_near_is_listed_and_opened(
    played: Any, app_on: Any, until: Any, screen_text: Any, snapshot: Any, size: Any
) -> None:
    asked: list[bool] = []

    async def listen(heard: Any, wide: bool) -> None:
        asked.append(wide)
        heard(NEAR)
        heard(NEAR)

    app = app_on(played, listen=listen)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "127.0.0.1:40001" in screen_text(app))
        assert asked == [False]
        assert screen_text(app).count("127.0.0.1:40001") == 1
        snapshot(pilot, "start-near")
        await pilot.press("d")
        await until(pilot, lambda: asked == [False, True])
        await pilot.press("end", "enter")
        await until(pilot, lambda: isinstance(app.screen, PasswordScreen))


@pytest.mark.asyncio
async def test_silence_on_the_wire_is_told(played: Any, app_on: Any, until: Any) -> None:
    async def listen(heard: Any, wide: bool) -> None:
        """Nobody is there."""

    app = app_on(played, listen=listen)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("d")
        await until(pilot, lambda: "Nobody answered" in [one.title for one in app._notifications])
