"""The plan on the screen: rows, reasons, consent, the script, the site file; then applying it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from presets.loader import load_presets
from routerboard.language.change import Plan
from routerboard.link.errors import RouterRefused
from routerboard.link.steering import Armed
from routerboard.link.steps import Outcome, Step
from routerboard.link.target import Secret, Target
from tests.wide import wide
from tui.screens.apply import ApplyScreen
from tui.screens.preview import PreviewScreen
from tui.visit import Visit
from tui.widgets.difflist import DiffList
from wizards.sitefile import load_site

SIZES = [(80, 24), *wide(((120, 40),))]


@pytest.fixture
def visit(played: Any) -> Visit:
    """A visit to the unboxed router, answered by the hotel's preset."""
    made = Visit(Target("192.168.88.1"), Secret(""), played.found, presets=load_presets(Path("none")))
    made.choose("hotel")
    return made


def row(screen: Any) -> Any:
    """The row under the cursor."""
    return next((table.row for table in screen.query(DiffList)), None)


@pytest.mark.asyncio
async def test_applying_waits_for_consent(played: Any, app_on: Any, visit: Visit, until: Any, screen_text: Any) -> None:
    app = app_on(played)
    async with app.run_test(notifications=True) as pilot:
        app.preview(visit)
        await until(pilot, lambda: "need your word" in screen_text(app))
        assert "(a Apply)" in screen_text(app)
        await pilot.press("a")
        await until(pilot, lambda: "Not now" in screen_text(app))
        assert isinstance(app.screen, PreviewScreen)
        await pilot.press("c")
        await until(pilot, lambda: "Rows that are not ours" in screen_text(app))
        assert all(change.consent[:20] in screen_text(app) for change in visit.plan().changes if change.consent)
        await pilot.press("escape")
        await until(pilot, lambda: "need your word" in screen_text(app))
        await pilot.press("c", "enter")
        await until(pilot, lambda: "nothing done" in screen_text(app))
        assert "(a Apply)" not in screen_text(app)
        assert "☐" not in screen_text(app)


@pytest.mark.asyncio
@pytest.mark.parametrize("size", SIZES)
async def test_the_question_for_consent_lies_over_what_was_said(
    played: Any, app_on: Any, visit: Visit, until: Any, screen_text: Any, snapshot: Any, size: Any
) -> None:
    app = app_on(played)
    async with app.run_test(size=size, notifications=True) as pilot:
        app.preview(visit)
        await until(pilot, lambda: "need your word" in screen_text(app))
        await pilot.press("a")
        await until(pilot, lambda: "Not now" in screen_text(app))
        await pilot.press("c")
        await until(pilot, lambda: "Rows that are not ours" in screen_text(app) and "Not now" not in screen_text(app))
        await pilot.pause()
        snapshot(pilot, "consent")


@pytest.mark.asyncio
async def test_consent_row_by_row(played: Any, app_on: Any, visit: Visit, until: Any, screen_text: Any) -> None:
    app = app_on(played)
    async with app.run_test(size=(120, 60)) as pilot:
        app.preview(visit)
        await until(pilot, lambda: "need your word" in screen_text(app))
        asked = sum(bool(change.consent) for change in visit.plan().changes)
        while row(app.screen).box != "☐":
            await pilot.press("down")
        await pilot.press("space")
        await until(pilot, lambda: f"{asked - 1} need your word" in screen_text(app))
        assert row(app.screen).box == "☑"
        await pilot.press("space")
        await until(pilot, lambda: f"{asked} need your word" in screen_text(app))


@pytest.mark.asyncio
async def test_the_detail_is_the_exact_command(
    played: Any, app_on: Any, visit: Visit, until: Any, screen_text: Any
) -> None:
    app = app_on(played)
    async with app.run_test(size=(120, 40)) as pilot:
        app.preview(visit)
        await until(pilot, lambda: row(app.screen) is not None)
        while "PCC" not in row(app.screen).text:
            await pilot.press("down")
        await until(pilot, lambda: "per-connection-classifier=both-addresses:2/0" in screen_text(app))


@pytest.mark.asyncio
@pytest.mark.parametrize("size", SIZES)
async def test_the_script_view(
    played: Any, app_on: Any, visit: Visit, until: Any, snapshot: Any, screen_text: Any, size: Any
) -> None:
    app = app_on(played)
    async with app.run_test(size=size) as pilot:
        app.preview(visit)
        await until(pilot, lambda: row(app.screen) is not None)
        await pilot.press("v")
        await until(pilot, lambda: app.screen.query_one("#script").display)
        await pilot.pause()
        snapshot(pilot, "preview-script")
        await pilot.press("v")
        await until(pilot, lambda: app.screen.query_one(DiffList).has_focus)


