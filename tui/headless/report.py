"""`report`: the hand-over sheet of what was last verified, as HTML, PDF or text."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from proof import store
from proof.results import ResultsError, Verification
from proof.verifying import begun, is_loopback
from tui import recents
from tui.cli import DONE
from tui.headless import sheets
from tui.headless.talk import WrongInput, running, say, surveyed
from wizards.record import built_from

UNMEASURED = "Nothing was measured yet: `simplifi-tui verify` does that."


def run(options: argparse.Namespace) -> int:
    """Write the sheet."""
    return running(lambda: _run(options))


async def _run(options: argparse.Namespace) -> int:
    if bool(options.router) == bool(options.verification):
        raise WrongInput("report is made of one thing: --router HOST or --verification FILE.")
    sheets.check(options.output, options.force)
    try:
        found = store.read(Path(options.verification)) if options.verification else await _of_router(options)
    except ResultsError as error:
        raise WrongInput(f"{error}.") from None
    if options.technician:
        found = replace(found, technician=options.technician)
    sheets.write(options.output, found, options.force)
    if found.speed is None and not found.drills:
        say(UNMEASURED)
    return DONE


async def _of_router(options: argparse.Namespace) -> Verification:
    """What was last verified of this router; where nothing was, what the router itself tells."""
    seen, target, _ = await surveyed(options)
    built = built_from(seen)
    if built is None or built.site is None:
        why = f": {built.why}" if built is not None else ""
        raise WrongInput(f"This router does not say which site it was built from{why}; `apply` a site file first.")
    known = store.load(store.path_of(recents.folder(), seen, target.place))
    return known or replace(begun(seen, built.site, ""), practice=is_loopback(target.host))
