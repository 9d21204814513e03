"""Whether a plan is in force: what the router shows to a fresh login. `lines` and `counters` are pure."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import IPv4Address, IPv4Interface

from routerboard.language.change import Change, Plan
from routerboard.language.items import Row, is_true, role_of
from routerboard.language.leasing import default_routes
from routerboard.language.survey import Survey
from routerboard.link.errors import RouterRefused
from routerboard.link.match import pointer, stands
from routerboard.link.session import Session
from routerboard.link.steps import Told
from routerboard.link.writer import STATIC

ROUTES = "/ip/route"
TABLES = "/routing/table"
CLIENTS = "/ip/dhcp-client"
MANGLE = "/ip/firewall/mangle"
NAT = "/ip/firewall/nat"


@dataclass(frozen=True)
class Waits:
    """How long is waited, in seconds.

    routes     for every line's route to become active: a lease or a dial-in takes that long
    traffic    for new connections on every line
    reconnect  for the router to answer again after it was lost
    pace       between two looks
    sleep, now, clock   how is waited, by which seconds, and which time of day it is; aware
    """

    routes: float = 20.0
    traffic: float = 3.0
    reconnect: float = 60.0
    pace: float = 0.5
    sleep: Callable[[float], Awaitable[None]] = field(default=asyncio.sleep)
    now: Callable[[], float] = field(default=time.monotonic)
    clock: Callable[[], datetime] = field(default=lambda: datetime.now().astimezone())


class Unproven(Exception):  # noqa: N818
    """What the router shows is not what the plan promises; its text says what is missing."""


async def prove(session: Session, plan: Plan, before: Survey, waits: Waits, told: Told) -> None:
    """Look at everything that the plan promises; Unproven at the first thing that is not so."""
    last = final(plan.changes)
    leasing = (menu for menu in (TABLES, CLIENTS) if menu in before.menus)
    menus = tuple(dict.fromkeys((*(change.menu for change in last), ROUTES, MANGLE, *leasing)))
    rows = dict(zip(menus, await asyncio.gather(*map(session.print, menus)), strict=True))
    _rows(last, rows, told)
    tables = tables_of(rows.get(TABLES, ()))
    for line in lines(rows[ROUTES], tables, rows.get(CLIENTS, ())):
        await _line(session, line, rows[ROUTES], tables, before, waits, told)
    await _traffic(session, rows[MANGLE], waits, told)


def _rows(last: Sequence[Change], rows: Mapping[str, Sequence[Row]], told: Told) -> None:
    with told.step("every row is there") as step:
        missing = [change for change in last if not stands(change, rows[change.menu])]
        if missing:
            raise Unproven(f"{missing[0].menu} does not show what was written: {missing[0].role or missing[0].verb}")
        step.detail = f"{len(last)} of {len(last)}"


def final(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The last change of each row; moves aside, whose result is an order."""
    kept = {(one.menu, tuple(sorted(pointer(one).items()))): one for one in changes if one.verb != "move"}
    return tuple(kept.values())


Tables = Mapping[str, str]
"""Routing table -> the line that it is the table of."""


def tables_of(rows: Iterable[Row]) -> Tables:
    """The lines' own tables, by their role `table:Wan1`."""
    found = ((row.get("name", ""), (role_of(row) or "").partition(":")) for row in rows)
    return {table: line for table, (kind, _, line) in found if kind == "table"}


def lines(routes: Iterable[Row], tables: Tables, clients: Iterable[Row]) -> tuple[str, ...]:
    """The names of the lines that have a route of their own, or a DHCP client that makes it, in the router's order."""
    own = [name for row in routes if not is_true(row.get("dynamic")) and (name := _owner(row, tables))]
    enabled = (row for row in clients if not is_true(row.get("disabled")))
    own += [name for row in enabled if (name := _served(row, tables))]
    return tuple(dict.fromkeys(own))


def _served(client: Row, tables: Tables) -> str:
    """The line whose table a DHCP client prefers: that in which it has the best distance."""
    places = [(distance, tables[table]) for table, distance in default_routes(client) if table in tables]
    return min(places)[1] if places else ""


def _owner(row: Row, tables: Tables) -> str:
    """The line whose table this is a first route of: `route:Wan1:table:Wan1`, `default:…` by a host, or a lease's."""
    kind, name, table, owner, *_ = ((role_of(row) or "").split(":") + [""] * 4)[:4]
    if is_true(row.get("dynamic")) and row.get("dst-address") == "0.0.0.0/0" and row.get("distance") == "1":
        return tables.get(row.get("routing-table", ""), "")
    return name if kind in ("route", "default") and table == "table" and name == owner else ""


