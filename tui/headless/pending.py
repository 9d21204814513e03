"""`confirm` and `undo`: say the word that a held or interrupted change waits for."""

from __future__ import annotations

import argparse

from routerboard.link import pending
from tui.headless.talk import ended, keep_dir, password_for, running, target_of, told


def run(options: argparse.Namespace) -> int:
    """Keep what waits, or take it back."""
    return running(lambda: _run(options))


async def _run(options: argparse.Namespace) -> int:
    target = target_of(options)
    work = pending.confirm if options.action == "confirm" else pending.undo
    outcome = await work(target, password_for(target), keep_dir=keep_dir(), on_step=told)
    if options.action == "undo" and outcome.state == "undone":
        ended(outcome, options.json)
        return 0
    return ended(outcome, options.json)
