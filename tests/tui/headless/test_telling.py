"""What takes long says so: nobody shall think that it hangs, or wonder why a board is not found."""

from __future__ import annotations

import asyncio

import pytest

from routerboard.link.steps import Step
from routerboard.practice.board import load_board
from routerboard.practice.router import PracticeRouter
from tui.cli import parser
from tui.headless import practice
from tui.headless.talk import Telling


def test_a_step_that_takes_long_says_how_far_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    now = 0.0
    tell = Telling(lambda: now)
    for left in range(9, 0, -1):
        now += 1.0
        tell(Step("rights", "running", f"{left} s more"))
        tell(Step("rights", "running"))
    tell(Step("rights", "ok"))
    assert capsys.readouterr().err.splitlines() == [
        "  … rights: 7 s more",
        "  … rights: 4 s more",
        "  … rights: 1 s more",
        "  ✓ rights",
    ]


@pytest.mark.asyncio
async def test_a_board_that_cannot_be_discovered_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unheard(*_: object) -> None:
        return None

    monkeypatch.setattr(practice, "announce", unheard)
    board = load_board("factory")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await practice._run(PracticeRouter(board), board, {}, parser().parse_args(["practice", "--port", "0"]))
    said = capsys.readouterr()
    port = said.out.split()[3]
    assert f"--router 127.0.0.1:{port}" in said.err
