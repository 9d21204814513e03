"""Commit: look, keep, arm, write, prove, confirm; and back at once where anything is wrong.

    look      log in, read the router, refuse what must not be written        ends here: `refused`, nothing was written
    keep      survey and plan in a journal here, backup and export on the router
    arm       an undo that the router runs by itself; read back
    write     in the plan's order
    prove     from a fresh login: rows, routes, counters
    confirm   by itself, or on the technician's word where it is held; disarm, read back that nothing is left

After the first write everything that goes wrong leads to one place, `Back`: undo, read again, compare with before.
Where this computer cannot, the router does.
"""

from __future__ import annotations

import asyncio
import platform
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from routerboard.language.change import Change, Plan
from routerboard.language.survey import Survey
from routerboard.link.back import Back, Stopped
from routerboard.link.batch import batches
from routerboard.link.errors import (
    NOT_KNOWN,
    NOTHING_CHANGED,
    NotArmed,
    Overdue,
    RouterError,
    RouterLost,
    RouterTimedOut,
)
from routerboard.link.guard import objections
from routerboard.link.journal import Journal, pending, router_id
from routerboard.link.keep import keep_on_router
from routerboard.link.match import ChangedUnderUs, overtaken
from routerboard.link.means import Means
from routerboard.link.proof import Waits, prove
from routerboard.link.restore import Opener
from routerboard.link.router_undo import RouterUndo
from routerboard.link.session import Session, connect
from routerboard.link.steering import Armed, Steering
from routerboard.link.steps import OnStep, Outcome, Told
from routerboard.link.survey import survey as read
from routerboard.link.target import Secret, Target
from routerboard.link.undo import SessionUndo, Undo
from routerboard.link.writer import Secrets, Writer, from_environment

LOOK = "log in and read the router"
CHECK = "rights, version, and the way to the router"
KEEP = "keep what is there"
ARM = "arm the undo on the router"
WRITE = "write the changes"
PROVE = "a fresh login gets in"
CONFIRM = "confirm and disarm"


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
    steering: Steering | None = None,
    trust_laptop: bool = False,
    undo: Undo | None = None,
    waits: Waits | None = None,
    opener: Opener | None = None,
) -> Outcome:
    """Write a plan to a router, prove it, and undo it where anything is wrong.

    keep_dir      folder of the journals
    undo_after    seconds after the last write in which the plan must be proven, and the word said
    hold          return once it is proven, still armed: `confirm` keeps it, `undo` or the end of the time takes it back
    secrets       gives the secrets that the plan refers to; asked only when they are written
    steering      the technician's words while it runs; where it says hold, the commit itself waits for the word
    trust_laptop  write even where the router cannot undo by itself
    undo, waits, opener   who undoes, how long is waited, how a session is opened

    A RouterError is raised only while nothing has been written. Cancelling it while it writes undoes.
    """
    told = Told(on_step)
    terms = _Terms(
        target,
        keep_dir,
        undo_after,
        hold,
        secrets,
        steering or Steering(),
        trust_laptop,
        undo,
        waits or Waits(),
        opener or partial(connect, target, password),
    )
    try:
        with told.step(LOOK) as step:
            session = await terms.opener()
            survey = await _read(session)
            step.detail = f"RouterOS {survey.version}, {survey.requests} requests"
        async with session:
            outcome = await _begin(survey, plan, terms, told, session)
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
    steering: Steering
    trust_laptop: bool
    undo: Undo | None
    waits: Waits
    opener: Opener

    @property
    def who(self) -> str:
        """Who is told to other laptops: `admin@laptop`."""
        return f"{self.target.user}@{platform.node() or 'laptop'}"


async def _begin(survey: Survey, plan: Plan, terms: _Terms, told: Told, session: Session) -> Outcome:
    """The outcome where nothing is to be written, or nothing may be; else that of the commit."""
    if plan.empty and not plan.blocked:
        return Outcome("done", "The router already is as planned; nothing was written.")
    told.tell(CHECK, "running")
    seen = preflight(survey, plan, terms.target.host, terms.secrets, now=terms.waits.clock())
    refused = _refused(survey, plan, terms, seen)
    said = refused.message if refused else " ".join(seen.warnings) or "nothing in the way"
    told.tell(CHECK, "failed" if refused else "ok", said)
    if refused:
        return refused
    undo = terms.undo or (
        RouterUndo(seen.means, terms.who, terms.waits) if seen.means.any else SessionUndo(terms.waits)
    )
    return await _Commit(plan, survey, terms, undo, told, session).run()


