"""`confirm`, `undo`, `extend`: say the word that a held or interrupted change waits for, or give it more time."""

from __future__ import annotations

import argparse

from routerboard.link import pending
from routerboard.link.steps import Outcome
from tui.cli import DONE
from tui.headless.talk import Login, Telling, ended, keep_dir, login_of, running


def run(options: argparse.Namespace) -> int:
    """Keep what waits, or take it back."""
    return running(lambda: _run(options))


async def _run(options: argparse.Namespace) -> int:
    outcome = await _said(options, login_of(options))
    if (options.action, outcome.state) in (("undo", "undone"), ("extend", "pending")):
        ended(outcome, options.json)
        return DONE
    return ended(outcome, options.json)


async def _said(options: argparse.Namespace, login: Login) -> Outcome:
    who, folder = (login.target, login.password), keep_dir()
    if options.action == "extend":
        return await pending.extend(*who, keep_dir=folder, seconds=options.by, on_step=Telling(), opener=login.open)
    if options.action == "confirm":
        return await pending.confirm(*who, keep_dir=folder, on_step=Telling(), opener=login.open)
    return await pending.undo(*who, keep_dir=folder, on_step=Telling(), opener=login.open)
