"""FastTrack lets packets skip mangle, and with it the way to their line: it may only take unmarked connections."""

from __future__ import annotations

from routerboard.language.change import Change
from routerboard.language.items import Row
from wizards.foreign.edit import edit
from wizards.lines import Job
from wizards.rows import enabled

MENU = "/ip/firewall/filter"


def dangerous(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The enabled rules that fasttrack marked connections too."""
    return tuple(row for row in enabled(rows) if row.get("action") == "fasttrack-connection" and _takes_marked(row))


def _takes_marked(row: Row) -> bool:
    mark = row.get("connection-mark", "")
    return not mark or mark.startswith("!")


def rules(job: Job) -> list[Change]:
    """Each such rule is kept, for unmarked connections."""
    found = dangerous(job.survey.rows(MENU))
    return [change for number, row in enumerate(found, 1) for change in _tamed(job, row, number)]


def _tamed(job: Job, row: Row, number: int) -> list[Change]:
    why = "only packets without a line mark: marked ones would skip the rules that steer them"
    consent = "Let FastTrack take only connections without a line mark?"
    name = "fasttrack" if number == 1 else f"fasttrack:{number}"
    return edit(job.survey, MENU, row, {"connection-mark": "no-mark"}, name, why, consent)
