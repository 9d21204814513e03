"""The drill's screen on a practice board: it asks first, and stopped it puts the line back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from proof import store
from proof.outage import RAW
from proof.results import Drill
from routerboard.language.items import is_true
from routerboard.link.target import Secret, Target
from tests.proof.conftest import _bench
from tui.app import SimplifiApp
from tui.opening import Opening
from tui.screens import drill
from tui.screens.drill import DrillScreen


async def _at_the_drill(pilot: Any, until: Any, screen_text: Any) -> None:
    """From the survey to the drill's screen."""
    await until(pilot, lambda: "p Prove" in screen_text(pilot.app))
    await pilot.press("p")
    await until(pilot, lambda: "d Drill" in screen_text(pilot.app))
    await pilot.press("d")
    await until(pilot, lambda: "Press enter to begin" in screen_text(pilot.app))


def _out(it: Any) -> bool:
    rows = [row.values for row in it.router.store.rows("/interface")]
    disabled = any(row.get("name") == "ether1" and is_true(row.get("disabled")) for row in rows)
    return disabled or bool(it.router.store.rows(RAW))


@pytest.mark.wide
@pytest.mark.asyncio
async def test_it_asks_first_and_stopped_it_puts_the_line_back(tmp_path: Path, until: Any, screen_text: Any) -> None:
    async with _bench("7.20.8") as it:
        opening = Opening(target=Target(it.server.host, it.server.port), password=Secret(""), data_dir=tmp_path)
        app = SimplifiApp(opening)
        async with app.run_test(size=(80, 24)) as pilot:
            await _at_the_drill(pilot, until, screen_text)
            assert "Guests on it lose" in screen_text(app)
            assert not _out(it)
            await pilot.press("enter")
            await until(pilot, lambda: _out(it), timeout=30)
            await until(pilot, lambda: "Wan1 is unplugged" in screen_text(app))
            assert app.screen.BUSY in app.screen.staying()
            assert app.screen.why_not("next") == app.screen.BUSY
            await pilot.press("escape")
            await until(pilot, lambda: not app.screen.staying())
            assert not _out(it)
            assert "all is put back" in screen_text(app)
            assert isinstance(app.screen, DrillScreen)
            await pilot.press("escape")
            assert not isinstance(app.screen, DrillScreen)
        names = {row.values.get("name") for row in it.router.store.rows("/system/script")}
        assert "simplifi-undo" not in names


@pytest.mark.asyncio
async def test_what_was_drilled_is_shown_and_kept(
    tmp_path: Path, until: Any, screen_text: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Quick:
        def __init__(self, session: Any, survey: Any, course: Any, tell: Any) -> None:
            self.course = course

        async def run(self) -> Drill:
            if self.course.way == "dead":
                raise drill.drill.NotSound("Wan1 was not steady before the drill; nothing was taken out.")
            words = "New connections were out for 0.4 s of at most 5 s."
            return Drill(self.course.line.name, "unplugged", 0.1, 0.4, None, 2.0, 3, 6, 70, 5.0, True, "good", words)

    monkeypatch.setattr(drill.drill, "DrillRun", Quick)
    async with _bench("6.49.18") as it:
        opening = Opening(target=Target(it.server.host, it.server.port), password=Secret(""), data_dir=tmp_path)
        app = SimplifiApp(opening)
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await _at_the_drill(pilot, until, screen_text)
            await pilot.press("enter")
            await until(pilot, lambda: "2 of 4 good" in screen_text(app), timeout=30)
            text = screen_text(app)
            assert "✓ New connections were out for 0.4 s" in text
            assert "Wan2 no Internet    not drilled" in text
            kept = store.load(store.path_of(tmp_path, it.seen, app.screen._visit.target.place))
            assert kept is not None
            assert [(one.line, one.way, one.verdict) for one in kept.drills] == [
                ("Wan1", "unplugged", "good"),
                ("Wan1", "dead", "unknown"),
                ("Wan2", "unplugged", "good"),
                ("Wan2", "dead", "unknown"),
            ]
            await pilot.press("s")
            await until(pilot, lambda: "Technician" in screen_text(app))
            await pilot.press(*"Zoe", "enter")
            await until(pilot, lambda: "Write the hand-over sheet as" in screen_text(app))
            app.screen.query_one(Input).value = str(tmp_path / "hotel.html")
            await pilot.press("enter")
            await until(pilot, lambda: "Written" in screen_text(app), timeout=30)
            assert (tmp_path / "hotel.pdf").read_bytes().startswith(b"%PDF")
            text = (tmp_path / "hotel.txt").read_text(encoding="utf-8")
            assert "Technician: Zoe" in text
            assert "PRACTICE" in text, "a router of this computer is a practice board, however it was opened"
            assert "New connections were out for 0.4 s of at most 5 s." in " ".join(text.split())
            app.screen._sheet("Zoe", str(tmp_path / "hotel"))
            await until(pilot, lambda: "is there already" in "".join(screen_text(app).split("\n")))


@pytest.mark.asyncio
async def test_without_figures_there_is_no_sheet(tmp_path: Path, until: Any, screen_text: Any) -> None:
    async with _bench("7.20.8") as it:
        opening = Opening(target=Target(it.server.host, it.server.port), password=Secret(""), data_dir=tmp_path)
        app = SimplifiApp(opening)
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: "p Prove" in screen_text(app))
            await pilot.press("p")
            await until(pilot, lambda: "Press enter to measure" in screen_text(app))
            assert "(s Sheet)" in screen_text(app)
            assert app.screen.why_not("sheet") == "Measure first."
