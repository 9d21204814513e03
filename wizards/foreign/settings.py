"""Settings of the whole router that would drop what several lines need."""

from __future__ import annotations

from dataclasses import replace

from routerboard.language.change import Change
from routerboard.language.survey import Survey
from wizards.foreign.edit import edit
from wizards.lines import Job

MENU = "/ip/settings"


def strict(survey: Survey) -> bool:
    """Whether the router drops what comes in by another line than the one it would answer by."""
    return any(row.get("rp-filter") == "strict" for row in survey.rows(MENU))


def return_path(job: Job) -> list[Change]:
    """Loose: a sender must be reachable at all, by whichever line."""
    if not strict(job.survey) or len(job.lines) < 2:
        return []
    why = "answers come in by each line, while the main table knows one way out: strict would drop the others"
    consent = "Let the return-path filter be loose? Strict drops what comes in by any line but the first."
    changes = edit(job.survey, MENU, job.survey.rows(MENU)[0], {"rp-filter": "loose"}, "rp-filter", why, consent)
    return [replace(one, match={}) for one in changes]
