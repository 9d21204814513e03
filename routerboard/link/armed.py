"""What tells on the router itself that a change waits: the comment of the undo script. Pure.

    simplifi:undo - 5f3a9c1b admin@laptop 2026-11-24T21:13:05+01:00 until 2026-11-24T21:14:05+01:00
    simplifi:undo - 5f3a9c1b admin@laptop 2026-11-24T21:13:05+01:00 until 2026-11-24T21:23:05+01:00 job *1F proven

Times are those of the laptop that wrote it. `proven` is added once the whole plan was written and proven; `job` is the
background job that waits, so that another laptop can give it more time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from routerboard.language.items import Row
from routerboard.link.undo_script import MARK, SCRIPT, token_of

SCRIPTS = "/system/script"

SOMEBODY = "somebody"
"""Who made a change whose comment cannot be read any more."""

_TRACE = re.compile(
    re.escape(MARK) + r" - (?P<token>[0-9a-f]+) (?P<who>\S+) (?P<since>\S+)(?: until (?P<until>\S+))?"
    r"(?: job (?P<job>\S+))?(?P<proven> proven)?"
)
_UNFIT = re.compile(r"[^A-Za-z0-9@._-]+")


@dataclass(frozen=True)
class Trace:
    """A change that is armed on a router.

    token   tells it from every other; who made it, `admin@laptop`; since when, until when the router waits
    job     the id of the job that waits; "" where none is told
    proven  whether the whole plan stands and only the word is missing
    """

    token: str
    who: str
    since: datetime
    until: datetime
    job: str = ""
    proven: bool = False

    @property
    def comment(self) -> str:
        """The comment of the script."""
        times = f"{self.since.isoformat(timespec='seconds')} until {self.until.isoformat(timespec='seconds')}"
        more = f"{f' job {self.job}' if self.job else ''}{' proven' if self.proven else ''}"
        return f"{MARK} - {self.token} {_UNFIT.sub('-', self.who) or '-'} {times}{more}"

    @property
    def mark(self) -> str:
        """How the comments of all its traces begin."""
        return f"{MARK} - {self.token}"


def trace(rows: Iterable[Row]) -> Trace | None:
    """The change that waits, from the rows of /system/script; None where none does."""
    row = next((row for row in rows if row.get("name") == SCRIPT), None)
    return None if row is None else _read(row.get("comment", ""), token_of(row.get("source", "")))


def _read(comment: str, token: str) -> Trace:
    """A script of ours whose comment somebody spoilt is armed all the same; its source still has the token."""
    found = _TRACE.match(comment)
    try:
        if found is not None:
            since = datetime.fromisoformat(found["since"])
            until = datetime.fromisoformat(found["until"] or found["since"])
            times = since.astimezone(), until.astimezone()
            return Trace(found["token"], found["who"], *times, found["job"] or "", bool(found["proven"]))
    except ValueError:
        pass
    never = datetime.fromtimestamp(0).astimezone()
    return Trace(token, SOMEBODY, never, never)
