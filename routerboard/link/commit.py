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

from functools import partial
from pathlib import Path

from routerboard.language.change import Plan
from routerboard.language.survey import Survey
from routerboard.link.errors import (
    NOT_KNOWN,
    NOTHING_CHANGED,
    RouterError,
)
from routerboard.link.hooks import Seen
from routerboard.link.match import ChangedUnderUs, overtaken
from routerboard.link.preflight import Preflight, preflight, unsettled
from routerboard.link.proof import Waits
from routerboard.link.restore import Opener
from routerboard.link.router_undo import RouterUndo
from routerboard.link.session import Session, connect
from routerboard.link.steering import Steering
from routerboard.link.steps import OnStep, Outcome, Told
from routerboard.link.survey import survey as read
from routerboard.link.target import Secret, Target
from routerboard.link.underway import Terms, UnderWay
from routerboard.link.undo import SessionUndo, Undo
from routerboard.link.waiting import waiting
from routerboard.link.writer import Secrets, from_environment

LOOK = "log in and read the router"
CHECK = "rights, version, way to the router"


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
    terms = Terms(
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


async def _begin(survey: Survey, plan: Plan, terms: Terms, told: Told, session: Session) -> Outcome:
    """The outcome where nothing is to be written, or nothing may be; else that of the commit."""
    if plan.empty and not plan.blocked:
        return Outcome("done", "The router already is as planned; nothing was written.")
    told.tell(CHECK, "running")
    place, waited = terms.target, await _settled(survey, plan, terms, told)
    now = terms.waits.clock()
    seen = preflight(survey, plan, place.host, terms.secrets, now=now, port=place.tcp_port, waited=waited)
    refused = _refused(survey, plan, terms, seen)
    said = refused.message if refused else " ".join(seen.warnings) or "nothing in the way"
    told.tell(CHECK, "failed" if refused else "ok", said)
    if refused:
        return refused
    undo = terms.undo or (
        RouterUndo(seen.means, terms.who, terms.waits, Seen.of(survey, terms.waits.now))
        if seen.means.any
        else SessionUndo(terms.waits)
    )
    return await UnderWay(plan, survey, terms, undo, told, session).run()


async def _settled(survey: Survey, plan: Plan, terms: Terms, told: Told) -> float:
    """Wait until a router that just started can tell a restart from its start; the seconds that this took."""
    whole = left = unsettled(survey, plan)
    while left > 0:
        told.tell(CHECK, "running", f"{left:.0f} s more until the router could undo at a restart, too")
        pause = min(left, 1.0)
        await terms.waits.sleep(pause)
        left -= pause
    return whole


def _refused(survey: Survey, plan: Plan, terms: Terms, seen: Preflight) -> Outcome | None:
    earlier = waiting(survey, terms.keep_dir, terms.target.place)
    if earlier is not None:
        todo = (
            "Confirm it or undo it first." if earlier.proven or earlier.mine else "Wait until it is proven or undone."
        )
        return Outcome("refused", earlier.told, todo, journal=earlier.entry.path if earlier.entry else None)
    if seen.refusals:
        return Outcome("refused", " ".join(seen.refusals), "Nothing was changed. Put this right, then apply again.")
    if not (seen.means.any or terms.trust_laptop or terms.undo):
        what = f"This router cannot undo by itself: {'; '.join(seen.means.reasons)}."
        return Outcome("refused", what, "Nothing was changed. `--trust-laptop` writes without that net.")
    try:
        overtaken(survey, plan)
    except ChangedUnderUs as error:
        return Outcome("refused", error.what, error.todo)
    return None
