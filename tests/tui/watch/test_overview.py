"""The overview with few and many lines, its keys, and the alarm that is heard on every tab."""

from __future__ import annotations

from typing import Any

import pytest

from routerboard.language.survey import Survey
from routerboard.link.watching import Snapshot
from tests.tui.watch.test_screen import V7, NoRouter, interfaces, live
from tests.wide import wide
from tui.app import SimplifiApp
from tui.opening import Opening
from tui.watch.screen import LiveScreen


@pytest.fixture
def app(tmp_path: Any) -> SimplifiApp:
    return SimplifiApp(Opening(data_dir=tmp_path))


def many(lines: int, dead: int = 0) -> dict[str, list[dict[str, str]]]:
    """Rows of a router with so many lines; the probe of the third is silent."""
    each = range(1, lines + 1)
    mark = {"chain": "prerouting", "action": "mark-connection"}
    return {
        "/ip/firewall/nat": [
            {".id": f"*{n}", "comment": f"simplifi:nat:Wan{n}", "out-interface": f"ether{n}"} for n in each
        ],
        "/ip/firewall/mangle": [
            {".id": f"*{n}", **mark, "comment": f"simplifi:pcc:Wan{n}:{n - 1}", "new-connection-mark": f"Wan{n}_conn",
             "per-connection-classifier": f"both-addresses:{lines}/{n - 1}"}
            for n in each
        ],
        "/ip/route": [
            {".id": f"*{n}", "dst-address": "0.0.0.0/0", "gateway": f"10.0.{n}.1",
             "immediate-gw": f"10.0.{n}.1%ether{n}", "active": "true"}
            for n in each
        ],
        "/ip/address": [{"address": f"10.0.{n}.2/24", "interface": f"ether{n}"} for n in each],
        "/tool/netwatch": [
            {"comment": f"simplifi:watch:Wan{n}:1", "host": f"8.8.{n}.4", "status": "down" if n == 3 else "up"}
            for n in each
        ],
        "/ip/firewall/connection": [
            {".id": f"*{at:X}", "src-address": f"192.168.88.{at % 60 + 20}:{40000 + at}",
             "dst-address": f"203.0.113.{at % 250}:443", "reply-dst-address": f"10.0.{at % lines + 1}.2:{40000 + at}",
             "connection-mark": f"Wan{at % lines + 1}_conn", "orig-rate": str(at * 100), "repl-rate": str(at * 900)}
            for at in range(900)
        ],
        "/system/resource": [{"cpu-load": "21"}],
    }  # fmt: skip


def carried(second: int, line: int) -> int:
    """Bytes of a line after so many seconds: it swells and ebbs twice in two minutes."""
    return sum(900_000 // line * (20 + abs(at % 60 - 30)) // 50 for at in range(second))


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("lines", "size", "dead"),
    [
        *((3, (80, 24), 0), (5, (80, 24), 2), (8, (120, 36), 2)),
        *wide((1, (80, 24), 0), (2, (120, 36), 2), (3, (120, 36), 0), (5, (120, 36), 0), (8, (80, 24), 0)),
    ],
)
async def test_the_overview_of_many_lines(
    app: Any, until: Any, snapshot: Any, lines: int, size: tuple[int, int], dead: int
) -> None:
    async with app.run_test(size=size) as pilot:
        screen = LiveScreen(NoRouter(), Survey(V7, "hotel-acacia"), polling=False)  # type: ignore[arg-type]
        now = [100.0]
        screen.watcher.clock = lambda: now[0]
        app.push_screen(screen)
        await until(pilot, lambda: app.screen is screen and screen.query("Overview"))
        for menu, found in many(lines).items():
            screen._took(menu, Snapshot(tuple(found), now[0], len(found)))
        for second in range(130):
            now[0] += 1.0
            ports = [
                {".id": f"*{n}", "name": f"ether{n}", "type": "ether", "rx-byte": str(carried(second, n)),
                 "tx-byte": str(second * 90_000 // n), "running": "false" if n == dead and second > 100 else "true"}
                for n in range(1, lines + 1)
            ]  # fmt: skip
            screen._took("/interface", Snapshot(tuple(ports), now[0], lines))
        await pilot.pause()
        screen._draw("/interface")
        await pilot.pause()
        snapshot(app, f"overview-{lines}-lines", mask=(r"\d\d:\d\d:\d\d",))


@pytest.mark.asyncio
async def test_the_graphs_look_further_back_and_closer(app: Any, until: Any, screen_text: Any) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await live(pilot, until)
        await pilot.press("minus")
        await until(pilot, lambda: "bytes, 10 min" in screen_text(app))
        await pilot.press(*["minus"] * 9)
        await until(pilot, lambda: "bytes, 24 h" in screen_text(app))
        await pilot.press("plus")
        await until(pilot, lambda: "bytes, 6 h" in screen_text(app))
        await pilot.press("2", "minus")
        await until(pilot, lambda: "Only the overview has graphs" in screen_text(app))


@pytest.mark.asyncio
async def test_a_lost_line_is_told_on_every_tab_until_quiet(app: Any, until: Any, screen_text: Any) -> None:
    async with app.run_test(size=(120, 30), notifications=True) as pilot:
        screen = await live(pilot, until)
        await pilot.press("7")
        gone = [{**one, "running": "false"} if one["name"] == "ether2" else one for one in interfaces(60)]
        screen._took("/interface", Snapshot(tuple(gone), 161.0, 4))
        await until(pilot, lambda: "Wan2 lost: no link: cable unplugged" in screen_text(app))
        assert "Wan2 ✗ down" in screen_text(app)
        app.clear_notifications()
        await pilot.press("q")
        assert "quiet: q rings again" in screen_text(app)
        screen._took("/interface", Snapshot(tuple(interfaces(61)), 162.0, 4))
        await pilot.pause()
        assert "Wan2 back" not in screen_text(app)
