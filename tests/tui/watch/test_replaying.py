"""A recording in the live screen: what was shown then is shown again, at any speed, back and forth."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from routerboard.language.survey import Survey
from routerboard.link.recording import Head, Reading, Recorder, readings
from routerboard.link.replay import Replay
from routerboard.link.watching import Snapshot
from tests.tui.watch.test_screen import V7, interfaces, live, rows
from tui.app import SimplifiApp
from tui.opening import Opening
from tui.watch.replaying import ReplayScreen
from tui.watch.state import CONNECTIONS, Watched
from tui.watch.telling import StoryScreen

BEGAN = datetime(2026, 11, 28, 21, 20, 0, tzinfo=UTC)


def recorded(path: Path) -> Path:
    """Two minutes; the connections were looked at once, ether2 was pulled after a minute and a half."""
    recorder = Recorder(path, Head(BEGAN, Survey(V7, "hotel-acacia")), 0.0)
    for menu, found in rows(V7).items():
        recorder.take(menu, Snapshot(found, 0.5, len(found)))
    for second in range(1, 121):
        found = interfaces(second)
        if second > 90:
            found[1]["running"] = "false"
            recorder.take(
                "/ip/route", Snapshot([{**row, "active": "false"} for row in rows(V7)["/ip/route"]], second, 4)
            )
        recorder.take("/interface", Snapshot(found, float(second), len(found)))
        while not recorder._queue.empty():
            pass
    recorder.close()
    assert (recorder.trouble, recorder.missed) == ("", 0)
    return path


def carried(screen: ReplayScreen) -> dict[str, int]:
    """Bytes of each line so far."""
    return {name: one.carried(3600) for name, one in screen.watched.histories.items()}


@pytest.fixture
def app(tmp_path: Path) -> SimplifiApp:
    return SimplifiApp(Opening(data_dir=tmp_path, replay=recorded(tmp_path / "a.simplifi"), speed=60.0))


@pytest.mark.wide
@pytest.mark.asyncio
async def test_a_recording_is_shown_at_its_speed_to_its_end_and_back(app: Any, until: Any, screen_text: Any) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, ReplayScreen))
        screen = app.screen
        await until(pilot, lambda: screen.watcher.ended)
        await until(pilot, lambda: "the end" in screen_text(app))
        text = screen_text(app)
        assert "▶ hotel-acacia" in text
        assert "2:00 of 2:00" in text
        assert "21:22:00" in text
        assert any("21:21:31" in str(event) and "lost" in str(event) for event in screen.watched.events)
        at_end = carried(screen)
        await pilot.press("p", "left_curly_bracket", "left_curly_bracket")
        await until(pilot, lambda: "1:00 of 2:00" in screen_text(app) and any(carried(screen).values()))
        assert not screen.watched.events
        assert 0 < carried(screen)["Wan1"] < at_end["Wan1"]
        await pilot.press("right_curly_bracket", "right_curly_bracket")
        await until(pilot, lambda: carried(screen) == at_end)


@pytest.mark.asyncio
async def test_nothing_is_told_and_no_time_passes_while_somebody_seeks(tmp_path: Path) -> None:
    told: list[str] = []
    left = [True, True, True]

    async def sleep(seconds: float) -> None:
        await asyncio.sleep(0.001)
        if not left:
            raise asyncio.CancelledError
        left.pop()

    replay = Replay(recorded(tmp_path / "a.simplifi"), lambda menu, _: told.append(menu), 60.0, sleep=sleep)
    replay.go(30.0)
    replay.seeking = True
    with pytest.raises(asyncio.CancelledError):
        await replay.run()
    assert (replay.position, told) == (30.0, [])


@pytest.mark.asyncio
async def test_while_it_seeks_time_stands_still_and_what_is_shown_stays(
    app: Any, until: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long recording is told anew from its beginning; half of that must not be taken for how it was."""
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, ReplayScreen) and app.screen.watched.lines)
        screen, seen = app.screen, []
        replay = screen.watcher
        await pilot.press("p")
        screen._go(100.0)  # while the overview is still being made
        await until(pilot, lambda: replay.position == 100.0 and not replay.seeking and not replay.behind)
        before = screen.watched

        def looked_at(readings: Iterator[Reading]) -> Iterator[Reading]:
            for reading in readings:
                if replay.seeking:
                    screen._draw_age()
                    seen.append((screen._status(), replay.position, screen.watched is before))
                yield reading

        monkeypatch.setattr(replay, "due", lambda due=replay.due: looked_at(due()))
        screen._go(60.0)
        await until(pilot, lambda: screen.watched is not before)
        assert len(seen) > 60
        assert {one[1:] for one in seen} == {(60.0, True)}
        assert all("seeking …" in one[0] and "last data" not in one[0] for one in seen)


