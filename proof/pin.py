"""Pin this laptop to one line for a while, by one temporary rule that the router takes away by itself.

Our methods all work alike: a connection has a mark, the mark has a table. So the rule only marks the laptop's new
connections, in front of every other rule, in version 6 and 7 alike; marked connections are never fasttracked. Running
connections keep their line, so whoever measures opens new ones.

The rule matches the laptop through an address list whose entry has a time: when that is over the entry goes, and with
a restart too, and the rule is without effect, whatever else fails. A background job and a scheduler entry (netwatch
where device-mode forbids the scheduler) see that the entry is gone and take the rule and themselves away.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager

from routerboard.language.change import Finding
from routerboard.language.items import PREFIX, Row, is_true
from routerboard.language.survey import Survey
from routerboard.language.values import print_duration
from routerboard.link.errors import RouterError, RouterRefused
from routerboard.link.session import Session
from routerboard.link.survey import survey
from routerboard.link.undo_script import RIGHTS
from wizards.checks.say import note
from wizards.names import LOCAL

MANGLE = "/ip/firewall/mangle"
ADDRESSES = "/ip/firewall/address-list"
SCHEDULER = "/system/scheduler"
NETWATCH = "/tool/netwatch"
JOBS = "/system/script/job"
NAME = "simplifi-pin"
"""Of the address list and of the scheduler entry."""
COMMENT = f"{PREFIX}pin"
_NOBODY = "240.0.0.1"
"""An address that nobody can have: netwatch finds it down, once after each restart."""

_HERE = f'[:len [/ip firewall address-list find where list="{NAME}"]]'
_TIDY = " ".join(
    f":do {{ /{menu} remove [find where {what}] }} on-error={{}};"
    for menu, what in (
        ("ip firewall mangle", f'comment="{COMMENT}"'),
        ("tool netwatch", f'comment="{COMMENT}"'),
        ("system scheduler", f'name="{NAME}"'),
    )
)
HOOK = f":if ({_HERE} = 0) do={{ {_TIDY} }}"
"""What the router looks at again and again."""
JOB = f":while ({_HERE} > 0) do={{ :delay 1s }}; {_TIDY}"
"""What waits on the router for the end of the time."""


class Taken(RouterError):  # noqa: N818
    """Another laptop measures at this router."""


def by_line(mark: str) -> tuple[Row, ...]:
    """The one rule: new connections of the laptop belong to the line of this mark."""
    return (_rule(mark),)


def in_turn(marks: Sequence[str]) -> tuple[Row, ...]:
    """New connections of the laptop take turns, for methods by which one laptop would never meet all lines."""
    many = len(marks)
    return tuple(_rule(mark, {"nth": f"{many - at},1"} if at < many - 1 else {}) for at, mark in enumerate(marks))


def by_table(table: str, hosts: Iterable[str]) -> tuple[Row, ...]:
    """The router's own pings to these hosts leave by this table."""
    named = {"chain": "output", "action": "mark-routing", "protocol": "icmp"}
    more = {"new-routing-mark": table, "passthrough": "no", "comment": COMMENT}
    return tuple({**named, "dst-address": host, **more} for host in hosts)


def _rule(mark: str, turn: Row | None = None) -> Row:
    return {
        "chain": "prerouting",
        "action": "mark-connection",
        "connection-state": "new",
        "connection-mark": "no-mark",
        "src-address-list": NAME,
        "dst-address-list": f"!{LOCAL}",
        "dst-address-type": "!local",
        **(turn or {}),
        "new-connection-mark": mark,
        "passthrough": "yes",
        "comment": COMMENT,
    }


@asynccontextmanager
async def pinned(session: Session, laptop: str, rules: Sequence[Row], seconds: float) -> AsyncIterator[None]:
    """The rules stand until the block ends, or so many seconds where nobody is left to end it.

    RouterRefused where the router does not take them; Taken where another laptop measures, or at the end where the pin
    did not stand until then: what was measured is worth nothing, and what stands there now is another's.
    """
    await sweep(session, laptop)
    job, lost = "", False
    try:
        timed = {"list": NAME, "address": laptop, "timeout": print_duration(max(1, int(seconds)))}
        entry = await session.add(ADDRESSES, timed)
        job = await _hooks(session)
        await _put(session, rules)
        yield
        lost = bool(entry) and entry not in await _ids(session, ADDRESSES, f"?list={NAME}")
    finally:
        if not lost:
            await asyncio.shield(_lift(session, laptop, job))
    if lost:
        raise Taken(
            "Another program on this laptop has begun to measure at this router.",
            unchanged="What was measured here is worth nothing and was not kept.",
            todo="Measure with one of them at a time.",
        )


