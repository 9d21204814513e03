"""`remove`: take everything of ours off the router, and put back what we changed of others."""

from __future__ import annotations

import argparse

from routerboard.language.change import Plan
from routerboard.link.commit import commit
from routerboard.link.journal import ledger, router_id
from routerboard.link.steps import Outcome
from tui.headless.plan import table
from tui.headless.talk import (
    BLOCKED,
    Telling,
    complain,
    dissent,
    ended,
    finding_lines,
    keep_dir,
    refused,
    running,
    surveyed,
)
from wizards.plan import uninstall


def run(options: argparse.Namespace) -> int:
    """Show what would go, ask, write, prove."""
    return running(lambda: _run(options))


async def _run(options: argparse.Namespace) -> int:
    seen, target, password = await surveyed(options)
    made = uninstall(seen, ledger(keep_dir(), router_id(seen, target.place)))
    if made.blocked:
        complain("\n".join(finding_lines(made.findings)))
        return refused(BLOCKED, options.json)
    if made.empty:
        return ended(Outcome("done", "There is nothing of ours on this router; nothing was changed."), options.json)
    complain("\n".join([*table(made), *restored(made)]))
    if why_not := dissent(made, options.yes):
        return refused(why_not, options.json)
    outcome = await commit(target, password, made, keep_dir=keep_dir(), on_step=Telling())
    return ended(outcome, options.json)


def restored(made: Plan) -> list[str]:
    """How many rows of others get back what they were before us."""
    count = sum(change.foreign for change in made.changes)
    return [f"{count} of these put back what was changed of others."] if count else []
