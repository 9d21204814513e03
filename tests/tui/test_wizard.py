"""The way from the start to the plan: by enter alone, by mistakes, back and forth."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from tests.wide import wide
from tui.screens.preview import PreviewScreen
from tui.screens.survey import SurveyScreen
from tui.widgets.form import FieldRow, cut
from wizards.site import Speed

SIZES = [(80, 24), *wide(((120, 40),))]
WAY = ("survey", "preset", "lines", "lan", "method", "health", "review", "preview")


def shown(app: Any) -> str:
    """Which screen of the way is shown."""
    screen = app.screen
    return getattr(screen, "STEP", "") or screen.SCOPE


@pytest.mark.asyncio
@pytest.mark.parametrize("size", SIZES)
async def test_every_screen_of_the_way(played: Any, app_on: Any, until: Any, snapshot: Any, size: Any) -> None:
    app = app_on(played)
    async with app.run_test(size=size) as pilot:
        for name in WAY:
            await pilot.press("enter")
            await until(pilot, lambda name=name: shown(app) == name)
            await pilot.pause()
            snapshot(pilot, f"way-{name}")


@pytest.mark.asyncio
async def test_from_start_to_plan_in_at_most_twelve_keys(played: Any, app_on: Any, until: Any) -> None:
    app, pressed = app_on(played), 0
    async with app.run_test() as pilot:
        for name in WAY:
            await pilot.press("enter")
            pressed += 1
            await until(pilot, lambda name=name: shown(app) == name)
        assert isinstance(app.screen, PreviewScreen)
    assert pressed <= 12


async def to(pilot: Any, until: Any, name: str) -> Any:
    """Go by enter to the named screen."""
    for step in WAY[: WAY.index(name) + 1]:
        await pilot.press("enter")
        await until(pilot, lambda step=step: shown(pilot.app) == step)
    await pilot.pause()
    return pilot.app.screen


def field(screen: Any, label: str) -> Any:
    """The control of a field by its label."""
    row = next(row for row in screen.query(FieldRow) if row.field.label == label)
    return row.query("Input, Choice").first()


@pytest.mark.asyncio
@pytest.mark.parametrize("size", SIZES)
async def test_a_wrong_gateway_is_told_beneath_its_field_and_stops(
    played: Any, app_on: Any, until: Any, screen_text: Any, snapshot: Any, size: Any
) -> None:
    app = app_on(played)
    async with app.run_test(size=size, notifications=True) as pilot:
        screen = await to(pilot, until, "lines")
        field(screen, "Kind").focus()
        await pilot.press("right")
        await until(pilot, lambda: screen.site.wans[0].kind == "static")
        await until(pilot, lambda: len(screen.query(FieldRow)) == 6)
        field(screen, "Address").value = "192.168.30.2/24"
        field(screen, "Gateway").focus().value = "192.168.30.2"
        await until(pilot, lambda: "router's own" in screen_text(app))
        snapshot(pilot, "lines-wrong-gateway")
        await pilot.press("enter")
        await until(pilot, lambda: "Put this right first" in screen_text(app))
        assert shown(app) == "lines"
        await pilot.press("end", "backspace", "1", "enter")
        await until(pilot, lambda: shown(app) == "lan")
        assert app.screen.site.wans[0].gateway == "192.168.30.1"


@pytest.mark.asyncio
async def test_a_speed_that_is_none_stops_and_a_right_one_weighs(
    played: Any, app_on: Any, until: Any, screen_text: Any
) -> None:
    app = app_on(played)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await to(pilot, until, "lines")
        field(screen, "Share").focus()
        await pilot.press("backspace", *"fast")
        await until(pilot, lambda: "is no share" in screen_text(app))
        await pilot.press("enter")
        assert shown(app) == "lines"
        await pilot.press(*["backspace"] * 4, *"20M/5M")
        await until(pilot, lambda: screen.site.wans[0].speed == Speed(20_000_000, 5_000_000))
        await pilot.press(*["shift+tab"] * 4, "down")
        await until(pilot, lambda: field(screen, "Name").value == "Wan2")
        field(screen, "Share").focus()
        await pilot.press("backspace", *"10/2")
        await until(pilot, lambda: "67 %" in screen_text(app) and "33 %" in screen_text(app))


@pytest.mark.asyncio
async def test_a_line_more_and_a_line_fewer(played: Any, app_on: Any, until: Any) -> None:
    app = app_on(played)
    async with app.run_test() as pilot:
        screen = await to(pilot, until, "lines")
        await pilot.press("n")
        await until(pilot, lambda: [wan.name for wan in screen.site.wans] == ["Wan1", "Wan2", "Wan3"])
        await pilot.press("x", "x")
        await until(pilot, lambda: [wan.name for wan in screen.site.wans] == ["Wan1"])
        await pilot.press("x")
        assert len(screen.site.wans) == 1, "the last line stays"


@pytest.mark.asyncio
async def test_a_typed_password_is_on_no_screen_and_in_no_site(
    played: Any, app_on: Any, until: Any, screen_text: Any
) -> None:
    app = app_on(played)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await to(pilot, until, "lines")
        field(screen, "Kind").focus()
        await pilot.press("right", "right")
        await until(pilot, lambda: screen.site.wans[0].kind == "pppoe")
        await pilot.pause()
        field(screen, "User").value = "hotel@isp"
        field(screen, "Password").focus().value = "s3cret"
        await until(pilot, lambda: screen.visit.secrets)
        assert "s3cret" not in screen_text(app)
        assert "s3cret" not in repr(screen.visit)
        assert screen.site.wans[0].password.name == "WAN1_PASSWORD"
        assert screen.visit.secrets["WAN1_PASSWORD"].reveal() == "s3cret"


@pytest.mark.asyncio
async def test_going_back_loses_nothing(played: Any, app_on: Any, until: Any) -> None:
    app = app_on(played)
    async with app.run_test() as pilot:
        screen = await to(pilot, until, "lan")
        field(screen, "HotSpot").focus()
        await pilot.press("right", "escape")
        await until(pilot, lambda: shown(app) == "lines")
        await pilot.press("enter")
        await until(pilot, lambda: shown(app) == "lan")
        assert app.screen.site.lan.hotspot
        assert field(app.screen, "HotSpot").value == "yes"


def left(text: str) -> str:
    """What stands left of the picture, in one line."""
    return " ".join(" ".join(line.partition("│")[0] for line in text.splitlines()).split())


@pytest.mark.asyncio
@pytest.mark.parametrize("size", SIZES)
async def test_a_hotspot_is_told_with_the_manuals_own_warning(
    played: Any, app_on: Any, until: Any, screen_text: Any, size: Any
) -> None:
    app = app_on(played)
    async with app.run_test(size=size) as pilot:
        screen = await to(pilot, until, "lan")
        assert "MikroTik's manual" not in screen_text(app)
        field(screen, "HotSpot").focus()
        await pilot.press("right")
        await until(pilot, lambda: screen.site.lan.hotspot)
        await until(pilot, lambda: "main routing table alone" in left(screen_text(app)))
        assert "MikroTik's manual: PCC is not valid with HotSpot" in left(screen_text(app))
        assert screen.site.classifier == "src-address"


@pytest.mark.asyncio
async def test_fail_over_only_leads_to_that_preset(played: Any, app_on: Any, until: Any) -> None:
    app = app_on(played)
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SurveyScreen))
        await pilot.press("right", "enter")
        await until(pilot, lambda: shown(app) == "preset")
        assert app.screen.visit.preset == "failover"
        assert app.screen.site.method == "failover"


@pytest.mark.asyncio
async def test_another_preset_keeps_the_name(played: Any, app_on: Any, until: Any) -> None:
    app = app_on(played)
    async with app.run_test() as pilot:
        screen = await to(pilot, until, "preset")
        await pilot.press("tab", "end", *" 2", "shift+tab", "down")
        await until(pilot, lambda: screen.visit.preset == "hotel-hotspot")
        assert screen.site.name == "MikroTik 2"
        assert screen.site.lan.hotspot


@pytest.mark.asyncio
async def test_a_router_without_any_line_asks_for_one(played: Any, app_on: Any, until: Any, screen_text: Any) -> None:
    unplugged = tuple({**row, "running": "false"} for row in played.found.rows("/interface"))
    none = {"/ip/dhcp-client": (), "/interface/bridge/host": (), "/ip/route": (), "/interface": unplugged}
    played.found = replace(played.found, menus={**played.found.menus, **none})
    app = app_on(played)
    async with app.run_test(notifications=True) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: "None seen. Plug a modem" in screen_text(app))
        screen = await on_to(pilot, until, "lines")
        assert "no line yet" in screen_text(app)
        await pilot.press("enter")
        await until(pilot, lambda: "there is no line" in screen_text(app))
        await pilot.press("n")
        await until(pilot, lambda: [wan.interface for wan in screen.site.wans] == ["ether1"])
        await pilot.press("enter")
        await until(pilot, lambda: shown(app) == "lan")


async def on_to(pilot: Any, until: Any, name: str) -> Any:
    """Go on by enter from the survey to the named screen."""
    for step in WAY[1 : WAY.index(name) + 1]:
        await pilot.press("enter")
        await until(pilot, lambda step=step: shown(pilot.app) == step)
    return pilot.app.screen


@pytest.mark.asyncio
async def test_the_mouse_chooses_too(played: Any, app_on: Any, until: Any, screen_text: Any) -> None:
    app = app_on(played)
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: shown(app) == "survey")
        goals = next(line for line in screen_text(app).splitlines() if "Fail-over only" in line)
        await pilot.click("Answers", offset=(goals.index("Fail-over") - goals.index("▸"), 0))
        await until(pilot, lambda: "▸ Fail-over only" in screen_text(app))
        screen = await on_to(pilot, until, "lan")
        await pilot.click(field(screen, "HotSpot"))
        await until(pilot, lambda: screen.site.lan.hotspot)


@pytest.mark.asyncio
async def test_a_smaller_and_a_larger_window_show_the_same_step(
    played: Any, app_on: Any, until: Any, screen_text: Any
) -> None:
    app = app_on(played)
    async with app.run_test() as pilot:
        await to(pilot, until, "lines")
        for size in ((160, 48), (80, 24)):
            await pilot.resize_terminal(*size)
            await until(pilot, lambda size=size: app.screen.size == size)
            await pilot.pause()
            assert "Which sockets lead to the Internet?" in screen_text(app)
            assert "^p All" in screen_text(app)


@pytest.mark.asyncio
async def test_a_toast_goes_with_its_cause_and_with_its_page(
    played: Any, app_on: Any, until: Any, screen_text: Any
) -> None:
    app = app_on(played)
    said = "Put this right first"
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await to(pilot, until, "health")
        hosts = field(screen, "Hosts of Wan1")
        hosts.focus().value = "nonsense"
        await until(pilot, lambda: bool(screen.blocking()))
        await pilot.press("enter")
        await until(pilot, lambda: said in screen_text(app))
        hosts.value = "8.8.4.4, 208.67.222.222"
        await until(pilot, lambda: said not in screen_text(app))
        hosts.value = "nonsense"
        await until(pilot, lambda: bool(screen.blocking()))
        await pilot.press("enter")
        await until(pilot, lambda: said in screen_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: shown(app) == "method" and said not in screen_text(app))


@pytest.mark.asyncio
async def test_a_long_answer_shows_its_beginning_out_of_hand_and_its_end_in_hand(
    played: Any, app_on: Any, until: Any, screen_text: Any
) -> None:
    app = app_on(played)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await to(pilot, until, "health")
        hosts = field(screen, "Hosts of Wan1")
        hosts.value = "208.67.222.222, 149.112.112.112, 9.9.9.10"
        await until(pilot, lambda: "208.67.222.222, …" in screen_text(app))
        hosts.focus()
        await pilot.press("end")
        await until(pilot, lambda: "9.9.9.10" in screen_text(app))
        await pilot.press("tab")
        await until(pilot, lambda: "208.67.222.222, …" in screen_text(app))


def test_a_cut_text_ends_after_a_comma_where_it_has_one() -> None:
    assert cut("8.8.4.4, 208.67.222.222", 22) == "8.8.4.4, …"
    assert cut("8.8.4.4, 1.1.1.1, 9.9.9.9", 20) == "8.8.4.4, 1.1.1.1, …"
    assert cut("a-single-word", 8) == "a-singl…"


@pytest.mark.asyncio
async def test_menus_without_room_are_counted(played: Any, app_on: Any, until: Any, screen_text: Any) -> None:
    app = app_on(played)
    async with app.run_test(size=(80, 24)) as pilot:
        await to(pilot, until, "health")
        await until(pilot, lambda: re.search(r"… and \d+ more", screen_text(app)) is not None)
        await pilot.resize_terminal(80, 40)
        await until(pilot, lambda: re.search(r"… and \d+ more", screen_text(app)) is None)
