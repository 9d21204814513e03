"""`apply`: make a router become the site, prove it, or undo it."""

from __future__ import annotations

import argparse

from routerboard.link.commit import commit
from routerboard.link.steering import Armed, Steering
from routerboard.link.steps import Outcome
from routerboard.link.waiting import waiting
from tui.headless.plan import table
from tui.headless.talk import (
    BLOCKED,
    Telling,
    complain,
    dissent,
    ended,
    finding_lines,
    keep_dir,
    read_site,
    refused,
    running,
    surveyed,
)
from wizards.plan import plan


def run(options: argparse.Namespace) -> int:
    """Show the plan, ask, write, prove; the exit status says how it ended."""
    return running(lambda: _run(options))


async def _run(options: argparse.Namespace) -> int:
    site = read_site(options.site)
    seen, target, password = await surveyed(options)
    made = plan(seen, site)
    earlier = waiting(seen, keep_dir(), target.place)
    if earlier is not None:
        return refused(f"{earlier.told} Confirm it or undo it first. Nothing was changed.", options.json)
    if made.blocked:
        complain("\n".join(finding_lines(made.findings, options.site)))
        return refused(BLOCKED, options.json)
    if made.empty:
        return ended(Outcome("done", "The router already is as the site wants it; nothing was changed."), options.json)
    complain("\n".join(table(made)))
    if why_not := dissent(made, options.yes):
        return refused(why_not, options.json)
    outcome = await commit(
        target,
        password,
        made,
        keep_dir=keep_dir(),
        undo_after=options.undo_after,
        hold=options.hold,
        on_step=Telling(),
        steering=Steering(on_armed=Promise()),
        trust_laptop=options.trust_laptop,
    )
    return ended(outcome, options.json)


class Promise:
    """Says once what happens if the link dies from now on."""

    def __init__(self) -> None:
        self._said = False

    def __call__(self, armed: Armed | None) -> None:
        """The undo is armed, or no more."""
        if armed is not None and not self._said:
            self._said = True
            complain(
                f"  · If this link dies now, what was before comes back at {armed.deadline:%H:%M:%S} ({armed.by})."
            )
