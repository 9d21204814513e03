"""The live screen with rows that never change: every tab as it looks, and what its keys do."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from routerboard.language.survey import Survey
from routerboard.language.version import Version
from routerboard.link.errors import LoginRefused, RouterError, RouterLost, Unreachable
from routerboard.link.watching import Snapshot
from tests.wide import wide
from tui.app import SimplifiApp
from tui.opening import Opening
from tui.watch.overview import LinePanel
from tui.watch.screen import TABS, LiveScreen
from tui.watch.telling import StoryScreen

SIZES = [(80, 24), (120, 40)]
V6, V7 = Version.parse("6.49.18"), Version.parse("7.20.8")


class NoRouter:
    """Stands where the keeper of the session does; nothing is ever asked of it."""

    trouble: RouterError | None = None

    async def session(self) -> Any:
        raise RouterLost("there is no router in this test")

    async def close(self) -> None:
        return


def interfaces(seconds: int) -> list[dict[str, str]]:
    def row(number: int, name: str, kind: str, down: int, up: int, **more: str) -> dict[str, str]:
        counters = {"rx-byte": str(down * seconds // 8), "tx-byte": str(up * seconds // 8)}
        packets = {"rx-packet": str(down * seconds // 9600), "tx-packet": str(up * seconds // 9600)}
        return {".id": f"*{number}", "name": name, "type": kind, "actual-mtu": "1500", "running": "true",
                "disabled": "false", **counters, **packets, **more}  # fmt: skip

    return [
        row(1, "ether1", "ether", 18_200_000, 3_100_000, comment="to the lobby"),
        row(2, "ether2", "ether", 9_400_000, 1_200_000),
        row(3, "ether3", "ether", 900_000, 8_000_000, slave="true"),
        row(4, "bridge", "bridge", 4_300_000, 27_600_000),
    ]


def routes(version: Version) -> list[dict[str, str]]:
    if version == V6:
        return [
            {".id": "*1", "dst-address": "0.0.0.0/0", "gateway": "192.168.30.1", "active": "true", "static": "true",
             "gateway-status": "192.168.30.1 reachable via  ether1", "distance": "1", "check-gateway": "ping"},
            {".id": "*2", "dst-address": "0.0.0.0/0", "gateway": "192.168.42.1", "active": "true", "static": "true",
             "gateway-status": "192.168.42.1 reachable via  ether2", "distance": "1", "routing-mark": "to_Wan2"},
            {".id": "*3", "dst-address": "192.168.88.0/24", "gateway": "bridge", "active": "true", "dynamic": "true",
             "connect": "true", "gateway-status": "bridge reachable", "distance": "0", "pref-src": "192.168.88.1"},
        ]  # fmt: skip
    return [
        {".id": "*1", "dst-address": "0.0.0.0/0", "gateway": "192.168.30.1", "immediate-gw": "192.168.30.1%ether1",
         "active": "true", "static": "true", "distance": "1", "routing-table": "main", "check-gateway": "ping"},
        {".id": "*2", "dst-address": "0.0.0.0/0", "gateway": "192.168.42.1@main", "immediate-gw": "192.168.42.1%ether2",
         "active": "true", "static": "true", "distance": "1", "routing-table": "to_Wan2"},
        {".id": "*3", "dst-address": "192.168.88.0/24", "gateway": "bridge", "immediate-gw": "bridge", "active": "true",
         "dynamic": "true", "connect": "true", "distance": "0", "routing-table": "main"},
    ]  # fmt: skip


def connections() -> list[dict[str, str]]:
    flags = dict.fromkeys(("seen-reply", "assured", "confirmed", "srcnat"), "true")
    return [
        {
            ".id": f"*{number}",
            "src-address": f"192.168.88.{20 + number % 30}:{40000 + number}",
            "dst-address": f"203.0.113.{number}:443",
            "reply-dst-address": "192.168.30.2:1" if number % 3 else "192.168.42.2:1",
            "protocol": "tcp" if number % 4 else "udp",
            "connection-mark": "Wan1_conn" if number % 3 else "Wan2_conn",
            "timeout": "23h59m17s",
            "tcp-state": "established",
            "orig-rate": str(number * 1000),
            "repl-rate": str(number * 9000),
            "orig-bytes": "54300",
            "repl-bytes": "9122611",
            **flags,
        }
        for number in range(1, 61)
    ]


MARK = {"chain": "prerouting", "action": "mark-connection", "in_interface": "bridge", "connection_mark": "no-mark"}


def rule(number: int, **values: str) -> dict[str, str]:
    counters = {"bytes": str(number * 484_454), "packets": str(number * 3147)}
    return {".id": f"*{number}", **{name.replace("_", "-"): value for name, value in values.items()}, **counters}


def pcc(remainder: int) -> dict[str, str]:
    return {"per_connection_classifier": f"both-addresses:3/{remainder}"}


# fmt: off
def rows(version: Version) -> dict[str, list[dict[str, str]]]:
    return {
        "/ip/firewall/nat": [
            rule(1, chain="srcnat", action="masquerade", out_interface="ether1", comment="simplifi:nat:Wan1"),
            rule(2, chain="srcnat", action="masquerade", out_interface="ether2", comment="simplifi:nat:Wan2"),
        ],
        "/ip/firewall/mangle": [
            rule(1, **MARK, new_connection_mark="Wan1_conn", comment="simplifi:pcc:Wan1:0", **pcc(0)),
            rule(2, **MARK, new_connection_mark="Wan1_conn", comment="simplifi:pcc:Wan1:1", **pcc(1)),
            rule(3, **MARK, new_connection_mark="Wan2_conn", comment="simplifi:pcc:Wan2:2", **pcc(2), disabled="true"),
        ],
        "/ip/address": [
            {".id": "*1", "address": "192.168.88.1/24", "network": "192.168.88.0", "interface": "bridge",
             "comment": "defconf"},
            {".id": "*2", "address": "192.168.30.2/24", "network": "192.168.30.0", "interface": "ether1",
             "dynamic": "true"},
            {".id": "*3", "address": "192.168.42.2/24", "network": "192.168.42.0", "interface": "ether2",
             "dynamic": "true"},
        ],
        "/ip/route": routes(version),
        "/ip/firewall/connection": connections(),
        "/ip/firewall/connection/tracking": [{"max-entries": "1048576" if version == V7 else "217088"}],
        "/system/resource": [{"cpu-load": "21"}],
        "/log": [
            {".id": f"*{number}", "time": "2026-11-12 20:57:01", "topics": "interface,info",
             "message": f"ether{number} link up"}
            for number in range(1, 40)
        ],
    }
# fmt: on


async def live(pilot: Any, until: Any, version: Version = V7) -> LiveScreen:
    """The live screen after a minute of the same traffic."""
    screen = LiveScreen(NoRouter(), Survey(version, "hotel-acacia"), polling=False)  # type: ignore[arg-type]
    now = [100.0]
    screen.watcher.clock = lambda: now[0]
    pilot.app.push_screen(screen)
    await until(pilot, lambda: pilot.app.screen is screen and screen.query("Overview"))
    for menu, found in rows(version).items():
        screen._took(menu, Snapshot(tuple(found), now[0], len(found)))
    for second in range(60):
        now[0] += 1.0
        screen._took("/interface", Snapshot(tuple(interfaces(second)), now[0], 4))
    await until(pilot, lambda: len(screen.query("LinePanel")) == 2)
    screen._draw("/interface")
    await pilot.pause()
    return screen


@pytest.fixture
def app() -> SimplifiApp:
    return SimplifiApp(Opening())


@pytest.mark.asyncio
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("version", [V6, V7], ids=str)
async def test_every_tab_as_it_looks(
    app: Any, until: Any, snapshot: Any, size: tuple[int, int], version: Version
) -> None:
    async with app.run_test(size=size) as pilot:
        await live(pilot, until, version)
        for number, name in enumerate(TABS, 1):
            await pilot.press(str(number))
            await pilot.pause()
            snapshot(app, f"live-{name.lower()}-{version.major}")


@pytest.mark.asyncio
async def test_filter_as_you_type_and_escape_takes_it_away(app: Any, until: Any, screen_text: Any) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await live(pilot, until)
        await pilot.press("7", "slash", *"mark:Wan2", "enter")
        await until(pilot, lambda: "20 of 60 items, filter: mark:Wan2" in screen_text(app))
        assert "Wan1_conn" not in screen_text(app)
        await pilot.press("slash", "escape")
        await until(pilot, lambda: "60 items" in screen_text(app) and "filter" not in screen_text(app).splitlines()[-3])


@pytest.mark.asyncio
async def test_the_cursor_stays_on_its_row_when_rows_move(app: Any, until: Any) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await live(pilot, until)
        await pilot.press("7", "down", "down", "down")
        table = screen.table
        assert table is not None
        held = table.selected
        assert held is not None
        moved = [*connections()[30:], *connections()[:30]]
        screen._took("/ip/firewall/connection", Snapshot(tuple(moved), 200.0, 60))
        await pilot.pause()
        assert table.selected is not None
        assert table.selected[".id"] == held[".id"]
        assert table.cursor == 33


@pytest.mark.asyncio
async def test_sorting_by_key_and_by_a_click_on_a_title(app: Any, until: Any) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await live(pilot, until)
        await pilot.press("2", "s", "s", "s")
        table = screen.table
        assert table is not None
        assert (table.sort, table.down) == (1, False)
        await pilot.click("#tab-Interfaces VirtualTable", offset=(10, 0))
        assert (table.sort, table.down) == (1, True)
        assert [row["name"] for row in table._view.rows] == ["ether3", "ether2", "ether1", "bridge"]


@pytest.mark.asyncio
async def test_connections_say_how_many_there_can_be(app: Any, until: Any, screen_text: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await live(pilot, until)
        await pilot.press("7")
        assert "60 items, of 60 s ago   Max Entries: 1048576   " in screen_text(app)
        assert "/ip/firewall/connection/tracking" in screen.watcher.wanted
        await pilot.press("6")
        assert "2 items" in screen_text(app)
        assert "Max Entries" not in screen_text(app)
        assert "/ip/firewall/connection/tracking" not in screen.watcher.wanted


@pytest.mark.asyncio
async def test_frozen_means_nothing_moves(app: Any, until: Any, screen_text: Any) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await live(pilot, until)
        await pilot.press("7", "z")
        screen._took("/ip/firewall/connection", Snapshot((), 200.0, 0))
        await pilot.pause()
        assert "frozen" in screen_text(app)
        assert "203.0.113.1:443" in screen_text(app)
        await pilot.press("z")
        await until(pilot, lambda: "203.0.113.1:443" not in screen_text(app))


@pytest.mark.asyncio
async def test_a_lost_router_is_told_with_the_age_of_what_is_shown(app: Any, until: Any, screen_text: Any) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await live(pilot, until)
        screen.watcher.clock = lambda: 172.0
        screen._in_trouble(RouterLost("192.168.88.1 closed the connection."))
        await until(pilot, lambda: "last data 12 s ago" in screen_text(app))
        assert "closed the connection" in screen_text(app)


@pytest.mark.asyncio
async def test_only_the_shown_tab_costs_the_router_anything(app: Any, until: Any) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await live(pilot, until)
        assert "/log" not in screen.watcher.wanted
        await pilot.press("8")
        assert "/log" in screen.watcher.wanted
        assert "/ip/firewall/connection" not in screen.watcher.wanted


@pytest.mark.asyncio
async def test_what_cannot_be_done_says_why(app: Any, until: Any, screen_text: Any) -> None:
    async with app.run_test(size=(120, 30), notifications=True) as pilot:
        await live(pilot, until)
        await pilot.press("s")
        await until(pilot, lambda: "nothing to filter or sort" in screen_text(app))


@pytest.mark.asyncio
async def test_when_the_held_row_ends_the_cursor_holds_the_next_one(app: Any, until: Any) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await live(pilot, until)
        await pilot.press("7", "down", "down", "down")
        left = [row for row in connections() if row[".id"] != "*4"]
        screen._took("/ip/firewall/connection", Snapshot(tuple(left), 200.0, 59))
        await pilot.pause()
        screen._took("/ip/firewall/connection", Snapshot((*left[30:], *left[:30]), 201.0, 59))
        await pilot.pause()
        assert screen.table is not None
        assert screen.table.selected is not None
        assert screen.table.selected[".id"] == "*5"


@pytest.mark.asyncio
async def test_a_refused_table_keeps_its_rows_and_says_why(app: Any, until: Any, screen_text: Any) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await live(pilot, until)
        await pilot.press("7")
        screen._took("/ip/firewall/connection", Snapshot((), 160.0, 0, refused="The router refused: interrupted"))
        await until(pilot, lambda: "refused: interrupted   60 items of 60 s ago" in screen_text(app))
        assert "203.0.113.1:443" in screen_text(app)


class Away(NoRouter):
    """A router that cannot be reached from the start; the session is awaited for ever."""

    trouble = Unreachable("192.168.88.1 does not answer.")

    async def session(self) -> Any:
        await asyncio.Event().wait()


@pytest.mark.asyncio
async def test_a_router_that_was_never_there_is_told_with_the_reason(app: Any, until: Any, screen_text: Any) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        app.push_screen(LiveScreen(Away(), Survey(V7, "hotel-acacia")))  # type: ignore[arg-type]
        await until(pilot, lambda: "does not answer. Trying again; no data yet" in screen_text(app))


@pytest.mark.asyncio
async def test_shares_of_a_part_of_the_connections_say_so_and_are_not_judged(
    app: Any, until: Any, screen_text: Any
) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await live(pilot, until)
        assert "chance, judged by 60 pairs of guest and server (67% : 33%)" in screen_text(app)
        screen._took("/ip/firewall/connection", Snapshot(tuple(connections()), 161.0, 80_000))
        await until(pilot, lambda: "shares of 60 of 80000 connections" in screen_text(app))
        await until(pilot, lambda: "not judged: only a part of the connections is here" in screen_text(app))
        assert "(of 60 of 80000 connections)" in screen_text(app)


def nat(*interfaces: str) -> Snapshot:
    lines = [
        rule(number, chain="srcnat", out_interface=name, comment=f"simplifi:nat:Wan{number}")
        for number, name in enumerate(interfaces, 1)
    ]
    return Snapshot(tuple(lines), 162.0, len(lines))


def panels(screen: LiveScreen) -> list[str]:
    return [panel.line.interface for panel in screen.query(LinePanel)]


@pytest.mark.asyncio
async def test_a_line_that_moves_to_another_interface_is_shown_there(app: Any, until: Any) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await live(pilot, until)
        screen._took("/ip/firewall/nat", nat("ether3", "ether2"))
        await until(pilot, lambda: panels(screen) == ["ether3", "ether2"])


@pytest.mark.asyncio
async def test_a_frozen_overview_keeps_its_lines_until_it_goes_on(app: Any, until: Any) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await live(pilot, until)
        await pilot.press("z")
        screen._took("/ip/firewall/nat", nat("ether1"))
        await pilot.pause()
        assert panels(screen) == ["ether1", "ether2"]
        await pilot.press("z")
        screen._took("/ip/firewall/nat", nat("ether1"))
        await until(pilot, lambda: panels(screen) == ["ether1"])


class Refusing(NoRouter):
    """A router that no longer lets us in."""

    async def session(self) -> Any:
        raise LoginRefused("192.168.88.1 refused the login.")


@pytest.mark.asyncio
async def test_a_refused_login_ends_the_watching_and_says_so(app: Any, until: Any, screen_text: Any) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        app.push_screen(LiveScreen(Refusing(), Survey(V7, "hotel-acacia")))  # type: ignore[arg-type]
        await until(pilot, lambda: "refused the login. Watching has ended" in screen_text(app))
        assert "Trying again" not in screen_text(app)


@pytest.mark.asyncio
async def test_words_of_the_router_never_command_the_terminal(app: Any, until: Any) -> None:
    evil = "\x1b]0;title\x07\x9b2J"
    row = {".id": "*1", "address": "10.0.0.1/24", "interface": "ether1", "comment": f"modem{evil}"}
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await live(pilot, until)
        screen._survey = Survey(V7, f"hotel{evil}")
        await pilot.press("3")
        screen._took("/ip/address", Snapshot((row,), 200.0, 1))
        await pilot.pause()
        drawn = "".join(segment.text for strip in app.screen._compositor.render_strips() for segment in strip)
        assert drawn.count("modem") == 2
        assert drawn.count("]0;title") == 3
        assert not set(drawn) & {"\x1b", "\x07", "\x9b"}


def asked(screen: LiveScreen) -> tuple[str, ...]:
    return screen.watcher._narrowed.get("/ip/firewall/connection", ())


@pytest.mark.asyncio
async def test_of_a_long_table_the_filter_is_put_to_the_router_too(app: Any, until: Any, screen_text: Any) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await live(pilot, until)
        mangle = [{".id": "*1", "new-connection-mark": "Wan2_conn"}, {".id": "*2", "new-connection-mark": "Wan1_conn"}]
        screen._took("/ip/firewall/mangle", Snapshot(tuple(mangle), 160.0, 2))
        await pilot.press("7", "slash", *"mark:Wan2")
        await until(pilot, lambda: asked(screen) == ("?connection-mark=Wan2_conn",))
        await pilot.press("escape")
        assert asked(screen) == ()


@pytest.mark.asyncio
async def test_all_rows_of_a_long_table_come_on_demand(app: Any, until: Any, screen_text: Any) -> None:
    menu = "/ip/firewall/connection"
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await live(pilot, until)
        await pilot.press("7", "w")
        assert menu not in screen.watcher._whole, "all are here"
        some = Snapshot(tuple(connections()), 158.0, 80_000, part="those that carry something now")
        screen._took(menu, some)
        await until(pilot, lambda: "60 of 80000 items: those that carry something now" in screen_text(app))
        await pilot.press("w")
        assert menu in screen.watcher._whole
        screen.watcher._held.add(menu)
        screen._took(menu, Snapshot(tuple(connections()), 100.0, 60))
        await until(pilot, lambda: "60 items, of 60 s ago, held: w goes on" in screen_text(app))
        await pilot.press("w")
        assert not screen.watcher.held(menu)


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
