"""The words about a change that waits on a router: keep it, give it more time, take it back; from any laptop.

What is said in the end is what the router shows then: somebody else, or the router itself, may have decided meanwhile.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path

from routerboard.language.menus import menu
from routerboard.language.version import Version
from routerboard.link.armed import SCRIPTS
from routerboard.link.back import AFTER
from routerboard.link.errors import Overdue, RouterError, RouterRefused
from routerboard.link.hooks import SAFE_MODE, script
from routerboard.link.journal import Entry, Journal
from routerboard.link.match import stands
from routerboard.link.proof import Waits, final
from routerboard.link.restore import Opener, Restoring, restore, unreached
from routerboard.link.router_undo import RouterUndo
from routerboard.link.session import Session, connect
from routerboard.link.steps import OnStep, Outcome, Told
from routerboard.link.target import Secret, Target
from routerboard.link.undo import SessionUndo, Undo
from routerboard.link.undo_script import SCRIPT
from routerboard.link.waiting import NOTHING, Waiting, look_for, still_stands
from routerboard.link.writer import Secrets, from_environment

RUN = "the router runs its undo"
STANDS = "its rows stand"


async def confirm(
    target: Target,
    password: Secret,
    *,
    keep_dir: Path,
    on_step: OnStep = lambda step: None,
    waits: Waits | None = None,
    opener: Opener | None = None,
) -> Outcome:
    """Keep what is pending on a router: `done`, or `refused` where nothing is, or only half of it.

    RouterError where it is not reached; it is armed then as before.
    """
    told, waits = Told(on_step), waits or Waits()
    async with await (opener or partial(connect, target, password))() as session:
        found = await look_for(session, target, keep_dir, told)
        if isinstance(found, Outcome):
            return told.outcome(found)
        if not found.proven:
            return told.outcome(Outcome("refused", *_half(found), journal=_path(found)))
        if _begun(found):
            return told.outcome(Outcome("refused", *_BEGUN, journal=_path(found)))
        over = await _disarmed(session, found, waits, told)
        with told.step(STANDS) as step:
            stands = await still_stands(session, found)
            step.detail = "as it was proven" if stands else "not as it was proven"
    if stands:
        _note(found, "done")
        by = "was kept, from somewhere else" if over else "is kept"
        return told.outcome(Outcome("done", f"The change of {found.since:%H:%M:%S} {by}.", journal=_path(found)))
    _note(found, "unknown")
    what = over.what if over else "Its rows are not there any more as they were proven."
    todo = "Read the router again before you go on: `plan` shows what is missing."
    return told.outcome(Outcome("undone" if over else "unknown", what, todo, journal=_path(found)))


async def _disarmed(session: Session, found: Waiting, waits: Waits, told: Told) -> Overdue | None:
    """Take the undo off; Overdue where it was gone, because it has run or because somebody else took it off."""
    if found.trace is None:
        return None
    with told.step("confirm and disarm") as step:
        try:
            await RouterUndo.found(found.trace, session, found.version, waits).disarm()
        except Overdue as over:
            step.detail = "it was gone"
            return over
        step.detail = "nothing is left armed"
    return None


async def extend(
    target: Target,
    password: Secret,
    *,
    keep_dir: Path,
    seconds: float = 60,
    on_step: OnStep = lambda step: None,
    waits: Waits | None = None,
    opener: Opener | None = None,
) -> Outcome:
    """Give what is pending so many seconds from now: `pending`, or `refused` where nothing that is proven waits."""
    told, waits = Told(on_step), waits or Waits()
    async with await (opener or partial(connect, target, password))() as session:
        found = await look_for(session, target, keep_dir, told)
        if isinstance(found, Outcome):
            return told.outcome(found)
        if found.trace is None:
            return told.outcome(NOTHING)
        if not found.proven:
            return told.outcome(Outcome("refused", *_half(found), journal=_path(found)))
        if _begun(found):
            return told.outcome(Outcome("refused", *_BEGUN, journal=_path(found)))
        undo = RouterUndo.found(found.trace, session, found.version, waits)
        with told.step("more time") as step:
            try:
                await undo.extend(seconds)
                await undo.tell(proven=True)
            except Overdue as over:
                return told.outcome(await _too_late(session, found, over))
            ends = f"{undo.armed.deadline:%H:%M:%S}" if undo.armed else ""
            step.detail = f"until {ends}"
    return told.outcome(Outcome("pending", f"The router undoes it at {ends}.", journal=_path(found)))


async def _too_late(session: Session, found: Waiting, over: Overdue) -> Outcome:
    """No time could be given: because the router has undone it, or because somebody else has kept it."""
    if await still_stands(session, found):
        what = f"The change of {found.since:%H:%M:%S} was kept, from somewhere else; nothing waits any more."
        _note(found, "done")
        return Outcome("done", what, journal=_path(found))
    _note(found, "undone")
    return Outcome("undone", over.what, over.todo, journal=_path(found))


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
    told, waits = Told(on_step), waits or Waits()
    opener = opener or partial(connect, target, password)
    async with await opener() as session:
        found = await look_for(session, target, keep_dir, told)
        if isinstance(found, Outcome):
            return told.outcome(found)
        if _busy(found, waits):
            what = f"{found.who} is writing to this router since {found.since:%H:%M:%S}."
            return told.outcome(Outcome("refused", what, "Wait until it is proven or undone, then look again."))
        if found.trace is not None:
            await _run(session, found.version, told)
        if found.entry is None:
            return told.outcome(await _by_itself(session, found))
        mark = found.trace
        keeper: Undo = RouterUndo.found(mark, session, found.version, waits) if mark else SessionUndo(waits)
        patience = max(waits.reconnect, AFTER)
        work = Restoring(found.entry.survey, found.entry.begun, opener, secrets, waits, told, keeper, patience)
        return told.outcome(await _restored(work, found.entry, target, session))


async def _restored(work: Restoring, entry: Entry, target: Target, session: Session) -> Outcome:
    """Compare with what the journal has of before, and put right what still differs."""
    try:
        left = await restore(work, session)
    except RouterError as error:
        what, todo = unreached(error, target.place, entry.written, len(entry.plan.changes), None)
        return Outcome("unknown", what, todo, journal=entry.path)
    Journal(entry.path).ends("unknown" if left else "undone")
    if left:
        what = f"Not all could be put back: {'; '.join(left[:3])}."
        return Outcome(
            "unknown", what, f"Look at these rows by hand; what they were is in {entry.path}.", (), entry.path
        )
    what = f"The change of {entry.started} was taken back; the router is as before."
    return Outcome("undone", what, _forgotten(entry), journal=entry.path)


async def _run(session: Session, version: Version, told: Told) -> None:
    """Let the router run its own undo; a safe mode that is held would undo it again, and is let go."""
    with told.step(RUN) as step:
        if version.can("safe-mode"):
            with suppress(RouterRefused):
                await session.call(f"{SAFE_MODE}/release")
        with suppress(RouterRefused):
            await session.call(f"{SCRIPTS}/run", {"number": SCRIPT})
        step.detail = "it ran to its end" if not await script(session) else "it did not end"


async def _by_itself(session: Session, found: Waiting) -> Outcome:
    """How an undo ended that only the router knows about."""
    if await script(session):
        what = "The router's undo script did not come to its end: its log says why."
        todo = f"Ask {found.who}, whose computer knows what was there before; then remove the script {SCRIPT}."
        return Outcome("unknown", what, todo)
    if await still_stands(session, found):
        what = f"The change of {found.who} was kept, from somewhere else, before it could be taken back."
        return Outcome("refused", what, "`simplifi-tui remove` takes it off.")
    what = f"The router took back the change of {found.who} by itself."
    return Outcome("undone", what, f"What was there before is known to the computer of {found.who} alone.")


def _busy(found: Waiting, waits: Waits) -> bool:
    """Whether somebody else is writing right now."""
    running = found.deadline is not None and found.deadline > waits.clock()
    return not found.mine and not found.proven and running


def _half(found: Waiting) -> tuple[str, str]:
    if found.entry is None:
        return (f"{found.who} is writing to this router since {found.since:%H:%M:%S}.", "Wait until it is proven.")
    entry, total = found.entry, len(found.entry.plan.changes)
    if entry.written == total:
        what = f"The change of {entry.started} is written, but it was not proven."
        return what, "Wait while its commit still runs; if it was stopped, undo it, then apply again."
    what = f"The commit of {entry.started} has written {entry.written} of {total} changes."
    return what, "Wait while it still runs; if it was stopped, half a plan cannot be kept: undo it, then apply again."


_BEGUN = (
    "Not all of it is there any more: the router has begun to undo it, and could not do all.",
    "Undo it: the router's own script is still there and is run again.",
)


def _begun(found: Waiting) -> bool:
    """Whether the router has begun to undo it already, as far as this computer knows the plan."""
    changes = final(found.plan.changes) if found.plan is not None and found.trace is not None else ()
    return not all(stands(change, found.survey.rows(change.menu)) for change in changes)


def _path(found: Waiting) -> Path | None:
    return found.entry.path if found.entry else None


def _note(found: Waiting, state: str) -> None:
    if found.entry is not None:
        with suppress(OSError):
            Journal(found.entry.path).ends(state)


def _forgotten(entry: Entry) -> str:
    """What to do about rows that were removed and had a password: no journal has it."""
    gone = [one for one in entry.begun if one.verb == "remove" and _has_password(one.menu, entry)]
    names = ", ".join(one.before.get("name") or one.role for one in gone)
    return f"Type the password of {names} again: it is kept nowhere." if gone and not entry.token else ""


def _has_password(path: str, entry: Entry) -> bool:
    known = menu(path, entry.survey.version)
    return known is not None and any(one.kind == "password" for one in known.properties.values())
