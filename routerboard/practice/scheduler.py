"""/system/scheduler on the board's own clock: what runs when, and what the entries show of it.

Moments are those of the wall clock, as the board believes it. Where somebody sets that clock, entries with an interval
go on from the new time, and a single one whose moment is suddenly past runs at once. What starts at `startup` starts
three seconds after each boot: once where it has no interval, else not then but an interval later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from routerboard.language.items import is_true
from routerboard.language.values import parse_duration
from routerboard.language.version import Version
from routerboard.practice.accounts import Session
from routerboard.practice.clock import date_of, read_date, read_days, read_time
from routerboard.practice.device_mode import allows
from routerboard.practice.policies import EVERYTHING, granted
from routerboard.practice.replies import Call
from routerboard.practice.store import StoredRow

if TYPE_CHECKING:
    from routerboard.practice.router import PracticeRouter

MENU = "/system/scheduler"
AFTER_BOOT = timedelta(seconds=3)
_STARTUP = "startup"
_TIMING = ("start-date", "start-time", "interval", "days", "disabled")
_FORGETFUL = (Version.parse("7.24"), Version.parse("7.24.5"))
"""From and to the releases whose entries never run where nobody gave them a start."""
_MOST_DAYS = 366
_ROUTER = "*sys"


@dataclass
class _Timed:
    """One entry: the properties that its time was reckoned from, and when it runs next; None for never again."""

    given: tuple[str, ...]
    due: datetime | None
    single: bool


class Scheduler:
    """The entries of one board since it was started."""

    def __init__(self, router: PracticeRouter) -> None:
        self._router = router
        self._booted = router.clock.booted
        self._booting = True
        self._timed: dict[str, _Timed] = {}

    def tick(self) -> None:
        """Run what is due, in the order of the entries: one may take away or disable another."""
        clock = self._router.clock
        booting = self._booting and clock.now >= AFTER_BOOT.total_seconds()
        self._booting = self._booting and not booting
        self._notice_set_clock()
        for row in tuple(self._router.store.rows(MENU)):
            if row in self._router.store.rows(MENU) and self._due(row, clock.wall, booting):
                row.state["run-count"] = str(int(row.state.get("run-count", "0")) + 1)
                self._router.jobs.on_event(row.values.get("on-event", ""), self._call(row))

    def reckon(self) -> None:
        """Show when each entry runs next; nothing is run."""
        self._notice_set_clock()
        for row in self._router.store.rows(MENU):
            self._reckoned(row, self._router.clock.wall)

    def _notice_set_clock(self) -> None:
        """Reckon anew where somebody has set the clock; forwards, a single run that was to come stays to be done."""
        booted = self._router.clock.booted
        if booted != self._booted:
            forwards, self._booted = booted > self._booted, booted
            self._timed = {row: timed for row, timed in self._timed.items() if forwards and timed.single}

    def _due(self, row: StoredRow, wall: datetime, booting: bool) -> bool:
        timed = self._reckoned(row, wall)
        if booting and self._active(row) and _at_boot(row):
            return True
        if timed.due is None or timed.due > wall:
            return False
        timed.due = self._next(row, wall)
        self._show(row, timed.due)
        return True

    def _reckoned(self, row: StoredRow, wall: datetime) -> _Timed:
        given = tuple(row.values.get(name, "") for name in _TIMING)
        timed = self._timed.get(row.id)
        if timed is None or timed.given != given:
            timed = self._timed[row.id] = _Timed(given, self._next(row, wall), not _interval(row))
        self._show(row, timed.due)
        return timed

    def _active(self, row: StoredRow) -> bool:
        return not is_true(row.values.get("disabled")) and allows(self._router, "scheduler")

    def _next(self, row: StoredRow, wall: datetime) -> datetime | None:
        """The first moment of an entry that is still to come."""
        start = self._start(row)
        if start is None or not self._active(row):
            return None
        interval, days = _interval(row), read_days(row.values.get("days", ""))
        booting = row.values.get("start-time") == _STARTUP
        moment = _in_row(start, interval, max(start, wall) if booting else wall)
        for _ in range(_MOST_DAYS):
            if moment is None or not days or moment.weekday() in days:
                return moment
            moment = _in_row(start, interval, datetime.combine(moment, time.max))
        return None

    def _start(self, row: StoredRow) -> datetime | None:
        """When an entry starts; None where it has no start, or none but the boot itself."""
        given = row.values.get("start-time", "")
        if given == _STARTUP:
            return self._router.clock.booted + AFTER_BOOT if _interval(row) else None
        try:
            return read_date(row.values.get("start-date", ""), self._router.version) + read_time(given)
        except ValueError:
            return None

    def _show(self, row: StoredRow, due: datetime | None) -> None:
        row.state.setdefault("run-count", "0")
        if due is None:
            row.state.pop("next-run", None)
            return
        soon = self._router.version.major == 6 and due.date() == self._router.clock.wall.date()
        row.state["next-run"] = f"{due:%H:%M:%S}" if soon else f"{date_of(due, self._router.version)} {due:%H:%M:%S}"

    def _call(self, row: StoredRow) -> Call:
        """An entry runs with its own policies, as far as its owner still has them."""
        owner = row.state.get("owner", _ROUTER)
        whole = self._router.store.menu(MENU).properties["policy"].default or ""
        may = granted(row.values.get("policy", whole)) & self._rights(owner)
        return Call(self._router, Session(owner, "", may, ""), MENU, "run", {})

    def _rights(self, owner: str) -> frozenset[str]:
        """What a user may do; nothing where there is none any more, everything for the router itself."""
        if owner == _ROUTER:
            return EVERYTHING
        store = self._router.store
        groups = {row.values["group"] for row in store.rows("/user") if row.values["name"] == owner}
        rows = (row for row in store.rows("/user/group") if row.values["name"] in groups)
        return granted(next((row.values.get("policy", "") for row in rows), ""))


def completed(router: PracticeRouter, values: dict[str, str]) -> dict[str, str]:
    """The values of an entry that is added, with the start that a router gives it; the forgetful releases give none."""
    wall = router.clock.wall
    if values.get("start-time") == _STARTUP or _FORGETFUL[0] <= router.version < _FORGETFUL[1]:
        return values
    return {"start-date": date_of(wall, router.version), "start-time": f"{wall:%H:%M:%S}", **values}


def _at_boot(row: StoredRow) -> bool:
    """Whether an entry runs at each boot."""
    return row.values.get("start-time") == _STARTUP and not _interval(row)


def _interval(row: StoredRow) -> timedelta:
    try:
        return timedelta(seconds=parse_duration(row.values.get("interval") or "0s"))
    except ValueError:
        return timedelta()
    except OverflowError:
        return timedelta.max


def _in_row(start: datetime, interval: timedelta, wall: datetime) -> datetime | None:
    """The first moment after now of a start and what follows at an interval; None for one beyond all calendars."""
    if start > wall:
        return start
    try:
        return start + interval * ((wall - start) // interval + 1) if interval else None
    except OverflowError:
        return None
