"""`watch`: one JSON object a second about the lines, for other programs, also while the router is away."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from routerboard.language.items import Row, is_true, role_of
from routerboard.link.errors import LoginRefused, RouterError, RouterRefused, TlsRefused
from routerboard.link.reconnect import Keeper
from routerboard.link.session import Session
from tui.cli import DONE
from tui.headless.talk import login_of, print_json, running

PERIOD = 1.0
SHORTEST = 0.9
"""Seconds between two readings at least: a shorter time tells no good rate."""
_COUNTERS = ("rx-byte", "tx-byte")
_FIELDS = (".id", "name", "type", "running", "disabled", *_COUNTERS)


def run(options: argparse.Namespace) -> int:
    """Print until stopped, or `--count` objects."""
    return running(lambda: _run(options))


@dataclass(frozen=True)
class Reading:
    """The interfaces at one moment of our clock; `session` is what they were read over."""

    interfaces: Mapping[str, Row]
    at: float
    session: Session


@dataclass
class Watch:
    """Reads the counters once a second, and reads on when the router is back.

    lines    each line's interface, read anew with each session
    trouble  why nothing is read now, "" while it answers
    """

    keeper: Keeper
    lines: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""
    _last: Reading | None = None
    _coming: asyncio.Task[Reading] | None = None

    @property
    def last(self) -> float:
        """When the last reading came, by our clock."""
        return self._last.at if self._last is not None else 0.0

    async def begin(self) -> None:
        """The first reading, which no rate can be told of."""
        self._last = await self._read()

    async def told(self, seconds: float) -> dict[str, Any]:
        """What the next reading tells; that there is none, where it has not come after so many seconds.

        LoginRefused, TlsRefused and RouterRefused end it: they don't pass by themselves.
        """
        self._coming = self._coming or asyncio.ensure_future(self._read())
        await asyncio.wait((self._coming,), timeout=seconds)
        before, after = self._last, None
        if self._coming.done():
            after = await self._taken(self._coming)
            self._coming = None
        if before is None or after is None:
            return self._silent(before)
        self._last, self.trouble = after, ""
        known = before.interfaces if after.session is before.session else {}
        return observed(known, after.interfaces, after.at - before.at, self.lines)

    async def _taken(self, coming: asyncio.Task[Reading]) -> Reading | None:
        try:
            return await coming
        except (LoginRefused, TlsRefused, RouterRefused):
            raise
        except RouterError as error:
            self.trouble = error.what
            return None

    async def _read(self) -> Reading:
        session = await self.keeper.session()
        if self._last is None or session is not self._last.session:
            self.lines = lines_of(await session.print("/ip/firewall/nat", proplist=("comment", "out-interface")))
        rows = await session.print("/interface", proplist=_FIELDS)
        return Reading({row.get("name", ""): row for row in rows}, _now(), session)

    def _silent(self, last: Reading | None) -> dict[str, Any]:
        why = self.keeper.trouble.what if self.keeper.trouble is not None else self.trouble
        age = _now() - last.at if last is not None else None
        return silent(last.interfaces if last is not None else {}, self.lines, age, why)

    async def end(self) -> None:
        """Read no more."""
        if self._coming is not None:
            self._coming.cancel()
            with suppress(asyncio.CancelledError, RouterError):
                await self._coming
        await self.keeper.close()


async def _run(options: argparse.Namespace) -> int:
    login = login_of(options)
    watch = Watch(Keeper(login.open, first=await login.open()))
    try:
        await watch.begin()
        due, printed = _now(), 0
        while not options.count or printed < options.count:
            due = max(due + PERIOD, watch.last + SHORTEST, _now())
            await asyncio.sleep(due - _now())
            print_json(await watch.told(max(0.0, due + PERIOD - _now())), indent=None)
            printed += 1
    finally:
        await watch.end()
    return DONE


def _now() -> float:
    return asyncio.get_running_loop().time()


def lines_of(nat: Iterable[Row]) -> dict[str, str]:
    """Each line and the interface that it leaves by, from the rules of ours that translate what leaves."""
    roles = ((role_of(row) or "", row.get("out-interface", "")) for row in nat)
    return {role.removeprefix("nat:"): interface for role, interface in roles if role.startswith("nat:")}


def observed(
    before: Mapping[str, Row], after: Mapping[str, Row], seconds: float, lines: Mapping[str, str]
) -> dict[str, Any]:
    """Bits per second over the seconds between two readings, of every interface and of every line.

    From the router's side: rx of a line is download. None where a counter went back, as after a restart, and of the
    first reading of a session.
    """
    seen = {name: _state(before.get(name, {}), row, seconds) for name, row in after.items()}
    return _told(seconds, 0.0, "", seen, lines)


def silent(known: Iterable[str], lines: Mapping[str, str], age: float | None, trouble: str) -> dict[str, Any]:
    """That nothing was read: the names of before without a state, how old the last data is, and why, where known."""
    nothing = {"running": None, "rx_bps": None, "tx_bps": None}
    return _told(None, age, trouble, dict.fromkeys(known, nothing), lines)


def _told(
    seconds: float | None, age: float | None, trouble: str, seen: Mapping[str, dict[str, Any]], lines: Mapping[str, str]
) -> dict[str, Any]:
    carried = {line: {"interface": name, **seen[name]} for line, name in lines.items() if name in seen}
    return {
        "seconds": None if seconds is None else round(seconds, 3),
        "last_data_s": None if age is None else round(age, 1),
        "trouble": trouble,
        "interfaces": seen,
        "lines": carried,
    }


def _state(before: Row, after: Row, seconds: float) -> dict[str, Any]:
    rates = {f"{way}_bps": _rate(before, after, f"{way}-byte", seconds) for way in ("rx", "tx")}
    return {"running": is_true(after.get("running")), **rates}


def _rate(before: Row, after: Row, name: str, seconds: float) -> int | None:
    grown = int(after.get(name) or 0) - int(before.get(name) or 0)
    return round(grown * 8 / seconds) if grown >= 0 and seconds > 0 and name in before else None
