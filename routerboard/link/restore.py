"""Back to what was there before: take changes back, read the router again, compare; and again if that did not do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial

from routerboard.language.change import Change
from routerboard.language.inverse import inverse_of
from routerboard.language.items import Row, role_of
from routerboard.language.meaning import fits
from routerboard.language.survey import Survey
from routerboard.link.errors import Overdue, RouterError, RouterLost, RouterTimedOut, Unreachable
from routerboard.link.proof import Waits
from routerboard.link.reconnect import BackOff, Keeper
from routerboard.link.session import Session
from routerboard.link.settings import differences
from routerboard.link.steering import Armed
from routerboard.link.steps import Told
from routerboard.link.survey import survey as read
from routerboard.link.undo import Undo, take_back
from routerboard.link.undo_script import MARK
from routerboard.link.writer import Secrets

Opener = Callable[[], Awaitable[Session]]

UNDO = "undo"
REACH = "reach the router again"
ROUNDS = 3

BREATH = 60.0
"""Seconds that we take for undoing it ourselves, before the router does."""


@dataclass(frozen=True)
class Restoring:
    """What to go back to and how: the survey of before, the changes that may be there, how to reach the router.

    undo      takes every new session over; patience   seconds for which the router is tried again
    """

    before: Survey
    changes: Sequence[Change]
    opener: Opener
    secrets: Secrets
    waits: Waits
    told: Told
    undo: Undo
    patience: float


async def restore(work: Restoring, session: Session | None = None) -> tuple[str, ...]:
    """What still differs from before once all is taken back; empty where nothing does.

    `session` is used first while it is open. RouterError where the router stays out of reach: nothing is known then.
    """
    usable = session is not None and not session.closed
    rounds, failures, ends = 0, 0, work.waits.now() + work.patience
    while True:
        try:
            at = session if session is not None and usable else await reached(work, ends)
            async with nullcontext(at) if at is session else at:
                left = await _round(work, at)
                if not left:
                    await _disarmed(work)
        except (RouterLost, RouterTimedOut):
            usable, failures = False, failures + 1
            wait = BackOff().wait(failures)
            if work.waits.now() + wait > ends:
                raise
            await work.waits.sleep(wait)
        else:
            rounds += 1
            if not left or rounds == ROUNDS:
                return left
            await work.waits.sleep(work.waits.pace)


async def _round(work: Restoring, session: Session) -> tuple[str, ...]:
    with work.told.step(UNDO) as step:
        total = len(work.changes)

        def progress(count: int) -> None:
            step.say(f"{count} of {total}")

        await take_back(session, work.before.version, work.changes, work.secrets, progress)
        left = left_over(work.before, await read(session), work.changes)
        step.detail = "compared: as before" if not left else f"{len(left)} rows differ"
    return left


async def _disarmed(work: Restoring) -> None:
    """Nothing is left to undo; a router that has undone it by itself has disarmed, too."""
    try:
        await work.undo.disarm()
    except Overdue:
        await work.undo.tidy()


async def reached(work: Restoring, ends: float | None = None) -> Session:
    """A new session, taken over by the undo; Unreachable where the router stays away until our patience ends."""
    armed = work.undo.armed if work.undo.trace else None
    trying = f"trying again; the router undoes at {armed.deadline:%H:%M:%S}" if armed else "trying again"
    with work.told.step(REACH) as step:
        step.say(trying)
        session = await _opened(work, work.waits.now() + work.patience if ends is None else ends)
        still = await _taken_over(work, session)
        step.detail = "the undo is still armed" if still and armed else "it has undone by itself" if armed else ""
    return session


async def _opened(work: Restoring, ends: float) -> Session:
    async def sleep(seconds: float) -> None:
        if work.waits.now() + seconds > ends:
            raise TimeoutError
        await work.waits.sleep(seconds)

    try:
        return await Keeper(work.opener, sleep=sleep).session()
    except TimeoutError:
        raise Unreachable(f"The router does not answer since {work.patience:.0f} s.") from None


async def _taken_over(work: Restoring, session: Session) -> bool:
    """Keep the router from undoing while we do; where it already has begun, it and we do the same."""
    try:
        armed = await work.undo.take_over(session)
        if armed:
            await work.undo.extend(BREATH)
    except Overdue:
        return False
    except BaseException:
        await session.close()
        raise
    return armed


def left_over(before: Survey, after: Survey, changes: Sequence[Change]) -> tuple[str, ...]:
    """What still differs from before of the rows that these changes are about, one short text a row.

    An undo that is armed does not count, nor what somebody else has added or removed meanwhile.
    """
    found: list[str] = []
    for menu in dict.fromkeys(change.menu for change in changes):
        ours = [change for change in changes if change.menu == menu]
        old, new = ([row for row in one.rows(menu) if not _armed(row)] for one in (before, after))
        found += differences(menu, before.version, old, new, partial(_concerned, ours))
    return tuple(found)


def _concerned(changes: Sequence[Change], row: Row) -> bool:
    """Whether it is a row of ours, or one that a change is about: as it was, or as it was written."""
    theirs = [one for one in changes if one.verb != "add"]
    known = [*(one.match for one in theirs), *(inverse_of(one).match for one in theirs if one.verb != "remove")]
    return role_of(row) is not None or any(fits(row, match) for match in known)


def _armed(row: Row) -> bool:
    return row.get("comment", "").startswith(f"{MARK} - ")


def unreached(error: RouterError, place: str, begun: int, total: int, armed: Armed | None) -> tuple[str, str]:
    """What to say where the way back is not known: what happened, what to do."""
    by = (
        f"the router was told to take them back by itself at {armed.deadline:%H:%M:%S}"
        if armed
        else "nothing there undoes them by itself"
    )
    return (
        f"{error.what} {begun} of {total} changes may be on the router; {by}.",
        f"When {place} answers again, run `simplifi-tui undo --router {place}`: it looks at every row first.",
    )
