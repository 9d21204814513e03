"""The undo that lives on the router: armed, extended, disarmed, and what becomes of it when this computer is gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from presets.loader import load_presets
from routerboard.language.change import Plan
from routerboard.language.survey import Survey
from routerboard.language.version import Version
from routerboard.link.armed import Trace, trace
from routerboard.link.commit import commit
from routerboard.link.errors import AnotherChange, NotArmed, Overdue
from routerboard.link.journal import Journal, entries, router_id
from routerboard.link.means import Means
from routerboard.link.pending import confirm, extend, undo
from routerboard.link.proof import Waits
from routerboard.link.router_undo import RouterUndo
from routerboard.link.session import Session, connect
from routerboard.link.steering import Armed, Steering
from routerboard.link.steps import Outcome, Step
from routerboard.link.survey import survey
from routerboard.link.target import Secret, Target
from routerboard.link.waiting import waiting
from routerboard.practice.board import Board, load_board
from routerboard.practice.errors import TrapError
from routerboard.practice.exporting import export
from routerboard.practice.faults import TROUBLE, Faults
from routerboard.practice.router import PracticeRouter
from routerboard.practice.server import serve
from routerboard.practice.store import StoredRow
from tests.wide import wide
from wizards.plan import plan
from wizards.prefill import prefill

NOBODY = Secret("")
ROUTERS = [("factory", "6.49.18"), *wide(("factory", "7.16.2"), ("factory", "7.20.8")), ("home", "7.20.8")]
TRACES = ("/system/script/job", "/system/scheduler", "/tool/netwatch")


def stays(row: Any) -> bool:
    """Whether a row is no trace of an undo: what clears stale connections was planned, and is there to stay."""
    comment, runs = row.values.get("comment", ""), row.state.get("script", "")
    return comment.startswith("simplifi:watch:") or runs == "simplifi-clear" or row.state.get("owner") == "*sys"


NOON = datetime(2026, 11, 24, 12, 0, 0).astimezone()


async def until(holds: Callable[[], bool]) -> None:
    """Let others work until something holds; AssertionError where it never does."""
    for _ in range(1000):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came to that")


class Desk:
    """A router on a desk and two laptops before it; time is the board's, and passes only when something waits."""

    def __init__(self, router: PracticeRouter, target: Target, faults: Faults, folder: Path) -> None:
        self.router, self.target, self.faults = router, target, faults
        self.mine, self.theirs = folder / "mine", folder / "theirs"
        self.passed, self.patience = 0.0, 5.0
        self.before = self.configured

    @property
    def configured(self) -> list[str]:
        return export(self.router).splitlines()[1:]

    @property
    def armed(self) -> list[str]:
        rows = [row for path in TRACES for row in self.router.store.rows(path) if not stays(row)]
        scripts = [row for row in self.router.store.rows("/system/script") if "undo" in row.values.get("name", "")]
        return [row.values.get("name", row.id) for row in (*rows, *scripts)]

    async def wait(self, seconds: float) -> None:
        self.passed += seconds
        self.router.tick(seconds)
        await asyncio.sleep(0)

    @property
    def waits(self) -> Waits:
        now = lambda: NOON + timedelta(seconds=self.passed)  # noqa: E731
        return Waits(reconnect=5.0, sleep=self.wait, now=lambda: self.passed, clock=now)

    async def open(self) -> Session:
        return await connect(self.target, NOBODY, timeout=self.patience, patience=self.patience)

    async def survey(self) -> Survey:
        async with await self.open() as session:
            return await survey(session)

    async def planned(self) -> Plan:
        seen = await self.survey()
        return plan(seen, prefill(seen, load_presets()["hotel"]))

    async def commit(self, made: Plan, **given: object) -> Outcome:
        settings = {"keep_dir": self.mine, "waits": self.waits, "opener": self.open, "secrets": lambda _: NOBODY}
        return await commit(self.target, NOBODY, made, **{**settings, **given})  # type: ignore[arg-type]


def quiet(board: Board) -> Board:
    """The board with few guests: enough for each line to carry something, and not what is asked here."""
    scenery = board.scenery
    return replace(board, scenery=replace(scenery, guests=replace(scenery.guests, connections=60)))


@asynccontextmanager
async def desk(folder: Path, board: str = "factory", version: str = "7.20.8", up: float = 300) -> AsyncIterator[Desk]:
    router, faults = PracticeRouter(quiet(load_board(board, version))), Faults()
    router.tick(up)
    async with await serve(router, faults=faults, running_clock=False) as server:
        yield Desk(router, Target(server.host, server.port), faults, folder)