@pytest.mark.asyncio
async def test_a_story_is_told_of_what_was_recorded_and_says_what_was_not(app: Any, until: Any) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, ReplayScreen) and CONNECTIONS in app.screen.watched.snapshots)
        await pilot.press("7", "enter")
        await until(pilot, lambda: isinstance(app.screen, StoryScreen) and app.screen.story is not None)
        told = {one.text for one in app.screen.story.sentences if one.kind == "doubt"}
        assert any("/ip/firewall/raw" in text and "not read" in text for text in told), told


@pytest.mark.asyncio
async def test_at_high_speed_what_is_not_told_yet_makes_nothing_old(app: Any, until: Any) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, ReplayScreen))
        screen = app.screen
        await pilot.press("p")
        screen.watcher.go(10.0)
        told, screen.watched = screen.watcher.due(), Watched()
        first = next(one for one in told if one.menu == "/interface")
        screen.watched.take(first.menu, first.snapshot, "21:20:00")
        assert "last data" not in screen._status(), "the rest of ten seconds is still to be told"
        list(told)
        assert not screen.watcher.behind


@pytest.mark.wide
@pytest.mark.asyncio
async def test_the_tables_of_then_are_filtered_and_sorted_now(app: Any, until: Any, screen_text: Any) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, ReplayScreen) and app.screen.watcher.ended)
        await pilot.press("7", "slash", *"proto:udp", "enter")
        await until(pilot, lambda: "filter: proto:udp" in screen_text(app))
        assert "0.0 requests/s" in screen_text(app)
        assert app.screen.table.shown < len(app.screen.watched.rows("/ip/firewall/connection"))


@pytest.mark.asyncio
async def test_the_speed_can_be_changed_and_held(app: Any, until: Any, screen_text: Any) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, ReplayScreen))
        await pilot.press("p")
        place = app.screen.watcher.position
        await pilot.press("less_than_sign", "less_than_sign")
        assert app.screen.watcher.speed == 8.0
        await pilot.pause(0.3)
        assert app.screen.watcher.position == place
        assert "paused" in screen_text(app) or app.screen.watcher.ended


@pytest.mark.asyncio
async def test_the_live_screen_records_what_it_shows(until: Any, screen_text: Any, tmp_path: Path) -> None:
    app = SimplifiApp(Opening(data_dir=tmp_path))
    path = tmp_path / "b.simplifi"
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        screen = await live(pilot, until)
        screen._record(path)
        screen._took("/log", Snapshot([{"message": "while it records"}], screen.watcher.now(), 1))
        screen._draw_status()
        await until(pilot, lambda: "● recording 0:00" in screen_text(app))
        await pilot.press("R")
        await until(
            pilot, lambda: screen._recorder is None and "readings are in" in screen_text(app).replace("\n", " ")
        )
        screen._record(path)
        assert screen._recorder is None, "a file that is there is left alone"
    found = list(readings(path))
    assert {one.menu for one in found} == set(screen.watched.snapshots)
    assert [dict(row) for row in found[-1].snapshot.rows] == [{"message": "while it records"}]


@pytest.mark.asyncio
async def test_what_is_no_recording_is_told(until: Any, screen_text: Any, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("hello", encoding="utf-8")
    app = SimplifiApp(Opening(data_dir=tmp_path, replay=tmp_path / "x"))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: "Not replayed" in screen_text(app))