@pytest.mark.asyncio
@pytest.mark.parametrize("size", SIZES)
async def test_the_question_where_to_save(
    played: Any,
    app_on: Any,
    visit: Visit,
    until: Any,
    screen_text: Any,
    snapshot: Any,
    monkeypatch: pytest.MonkeyPatch,
    size: Any,
) -> None:
    monkeypatch.setattr(Path, "cwd", lambda: Path("sites"))
    app = app_on(played)
    async with app.run_test(size=size) as pilot:
        app.preview(visit)
        await until(pilot, lambda: row(app.screen) is not None)
        await pilot.press("s")
        await until(pilot, lambda: app.screen.SCOPE == "ask" and "mikrotik.yaml" in screen_text(app))
        await pilot.pause()
        snapshot(pilot, "save-site", mask=(r"(?<=sites)[\\/]",))


@pytest.mark.asyncio
async def test_the_saved_site_file_is_the_site(
    played: Any, app_on: Any, visit: Visit, until: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = app_on(played)
    async with app.run_test() as pilot:
        app.preview(visit)
        await until(pilot, lambda: row(app.screen) is not None)
        await pilot.press("s")
        await until(pilot, lambda: app.screen.SCOPE == "ask")
        await pilot.press("enter")
        await until(pilot, lambda: (tmp_path / "mikrotik.yaml").exists())
    assert load_site((tmp_path / "mikrotik.yaml").read_text(encoding="utf-8")) == visit.site


@pytest.mark.asyncio
async def test_a_site_file_that_cannot_be_written_is_said(
    played: Any, app_on: Any, visit: Visit, until: Any, tmp_path: Path, screen_text: Any
) -> None:
    app = app_on(played)
    async with app.run_test(notifications=True) as pilot:
        app.preview(visit)
        await until(pilot, lambda: row(app.screen) is not None)
        app.screen._save(str(tmp_path / "no" / "such" / "folder.yaml"))
        await until(pilot, lambda: "Not saved" in screen_text(app))


@pytest.mark.asyncio
async def test_a_router_that_is_the_site_already(
    played: Any, app_on: Any, visit: Visit, until: Any, screen_text: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = visit.plan()
    monkeypatch.setattr(Visit, "plan", lambda self: replace(full, changes=(), findings=()))
    app = app_on(played)
    async with app.run_test() as pilot:
        app.preview(visit)
        await until(pilot, lambda: "nothing to write" in screen_text(app))
        assert "(a Apply)" in screen_text(app)


class PlayedCommit:
    """Plays commit, confirm and undo for the screen: tells steps, waits to be let on, ends as told or with an error."""

    def __init__(self, *ends: Outcome | Exception) -> None:
        self.ends = list(ends)
        self.plans: list[Plan] = []
        self.go_on = asyncio.Event()

    async def __call__(self, target: Any, password: Any, *plans: Plan, on_step: Any, **_: Any) -> Outcome:
        self.plans += plans
        on_step(Step("log in and read the router", "ok", "RouterOS 6.49.18, 41 requests"))
        on_step(Step("write the changes", "running", "12 of 31"))
        await self.go_on.wait()
        end = self.ends.pop(0)
        if isinstance(end, Exception):
            raise end
        on_step(Step("write the changes", "ok", "31 of 31"))
        return end


PROVEN = Outcome("pending", "All 31 changes are on the router, proven.", "Keep it, or undo it.")


async def applying(pilot: Any, visit: Visit, until: Any) -> ApplyScreen:
    """Open the plan, consent, apply."""
    pilot.app.preview(visit)
    await until(pilot, lambda: row(pilot.app.screen) is not None)
    await pilot.press("c", "enter", "a")
    await until(pilot, lambda: isinstance(pilot.app.screen, ApplyScreen))
    screen: ApplyScreen = pilot.app.screen
    return screen


@pytest.mark.asyncio
@pytest.mark.parametrize("size", SIZES)
async def test_applying_shows_what_is_told_and_waits_for_a_word(
    played: Any, app_on: Any, visit: Visit, until: Any, snapshot: Any, screen_text: Any, size: Any
) -> None:
    commit = PlayedCommit(PROVEN)
    app = app_on(played, commit)
    async with app.run_test(size=size) as pilot:
        await applying(pilot, visit, until)
        await until(pilot, lambda: "12 of 31" in screen_text(app))
        snapshot(pilot, "apply-running")
        await pilot.press("b", "ctrl+q")
        assert isinstance(app.screen, ApplyScreen), "one does not walk away while it writes"
        commit.go_on.set()
        await until(pilot, lambda: "? All 31 changes" in screen_text(app))
        snapshot(pilot, "apply-proven")
        await pilot.press("b")
        assert isinstance(app.screen, ApplyScreen), "nor while it waits for a word"
    assert commit.plans == [visit.plan()]


@pytest.mark.asyncio
async def test_keeping_it(played: Any, app_on: Any, visit: Visit, until: Any, screen_text: Any) -> None:
    commit = PlayedCommit(PROVEN, Outcome("done", "The change is kept."))
    app = app_on(played, commit)
    async with app.run_test() as pilot:
        screen = await applying(pilot, visit, until)
        commit.go_on.set()
        await until(pilot, lambda: screen.state == "pending")
        await pilot.press("c")
        await until(pilot, lambda: "✓ The change is kept." in screen_text(app))
        assert "(u Undo now)" in screen_text(app)


@pytest.mark.asyncio
async def test_undoing_it_leads_back_to_the_plan(
    played: Any, app_on: Any, visit: Visit, until: Any, screen_text: Any
) -> None:
    commit = PlayedCommit(PROVEN, Outcome("undone", "Everything is as before, compared."))
    app = app_on(played, commit)
    async with app.run_test() as pilot:
        screen = await applying(pilot, visit, until)
        commit.go_on.set()
        await until(pilot, lambda: screen.state == "pending")
        await pilot.press("u")
        await until(pilot, lambda: "↺ Everything is as before" in screen_text(app))
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, PreviewScreen))


