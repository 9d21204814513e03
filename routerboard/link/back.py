"""The way back: what a commit does once something went wrong, or the router was lost while it was confirmed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass

from routerboard.language.change import Change, Plan
from routerboard.language.survey import Survey
from routerboard.link.errors import Overdue, RouterError, RouterLost, RouterTimedOut
from routerboard.link.journal import Journal
from routerboard.link.match import stands
from routerboard.link.proof import Unproven, Waits, final
from routerboard.link.restore import Opener, Restoring, reached, restore, unreached
from routerboard.link.session import Session
from routerboard.link.steering import Armed, Steering
from routerboard.link.steps import Outcome, Told
from routerboard.link.undo import Undo
from routerboard.link.writer import Secrets

AFTER = 45.0
"""Seconds for which the router is tried beyond the moment at which it undoes: it may have restarted."""


class Stopped(Exception):  # noqa: N818
    """The technician took it back."""


@dataclass
class Back:
    """All that the way back needs of a commit."""

    before: Survey
    plan: Plan
    begun: Sequence[Change]
    journal: Journal
    session: Session
    place: str
    opener: Opener
    secrets: Secrets
    steering: Steering
    waits: Waits
    undo: Undo
    told: Told

    async def after(self, error: BaseException) -> Outcome:
        """Undo, and say truly what state the router is in."""
        _go_on_after(error)
        reason = reason_of(error)
        doubtful = isinstance(error, RouterLost | RouterTimedOut | asyncio.CancelledError | Overdue)
        try:
            left = await restore(self._work(), None if doubtful else self.session)
        except RouterError as lost:
            self._note("unknown")
            what, todo = unreached(lost, self.place, len(self.begun), len(self.plan.changes), self._armed)
            return Outcome("unknown", f"{reason} {what}", todo, journal=self.journal.path)
        self._note("unknown" if left else "undone")
        if not left:
            self.steering.on_armed(None)
            said = f"{reason} All was taken back; the router is as before."
            return Outcome("undone", said, journal=self.journal.path)
        todo = f"Undo again, or look at these rows by hand; what they were is in {self.journal.path}."
        what = f"{reason} Not all could be put back: {'; '.join(left[:3])}."
        return Outcome("unknown", what, todo, journal=self.journal.path)

    async def kept(self, error: BaseException) -> bool:
        """Whether somebody else has kept what was proven: its undo is gone, and has not run."""
        _go_on_after(error)
        try:
            usable = isinstance(error, Overdue) and not self.session.closed
            session = self.session if usable else await reached(self._work())
            async with nullcontext(session) if usable else session:
                if await self.undo.reread() or not await self._stands(session):
                    return False
                await self.undo.tidy()
        except RouterError:
            return False
        return True

    async def _stands(self, session: Session) -> bool:
        last = final(self.plan.changes)
        rows = {menu: await session.print(menu) for menu in dict.fromkeys(change.menu for change in last)}
        return all(stands(change, rows[change.menu]) for change in last)

    @property
    def _armed(self) -> Armed | None:
        """What the router does by itself."""
        return self.undo.armed if self.undo.trace else None

    async def disarm_anew(self) -> None:
        """The link broke while it was confirmed: look what the router knows of it, and confirm what stands.

        Overdue where it was undone meanwhile; Unproven where the rows do not stand.
        """
        session = await reached(self._work())
        async with session:
            if not await self._stands(session):
                raise Overdue("The time was over: the router has undone it.")
            try:
                await self.undo.disarm()
            except Overdue:
                await self.undo.tidy()

    def _work(self) -> Restoring:
        patience = max(self.waits.reconnect, self.undo.left() + AFTER if self.undo.trace else 0.0)
        return Restoring(self.before, self.begun, self.opener, self.secrets, self.waits, self.told, self.undo, patience)

    def _note(self, state: str) -> None:
        """A full disk keeps nobody from undoing; the journal then still says that something is open."""
        with suppress(OSError):
            self.journal.ends(state)


def reason_of(error: BaseException) -> str:
    """What went wrong, as a sentence."""
    if isinstance(error, RouterError):
        return error.what
    if isinstance(error, Unproven | Stopped):
        return str(error)
    if isinstance(error, asyncio.CancelledError):
        return "It was stopped."
    return f"{type(error).__name__}: {error}."


def _go_on_after(error: BaseException) -> None:
    """Whoever cancelled us has been heard: the undo runs to its end."""
    task = asyncio.current_task()
    if isinstance(error, asyncio.CancelledError) and task is not None:
        task.uncancel()