async def _line(
    session: Session, line: str, routes: Sequence[Row], tables: Tables, before: Survey, waits: Waits, told: Told
) -> None:
    name = f"{line} is active"
    told.tell(name, "running")
    if _active(routes, line, tables) or await _until(lambda: _is_active(session, line, tables), waits.routes, waits):
        told.tell(name, "ok")
    elif socket := await _unplugged(session, line):
        told.tell(name, "skipped", f"{socket} has no link")
    elif _was_down(before, line, tables):
        told.tell(name, "skipped", "it was down before, too")
    else:
        told.tell(name, "failed", f"its routes did not all become active within {waits.routes:g} s")
        usual = "its gateway, or the hosts beyond it, do not answer, or it got no address"
        why = await _far_lease(session, line) or usual
        raise Unproven(f"The routes of {line} are not all active: {why}.")


async def _is_active(session: Session, line: str, tables: Tables) -> bool:
    return _active(await session.print(ROUTES, *STATIC, "?dst-address=0.0.0.0/0", "?#|"), line, tables)


def _active(routes: Sequence[Row], line: str, tables: Tables) -> bool:
    """Its own route carries, and none of its others still waits: a lease's script that stopped half-way is no proof."""
    leased = (row for row in routes if (role_of(row) or "").startswith(f"route:{line}:"))
    waits = any(is_true(row.get("disabled")) for row in leased)
    return not waits and any(_owner(row, tables) == line and is_true(row.get("active")) for row in routes)


async def _unplugged(session: Session, line: str) -> str:
    """The line's socket where no cable carries a signal; "" for a session, which should have come up."""
    words = (f"?name={await _exit(session, line)}",)
    rows = await session.print("/interface", *words, proplist=("name", "type", "running"))
    dead = (row["name"] for row in rows if not is_true(row.get("running")) and not row.get("type", "").endswith("-out"))
    return next(dead, "")


async def _far_lease(session: Session, line: str) -> str:
    """That the gateway lies outside of the lease, which a plain route does not reach; "" where it does not."""
    out = await _exit(session, line)
    try:
        clients = await session.print(CLIENTS, *STATIC)
    except RouterRefused:
        return ""
    client = next((row for row in clients if row.get("interface") == out), {})
    address, gateway = client.get("address", ""), client.get("gateway", "")
    if not (address and gateway) or IPv4Address(gateway) in IPv4Interface(address).network:
        return ""
    return f"its gateway {gateway} lies outside of its lease {address}; tell the site `far-gateway: true` for {line}"


async def _exit(session: Session, line: str) -> str:
    """The interface that a line leaves by."""
    found = (row for row in await session.print(NAT, *STATIC) if role_of(row) == f"nat:{line}")
    return next((row.get("out-interface", "") for row in found), "")


def _was_down(before: Survey, line: str, tables: Tables) -> bool:
    routes = [row for row in before.rows(ROUTES) if _owner(row, tables) == line]
    return bool(routes) and not any(is_true(row.get("active")) for row in routes)


async def _traffic(session: Session, mangle: Sequence[Row], waits: Waits, told: Told) -> None:
    """New connections on every line. No traffic, or too little of it yet, is no fault of the plan."""
    seen = counters(mangle)
    if not seen:
        return
    name = "every line takes new connections"
    told.tell(name, "running")
    moving = all(seen.values()) or await _until(lambda: _all_move(session), waits.traffic, waits)
    if not all(seen.values()):
        seen = counters(await session.print(MANGLE, *STATIC))
    detail = "  ".join(f"{line} {count}" for line, count in seen.items()) if any(seen.values()) else "no traffic yet"
    told.tell(name, "ok" if moving else "skipped", detail)


async def _all_move(session: Session) -> bool:
    return all(counters(await session.print(MANGLE, *STATIC)).values())


def counters(mangle: Sequence[Row]) -> Mapping[str, int]:
    """How many packets the rules that give each line its connections have counted: each is a connection's first."""
    found: dict[str, int] = {}
    for row in mangle:
        kind, _, rest = (role_of(row) or "").partition(":")
        if kind in ("pcc", "nth", "kept", "ecmp"):
            line = rest.partition(":")[0]
            found[line] = found.get(line, 0) + int(row.get("packets") or 0)
    return found


async def _until(holds: Callable[[], Awaitable[bool]], seconds: float, waits: Waits) -> bool:
    """Look until it holds, at the given pace, for about that time; whether it does."""
    for _ in range(max(1, round(seconds / waits.pace))):
        if await holds():
            return True
        await waits.sleep(waits.pace)
    return await holds()
