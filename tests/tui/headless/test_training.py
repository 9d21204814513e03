"""What boards promise a trainee to find is what `doctor` and `plan` find there; docs/training.md says the same."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from presets.loader import load_presets
from routerboard.language.survey import Survey
from routerboard.link.session import connect
from routerboard.link.survey import survey
from routerboard.link.target import Secret, Target
from routerboard.practice.board import VERSIONS, boards, load_board
from routerboard.practice.server import start_in_thread
from tests.wide import often
from tui.headless.doctor import examined
from wizards.plan import plan
from wizards.prefill import prefill

TRAINING = Path(__file__).resolve().parents[3] / "docs" / "training.md"
EVERY = [(name, version) for name in boards() for version in VERSIONS]
OFTEN = [("factory", "7.20.8"), ("secondhand", "6.49.18")]


async def _seen(port: int) -> Survey:
    async with await connect(Target.parse(f"127.0.0.1:{port}"), Secret("")) as session:
        return await survey(session)


@pytest.mark.parametrize(("name", "version"), often(EVERY, OFTEN))
def test_what_is_promised_is_found(name: str, version: str) -> None:
    served = start_in_thread(name, version)
    try:
        seen = asyncio.run(_seen(served.port))
    finally:
        served.close()
    found = examined(seen)
    planned = plan(seen, prefill(seen, next(iter(load_presets().values()))))
    promised = [clue.code for clue in load_board(name, version).find]
    assert set(promised) <= {one.code for one in found}
    assert set(promised) <= {one.code for one in planned.findings}
    assert {one.code for one in found if one.severity != "note"} <= set(promised), "a warning that nobody was told of"
    assert len(promised) == len(set(promised)) >= 3


def test_the_training_path_has_every_board() -> None:
    text = " ".join(TRAINING.read_text(encoding="utf-8").split())
    for name in boards():
        board = load_board(name)
        _, _, after = text.partition(f"## `{name}`")
        section = after.partition(" ## ")[0]
        assert board.title in section
        assert board.teaches in section
        missing = [clue for clue in board.find if f"`{clue.code}` {clue.what}" not in section]
        assert not missing, f"{name}: {missing}"
