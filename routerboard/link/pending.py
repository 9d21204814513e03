"""What waits for a word on a router: a change that was held, one whose laptop died over it, or somebody else's.

The router's undo script tells of it to every laptop; the journal of the one that made it knows what was there before.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from routerboard.language.change import Plan
from routerboard.language.items import Row, role_of
from routerboard.language.menus import menu
from routerboard.language.survey import Survey
from routerboard.language.version import Version
from routerboard.link.armed import SCRIPTS, SOMEBODY, Trace, trace
from routerboard.link.back import AFTER
from routerboard.link.errors import Overdue, RouterError, RouterRefused
from routerboard.link.hooks import SAFE_MODE, forgotten, script
from routerboard.link.journal import Entry, Journal, entries, pending, reread, router_id
from routerboard.link.match import stands
from routerboard.link.proof import Waits, final
from routerboard.link.restore import Opener, Restoring, left_over, restore, unreached
from routerboard.link.router_undo import RouterUndo
from routerboard.link.session import Session, connect
from routerboard.link.settings import differences
from routerboard.link.steps import OnStep, Outcome, Told
from routerboard.link.survey import survey as read
from routerboard.link.target import Secret, Target
from routerboard.link.undo import SessionUndo, Undo
from routerboard.link.undo_script import SCRIPT
from routerboard.link.writer import Secrets, from_environment

LOOK = "log in and read the router"
RUN = "the router runs its undo"
STANDS = "its rows stand"
NOTHING = Outcome("refused", "Nothing waits for a word on this router.")
THIS = "this computer"


@dataclass(frozen=True)
class Waiting:
    """A change that waits.

    who, since   who made it and when, by that laptop's clock
    survey       of the router, as it waits
    mine         whether this computer has its journal; `plan` is known only then
    deadline     when the router undoes it by itself; None where nothing is armed
    proven       whether all of it was written and proven, so that it can be kept
    """

    who: str
    since: datetime
    survey: Survey
    mine: bool
    plan: Plan | None
    deadline: datetime | None
    proven: bool
    entry: Entry | None = None
    trace: Trace | None = None

    @property
    def version(self) -> Version:
        """The router's version."""
        return self.survey.version

    @property
    def told(self) -> str:
        """What waits, as a sentence."""
        if self.proven or self.mine:
            return f"The change of {self.who}, begun {self.since:%H:%M:%S}, is neither confirmed nor undone."
        return f"A change by {self.who}, begun {self.since:%H:%M:%S}, is under way on this router."


def waiting(survey: Survey, keep_dir: Path, place: str = "") -> Waiting | None:
    """The change that waits on the router of a survey just made; None where none does.

    A journal that does not know yet how its change ended, because the router undid it or the answer to the confirmation
    was lost, is brought up to date.
    """
    entry, mark = pending(keep_dir, router_id(survey, place)), trace(survey.rows(SCRIPTS))
    if mark is not None:
        mine = entry if entry is not None and entry.token and entry.token == (mark.token or entry.token) else None
        return _armed(survey, mark, mine)
    if entry is None or _ended(entry, survey):
        return None
    return Waiting(THIS, _began(entry), survey, True, entry.plan, None, entry.state == "pending", entry)


def _armed(survey: Survey, mark: Trace, mine: Entry | None) -> Waiting:
    """What the router's undo script tells, or where its comment was spoilt, our journal of it."""
    proven = mark.proven or (mine is not None and mine.state == "pending")
    if mine is not None and mark.who == SOMEBODY:
        mark = replace(mark, token=mine.token, who=THIS, since=_began(mine))
    plan = mine.plan if mine else None
    return Waiting(mark.who, mark.since, survey, mine is not None, plan, mark.until, proven, mine, mark)


def _began(entry: Entry) -> datetime:
    return datetime.fromisoformat(entry.started).astimezone()


def _ended(entry: Entry, survey: Survey) -> bool:
    """Whether the router itself shows how a change ended: as before, or as planned with its undo gone."""
    state = ""
    if not left_over(entry.survey, survey, entry.begun):
        state = "undone"
    elif entry.token and all(stands(change, survey.rows(change.menu)) for change in final(entry.plan.changes)):
        state = "done"
    if state:
        with suppress(OSError):
            Journal(entry.path).ends(state)
    return bool(state)


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
        found = await _waiting(session, target, keep_dir, told)
        if isinstance(found, Outcome):
            return told.outcome(found)
        if not found.proven:
            return told.outcome(Outcome("refused", *_half(found), journal=_path(found)))
        over = await _disarmed(session, found, waits, told)
        with told.step(STANDS) as step:
            stands = await _stands(session, found)
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


async def _stands(session: Session, found: Waiting) -> bool:
    """Whether the router still is as it was when we found it waiting; somebody else's rows do not count."""
    now = await read(session)
    if found.plan is not None:
        return all(stands(change, now.rows(change.menu)) for change in final(found.plan.changes))
    menus = [menu for menu, rows in found.survey.menus.items() if menu != SCRIPTS and any(map(_ours, rows))]
    ours = (differences(one, now.version, found.survey.rows(one), now.rows(one), _ours) for one in menus)
    return not any(ours)


def _ours(row: Row) -> bool:
    """Whether it is a row of the plan; the hooks of an undo are none."""
    return role_of(row) not in (None, "undo")


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
        found = await _waiting(session, target, keep_dir, told)
        if isinstance(found, Outcome):
            return told.outcome(found)
        if found.trace is None:
            return told.outcome(NOTHING)
        if not found.proven:
            return told.outcome(Outcome("refused", *_half(found), journal=_path(found)))
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
    if await _stands(session, found):
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
        found = await _waiting(session, target, keep_dir, told)
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
    if await _stands(session, found):
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


async def _waiting(session: Session, target: Target, keep_dir: Path, told: Told) -> Waiting | Outcome:
    """What waits; or why nothing does: how what our journal still had open has ended, as the router shows it."""
    with told.step(LOOK) as step:
        survey = await read(session)
        scripts = [row for row in survey.rows(SCRIPTS) if row.get("name") != SCRIPT]
        survey = replace(survey, menus={**survey.menus, SCRIPTS: (*scripts, *await script(session))})
        mine = entries(keep_dir, router_id(survey, target.place))[-1:]
        left = await forgotten(session, [one.token for one in mine if one.token])
        step.detail = f"RouterOS {survey.version}{', hooks of a decided undo taken away' if left else ''}"
    known = pending(keep_dir, router_id(survey, target.place))
    found = waiting(survey, keep_dir, target.place)
    if found is not None or known is None:
        return found or NOTHING
    began = _began(known)
    if reread(known).state == "undone":
        what = f"The router has taken back the change of {began:%H:%M:%S} by itself; it is as before."
        return Outcome("undone", what, journal=known.path)
    what = f"The change of {began:%H:%M:%S} is kept already: the router is as planned, and nothing is armed."
    return Outcome("done", what, "`simplifi-tui remove` takes it off.", journal=known.path)