@pytest.mark.asyncio
@pytest.mark.parametrize(("board", "version"), ROUTERS)
async def test_it_is_armed_before_the_first_change_and_nothing_is_left_of_it(
    tmp_path: Path, board: str, version: str
) -> None:
    async with desk(tmp_path, board, version) as it:
        seen: list[tuple[list[str], list[StoredRow]]] = []

        def look(step: Step) -> None:
            if step.name == "write the changes" and not seen:
                seen.append((it.armed, [row for row in it.router.store.rows("/ip/firewall/mangle") if not row.dynamic]))

        outcome = await it.commit(await it.planned(), on_step=look)
        assert outcome.state == "done", outcome
        ((armed, written),) = seen
        assert "simplifi-undo" in armed
        assert written == []
        arming = next(step for step in outcome.steps if step.name == "arm the undo on the router")
        assert "background job" in arming.detail
        assert "at a restart" in arming.detail
        assert ("safe mode" in arming.detail) == Version.parse(version).can("safe-mode")
        assert ("scheduler" in arming.detail) == (board != "home")
        assert it.armed == []
        assert (await it.planned()).empty


@pytest.mark.asyncio
@pytest.mark.parametrize(("board", "version"), ROUTERS)
async def test_a_held_change_is_taken_back_when_nobody_says_a_word(tmp_path: Path, board: str, version: str) -> None:
    async with desk(tmp_path, board, version) as it:
        outcome = await it.commit(await it.planned(), hold=True)
        assert outcome.state == "pending", outcome
        assert it.configured != it.before
        await it.wait(50)
        assert it.configured != it.before
        await it.wait(30)
        assert (it.configured, it.armed) == (it.before, [])
        assert waiting(await it.survey(), it.mine, it.target.place) is None
        (entry,) = entries(it.mine, router_id(await it.survey(), it.target.place))
        assert entry.state == "undone"


@pytest.mark.asyncio
@pytest.mark.parametrize(("board", "version"), ROUTERS)
async def test_a_restart_takes_a_held_change_back(tmp_path: Path, board: str, version: str) -> None:
    async with desk(tmp_path, board, version) as it:
        assert (await it.commit(await it.planned(), hold=True)).state == "pending"
        it.router.reboot()
        await it.wait(40)
        assert (it.configured, it.armed) == (it.before, [])


@pytest.mark.asyncio
@pytest.mark.parametrize(("board", "version"), ROUTERS)
async def test_another_laptop_sees_it_extends_it_and_keeps_it(tmp_path: Path, board: str, version: str) -> None:
    async with desk(tmp_path, board, version) as it:
        assert (await it.commit(await it.planned(), hold=True)).state == "pending"
        await it.wait(50)
        found = waiting(await it.survey(), it.theirs, it.target.place)
        assert found is not None
        assert (found.mine, found.proven, found.plan) == (False, True, None)
        assert found.deadline is not None
        assert 60 <= (found.deadline - NOON).total_seconds() <= 65
        more = await extend(it.target, NOBODY, keep_dir=it.theirs, seconds=60, waits=it.waits)
        assert more.state == "pending", more
        await it.wait(50)
        assert it.configured != it.before
        kept = await confirm(it.target, NOBODY, keep_dir=it.theirs, waits=it.waits)
        assert kept.state == "done", kept
        await it.wait(200)
        assert it.armed == []
        assert (await it.planned()).empty
        assert waiting(await it.survey(), it.mine, it.target.place) is None


@pytest.mark.asyncio
@pytest.mark.parametrize(("board", "version"), ROUTERS)
async def test_another_laptop_takes_it_back(tmp_path: Path, board: str, version: str) -> None:
    async with desk(tmp_path, board, version) as it:
        assert (await it.commit(await it.planned(), hold=True)).state == "pending"
        outcome = await undo(it.target, NOBODY, keep_dir=it.theirs, waits=it.waits)
        assert outcome.state == "undone", outcome
        await it.wait(100)
        assert (it.configured, it.armed) == (it.before, [])