@pytest.mark.asyncio
async def test_a_commit_that_breaks_is_told_and_leads_back_to_the_plan(
    played: Any, app_on: Any, visit: Visit, until: Any, screen_text: Any
) -> None:
    commit = PlayedCommit(RouterRefused("failure: already have such address", 4, command="/ip/address/add"))
    app = app_on(played, commit)
    async with app.run_test() as pilot:
        await applying(pilot, visit, until)
        commit.go_on.set()
        await until(pilot, lambda: "already have such" in screen_text(app))
        assert "✗ write the changes" in screen_text(app)
        assert "(enter Watch)" in screen_text(app)
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, PreviewScreen))


@pytest.mark.asyncio
@pytest.mark.parametrize("read", [True, False])
async def test_an_undone_commit_says_what_to_do_and_as_before_only_where_that_was_read(
    played: Any, app_on: Any, visit: Visit, until: Any, screen_text: Any, read: bool
) -> None:
    steps = (Step("undo", "ok", "compared: as before"),) if read else ()
    commit = PlayedCommit(
        Outcome("undone", "The router refused one row.", "Change the answer, then apply again.", steps)
    )
    app = app_on(played, commit)
    async with app.run_test() as pilot:
        await applying(pilot, visit, until)
        commit.go_on.set()
        await until(pilot, lambda: "→ Change the answer" in screen_text(app))
        assert ("undone: as before" in screen_text(app)) is read
        assert screen_text(app).splitlines()[0].rstrip().endswith("undone: as before" if read else "undone")


class PlayedLoss:
    """Plays a commit that loses its router while it looks at a line, and ends as told once it is let on."""

    def __init__(self, end: Outcome) -> None:
        self.end = end
        self.go_on = asyncio.Event()

    async def __call__(
        self, target: Any, password: Any, plan: Plan, *, on_step: Any, steering: Any, **_: Any
    ) -> Outcome:
        steering.on_armed(Armed("background job", datetime.now().astimezone() + timedelta(seconds=50)))
        on_step(Step("write the changes", "ok", "31 of 31"))
        on_step(Step("Wan2 is active", "running"))
        on_step(Step("reach the router again", "running", "trying again; the router undoes at 21:14:05"))
        await self.go_on.wait()
        return self.end


@pytest.mark.asyncio
@pytest.mark.parametrize("size", SIZES)
async def test_without_an_answer_nothing_is_offered_that_cannot_be_said_and_no_step_runs_for_ever(
    played: Any, app_on: Any, visit: Visit, until: Any, snapshot: Any, screen_text: Any, size: Any
) -> None:
    commit = PlayedLoss(Outcome("unknown", "The router does not answer since 105 s.", "Undo it when it answers."))
    app = app_on(played, commit)
    async with app.run_test(size=size, notifications=True) as pilot:
        await applying(pilot, visit, until)
        await until(pilot, lambda: "trying again" in screen_text(app))
        await pilot.press("c")
        await until(pilot, lambda: "The router does not answer: nothing can be said to it now." in screen_text(app))
        snapshot(pilot, "apply-no-answer", mask=(r"\d\d:\d\d(:\d\d)?",))
        assert "· Wan2 is active" in screen_text(app)
        commit.go_on.set()
        await until(pilot, lambda: "Undo it when it answers" in screen_text(app))
        assert "▸" not in screen_text(app)
        assert not list(app.screen.query("Toast"))
        assert screen_text(app).splitlines()[0].rstrip().endswith("not known: read the router")


class PlayedPlug:
    """The plug of a practice board."""

    there = True
    out = False

    def turn(self) -> None:
        self.out = not self.out


@pytest.mark.asyncio
async def test_the_plug_is_offered_on_a_practice_board_alone(
    played: Any, app_on: Any, visit: Visit, until: Any, snapshot: Any, screen_text: Any
) -> None:
    commit = PlayedCommit(PROVEN, PROVEN)
    app = app_on(played, commit, plug=PlayedPlug())
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await applying(pilot, visit, until)
        await until(pilot, lambda: "12 of 31" in screen_text(app))
        assert "Plug" not in screen_text(app)
        assert "practice board" in screen.why_not("plug")
        commit.go_on.set()
        await until(pilot, lambda: screen.state == "pending")
        visit.practice = True
        app.preview(visit)
        await until(pilot, lambda: "P on the next page" in screen_text(app))
        snapshot(pilot, "way-preview-practice")
