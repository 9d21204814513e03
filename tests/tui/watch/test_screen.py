"""The live screen with rows that never change: every tab as it looks, and what its keys do."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from proof.balance import Draws
from routerboard.language.survey import Survey
from routerboard.language.version import Version
from routerboard.link.errors import LoginRefused, RouterError, RouterLost, Unreachable
from routerboard.link.pace import pace_for
from routerboard.link.watching import Snapshot
from tests.wide import wide
from tui.app import SimplifiApp
from tui.opening import Opening
from tui.watch import state
from tui.watch.overview import LinePanel
from tui.watch.screen import LiveScreen
from tui.watch.state import CONNECTIONS
from tui.watch.tabs import FIRST, MORE

SIZES = [(80, 24), *wide(((120, 40),))]
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


def pcc(number: int, line: str, remainder: int, **more: str) -> dict[str, str]:
    classifier = f"both-addresses:3/{remainder}"
    comment = f"simplifi:pcc:{line}:{remainder}"
    mark = {**MARK, "new_connection_mark": f"{line}_conn", "per_connection_classifier": classifier, **more}
    return rule(number, **mark, comment=comment)


# fmt: off
def rows(version: Version) -> dict[str, list[dict[str, str]]]:
    return {
        "/ip/firewall/nat": [
            rule(1, chain="srcnat", action="masquerade", out_interface="ether1", comment="simplifi:nat:Wan1"),
            rule(2, chain="srcnat", action="masquerade", out_interface="ether2", comment="simplifi:nat:Wan2"),
        ],
        "/ip/firewall/mangle": [
            pcc(1, "Wan1", 0),
            pcc(2, "Wan1", 1),
            pcc(3, "Wan2", 2, disabled="true"),
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
        "/ip/firewall/filter": [
            rule(1, chain="input", action="accept", connection_state="established,related", comment="defconf"),
            rule(2, chain="forward", action="fasttrack-connection", connection_state="established", disabled="true"),
            rule(3, chain="input", action="drop", in_interface_list="!LAN", protocol="tcp", dst_port="22,8291"),
        ],
        "/ip/firewall/address-list": [
            {".id": "*1", "list": "simplifi-local", "address": "192.168.88.0/24", "dynamic": "false",
             "creation-time": "2026-11-12 20:57:01", "comment": "simplifi:local:lan"},
            {".id": "*2", "list": "odd", "address": "192.168.88.31", "timeout": "23h51m7s", "dynamic": "true",
             "creation-time": "2026-11-12 20:48:08"},
        ],
        "/ip/dhcp-server/lease": [
            {".id": "*1", "address": "192.168.88.254", "mac-address": "5C:E9:1E:5E:3C:11", "server": "defconf",
             "client-id": "1:5c:e9:1e:5e:3c:11", "active-address": "192.168.88.254", "host-name": "Galaxy-S8",
             "active-mac-address": "5C:E9:1E:5E:3C:11", "expires-after": "9m12s", "status": "bound",
             "dynamic": "true", "radius": "false", "blocked": "false", "disabled": "false"},
            {".id": "*2", "address": "192.168.88.9", "mac-address": "5C:E9:1E:00:00:02", "server": "defconf",
             "status": "waiting", "dynamic": "false", "disabled": "false", "comment": "till"},
        ],
        "/ip/hotspot/host": [
            {".id": "*1", "mac-address": "5C:E9:1E:5E:3C:11", "address": "10.5.50.20", "to-address": "10.5.50.20",
             "server": "hotspot1", "uptime": "1h2m3s", "idle-time": "2s", "bytes-in": "81234", "bytes-out": "9122611",
             "authorized": "true", "bypassed": "false", "DHCP": "true"},
        ],
        "/ip/hotspot/active": [
            {".id": "*1", "server": "hotspot1", "user": "guest", "address": "10.5.50.20", "uptime": "58m3s",
             "mac-address": "5C:E9:1E:5E:3C:11", "idle-time": "2s", "session-time-left": "1d1h1m57s",
             "login-by": "http-chap", "bytes-in": "81234", "bytes-out": "9122611", "radius": "false"},
        ],
        "/ip/neighbor": [
            {".id": "*1", "interface": "ether2", "address": "192.168.42.1", "mac-address": "4C:5E:0C:11:22:33",
             "identity": "modem", "platform": "MikroTik", "version": "6.49.18 (stable)", "board": "RB411",
             "uptime": "5w4d3h2m1s", "age": "12s", "system-description": "a modem of the provider"},
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
def app(tmp_path: Path) -> SimplifiApp:
    return SimplifiApp(Opening(data_dir=tmp_path))


@pytest.mark.asyncio
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("version", [V6, V7], ids=str)
async def test_every_tab_as_it_looks(
    app: Any, until: Any, snapshot: Any, size: tuple[int, int], version: Version
) -> None:
    async with app.run_test(size=size) as pilot:
        await live(pilot, until, version)
        for number, name in enumerate(FIRST, 1):
            await pilot.press(str(number))
            await pilot.pause()
            snapshot(app, f"live-{name.lower()}-{version.major}")


@pytest.mark.asyncio
@pytest.mark.parametrize("version", [V6, V7], ids=str)
async def test_the_other_tables_are_behind_the_ninth_key(app: Any, until: Any, snapshot: Any, version: Version) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await live(pilot, until, version)
        await pilot.press("9")
        await pilot.pause()
        snapshot(app, f"live-tables-{version.major}")
        await pilot.press("escape")
        for name, (letter, _) in MORE.items():
            await pilot.press("9", letter)
            await until(pilot, lambda name=name: screen.shown_tab == name)
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
        await pilot.press("2", "right", "s")
        table = screen.table
        assert table is not None
        assert (table.sort, table.down) == (1, False)
        await pilot.click("#tab-Interfaces VirtualTable", offset=(10, 0))
        assert (table.sort, table.down) == (1, True)
        assert [row["name"] for row in table.view] == ["ether3", "ether2", "ether1", "bridge"]


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
async def test_shares_of_a_part_of_the_connections_say_so_and_give_no_draws(
    app: Any, until: Any, screen_text: Any
) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await live(pilot, until)
        assert "chance, judged by 60 pairs of guest and server (67% : 33%)" in screen_text(app)
        screen._took("/ip/firewall/connection", Snapshot(tuple(connections()), 161.0, 80_000))
        await until(pilot, lambda: "shares of 60 of 80000 connections, w for all" in screen_text(app))
        await until(pilot, lambda: "60 pairs of guest and server, of when all were read" in screen_text(app))
        assert "(of 60 of 80000 connections)" in screen_text(app)


@pytest.mark.asyncio
async def test_all_connections_of_a_long_table_are_judged_once_on_the_overview(
    app: Any, until: Any, screen_text: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state, "MOST", 20)
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await live(pilot, until)
        screen.watched.spread.draws = Draws("both-addresses")
        screen._took(CONNECTIONS, Snapshot(tuple(connections()[:3]), 161.0, 60, part="some"))
        await until(pilot, lambda: "not judged: only a part of the connections is here" in screen_text(app))
        await pilot.press("w")
        assert CONNECTIONS in screen.watcher._whole
        screen.watcher._held.add(CONNECTIONS)
        screen._took(CONNECTIONS, Snapshot(tuple(connections()), 162.0, 60))
        assert not screen.watcher.held(CONNECTIONS), "the overview holds nothing: its talkers are those of now"
        await until(pilot, lambda: "chance, judged by 57 pairs of guest and server (" in screen_text(app))
        screen._took(CONNECTIONS, Snapshot(tuple(connections()[:3]), 165.0, 60, part="some"))
        await until(pilot, lambda: "57 pairs of guest and server, of when all were read" in screen_text(app))


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


@pytest.mark.asyncio
async def test_a_busy_router_is_told_with_its_load(app: Any, until: Any, screen_text: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await live(pilot, until)
        screen.watcher.pace = pace_for({"cpu-load": "93"})
        screen._draw_status()
        await until(pilot, lambda: "slow, busy: cpu 93%   0.0 req/s  0 B/s" in screen_text(app))


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
        await until(pilot, lambda: "60 of 80000 items, w for all: those that carry something now" in screen_text(app))
        await pilot.press("slash", *"mark:Wan1", "enter")
        await until(pilot, lambda: " 40 of 60 of 80000 items" in screen_text(app))
        screen._took(menu, replace(some, rows=tuple(one for one in some.rows if one["connection-mark"] == "Wan1_conn")))
        await until(pilot, lambda: " 40 of 80000 items" in screen_text(app))
        await pilot.press("slash", "escape", "w")
        assert menu in screen.watcher._whole
        screen.watcher._held.add(menu)
        screen._took(menu, Snapshot(tuple(connections()), 100.0, 60))
        await until(pilot, lambda: "60 items, of 60 s ago, held: w goes on" in screen_text(app))
        await pilot.press("w")
        assert not screen.watcher.held(menu)


@pytest.mark.asyncio
async def test_a_filter_that_makes_no_sense_says_why_and_changes_nothing(
    app: Any, until: Any, screen_text: Any
) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await live(pilot, until)
        await pilot.press("7", "slash")
        line = screen.query_one("#filter", Input)
        line.value = "mark:Wan2 rate>"
        await pilot.pause()
        line.value += "x"
        await until(pilot, lambda: "✗ rate: x is no rate" in screen_text(app))
        assert screen.table is not None
        assert (screen.table.words, screen.table.shown) == ("mark:Wan2 rate>", 20)
        await pilot.press("enter")
        await until(pilot, lambda: "✗" not in screen_text(app))


@pytest.mark.asyncio
async def test_columns_are_chosen_and_remembered(app: Any, until: Any, screen_text: Any, tmp_path: Path) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await live(pilot, until)
        await pilot.press("7", "c", "space", "down", "greater_than_sign", "enter")
        await until(pilot, lambda: app.screen is screen)
        head = screen_text(app).splitlines()[4]
        assert head.split()[:4] == ["Dst.", "Address", "Src.", "Address"]
        assert screen.table is not None
        assert screen.table.columns[0].name == "dst-address"
    assert '"Connections"' in (tmp_path / "columns.json").read_text(encoding="utf-8")
    again = SimplifiApp(Opening(data_dir=tmp_path))
    async with again.run_test(size=(80, 24)) as pilot:
        screen = await live(pilot, until)
        await pilot.press("5", "c", "end")
        await until(pilot, lambda: "▸ ☑ Comment" in screen_text(again) and "enter Take" in screen_text(again))
        await pilot.press("escape", "7", "c", "r", "enter")
        await until(pilot, lambda: again.screen is screen)
    assert (tmp_path / "columns.json").read_text(encoding="utf-8") == "{}"


@pytest.mark.asyncio
async def test_a_cell_and_a_row_are_copied_whole(app: Any, until: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await live(pilot, until)
        await pilot.press("7", "down", "right", "y")
        assert app.clipboard == "192.168.88.22:40002"
        assert screen.table is not None
        screen._took("/ip/firewall/connection", Snapshot(({".id": "*2", "connection-mark": "a\x1b]0;b\nc"},), 200.0, 1))
        await pilot.press("Y")
        assert app.clipboard.split("\t")[4] == "a·]0;b c"


@pytest.mark.asyncio
async def test_what_is_shown_is_exported_and_nothing_written_over(
    app: Any, until: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, screen_text: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    async with app.run_test(size=(120, 30), notifications=True) as pilot:
        screen = await live(pilot, until)
        await pilot.press("7", "slash", *"mark:Wan2", "enter", "e")
        await until(pilot, lambda: "20 rows, as they are filtered" in screen_text(app))
        app.screen.query_one("Input").value = "out.json"
        await pilot.press("enter")
        await until(pilot, lambda: "20 rows are in" in screen_text(app))
        written = (tmp_path / "out.json").read_text(encoding="utf-8")
        assert [row["connection-mark"] for row in json.loads(written)] == ["Wan2_conn"] * 20
        await pilot.press("e")
        await until(pilot, lambda: app.screen is not screen)
        app.screen.query_one("Input").value = "out.json"
        await pilot.press("enter")
        await until(pilot, lambda: "is there already" in screen_text(app))
        assert (tmp_path / "out.json").read_text(encoding="utf-8") == written


@pytest.mark.asyncio
async def test_many_rows_are_sorted_and_filtered_beside_the_screen(app: Any, until: Any, screen_text: Any) -> None:
    many = [{**connections()[at % 60], ".id": f"*{at:X}", "orig-rate": str(at)} for at in range(9000)]
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await live(pilot, until)
        await pilot.press("7")
        screen._took("/ip/firewall/connection", Snapshot(tuple(many), 200.0, 9000))
        table = screen.table
        assert table is not None
        await until(pilot, lambda: table.shown == 9000)
        rate = [column.name for column in table.form.columns].index("rate")
        table.sort_by(rate, True)
        table.filter("proto:tcp")
        table.filter("proto:udp")
        assert table.seeking
        await until(pilot, lambda: not table.seeking)
        assert table.shown == 2250
        totals = [int(row["orig-rate"]) + int(row["repl-rate"]) for row in table.view]
        assert totals == sorted(totals, reverse=True)
        assert {row["protocol"] for row in table.view} == {"udp"}


@pytest.mark.asyncio
async def test_frozen_says_for_how_long(app: Any, until: Any, screen_text: Any) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        screen = await live(pilot, until)
        await pilot.press("7", "z")
        then = screen.watcher.now()
        screen.watcher.clock = lambda: then + 12
        screen._draw_age()
        await until(pilot, lambda: "frozen 12 s: z goes on" in screen_text(app))
