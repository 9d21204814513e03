"""What waits for a word on a router: a change that was held, one whose laptop died over it, or somebody else's.

The router's undo script tells of it to every laptop; the journal of the one that made it knows what was there before.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from routerboard.language.change import Plan
from routerboard.language.items import Row, role_of
from routerboard.language.survey import Survey
from routerboard.language.version import Version
from routerboard.link.armed import SCRIPTS, SOMEBODY, Trace, trace
from routerboard.link.hooks import forgotten, script
from routerboard.link.journal import Entry, Journal, entries, pending, reread, router_id
from routerboard.link.match import stands
from routerboard.link.proof import final
from routerboard.link.restore import left_over
from routerboard.link.session import Session
from routerboard.link.settings import differences
from routerboard.link.steps import Outcome, Told
from routerboard.link.survey import survey as read
from routerboard.link.target import Target
from routerboard.link.undo_script import SCRIPT

LOOK = "log in and read the router"
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


async def look_for(session: Session, target: Target, keep_dir: Path, told: Told) -> Waiting | Outcome:
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


async def still_stands(session: Session, found: Waiting) -> bool:
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