@pytest.mark.asyncio
@pytest.mark.parametrize("version", ["6.49.18", "7.20.8"])
async def test_two_laptops_at_once_are_never_mixed(tmp_path: Path, version: str) -> None:
    async with desk(tmp_path, version=version) as it:
        made = await it.planned()
        said: list[Outcome] = []

        async def second() -> None:
            said.append(await it.commit(made, keep_dir=it.theirs))
            said.append(await undo(it.target, NOBODY, keep_dir=it.theirs, waits=it.waits))
            said.append(await confirm(it.target, NOBODY, keep_dir=it.theirs, waits=it.waits))

        others: list[asyncio.Task[None]] = []

        def meanwhile(step: Step) -> None:
            if step.name == "every row is there" and not others:
                others.append(asyncio.ensure_future(second()))

        steering = Steering(held=True)
        first = asyncio.ensure_future(it.commit(made, on_step=meanwhile, steering=steering))
        await until(lambda: bool(others))
        await others[0]
        assert said[0].state == "refused"
        assert "under way" in said[0].message or "armed" in said[0].message or "begun" in said[0].message, said[0]
        steering.confirm()
        outcome = await first
        assert "done" in {outcome.state, said[1].state, said[2].state} or said[1].state == "undone"
        await it.wait(200)
        assert it.armed == []


