"""The ledger: foreign changes once made, and which of them can still be undone."""

from __future__ import annotations

from collections.abc import Sequence

from routerboard.language.change import Change
from routerboard.language.inverse import inverse_of
from routerboard.language.survey import Survey
from wizards.compare import same
from wizards.rows import pick, picked


def still_ours_to_undo(survey: Survey, ledger: Sequence[Change]) -> tuple[list[Change], list[Change]]:
    """The changes whose result is still there, and those that somebody has overtaken."""
    kept = [change for change in ledger if _stands(survey, change)]
    return kept, [change for change in ledger if change not in kept]


def _stands(survey: Survey, change: Change) -> bool:
    undo = inverse_of(change)
    if change.verb == "remove":
        key = pick(change.menu, (change.before,), change.before)
        return picked(survey.rows(change.menu), key) is None
    row = picked(survey.rows(change.menu), undo.match)
    return row is not None and all(same(name, value, row.get(name)) for name, value in change.args.items())
