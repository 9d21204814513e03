"""Lines that come up while a plan is written: marks wait for them.

A connection that is marked for a line which has no lease yet leaves by another one, under that one's address; once the
line is up its packets go by it, and no answer finds the way back. So where a plan makes a line, its marks are written
when it is there, or when it has had its time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator

from routerboard.language.change import Change, Plan
from routerboard.language.items import Row, is_true, role_of
from routerboard.language.survey import Survey
from routerboard.link.proof import ROUTES, Waits
from routerboard.link.session import Session
from routerboard.link.writer import STATIC

DHCP = "/ip/dhcp-client"
PPPOE = "/interface/pppoe-client"
MARKS = "/ip/firewall/mangle"

PATIENCE = 10.0
"""Seconds that a line has to come up before its marks are written all the same: a modem may be off."""

_NAMED = {DHCP: "interface", PPPOE: "name"}


def rising(plan: Plan, before: Survey) -> tuple[tuple[str, str], ...]:
    """The clients (menu, name) that this plan tells to bring a line up which was not up before."""
    return tuple(dict.fromkeys(_rising(plan.changes, before)))


def _rising(changes: Iterable[Change], before: Survey) -> Iterator[tuple[str, str]]:
    for change in changes:
        if change.menu not in _NAMED or change.verb not in ("add", "set") or is_true(change.args.get("disabled")):
            continue
        name = {**change.match, **change.args}.get(_NAMED[change.menu], "")
        if name and not _is_up(change.menu, name, before.rows(change.menu)):
            yield change.menu, name


def _is_up(menu: str, name: str, rows: Iterable[Row]) -> bool:
    row = next((row for row in rows if row.get(_NAMED[menu]) == name), {})
    works = row.get("status") == "bound" if menu == DHCP else is_true(row.get("running"))
    return works and not is_true(row.get("disabled"))


async def risen(session: Session, clients: tuple[tuple[str, str], ...], waits: Waits) -> bool:
    """Wait until all of these are up and their leases written into our routes; whether they are."""
    ends = waits.now() + PATIENCE
    while not await _all_up(session, clients):
        if waits.now() + waits.pace > ends:
            return False
        await waits.sleep(waits.pace)
    return True


async def _all_up(session: Session, clients: tuple[tuple[str, str], ...]) -> bool:
    menus = tuple(dict.fromkeys(menu for menu, _ in clients))
    routes, *found = await asyncio.gather(session.print(ROUTES, *STATIC), *map(session.print, menus))
    rows = dict(zip(menus, found, strict=True))
    waiting = any((role_of(row) or "").startswith("route:") and is_true(row.get("disabled")) for row in routes)
    return not waiting and all(_is_up(menu, name, rows[menu]) for menu, name in clients)
