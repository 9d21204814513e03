"""The proof screen on a practice board: it asks first, measures, and stopped it leaves nothing behind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from proof import store, weights
from proof.streams import Effort
from routerboard.link.target import Secret, Target
from tests.proof.conftest import BOARD, _bench
from tui.app import SimplifiApp
from tui.opening import Opening
from tui.screens import proof
from tui.screens.preview import PreviewScreen


@asynccontextmanager
async def opened(version: str, data_dir: Path) -> AsyncIterator[tuple[SimplifiApp, Any]]:
    async with _bench(version, BOARD.replace("down: 6M, up: 3M", "down: 8M, up: 3M")) as it:
        target = Target(it.server.host, it.server.port)
        yield SimplifiApp(Opening(target=target, password=Secret(""), data_dir=data_dir)), it


def _pins(it: Any) -> list[str]:
    rows = it.router.store.rows("/ip/firewall/mangle")
    return [row.values["comment"] for row in rows if row.values.get("comment") == "simplifi:pin"]


@pytest.mark.asyncio
@pytest.mark.parametrize("version", ["7.20.8"])
async def test_it_asks_first_and_stopped_it_leaves_nothing(
    version: str, tmp_path: Path, until: Any, screen_text: Any
) -> None:
    async with opened(version, tmp_path) as (app, it), app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "p Prove" in screen_text(app))
        await pilot.press("p")
        await until(pilot, lambda: "Press enter to measure" in screen_text(app))
        assert "MB of data" in screen_text(app)
        assert _pins(it) == []
        await pilot.press("enter")
        await until(pilot, lambda: _pins(it))
        assert app.screen.BUSY in app.screen.staying()
        await pilot.press("escape")
        await until(pilot, lambda: not app.screen.staying())
        assert _pins(it) == []
        assert isinstance(app.screen, proof.ProofScreen)
        await pilot.press("escape")
        assert not isinstance(app.screen, proof.ProofScreen)


@pytest.mark.timed
@pytest.mark.asyncio
async def test_it_measures_and_offers_the_weights_that_follow(
    tmp_path: Path, until: Any, screen_text: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof, "EFFORT", Effort(0.6, 1.0, 3, 2))
    async with opened("7.20.8", tmp_path) as (app, it), app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "p Prove" in screen_text(app))
        await pilot.press("p")
        await until(pilot, lambda: "Press enter to measure" in screen_text(app))
        assert "Measure first" in app.screen.why_not("weights")
        await pilot.press("enter")
        await until(pilot, lambda: "all lines: download" in screen_text(app), timeout=60)
        await until(pilot, lambda: "of their sum" in screen_text(app), timeout=60)
        assert "Wan1 alone" in screen_text(app)
        kept = store.load(store.path_of(tmp_path, it.seen, app.screen._visit.target.place))
        assert kept is not None
        assert kept.speed is not None
        assert [one.name for one in kept.speed.lines] == ["Wan1", "Wan2"]
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, PreviewScreen))
        assert app.screen._visit.site == weights.measured(it.site, kept.speed)
        assert "both-addresses:" in screen_text(app)
