"""Default routes that somebody wrote by hand."""

from __future__ import annotations

from routerboard.language.change import Change
from routerboard.language.items import MAIN, Row, is_true, role_of, table_of
from routerboard.language.survey import Survey
from wizards.foreign.edit import edit
from wizards.lines import Job
from wizards.rows import enabled

MENU = "/ip/route"


def by_hand(survey: Survey) -> tuple[Row, ...]:
    """The enabled foreign default routes of the main table, dynamic ones aside."""
    return tuple(row for row in enabled(survey.rows(MENU)) if role_of(row) is None and _is_main_default(row))


def _is_main_default(row: Row) -> bool:
    dead_end = is_true(row.get("blackhole")) or row.get("blackhole") == "" or row.get("type", "unicast") != "unicast"
    return row.get("dst-address", "0.0.0.0/0") == "0.0.0.0/0" and table_of(row) == MAIN and not dead_end


def retired(job: Job) -> list[Change]:
    """Those that compete with our own are switched off: equal distances mean idle in version 6, ECMP in version 7."""
    return [
        change
        for row in by_hand(job.survey)
        if int(row.get("distance") or 1) <= len(job.lines)
        for change in _retire(job, row)
    ]


def _retire(job: Job, row: Row) -> list[Change]:
    gateway = row.get("gateway", "")
    why = f"the default route by {gateway} would compete with the site's own"
    consent = f"Switch the default route by {gateway} off? The site's own routes replace it."
    return edit(job.survey, MENU, row, {"disabled": "yes"}, f"default-route:{gateway}", why, consent)
