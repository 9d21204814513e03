"""Commit, confirm, undo and uninstall on the practice Routerboard, over its port."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from presets.loader import load_presets
from routerboard.language.change import Plan
from routerboard.language.survey import Survey
from routerboard.link.commit import commit
from routerboard.link.journal import ledger, router_id
from routerboard.link.pending import confirm, undo
from routerboard.link.proof import Waits
from routerboard.link.session import connect
from routerboard.link.steps import Outcome
from routerboard.link.survey import survey
from routerboard.link.target import Secret, Target
from routerboard.practice.board import load_board
from routerboard.practice.exporting import export
from routerboard.practice.router import PracticeRouter
from routerboard.practice.server import serve
from tests.wide import often
from wizards.plan import plan, uninstall
from wizards.prefill import prefill
from wizards.site import Site

VERSIONS = ["6.49.18", "7.20.8"]
BOARDS = ["factory", "flats", "office8"]
NOBODY = Secret("")


class Bench:
    """A practice board on a port, and what a technician does with it. Waiting lets the board's own clock run on."""

    def __init__(self, router: PracticeRouter, target: Target, keep_dir: Path) -> None:
        self.router, self.target, self.keep_dir = router, target, keep_dir
        self.passed = 0.0

    async def wait(self, seconds: float) -> None:
        self.passed += seconds
        self.router.tick(seconds)

    @property
    def waits(self) -> Waits:
        return Waits(reconnect=5.0, sleep=self.wait, now=lambda: self.passed)

    @property
    def configured(self) -> list[str]:
        """The board's export without the line that has the date."""
        return export(self.router).splitlines()[1:]

    async def survey(self) -> Survey:
        async with await connect(self.target, NOBODY, timeout=5.0) as session:
            return await survey(session)

    async def planned(self) -> tuple[Site, Plan]:
        seen = await self.survey()
        site = prefill(seen, load_presets()["hotel"])
        return site, plan(seen, site)

    async def commit(self, made: Plan, *, hold: bool = False) -> Outcome:
        return await commit(
            self.target, NOBODY, made, keep_dir=self.keep_dir, hold=hold, waits=self.waits, secrets=lambda _: NOBODY
        )

    async def uninstall(self) -> Plan:
        seen = await self.survey()
        return uninstall(seen, ledger(self.keep_dir, router_id(seen, self.target.place)))


@asynccontextmanager
async def bench(keep_dir: Path, version: str, board: str = "factory") -> AsyncIterator[Bench]:
    router = PracticeRouter(load_board(board, version))
    async with await serve(router, running_clock=False) as server:
        yield Bench(router, Target(server.host, server.port), keep_dir)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("board", "version"),
    often(
        [(board, version) for board in BOARDS for version in VERSIONS],
        [("factory", "6.49.18"), ("flats", "7.20.8"), ("office8", "7.20.8")],
    ),
)
async def test_a_plan_is_proven_and_its_uninstall_leaves_the_export_as_it_was(
    tmp_path: Path, version: str, board: str
) -> None:
    async with bench(tmp_path, version, board) as it:
        before = it.configured
        site, made = await it.planned()
        outcome = await it.commit(made)
        assert outcome.state == "done", outcome
        states = {step.name: step.state for step in outcome.steps}
        assert [states[f"{wan.name} is active"] for wan in site.wans] == ["ok"] * len(site.wans)
        assert plan(await it.survey(), site).empty
        outcome = await it.commit(await it.uninstall())
        assert outcome.state == "done", outcome
        assert it.configured == before
        assert (await it.uninstall()).empty


@pytest.mark.asyncio
@pytest.mark.parametrize("version", VERSIONS)
async def test_both_lines_take_new_connections(tmp_path: Path, version: str) -> None:
    async with bench(tmp_path, version) as it:
        outcome = await it.commit((await it.planned())[1])
    step = next(step for step in outcome.steps if step.name == "every line takes new connections")
    assert step.state == "ok"
    assert step.detail.startswith("Wan1 ")


@pytest.mark.asyncio
@pytest.mark.parametrize("version", VERSIONS)
async def test_a_held_plan_is_taken_back_or_kept(tmp_path: Path, version: str) -> None:
    async with bench(tmp_path, version) as it:
        before = it.configured
        _, made = await it.planned()
        assert (await it.commit(made, hold=True)).state == "pending"
        assert (await it.commit(made)).state == "refused"
        outcome = await undo(it.target, NOBODY, keep_dir=tmp_path, waits=it.waits)
        assert (outcome.state, it.configured) == ("undone", before)
        assert (await it.commit(made, hold=True)).state == "pending"
        held = it.configured
        outcome = await confirm(it.target, NOBODY, keep_dir=tmp_path)
        assert outcome.state == "done"
        assert any("simplifi-undo" in line for line in held)
        assert (await it.planned())[1].empty
        assert not [line for line in it.configured if "simplifi-undo" in line]


@pytest.mark.asyncio
@pytest.mark.parametrize("version", VERSIONS)
async def test_a_user_without_write_changes_nothing(tmp_path: Path, version: str) -> None:
    async with bench(tmp_path, version) as it:
        _, made = await it.planned()
        async with await connect(it.target, NOBODY, timeout=5.0) as session:
            group = {"name": "lookers", "policy": "read,api,test"}
            await session.add("/user/group", group)
            await session.add("/user", {"name": "guest", "group": "lookers", "password": "x"})
        looker = replace(it.target, user="guest")
        changed = it.configured
        outcome = await commit(looker, Secret("x"), made, keep_dir=tmp_path, waits=it.waits)
        assert (outcome.state, it.configured) == ("refused", changed)
        assert "guest lacks the right to write" in outcome.message


@pytest.mark.asyncio
async def test_a_word_for_one_board_is_not_taken_for_another(tmp_path: Path) -> None:
    routers = [PracticeRouter(load_board("factory", version)) for version in VERSIONS]
    servers = [await serve(router, running_clock=False) for router in routers]
    held, other = (
        Bench(router, Target(server.host, server.port), tmp_path)
        for router, server in zip(routers, servers, strict=True)
    )
    try:
        made = plan(await held.survey(), prefill(await held.survey(), next(iter(load_presets().values()))))
        told = {"keep_dir": tmp_path, "waits": held.waits}
        assert (await commit(held.target, NOBODY, made, hold=True, **told)).state == "pending"  # type: ignore[arg-type]
        assert (await undo(other.target, NOBODY, keep_dir=tmp_path)).state == "refused"
        assert (await undo(held.target, NOBODY, **told)).state == "undone"  # type: ignore[arg-type]
    finally:
        for server in servers:
            await server.close()