async def sweep(session: Session, laptop: str) -> int:
    """Take away pins that are left over, how many rules; Taken where one belongs to another laptop that measures."""
    entries = await session.print(ADDRESSES, f"?list={NAME}")
    if others := [row["address"] for row in entries if row.get("address") != laptop]:
        raise Taken(
            f"The laptop {others[0]} measures at this router.",
            unchanged="Nothing was changed.",
            todo="Wait until it is done; what it has put there goes by itself within minutes.",
        )
    return await _clear(session, laptop)


def left_in(seen: Survey) -> bool:
    """Whether the router shows a pin: of a laptop that measures, or left over by one that died over it."""
    return any(row.get("comment") == COMMENT for row in seen.rows(MANGLE))


def told(seen: Survey) -> tuple[Finding, ...]:
    """That the router shows a pin, for whoever opens it; () where it shows none."""
    if not left_in(seen):
        return ()
    what = "a laptop measures the lines here, or its speed test or drill was broken off"
    why = "one temporary rule keeps that laptop on one line; the router takes it away by itself within minutes"
    return (note("pinned", what, why, "wait; or measure or apply, which takes away what is left over"),)


async def unpinned(session: Session, seen: Survey) -> Survey:
    """The router without a pin that is left over, read again where there was one; Taken where another measures."""
    if not left_in(seen):
        return seen
    await sweep(session, seen.client_address)
    return await survey(session)


async def _put(session: Session, rules: Sequence[Row]) -> None:
    """Before all rules that somebody has made."""
    rows = await session.print(MANGLE, proplist=(".id", "dynamic", "chain"))
    for rule in rules:
        own = [row for row in rows if not is_true(row.get("dynamic")) and row.get("chain") == rule["chain"]]
        await session.add(MANGLE, rule, place_before=own[0][".id"] if own else None)


async def _hooks(session: Session) -> str:
    """Put there what takes the rule away; the id of the job, "" where the router starts none."""
    clock = next(iter(await session.print("/system/clock")), {})
    start = {"start-date": clock.get("date", ""), "start-time": clock.get("time", "")}
    try:
        await session.add(SCHEDULER, {"name": NAME, "interval": "10s", "on-event": HOOK, "policy": RIGHTS, **start})
    except RouterRefused:
        await _watched(session)
    try:
        rows = await session.call("/execute", {"script": JOB})
    except RouterRefused:
        return ""
    return rows[-1].get("ret", "") if rows else ""


async def _watched(session: Session) -> None:
    """Where the scheduler is forbidden; where this is too the entry's own time has to do.

    Newer versions wait for five minutes after a restart unless they are told; older ones do not know the word.
    """
    watch = {"host": _NOBODY, "interval": "10s", "timeout": "1s", "down-script": HOOK, "comment": COMMENT}
    for soon in ({"startup-delay": "5s"}, {}):
        try:
            await session.add(NETWATCH, {**watch, **soon})
        except RouterRefused:
            continue
        return


async def _lift(session: Session, laptop: str, job: str) -> None:
    """Take all of it away; where the link is lost the router does it."""
    if session.closed:
        return
    try:
        await _clear(session, laptop)
        if job:
            await _gone(session, JOBS, job)
    except RouterError:
        if not session.closed:
            raise


async def _clear(session: Session, laptop: str) -> int:
    """Rules first, so that nothing is half pinned; how many there were."""
    rules = await _ids(session, MANGLE, f"?comment={COMMENT}")
    for row in rules:
        await _gone(session, MANGLE, row)
    for menu, query in ((SCHEDULER, f"?name={NAME}"), (NETWATCH, f"?comment={COMMENT}")):
        for row in await _ids(session, menu, query):
            await _gone(session, menu, row)
    for entry in await session.print(ADDRESSES, f"?list={NAME}"):
        if entry.get("address") == laptop:
            await _gone(session, ADDRESSES, entry[".id"])
    return len(rules)


async def _ids(session: Session, menu: str, query: str) -> list[str]:
    return [row[".id"] for row in await session.print(menu, query, proplist=(".id",)) if ".id" in row]


async def _gone(session: Session, menu: str, row: str) -> None:
    """Remove a row that the router may have removed by itself."""
    try:
        await session.remove(menu, row)
    except RouterRefused as refusal:
        if not (refusal.lacks or refusal.gone):
            raise
