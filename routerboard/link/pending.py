"""What waits for a word: a commit that was held, or one that this computer did not live to finish."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from routerboard.language.menus import menu
from routerboard.link.errors import RouterError
from routerboard.link.journal import Entry, Journal, pending, router_id
from routerboard.link.proof import Waits
from routerboard.link.restore import Opener, Restoring, restore, unreached
from routerboard.link.session import connect
from routerboard.link.steps import OnStep, Outcome, Told
from routerboard.link.survey import survey as read
from routerboard.link.target import Secret, Target
from routerboard.link.writer import Secrets, from_environment

LOOK = "log in and read the router"
NOTHING = Outcome("refused", "Nothing waits for a word on this router, as far as this computer knows.")


async def confirm(
    target: Target,
    password: Secret,
    *,
    keep_dir: Path,
    on_step: OnStep = lambda step: None,
    opener: Opener | None = None,
) -> Outcome:
    """Keep what is pending on a router: `done`, or `refused` where nothing is. RouterError where it is not reached."""
    told = Told(on_step)
    entry = await _waiting(target, opener or partial(connect, target, password), keep_dir, told)
    if entry is None:
        return told.outcome(NOTHING)
    if entry.state != "pending":
        what = f"The commit of {entry.started} stopped after {entry.written} of {len(entry.plan.changes)} changes."
        todo = "Half a plan cannot be kept: undo it, then apply again."
        return told.outcome(Outcome("refused", what, todo, journal=entry.path))
    Journal(entry.path).ends("done")
    return told.outcome(Outcome("done", f"The change of {entry.started} is kept.", journal=entry.path))


async def undo(
    target: Target,
    password: Secret,
    *,
    keep_dir: Path,
    on_step: OnStep = lambda step: None,
    secrets: Secrets = from_environment,
    waits: Waits | None = None,
    opener: Opener | None = None,
) -> Outcome:
    """Take back what is pending on a router: `undone`, `unknown` where rows differ, `refused` where nothing is."""
    told = Told(on_step)
    opener = opener or partial(connect, target, password)
    entry = await _waiting(target, opener, keep_dir, told)
    if entry is None:
        return told.outcome(NOTHING)
    work = Restoring(entry.survey, entry.begun, opener, secrets, waits or Waits(), told)
    journal = Journal(entry.path)
    try:
        left = await restore(work)
    except RouterError as error:
        what, todo = unreached(error, target.place, entry.written, len(entry.plan.changes))
        return told.outcome(Outcome("unknown", what, todo, journal=entry.path))
    journal.ends("unknown" if left else "undone")
    if left:
        what = f"Not all could be put back: {'; '.join(left[:3])}."
        todo = f"Look at these rows by hand; what they were is in {entry.path}."
        return told.outcome(Outcome("unknown", what, todo, journal=entry.path))
    what = f"The change of {entry.started} was taken back; the router is as before."
    return told.outcome(Outcome("undone", what, _forgotten(entry), journal=entry.path))


def _forgotten(entry: Entry) -> str:
    """What to do about rows that were removed and had a password: no journal has it."""
    gone = [one for one in entry.begun if one.verb == "remove" and _has_password(one.menu, entry)]
    names = ", ".join(one.before.get("name") or one.role for one in gone)
    return f"Type the password of {names} again: it is kept nowhere." if gone else ""


def _has_password(path: str, entry: Entry) -> bool:
    known = menu(path, entry.survey.version)
    return known is not None and any(one.kind == "password" for one in known.properties.values())


async def _waiting(target: Target, opener: Opener, keep_dir: Path, told: Told) -> Entry | None:
    with told.step(LOOK) as step:
        session = await opener()
        async with session:
            survey = await read(session)
        step.detail = f"RouterOS {survey.version}"
    return pending(keep_dir, router_id(survey, target.place))
