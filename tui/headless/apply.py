"""`apply`: make a router become the site, prove it, or undo it."""

from __future__ import annotations

import argparse

from routerboard.link.commit import commit
from routerboard.link.journal import pending, router_id
from tui.cli import DONE, REFUSED
from tui.headless.plan import table
from tui.headless.talk import (
    complain,
    consented,
    ended,
    finding_lines,
    keep_dir,
    read_site,
    running,
    say,
    surveyed,
    told,
)
from wizards.plan import plan


def run(options: argparse.Namespace) -> int:
    """Show the plan, ask, write, prove; the exit status says how it ended."""
    return running(lambda: _run(options))


async def _run(options: argparse.Namespace) -> int:
    site = read_site(options.site)
    seen, target, password = await surveyed(options)
    made = plan(seen, site)
    if pending(keep_dir(), router_id(seen, target.place)) is not None:
        complain("An earlier change to this router waits for your word: confirm or undo it first. Nothing was changed.")
        return REFUSED
    if made.blocked:
        complain("\n".join(finding_lines(made.findings, options.site)))
        complain("Refused: put the errors right first. Nothing was changed.")
        return REFUSED
    if made.empty:
        say("The router already is as the site wants it; nothing was changed.")
        return DONE
    complain("\n".join(table(made)))
    if not consented(made, options.yes):
        return REFUSED
    outcome = await commit(
        target,
        password,
        made,
        keep_dir=keep_dir(),
        undo_after=options.undo_after,
        hold=options.hold,
        on_step=told,
    )
    return ended(outcome, options.json)
