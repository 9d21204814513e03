"""Back to what was there before: take changes back, read the router again, compare; and again if that did not do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from routerboard.language.change import Change
from routerboard.language.survey import Survey
from routerboard.link.errors import RouterError, RouterLost, RouterTimedOut, Unreachable
from routerboard.link.proof import Waits
from routerboard.link.reconnect import Keeper
from routerboard.link.session import Session
from routerboard.link.settings import differences
from routerboard.link.steps import Told
from routerboard.link.survey import survey as read
from routerboard.link.undo import take_back
from routerboard.link.writer import Secrets

Opener = Callable[[], Awaitable[Session]]

UNDO = "undo"
ROUNDS = 3


@dataclass(frozen=True)
class Restoring:
    """What to go back to and how: the survey of before, the changes that may be there, how to reach the router."""

    before: Survey
    changes: Sequence[Change]
    opener: Opener
    secrets: Secrets
    waits: Waits
    told: Told


async def restore(work: Restoring, session: Session | None = None) -> tuple[str, ...]:
    """What still differs from before once all is taken back; empty where nothing does.

    `session` is used first while it is open. RouterError where the router stays out of reach: nothing is known then.
    """
    left: tuple[str, ...] = ()
    with work.told.step(UNDO) as step:
        for last in (False,) * (ROUNDS - 1) + (True,):
            try:
                left = await _round(work, session, step.say)
            except (RouterLost, RouterTimedOut):
                if last:
                    raise
                session = None
            else:
                if not left:
                    break
        step.detail = "compared: as before" if not left else f"{len(left)} rows differ"
    return left


async def _round(work: Restoring, session: Session | None, say: Callable[[str], None]) -> tuple[str, ...]:
    usable = session is not None and not session.closed
    async with nullcontext(session) if session is not None and usable else await reached(work.opener, work.waits) as at:
        total = len(work.changes)
        await take_back(at, work.before.version, work.changes, work.secrets, lambda count: say(f"{count} of {total}"))
        return left_over(work.before, await read(at), work.changes)


async def reached(opener: Opener, waits: Waits) -> Session:
    """A new session, tried for as long as `waits` says; Unreachable where the router stays away."""
    keeper = Keeper(opener, sleep=waits.sleep)
    try:
        async with asyncio.timeout(waits.reconnect):
            return await keeper.session()
    except TimeoutError:
        raise Unreachable(f"The router does not answer since {waits.reconnect:g} s.") from None


def left_over(before: Survey, after: Survey, changes: Sequence[Change]) -> tuple[str, ...]:
    """How the menus of these changes differ between two surveys, one short text a row."""
    menus = dict.fromkeys(change.menu for change in changes)
    return tuple(
        text for menu in menus for text in differences(menu, before.version, before.rows(menu), after.rows(menu))
    )


def unreached(error: RouterError, place: str, begun: int, total: int) -> tuple[str, str]:
    """What to say where the way back is not known: what happened, what to do."""
    return (
        f"{error.what} {begun} of {total} changes may be on the router; nothing there undoes them by itself.",
        f"When {place} answers again, run `simplifi-tui undo --router {place}`: it looks at every row first.",
    )