def _refused(survey: Survey, plan: Plan, terms: _Terms, seen: Preflight) -> Outcome | None:
    if seen.refusals:
        return Outcome("refused", " ".join(seen.refusals), "Nothing was changed. Put this right, then apply again.")
    if not (seen.means.any or terms.trust_laptop or terms.undo):
        what = f"This router cannot undo by itself: {'; '.join(seen.means.reasons)}."
        return Outcome("refused", what, "Nothing was changed. `--trust-laptop` writes without that net.")
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
class Preflight:
    refusals: tuple[str, ...]
    means: Means
    warnings: tuple[str, ...] = ()


def preflight(survey, plan, host, secrets, now):
    v = survey.version
    return Preflight(
        objections(survey, plan, host, secrets),
        Means(
            safe_mode="" if v.can("safe-mode") and len(plan.changes) <= 80 else "no",
            netwatch="" if v.can("routing-tables") else "x",
        ),
    )


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
    more: float = 0.0

    async def run(self) -> Outcome:
        """Keep, arm, write, prove, confirm; back where it goes wrong."""
        try:
            journal = await self._keep()
            whole = await self._arm(journal)
        except OSError as error:
            with suppress(RouterError):
                await self._disarm()
            what = f"The journal cannot be written to {self.terms.keep_dir}: {error.strerror or error}."
            return Outcome("refused", what, "Nothing was changed. Make room on this computer's disk.")
        except (NotArmed, ChangedUnderUs) as error:
            return Outcome("refused", error.what, error.todo)
        try:
            await self._write(journal, whole)
            await self._steered(self._prove())
            return await self._decide(journal)
        except (Exception, asyncio.CancelledError) as error:  # whatever it is, half a plan must not stay
            return await self._back(journal).after(error)

    async def _keep(self) -> Journal:
        with self.told.step(KEEP) as step:
            journal = Journal.begin(self.terms.keep_dir, self.before, self.plan, self.terms.target.place)
            kept = await keep_on_router(self.session, self.before)
            step.detail = f"here, and on the router {kept.told}"
        if not kept.whole:
            self.told.tell(KEEP, "skipped", f"here; on the router {kept.told}")
        return journal

    async def _arm(self, journal: Journal) -> Plan:
        """Arm the undo; gives the plan with all that the rows have which it removes."""
        with self.told.step(ARM) as step:
            whole = await Writer(self.session, self.before.version, self.terms.secrets).whole(self.plan)
            await self.undo.arm(self.session, whole, self.terms.undo_after)
            if self.undo.trace is not None:
                journal.arms(self.undo.trace.token)
            self._tell_armed()
            by = self.undo.armed.by if self.undo.armed else "nothing"
            step.detail = f"{by}, read back" if self.undo.trace else by
        return whole

    async def _disarm(self) -> None:
        """Nothing was written: what was armed meanwhile is taken off again."""
        if self.undo.armed is not None:
            await self.undo.disarm()
        self.terms.steering.on_armed(None)

    def _tell_armed(self) -> None:
        self.terms.steering.on_armed(self.undo.armed)

    async def _write(self, journal: Journal, whole: Plan) -> None:
        writer = Writer(self.session, self.before.version, self.terms.secrets)
        with self.told.step(WRITE) as step:
            await writer.look(whole.changes)
            mark = self.undo.trace.mark if self.undo.trace else ""
            for changes in batches(whole.changes) if mark else [(one,) for one in whole.changes]:
                journal.writes(len(self.begun) + len(changes))
                self.begun.extend(changes)
                await writer.write_all(changes, mark)
                await self._go_on()
                step.say(f"{len(self.begun)} of {len(whole.changes)}")
            await writer.tidy()
            await self._extend(self.terms.undo_after)

    async def _go_on(self) -> None:
        """Between two writes: hear the technician, and keep the router from undoing while we are writing."""
        if self.terms.steering.word == "undo":
            raise Stopped("It was stopped.")
        self.more += self.terms.steering.more()
        if self.more or self.undo.left() < self.terms.undo_after * 0.6:
            await self._extend(self.terms.undo_after)

    async def _extend(self, seconds: float) -> None:
        more, self.more = self.more, 0.0
        await self.undo.extend(seconds + more)
        self._tell_armed()

    async def _steered(self, work: Awaitable[None]) -> None:
        """Do this work while the technician is heard; Overdue where the router's time ends first."""
        steering, task = self.terms.steering, asyncio.ensure_future(work)
        try:
            while not task.done():
                heard = asyncio.ensure_future(steering.heard())
                await asyncio.wait({task, heard}, timeout=self.undo.left(), return_when=asyncio.FIRST_COMPLETED)
                heard.cancel()
                await self._answer(task)
            task.result()
        finally:
            task.cancel()
            await asyncio.wait({task})

    async def _answer(self, task: asyncio.Future[None]) -> None:
        if self.terms.steering.word == "undo":
            raise Stopped("It was stopped.")
        if more := self.terms.steering.more():
            await self._extend(self.undo.left() + more)
        if not task.done() and not self.undo.left():
            raise Overdue("The time was over before it was kept.")

    async def _prove(self) -> None:
        with self.told.step(PROVE):
            fresh = await self.terms.opener()
        async with fresh:
            await prove(fresh, self.plan, self.before, self.terms.waits, self.told)

    async def _decide(self, journal: Journal) -> Outcome:
        """Confirm by itself; or tell that it waits, and wait for the word."""
        if not self.terms.hold and (not self.terms.steering.held or self.terms.steering.word == "confirm"):
            return await self._confirm(journal)
        await self.undo.tell(proven=True)
        self._note(journal, "pending")
        self._tell_armed()
        if self.terms.hold:
            self.told.tell(CONFIRM, "skipped", "it waits for your word")
            return self._waiting(journal, self.undo.armed)
        self.told.tell(CONFIRM, "running", "it waits for your word")
        await self._steered(self.terms.steering.said())
        return await self._confirm(journal)

    def _waiting(self, journal: Journal, armed: Armed | None) -> Outcome:
        place = self.terms.target.place
        until = f"; the router undoes it at {armed.deadline:%H:%M:%S}" if armed else ""
        todo = f"`simplifi-tui confirm --router {place}` keeps it, `undo` takes it back, `extend` gives more time."
        return Outcome("pending", f"{self._proven()}; it waits for your word{until}.", todo, journal=journal.path)

    def _proven(self) -> str:
        many = f"{len(self.begun)} change" + ("s" if len(self.begun) != 1 else "")
        skipped = [one for one in self.told.steps if one.state == "skipped" and one.name not in (KEEP, CONFIRM)]
        unseen = "; ".join(f"{one.name}: {one.detail}" for one in skipped)
        return f"{many} written and proven" + (f", but not seen: {unseen}" if unseen else "")

    async def _confirm(self, journal: Journal) -> Outcome:
        with self.told.step(CONFIRM) as step:
            try:
                await self.undo.disarm()
            except (RouterLost, RouterTimedOut):
                await self._back(journal).disarm_anew()
            step.detail = "all is proven, nothing is left armed"
        self.terms.steering.on_armed(None)
        self._note(journal, "done")
        return Outcome("done", f"{self._proven()}.", journal=journal.path)

    def _note(self, journal: Journal, state: str) -> None:
        """What is decided on the router is decided: a full disk here is found out when the journal is read next."""
        with suppress(OSError):
            journal.ends(state)

    def _back(self, journal: Journal) -> Back:
        terms = self.terms
        return Back(
            self.before,
            self.plan,
            self.begun,
            journal,
            self.session,
            terms.target.place,
            terms.opener,
            terms.secrets,
            terms.steering,
            terms.waits,
            self.undo,
            self.told,
        )
