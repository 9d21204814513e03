"""Commit: look, keep, arm, write, prove, confirm; and back at once where anything is wrong.

    look      log in, read the router, refuse what must not be written        ends here: `refused`, nothing was written
    keep      survey and plan in a journal here, backup and export on the router
    arm       an `Undo` that takes over where we cannot
    write     in the plan's order, each change against rows read just before
    prove     from a fresh login: rows, routes, counters
    confirm   `done`; or `pending` where the technician wants to decide

After the first write everything that goes wrong leads to one place, `_back`: undo, read again, compare with before.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from routerboard.language.change import Change, Plan
from routerboard.language.inverse import inverse
from routerboard.language.survey import Survey
from routerboard.link.errors import NOT_KNOWN, NOTHING_CHANGED, RouterError, RouterLost, RouterTimedOut
from routerboard.link.guard import objections
from routerboard.link.journal import Journal, pending, router_id
from routerboard.link.keep import keep_on_router
from routerboard.link.match import ChangedUnderUs, overtaken
from routerboard.link.proof import Unproven, Waits, prove
from routerboard.link.restore import Opener, Restoring, restore, unreached
from routerboard.link.session import Session, connect
from routerboard.link.steps import OnStep, Outcome, Told
from routerboard.link.survey import survey as read
from routerboard.link.target import Secret, Target
from routerboard.link.undo import SessionUndo, Undo
from routerboard.link.writer import Secrets, Writer, from_environment

LOOK = "log in and read the router"
CHECK = "rights, version, and the way to the router"
KEEP = "keep what is there"
ARM = "get ready to undo"
WRITE = "write the changes"
PROVE = "a fresh login gets in"
CONFIRM = "confirm"


async def commit(
    target: Target,
    password: Secret,
    plan: Plan,
    *,
    keep_dir: Path,
    undo_after: float = 60,
    hold: bool = False,
    on_step: OnStep = lambda step: None,
    secrets: Secrets = from_environment,
    undo: Undo | None = None,
    waits: Waits | None = None,
    opener: Opener | None = None,
) -> Outcome:
    """Write a plan to a router, prove it, and undo it where anything is wrong.

    keep_dir    folder of the journals
    undo_after  seconds after the last write in which the plan must be proven
    hold        leave it pending after the proof: `confirm` keeps it, `undo` takes it back
    secrets     gives the secrets that the plan refers to; asked only when they are written
    undo, waits, opener   who undoes, how long is waited, how a session is opened

    A RouterError is raised only while nothing has been written. Cancelling it while it writes undoes.
    """
    told = Told(on_step)
    terms = _Terms(
        target, keep_dir, undo_after, hold, secrets, waits or Waits(), opener or partial(connect, target, password)
    )
    try:
        with told.step(LOOK) as step:
            session = await terms.opener()
            survey = await _read(session)
            step.detail = f"RouterOS {survey.version}, {survey.requests} requests"
        async with session:
            outcome = _early(survey, plan, terms, told)
            if outcome is None:
                outcome = await _Commit(plan, survey, terms, undo or SessionUndo(), told, session).run()
    except RouterError as error:
        error.unchanged = NOTHING_CHANGED if error.unchanged == NOT_KNOWN else error.unchanged
        raise
    return told.outcome(outcome)


async def _read(session: Session) -> Survey:
    try:
        return await read(session)
    except BaseException:
        await session.close()
        raise


@dataclass(frozen=True)
class _Terms:
    """How one commit is to be made, as it was asked for."""

    target: Target
    keep_dir: Path
    undo_after: float
    hold: bool
    secrets: Secrets
    waits: Waits
    opener: Opener


def _early(survey: Survey, plan: Plan, terms: _Terms, told: Told) -> Outcome | None:
    """The outcome where nothing is to be written, or nothing may be; else None."""
    if plan.empty and not plan.blocked:
        return Outcome("done", "The router already is as planned; nothing was written.")
    told.tell(CHECK, "running")
    refused = _refused(survey, plan, terms)
    told.tell(CHECK, "failed" if refused else "ok", refused.message if refused else "nothing in the way")
    return refused


def _refused(survey: Survey, plan: Plan, terms: _Terms) -> Outcome | None:
    against = objections(survey, plan, terms.target.host, terms.secrets)
    if against:
        return Outcome("refused", " ".join(against), "Nothing was changed. Put this right, then apply again.")
    earlier = pending(terms.keep_dir, router_id(survey, terms.target.place))
    if earlier is not None:
        what = f"The change of {earlier.started} is neither confirmed nor undone."
        return Outcome("refused", what, "Confirm it or undo it first.", journal=earlier.path)
    try:
        overtaken(survey, plan)
    except ChangedUnderUs as error:
        return Outcome("refused", error.what, error.todo)
    return None


@dataclass
class _Commit:
    """One commit under way. `begun` are the changes that may be on the router."""

    plan: Plan
    before: Survey
    terms: _Terms
    undo: Undo
    told: Told
    session: Session
    begun: list[Change] = field(default_factory=list)

    async def run(self) -> Outcome:
        """Keep, arm, write, prove, confirm; back where it goes wrong."""
        try:
            journal = await self._keep()
            await self._arm()
        except OSError as error:
            what = f"The journal cannot be written to {self.terms.keep_dir}: {error.strerror or error}."
            return Outcome("refused", what, "Nothing was changed. Make room on this computer's disk.")
        try:
            await self._write(journal)
            async with asyncio.timeout(await self.undo.read_back()):
                await self._prove()
        except (Exception, asyncio.CancelledError) as error:  # whatever it is, half a plan must not stay
            return await self._back(journal, error)
        return await self._confirm(journal)

    async def _keep(self) -> Journal:
        with self.told.step(KEEP) as step:
            journal = Journal.begin(self.terms.keep_dir, self.before, self.plan, self.terms.target.place)
            kept = await keep_on_router(self.session, self.before)
            step.detail = f"here, and on the router {kept.told}"
        if not kept.whole:
            self.told.tell(KEEP, "skipped", f"here; on the router {kept.told}")
        return journal

    async def _arm(self) -> None:
        with self.told.step(ARM) as step:
            await self.undo.arm(self.session, inverse(self.plan), self.terms.undo_after)
            left = await self.undo.read_back()
            step.detail = f"{self.undo.promise}, {left:.0f} s after the last write"

    async def _write(self, journal: Journal) -> None:
        writer = Writer(self.session, self.before.version, self.terms.secrets)
        with self.told.step(WRITE) as step:
            for number, change in enumerate(self.plan.changes, 1):
                journal.writes(number)
                self.begun.append(await writer.seen(change))
                await writer.write(change)
                await self.undo.extend(self.terms.undo_after)
                step.say(f"{number} of {len(self.plan.changes)}")

    async def _prove(self) -> None:
        with self.told.step(PROVE):
            fresh = await self.terms.opener()
        async with fresh:
            await prove(fresh, self.plan, self.before, self.terms.waits, self.told)

    async def _confirm(self, journal: Journal) -> Outcome:
        await self.undo.disarm()
        many = f"{len(self.begun)} change" + ("s" if len(self.begun) != 1 else "")
        unseen = [f"{one.name}: {one.detail}" for one in self.told.steps if one.state == "skipped" and one.name != KEEP]
        proven = "written and proven" + (f", but not seen: {'; '.join(unseen)}" if unseen else "")
        state = "pending" if self.terms.hold else "done"
        journal.ends(state)
        if self.terms.hold:
            self.told.tell(CONFIRM, "skipped", "held: nothing undoes it by itself")
            place = self.terms.target.place
            todo = f"Run `simplifi-tui confirm --router {place}` to keep it, `undo` to take it back."
            return Outcome("pending", f"{many} {proven}; it waits for your word.", todo, journal=journal.path)
        self.told.tell(CONFIRM, "ok", "not all could be seen" if unseen else "all is proven")
        return Outcome("done", f"{many} {proven}.", journal=journal.path)

    async def _back(self, journal: Journal, error: BaseException) -> Outcome:
        """Undo, and say truly what state the router is in."""
        _go_on_after(error)
        reason = self._reason(error)
        doubtful = isinstance(error, RouterLost | RouterTimedOut | asyncio.CancelledError)
        work = Restoring(self.before, self.begun, self.terms.opener, self.terms.secrets, self.terms.waits, self.told)
        try:
            left = await restore(work, None if doubtful else self.session)
        except RouterError as lost:
            self._note(journal, "unknown")
            what, todo = unreached(lost, self.terms.target.place, len(self.begun), len(self.plan.changes))
            return Outcome("unknown", f"{reason} {what}", todo, journal=journal.path)
        await self.undo.disarm()
        self._note(journal, "unknown" if left else "undone")
        if not left:
            return Outcome("undone", f"{reason} All was taken back; the router is as before.", journal=journal.path)
        todo = f"Undo again, or look at these rows by hand; what they were is in {journal.path}."
        return Outcome(
            "unknown", f"{reason} Not all could be put back: {'; '.join(left[:3])}.", todo, journal=journal.path
        )

    def _reason(self, error: BaseException) -> str:
        if isinstance(error, RouterError):
            return error.what
        if isinstance(error, Unproven):
            return str(error)
        if isinstance(error, asyncio.CancelledError):
            return "It was stopped."
        if isinstance(error, TimeoutError):
            return f"It was not proven within {self.terms.undo_after:g} s of the last write."
        return f"{type(error).__name__}: {error}."

    def _note(self, journal: Journal, state: str) -> None:
        """A full disk keeps nobody from undoing; the journal then still says that something is open."""
        with suppress(OSError):
            journal.ends(state)


def _go_on_after(error: BaseException) -> None:
    """Whoever cancelled us has been heard: the undo runs to its end."""
    task = asyncio.current_task()
    if isinstance(error, asyncio.CancelledError) and task is not None:
        task.uncancel()
