"""The ledger at an uninstall: what was changed of others, put back where it still is as we left it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from routerboard.language.change import Change, Finding
from routerboard.language.inverse import inverse_of
from routerboard.language.items import Row
from routerboard.language.survey import Survey
from wizards.checks.say import warning
from wizards.compare import same
from wizards.order import MENUS
from wizards.rows import configuration, pick, picked

LONGEST = 60
"""A value of more characters is cut where it is told."""


def put_back(survey: Survey, ledger: Sequence[Change]) -> tuple[list[tuple[Change, Change]], list[Finding]]:
    """Each change that can be taken back with what does it, in the order of the ledger; and what is left as it is.

    Only a value that is still ours is written back. What somebody has changed or removed since is his now: a finding
    tells what it was before us and what it is today. What is as before already is passed over.
    """
    found = [(change, *_one(survey, change)) for change in ledger]
    return [(change, back) for change, back, _ in found if back], [finding for *_, finding in found if finding]


def _one(survey: Survey, change: Change) -> tuple[Change | None, Finding | None]:
    if change.menu not in MENUS:
        return None, _left_alone(change, change.before, "of a menu that this program does not write")
    return _row_again(survey, change) if change.verb == "remove" else _values_again(survey, change)


def _row_again(survey: Survey, change: Change) -> tuple[Change | None, Finding | None]:
    rows, before = survey.rows(change.menu), change.before
    row = picked(rows, pick(change.menu, (before,), before))
    if row is None:
        return replace(inverse_of(change), why="there again, as it was before us"), None
    if all(same(name, value, row.get(name)) for name, value in before.items()):
        return None, None
    return None, _left_alone(change, before, f"there again as {told(configuration(change.menu, row))}")


def _values_again(survey: Survey, change: Change) -> tuple[Change | None, Finding | None]:
    rows = survey.rows(change.menu)
    row = picked(rows, inverse_of(change).match)
    if row is None:
        return None, _left_alone(change, change.before, "gone, or is another one")
    ours = [name for name, value in change.args.items() if same(name, value, row.get(name))]
    changed = [name for name in change.args if name not in ours and not same(name, change.before[name], row.get(name))]
    back = _set(change, rows, row, ours) if ours else None
    today = told({name: row.get(name, "") for name in changed})
    former = {name: change.before[name] for name in changed}
    return back, _left_alone(change, former, f"now {today}") if changed else None


def _set(change: Change, rows: Sequence[Row], row: Row, names: Sequence[str]) -> Change:
    values = {name: change.before[name] for name in names}
    match = pick(change.menu, rows, row) if change.match else {}
    before = {name: row.get(name, "") for name in names}
    return Change(change.menu, "set", values, f"as it was before us: {told(values)}", change.role, match, before)


def told(values: Mapping[str, str]) -> str:
    """Properties in words: `connection-mark=no-mark, script=(none)`; long ones are cut."""
    return ", ".join(f"{name}={_short(value)}" for name, value in values.items())


def _short(value: str) -> str:
    line = " ".join(value.split())
    return f"{line[:LONGEST]}…" if len(line) > LONGEST else line or "(none)"


def _left_alone(change: Change, former: Row, today: str) -> Finding:
    return warning(
        "ledger-row-changed",
        f"{change.menu}: {change.role.removeprefix('foreign:')} is no longer as we left it; it is {today}",
        "somebody has changed it since, so what it was before us is not written over that",
        f"look at it by hand; before us it was {told(former)}",
    )
