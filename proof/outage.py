"""Take one line out for a while, in a way that the router turns back by itself whatever becomes of this computer.

    unplugged   the line's interface is disabled, as if its cable were pulled
    dead        one rule in front of all others drops what comes from beyond the modem: the modem lives and is answered,
                the Internet behind it is silent; leases and sessions live on

It is a plan of one change, and its undo is that of every plan of ours: a script on the router, run by a background job
and by scheduler entries (netwatch where device-mode forbids the scheduler), found again by whoever comes next.
"""

from __future__ import annotations

import asyncio
import platform
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

from proof.pin import Taken
from proof.results import Way
from routerboard.language.change import Change, Plan
from routerboard.language.items import PREFIX, Row, is_true, role_of
from routerboard.language.survey import Survey
from routerboard.link.armed import trace
from routerboard.link.errors import Overdue, RouterError, RouterRefused
from routerboard.link.hooks import script
from routerboard.link.preflight import means_of
from routerboard.link.proof import Waits
from routerboard.link.router_undo import RouterUndo
from routerboard.link.session import Session
from routerboard.link.settings import configuration
from routerboard.link.survey import menus_for, survey
from routerboard.link.undo_script import SCRIPT
from routerboard.link.writer import Writer
from wizards.lines import Line

RAW = "/ip/firewall/raw"
INTERFACES = "/interface"
ROLE = "drill"
TITLE = "drill of"
_OURS = re.compile(rf"# undo of {TITLE} ")
_NO_CONFIGURATION = frozenset(
    ["/ip/arp", "/system/resource", "/system/clock", "/system/routerboard", "/system/health", "/user/active", "/file",
     "/interface/bridge/host", "/safe-mode", "/ip/firewall/connection/tracking", "/log"]
)  # fmt: skip


def change_of(survey: Survey, line: Line, way: Way) -> Change:
    """The one change that takes this line out."""
    if way == "unplugged":
        why = f"{line.name} is unplugged for a drill"
        match = {"name": line.wan.interface}
        return Change(INTERFACES, "set", {"disabled": "yes"}, why, "foreign:drill", match, {"disabled": "no"})
    rule = {"chain": "prerouting", "action": "drop", "in-interface": line.interface}
    modem = {"src-address": f"!{line.neighbour}"} if line.neighbour else {}
    comment = {"comment": f"{PREFIX}{ROLE}:{line.name}"}
    rows = [row for row in survey.rows(RAW) if not is_true(row.get("dynamic"))]
    first = {".id": rows[0][".id"]} if rows else None
    why = f"the Internet beyond {line.name} is dead for a drill"
    return Change(RAW, "add", {**rule, **modem, **comment}, why, f"{ROLE}:{line.name}", place_before=first)


def why_not(survey: Survey, lines: tuple[Line, ...], line: Line) -> str:
    """Why this line must not be taken out; "" where it may."""
    if len(lines) < 2:
        return f"{line.name} is the only line: with it out there is nothing to fail over to."
    carries = {line.interface, line.wan.interface}
    if carries & set(_own_path(survey)):
        return f"{line.name} carries this session itself: connect from the LAN, then drill."
    row = next((row for row in survey.rows(INTERFACES) if row.get("name") == line.wan.interface), {})
    if is_true(row.get("disabled")):
        return f"{line.wan.interface}, the interface of {line.name}, is disabled."
    means = means_of(survey, Plan(line.name, survey.version))
    if not means.any:
        return f"This router could not put {line.name} back by itself: {'; '.join(means.reasons)}."
    return ""


def _own_path(survey: Survey) -> Iterator[str]:
    """The interfaces that this session comes through: where it enters, a VLAN's carrier, a bridge's ports."""
    entrance = survey.via_interface
    yield entrance
    for row in survey.rows("/interface/vlan"):
        if row.get("name") == entrance:
            yield row.get("interface", "")
    for row in survey.rows("/interface/bridge/port"):
        if row.get("bridge") == entrance and not is_true(row.get("disabled")):
            yield row.get("interface", "")


@asynccontextmanager
async def taken_out(
    session: Session, survey: Survey, line: Line, way: Way, seconds: float, waits: Waits | None = None
) -> AsyncIterator[RouterUndo]:
    """The line is out until the block ends, or so many seconds where nobody is left to end it.

    RouterError where the router does not take it, and then it is as before.
    """
    change = change_of(survey, line, way)
    plan = Plan(f"{TITLE} {line.name}", survey.version, (change,))
    means = replace(means_of(survey, plan), safe_mode="a drill ends by its own time")
    undo = RouterUndo(means, whoami(session), waits or Waits())
    await undo.arm(session, plan, seconds)
    try:
        await Writer(session, survey.version).write(change)
        yield undo
    finally:
        await asyncio.shield(_put_back(session, survey, change, undo))


def whoami(session: Session) -> str:
    """Who drills, for whoever else comes to this router."""
    return f"{session.target.user}@{platform.node() or 'laptop'}"


async def _put_back(session: Session, survey: Survey, change: Change, undo: RouterUndo) -> None:
    """Put it back and disarm; where the link is lost, or that fails, the router does it."""
    if session.closed:
        return
    try:
        await Writer(session, survey.version).take_back(change)
        await undo.disarm()
    except Overdue:
        await undo.tidy()
    except RouterError:
        if not session.closed:
            raise


async def recovered(session: Session, seen: Survey) -> Survey:
    """The router without a drill that is left over by a laptop that died over it; Taken where another laptop drills.

    What is left over is turned back by the router's own script, at once.
    """
    rows = [row for row in await script(session) if _OURS.match(row.get("source", ""))]
    left = [row[".id"] for row in seen.rows(RAW) if (role_of(row) or "").startswith(f"{ROLE}:")]
    if not rows and not left:
        return seen
    mark = trace(rows)
    if mark is not None and mark.who != _told(whoami(session)) and mark.until > Waits().clock():
        raise Taken(
            f"{mark.who} drills at this router until {mark.until:%H:%M:%S}.",
            unchanged="Nothing was changed.",
            todo="Wait until then; the router puts its line back by itself.",
        )
    if rows:
        with suppress(RouterRefused):
            await session.call("/system/script/run", {"number": SCRIPT})
    if not await script(session):
        for one in [row[".id"] for row in await session.print(RAW) if (role_of(row) or "").startswith(f"{ROLE}:")]:
            await session.remove(RAW, one)
    return await survey(session)


def _told(who: str) -> str:
    return re.sub(r"[^A-Za-z0-9@._-]+", "-", who)


def configured(seen: Survey) -> dict[str, list[Row]]:
    """All that an export of this router would hold, by menu, in its order: what is compared before and after."""
    return {
        path: [configuration(path, seen.version, row) for row in seen.rows(path) if not is_true(row.get("dynamic"))]
        for path in menus_for(seen.version)
        if path not in _NO_CONFIGURATION
    }