@pytest.mark.asyncio
async def test_the_technician_holds_gives_more_time_and_keeps(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        told: list[Armed | None] = []
        steering = Steering(held=True, on_armed=told.append)
        steps: list[Step] = []
        task = asyncio.ensure_future(it.commit(await it.planned(), steering=steering, on_step=steps.append))
        await until(lambda: any(step.detail == "it waits for your word" for step in steps))
        first = told[-1]
        steering.extend(60)
        await until(lambda: told[-1] != first)
        last = told[-1]
        assert first is not None
        assert last is not None
        assert last.deadline - first.deadline == timedelta(seconds=60)
        steering.confirm()
        assert (await task).state == "done"
        assert told[-1] is None
        assert it.armed == []


@pytest.mark.asyncio
@pytest.mark.parametrize("when", ["write the changes", "every row is there", "confirm and disarm"])
async def test_the_technician_takes_it_back_at_any_time(tmp_path: Path, when: str) -> None:
    async with desk(tmp_path) as it:
        steering = Steering(held=True)
        outcome = await it.commit(
            await it.planned(), steering=steering, on_step=lambda step: steering.undo() if step.name == when else None
        )
        assert outcome.state == "undone", outcome
        assert (it.configured, it.armed) == (it.before, [])


@pytest.mark.asyncio
async def test_time_that_runs_out_in_a_hold_is_told_as_it_is(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        steering = Steering(held=True)
        steps: list[Step] = []
        task = asyncio.ensure_future(it.commit(await it.planned(), steering=steering, on_step=steps.append))
        await until(lambda: any(step.detail == "it waits for your word" for step in steps))
        await it.wait(70)
        steering.extend(1)
        outcome = await task
        assert outcome.state == "undone", outcome
        assert (it.configured, it.armed) == (it.before, [])


@pytest.mark.wide
@pytest.mark.asyncio
async def test_a_router_that_falls_silent_undoes_by_itself_and_that_is_told(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        it.patience = 3.0  # of the session that falls silent; a busy computer needs some for what is before that
        steps: list[Step] = []

        def hang(step: Step) -> None:
            steps.append(step)
            if step.name == "write the changes" and "of" in step.detail:
                it.faults.stall_after, it.patience = it.faults.sent, 0.2

        outcome = await it.commit(await it.planned(), on_step=hang)
        assert outcome.state == "unknown", outcome
        assert "by itself at 12:01" in outcome.message
        assert any(step.detail.startswith("trying again; the router undoes at 12:01") for step in steps)
        it.faults.stall_after, it.patience = None, 5.0
        assert (it.configured, it.armed) == (it.before, [])
        assert waiting(await it.survey(), it.mine, it.target.place) is None


# The undo by itself


@asynccontextmanager
async def undoing(it: Desk, means: Means) -> AsyncIterator[tuple[RouterUndo, Session, Plan]]:
    made = await it.planned()
    async with await it.open() as session:
        yield RouterUndo(means, "admin@mine", it.waits), session, made


NO = "not here"
ONE_MEANS = {
    "job": Means(safe_mode=NO, in_time=NO, at_boot=NO, netwatch=NO),
    "scheduler": Means(safe_mode=NO, job=NO, at_boot=NO, netwatch=NO),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("means", ONE_MEANS.values(), ids=list(ONE_MEANS))
@pytest.mark.parametrize("version", ["6.49.18", "7.20.8"])
async def test_one_means_is_enough(tmp_path: Path, version: str, means: Means) -> None:
    async with desk(tmp_path, version=version) as it, undoing(it, means) as (it_undoes, session, made):
        await it_undoes.arm(session, made, 60)
        await session.add("/ip/firewall/address-list", {"list": "x", "address": "192.0.2.1", "comment": "theirs"})
        await session.add("/routing/table" if version[0] == "7" else "/ip/firewall/mangle", _ours(version))
        await it.wait(55)
        assert any("simplifi:" in line for line in it.configured if "undo" not in line)
        await it.wait(45)
        assert it.armed == []
        assert [line for line in it.configured if line not in it.before and "theirs" not in line] in ([], [_LISTS])


_LISTS = "/ip firewall address-list"


def _ours(version: str) -> dict[str, str]:
    if version[0] == "7":
        return {"name": "to_Wan1", "fib": "", "comment": "simplifi:table:Wan1"}
    return {"chain": "prerouting", "action": "accept", "comment": "simplifi:bypass"}


@pytest.mark.asyncio
async def test_a_clock_that_jumps_fires_nothing_early(tmp_path: Path) -> None:
    async with desk(tmp_path) as it:
        assert (await it.commit(await it.planned(), hold=True)).state == "pending"
        it.router.clock.set_wall(it.router.clock.wall + timedelta(days=20_000))
        await it.wait(30)
        assert it.configured != it.before
        it.router.clock.set_wall(it.router.clock.wall - timedelta(days=30_000))
        await it.wait(50)
        assert (it.configured, it.armed) == (it.before, [])


@pytest.mark.asyncio
async def test_nothing_is_armed_where_the_router_allows_nothing(tmp_path: Path) -> None:
    nothing = Means(NO, NO, NO, NO, NO)
    async with desk(tmp_path) as it, undoing(it, nothing) as (it_undoes, session, made):
        with pytest.raises(NotArmed):
            await it_undoes.arm(session, made, 60)
        assert (it.armed, it_undoes.armed) == ([], None)


@pytest.mark.asyncio
async def test_the_second_to_arm_is_refused_and_leaves_the_first_alone(tmp_path: Path) -> None:
    async with desk(tmp_path) as it, undoing(it, Means()) as (first, session, made):
        await first.arm(session, made, 60)
        armed = it.armed
        async with await it.open() as other:
            with pytest.raises(AnotherChange, match="admin@mine"):
                await RouterUndo(Means(), "admin@theirs", it.waits).arm(other, made, 60)
        assert sorted(it.armed) == sorted(armed)
        await first.disarm()
        assert it.armed == []


@asynccontextmanager
async def holding(it: Desk) -> AsyncIterator[tuple[Steering, asyncio.Task[Outcome]]]:
    """A commit of this laptop that is proven and waits for its word."""
    told: list[Step] = []
    steering = Steering(held=True)
    made = await it.planned()
    work = asyncio.create_task(it.commit(made, steering=steering, on_step=told.append))
    await until(lambda: any(step.detail == "it waits for your word" for step in told))
    try:
        yield steering, work
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


def other(it: Desk) -> dict[str, object]:
    return {"keep_dir": it.theirs, "waits": it.waits, "opener": it.open}


@pytest.mark.asyncio
@pytest.mark.parametrize("version", ["6.49.18", "7.20.8"])
async def test_what_another_laptop_kept_is_not_undone_by_the_one_that_holds(tmp_path: Path, version: str) -> None:
    async with desk(tmp_path, version=version) as it, holding(it) as (steering, work):
        kept = await confirm(it.target, NOBODY, **other(it))  # type: ignore[arg-type]
        assert kept.state == "done"
        planned = it.configured
        steering.confirm()
        outcome = await asyncio.wait_for(work, 30)
        assert (outcome.state, it.configured, it.armed) == ("done", planned, [])
        assert "kept from somewhere else" in outcome.message
        (entry,) = entries(it.mine, router_id(await it.survey(), it.target.place))
        assert entry.state == "done"


@pytest.mark.asyncio
async def test_what_another_laptop_kept_is_heard_by_the_one_that_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("routerboard.link.underway.LOOK_AGAIN", 0.05)
    async with desk(tmp_path) as it, holding(it) as (_, work):
        await confirm(it.target, NOBODY, **other(it))  # type: ignore[arg-type]
        outcome = await asyncio.wait_for(work, 30)
        assert (outcome.state, it.armed) == ("done", [])


@pytest.mark.asyncio
async def test_more_time_from_another_laptop_counts_for_the_one_that_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("routerboard.link.underway.LOOK_AGAIN", 0.05)
    async with desk(tmp_path) as it, holding(it) as (steering, work):
        given = await extend(it.target, NOBODY, seconds=300, **other(it))  # type: ignore[arg-type]
        assert given.state == "pending"
        await it.wait(120)
        await asyncio.sleep(0.3)
        assert not work.done()
        steering.confirm()
        outcome = await asyncio.wait_for(work, 30)
        assert (outcome.state, it.armed) == ("done", [])


@pytest.mark.asyncio
@pytest.mark.parametrize(("board", "version"), [("factory", "6.49.18"), ("home", "7.20.8")])
async def test_an_undo_that_cannot_do_all_is_tried_until_it_can(tmp_path: Path, board: str, version: str) -> None:
    async with desk(tmp_path, board, version) as it:
        assert (await it.commit(await it.planned(), hold=True)).state == "pending"
        refused = 0

        def in_trouble() -> None:
            nonlocal refused
            refused += 1
            raise TrapError(TROUBLE, 3)

        it.router.writing = in_trouble  # type: ignore[method-assign]
        for _ in range(15):
            await it.wait(5)
        assert refused
        assert it.configured != it.before
        del it.router.writing  # type: ignore[method-assign]
        for _ in range(8):
            await it.wait(5)
        assert (it.configured, it.armed) == (it.before, [])


@pytest.mark.asyncio
async def test_what_cannot_be_read_back_is_taken_away_for_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Safe mode is let go before the rest is removed: at the end of our session it would put all that there again."""

    async def unseen(*_: object) -> None:
        raise NotArmed("The undo script is not on the router.")

    monkeypatch.setattr(RouterUndo, "_checked", unseen)
    async with desk(tmp_path) as it, undoing(it, Means()) as (it_undoes, session, made):
        with pytest.raises(NotArmed):
            await it_undoes.arm(session, made, 60)
        assert [row["enabled"] for row in await session.print("/safe-mode")] == ["false"]
        assert (it.armed, it.configured) == ([], it.before)


@pytest.mark.asyncio
async def test_more_time_that_comes_too_late_is_said(tmp_path: Path) -> None:
    async with desk(tmp_path) as it, undoing(it, Means()) as (it_undoes, session, made):
        await it_undoes.arm(session, made, 60)
        await it.wait(61)
        with pytest.raises(Overdue):
            await it_undoes.extend(60)
        await it.wait(100)
        assert it.armed == []


def test_what_is_told_on_the_router_can_be_read_again() -> None:
    mark = Trace("5f3a9c1b", "admin@laptop", NOON, NOON + timedelta(seconds=60), "*1F", proven=True)
    assert trace([{"name": "simplifi-undo", "comment": mark.comment}]) == mark
    plain = Trace("5f3a9c1b", "admin@laptop", NOON, NOON)
    assert trace([{"name": "simplifi-undo", "comment": plain.comment}]) == plain
    assert trace([{"name": "theirs"}]) is None


def test_a_spoilt_comment_is_armed_all_the_same() -> None:
    found = trace([{"name": "simplifi-undo", "comment": "edited by hand"}])
    assert found is not None
    assert found.who == "somebody"


def test_a_name_that_no_comment_can_hold_is_told_without_it() -> None:
    mark = Trace("5f3a9c1b", "admin@Müllers Mac", NOON, NOON)
    assert mark.comment.isascii()
    found = trace([{"name": "simplifi-undo", "comment": mark.comment}])
    assert found is not None
    assert found.token == "5f3a9c1b"


@pytest.mark.asyncio
async def test_a_disk_that_is_full_once_it_is_armed_leaves_nothing_armed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Journal, token: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Journal, "arms", full)
    async with desk(tmp_path) as it:
        outcome = await it.commit(await it.planned())
        assert outcome.state == "refused"
        assert "No space left" in outcome.message
        await it.wait(100)
        assert (it.configured, it.armed) == (it.before, [])


@pytest.mark.asyncio
async def test_a_disk_that_fills_up_while_it_writes_leads_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Journal, number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Journal, "writes", full)
    async with desk(tmp_path) as it:
        outcome = await it.commit(await it.planned())
        assert outcome.state == "undone", outcome
        assert (it.configured, it.armed) == (it.before, [])
