"""`confirm`, `undo`, `extend`: say the word that a held or interrupted change waits for, or give it more time."""

from __future__ import annotations

import argparse

from routerboard.link import pending
from routerboard.link.steps import Outcome
from routerboard.link.target import Target
from tui.cli import DONE
from tui.headless.talk import ended, keep_dir, password_for, running, target_of, told


def run(options: argparse.Namespace) -> int:
    """Keep what waits, or take it back."""
    return running(lambda: _run(options))


async def _run(options: argparse.Namespace) -> int:
    target = target_of(options)
    outcome = await _said(options, target)
    if (options.action, outcome.state) in (("undo", "undone"), ("extend", "pending")):
        ended(outcome, options.json)
        return DONE
    return ended(outcome, options.json)


async def _said(options: argparse.Namespace, target: Target) -> Outcome:
    password, folder = password_for(target), keep_dir()
    if options.action == "extend":
        return await pending.extend(target, password, keep_dir=folder, seconds=options.by, on_step=told)
    if options.action == "confirm":
        return await pending.confirm(target, password, keep_dir=folder, on_step=told)
    return await pending.undo(target, password, keep_dir=folder, on_step=told)
