"""FastTrack lets packets skip mangle, and with it the way to their line: it may only take unmarked connections."""

from __future__ import annotations

from routerboard.language.change import Change
from routerboard.language.items import Row
from routerboard.language.survey import Survey
from routerboard.language.views import Rule
from wizards.foreign.edit import edit
from wizards.lines import Job

MENU = "/ip/firewall/filter"


def dangerous(survey: Survey) -> tuple[Rule, ...]:
    """The enabled rules that fasttrack marked connections too."""
    return tuple(rule for rule in survey.fasttrack if _takes_marked(rule.connection_mark))


def _takes_marked(mark: str) -> bool:
    return not mark or mark.startswith("!")


def rules(job: Job) -> list[Change]:
    """Each such rule is kept, for unmarked connections."""
    found = dangerous(job.survey)
    return [change for number, rule in enumerate(found, 1) for change in _tamed(job, rule.row, number)]


def _tamed(job: Job, row: Row, number: int) -> list[Change]:
    why = "only packets without a line mark: marked ones would skip the rules that steer them"
    consent = "Let FastTrack take only connections without a line mark?"
    name = "fasttrack" if number == 1 else f"fasttrack:{number}"
    return edit(job.survey, MENU, row, {"connection-mark": "no-mark"}, name, why, consent)
