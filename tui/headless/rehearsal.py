"""A practice Routerboard that is set up as its likeliest site, for a verification with nothing plugged in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from presets.loader import load_presets
from routerboard.link.commit import commit
from routerboard.link.session import connect
from routerboard.link.survey import survey
from routerboard.link.target import Secret, Target
from routerboard.practice.board import BoardError, load_board
from routerboard.practice.router import PracticeRouter
from routerboard.practice.server import serve
from tui.headless.talk import Telling, WrongInput, complain, read_site
from wizards.plan import plan
from wizards.prefill import likeliest, started


@asynccontextmanager
async def rehearsed(name: str, version: str | None, site: str | None) -> AsyncIterator[str]:
    """Where such a board listens, as `--router` wants it; it goes with the block. WrongInput where none can be made."""
    try:
        board = load_board(name, version)
    except BoardError as error:
        raise WrongInput(str(error)) from None
    async with await serve(PracticeRouter(board), internet=True) as server:
        complain(f"{board.title}, RouterOS {board.version}")
        await _set_up(Target(server.host, server.port), site)
        yield f"{server.host}:{server.port}"


async def _set_up(target: Target, path: str | None) -> None:
    async with await connect(target, Secret("")) as session:
        seen = await survey(session)
    presets = load_presets()
    site = read_site(path) if path else started(seen, presets, likeliest(seen, presets, next(iter(presets))))
    made = plan(seen, site)
    if made.empty:
        return
    with TemporaryDirectory() as folder:
        outcome = await commit(target, Secret(""), made, keep_dir=Path(folder), on_step=Telling())
    if outcome.state != "done":
        raise WrongInput(f"The board could not be set up: {outcome.message}")
