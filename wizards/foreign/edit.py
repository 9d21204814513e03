"""One edit of a foreign row, written with what it was before."""

from __future__ import annotations

from routerboard.language.change import Change
from routerboard.language.items import Row
from routerboard.language.survey import Survey
from wizards.compare import differing
from wizards.rows import configuration, pick


def edit(survey: Survey, menu: str, row: Row, values: Row, name: str, why: str, consent: str) -> list[Change]:
    """A set of what differs, as a list of one; [] where nothing does."""
    args = differing(menu, values, row)
    if not args:
        return []
    before = {key: row.get(key, "") for key in args}
    match = pick(menu, survey.rows(menu), row)
    return [Change(menu, "set", args, why, f"foreign:{name}", match, before, consent=consent)]


def removal(survey: Survey, menu: str, row: Row, name: str, why: str, consent: str) -> Change:
    """A remove that also says before which row it stood, so that undoing it restores the order."""
    rows = survey.rows(menu)
    behind = rows[rows.index(row) + 1 :]
    place = pick(menu, rows, behind[0]) if behind else None
    match = pick(menu, rows, row)
    return Change(menu, "remove", {}, why, f"foreign:{name}", match, configuration(menu, row), place, consent)
