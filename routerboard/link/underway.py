"""One commit under way: keep, arm, write, prove, confirm; and the way back wherever it goes wrong."""

from __future__ import annotations

import asyncio
import platform
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from routerboard.language.change import Change, Plan
from routerboard.language.survey import Survey
from routerboard.link.back import Back, Stopped
from routerboard.link.batch import batches
from routerboard.link.errors import NotArmed, Overdue, RouterError, RouterLost, RouterTimedOut
from routerboard.link.journal import Journal
from routerboard.link.keep import keep_on_router
from routerboard.link.match import ChangedUnderUs
from routerboard.link.proof import Waits, prove
from routerboard.link.restore import Opener
from routerboard.link.rising import MARKS, risen, rising
from routerboard.link.session import Session
from routerboard.link.steering import Armed, Steering
from routerboard.link.steps import Outcome, Told
from routerboard.link.target import Target
from routerboard.link.undo import Undo
from routerboard.link.writer import Secrets, Writer

KEEP = "keep what is there"
ARM = "arm the undo on the router"
WRITE = "write the changes"
PROVE = "a fresh login gets in"
CONFIRM = "confirm and disarm"

LOOK_AGAIN = 5.0
"""Seconds after which the router is asked again whether somebody else has decided on what is held."""

HEADWAY = 1.2
"""By how much longer it is armed at first, so that a quick writer need not ask for its full time again."""


@dataclass(frozen=True)
class Terms:
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


@dataclass
class UnderWay:
    """One commit under way. `begun` are the changes that may be on the router."""

    plan: Plan
    before: Survey
    terms: Terms
    undo: Undo
    told: Told
    session: Session
    begun: list[Change] = field(default_factory=list)
    more: float = 0.0
    proven: bool = False
    writer: Writer = field(init=False)

    def __post_init__(self) -> None:
        """One writer for all: what it has read while arming serves the writing."""
        self.writer = Writer(self.session, self.before.version, self.terms.secrets)

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
            await self._steered(self._prove(await self._after_writing()))
            return await self._decide(journal)
        except (Exception, asyncio.CancelledError) as error:  # whatever it is, half a plan must not stay
            back = self._back(journal)
            if self.proven and not isinstance(error, Stopped) and await back.kept(error):
                self.terms.steering.on_armed(None)
                self._note(journal, "done")
                what = f"{self._proven()}; it was kept from somewhere else."
                return Outcome("done", what, journal=journal.path)
            return await back.after(error)

    async def _keep(self) -> Journal:
        with self.told.step(KEEP) as step:
            journal = Journal.begin(self.terms.keep_dir, self.before, self.plan, self.terms.target.place)
            kept, _ = await asyncio.gather(
                keep_on_router(self.session, self.before), self.writer.look(self.plan.changes)
            )
            step.detail = f"here, and on the router {kept.told}"
        if not kept.whole:
            self.told.tell(KEEP, "skipped", f"here; on the router {kept.told}")
        return journal

    async def _arm(self, journal: Journal) -> Plan:
        """Arm the undo; gives the plan with all that the rows have which it removes."""
        with self.told.step(ARM) as step:
            whole = await self.writer.whole(self.plan)
            await self.undo.arm(self.session, whole, self.terms.undo_after * HEADWAY)
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
        with self.told.step(WRITE) as step:
            mark = self.undo.trace.mark if self.undo.trace else ""
            lines = rising(whole, self.before)
            apart = MARKS if lines else ""
            for changes in batches(whole.changes, apart) if mark else [(one,) for one in whole.changes]:
                if lines and changes[0].menu == MARKS:
                    step.say(f"{len(self.begun)} of {len(whole.changes)}, waiting for {', '.join(n for _, n in lines)}")
                    await self._steered(self._risen(lines))
                    lines = ()
                journal.writes(len(self.begun) + len(changes))
                self.begun.extend(changes)
                await self.writer.write_all(changes, mark)
                await self._go_on()
                step.say(f"{len(self.begun)} of {len(whole.changes)}")

    async def _risen(self, lines: tuple[tuple[str, str], ...]) -> None:
        await risen(self.session, lines, self.terms.waits)

    async def _after_writing(self) -> Session:
        """A fresh login, while the script that wrote is removed and the undo gets its full time again."""
        with self.told.step(PROVE):
            opening = asyncio.ensure_future(self.terms.opener())
            late = self.undo.left() < self.terms.undo_after
            try:
                await asyncio.gather(self.writer.tidy(), *([self._extend(self.terms.undo_after)] if late else []))
            except BaseException:
                opening.cancel()
                for fresh in await asyncio.gather(opening, return_exceptions=True):
                    if isinstance(fresh, Session):
                        await fresh.close()
                raise
            return await opening

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
                patience = min(self.undo.left(), LOOK_AGAIN) if self.proven else self.undo.left()
                await asyncio.wait({task, heard}, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
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
        if not task.done() and (self.proven or not self.undo.left()):
            if not await self.undo.reread():
                raise Overdue("The time was over before it was kept.")
            self._tell_armed()

    async def _prove(self, fresh: Session) -> None:
        async with fresh:
            await prove(fresh, self.plan, self.before, self.terms.waits, self.told)
        self.proven = True

    async def _decide(self, journal: Journal) -> Outcome:
        """Confirm by itself; or tell that it waits, and wait for the word."""
        if not self.terms.hold and (not self.terms.steering.held or self.terms.steering.word == "confirm"):
            return await self._confirm(journal)
        await self._extend(self.terms.undo_after)
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
