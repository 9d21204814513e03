"""/system/scheduler on the board's own clock: what runs when, and what the entries show of it.

Moments are those of the wall clock, as the board believes it. Where somebody sets that clock, entries with an interval
go on from the new time, and a single one whose moment is past is run at once. Those for the start run after each boot.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from routerboard.language.items import is_true
from routerboard.language.values import parse_duration
from routerboard.language.version import Version
from routerboard.practice.accounts import Session
from routerboard.practice.clock import date_of
from routerboard.practice.device_mode import allows
from routerboard.practice.policies import EVERYTHING, granted
from routerboard.practice.replies import Call
from routerboard.practice.store import StoredRow

if TYPE_CHECKING:
    from routerboard.practice.router import PracticeRouter

MENU = "/system/scheduler"
AFTER_BOOT = timedelta(seconds=3)
_FORGETFUL = (Version.parse("7.24"), Version.parse("7.24.5"))
"""From and to the releases whose entries never run where nobody gave them a start."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass
class _Timed:
    """One entry: the properties that its time was reckoned from, and when it runs next; None for never again."""

    given: tuple[str, ...]
    due: datetime | None


class Scheduler:
    """The entries of one board since it was started."""

    def __init__(self, router: PracticeRouter) -> None:
        self._router = router
        self._booted = self._last = router.clock.wall
        self._at_boot = {row.id for row in router.store.rows(MENU)}
        self._timed: dict[str, _Timed] = {}

    def tick(self) -> None:
        """Run what is due."""
        wall = self._router.clock.wall
        if wall < self._last:
            self._timed.clear()
        self._last = wall
        for row in tuple(self._router.store.rows(MENU)):
            timed = self._reckoned(row, wall)
            if timed.due is not None and timed.due <= wall and allows(self._router, "scheduler"):
                interval = _interval(row)
                timed.due = _after(timed.due, interval, wall) if interval else None
                self._run(row)
                self._show(row, timed.due)

    def reckon(self) -> None:
        """Show when each entry runs next; nothing is run."""
        for row in self._router.store.rows(MENU):
            self._reckoned(row, self._router.clock.wall)

    def _reckoned(self, row: StoredRow, wall: datetime) -> _Timed:
        given = tuple(row.values.get(name, "") for name in ("start-date", "start-time", "interval", "disabled"))
        timed = self._timed.get(row.id)
        if timed is None or timed.given != given:
            timed = self._timed[row.id] = _Timed(given, self._first(row, wall))
        self._show(row, timed.due)
        return timed

    def _first(self, row: StoredRow, wall: datetime) -> datetime | None:
        interval = _interval(row)
        if is_true(row.values.get("disabled")):
            return None
        if row.values.get("start-time") == "startup":
            return self._booted + AFTER_BOOT if row.id in self._at_boot and not interval else None
        start = _start(row)
        if start is None or start > wall:
            return start
        return _after(start, interval, wall) if interval else None

    def _run(self, row: StoredRow) -> None:
        router, event = self._router, row.values.get("on-event", "")
        scripts = (one.values for one in router.store.rows("/system/script") if one.values.get("name") == event)
        source = next((one.get("source", "") for one in scripts), event)
        row.state["run-count"] = str(int(row.state.get("run-count", "0")) + 1)
        owner = row.state.get("owner", "")
        session = Session(owner, "", granted(row.values.get("policy", "")) & EVERYTHING, "")
        router.jobs.start(source, Call(router, session, MENU, "run", {}))
        router.changed()

    def _show(self, row: StoredRow, due: datetime | None) -> None:
        row.state.setdefault("run-count", "0")
        shown = f"{date_of(due, self._router.version)} {due:%H:%M:%S}" if due else ""
        if (
            shown
            and due
            and due.date() == self._router.clock.wall.date()
            and self._router.version < Version.parse("7.0")
        ):
            shown = f"{due:%H:%M:%S}"
        if shown:
            row.state["next-run"] = shown
        else:
            row.state.pop("next-run", None)


def completed(router: PracticeRouter, values: dict[str, str]) -> dict[str, str]:
    """The values of an entry that is added, with the start that a router gives it; the forgetful releases give none."""
    wall, explicit = router.clock.wall, "start-time" in values or "start-date" in values
    if not explicit and _FORGETFUL[0] <= router.version < _FORGETFUL[1]:
        return values
    return {"start-date": date_of(wall, router.version), "start-time": f"{wall:%H:%M:%S}", **values}


def read_date(text: str, version: Version) -> datetime:
    """A date in the version's own spelling; ValueError for any other."""
    if version.can("iso-dates"):
        return datetime.strptime(text, "%Y-%m-%d")
    month, day, year = text.lower().split("/")
    return datetime(int(year), _MONTHS.index(month) + 1, int(day))


def _dates(text: str) -> Iterator[datetime]:
    for version in (Version.parse("6.49"), Version.parse("7.20")):
        try:
            yield read_date(text, version)
        except ValueError:
            continue


def _start(row: StoredRow) -> datetime | None:
    """When an entry starts; None where it has no start."""
    day = next(_dates(row.values.get("start-date", "")), None)
    try:
        return None if day is None else day + timedelta(seconds=parse_duration(row.values.get("start-time", "")))
    except ValueError:
        return None


def _interval(row: StoredRow) -> timedelta:
    try:
        return timedelta(seconds=parse_duration(row.values.get("interval", "0s") or "0s"))
    except ValueError:
        return timedelta()


def _after(start: datetime, interval: timedelta, wall: datetime) -> datetime:
    """The first moment of the row after now."""
    return start + interval * ((wall - start) // interval + 1)
