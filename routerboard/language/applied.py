"""What a router looks like after a plan, as far as a survey shows it: the writes alone, no behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from routerboard.language.change import Change, Plan
from routerboard.language.items import Row
from routerboard.language.survey import Survey

Menus = Mapping[str, tuple[Row, ...]]


class MissingRowError(LookupError):
    """A change that finds no row to work on."""


def applied(survey: Survey, plan: Plan) -> Survey:
    """The survey of the same router after every change of the plan; MissingRowError where one has nothing to change."""
    menus: Menus = survey.menus
    for change in plan.changes:
        menus = {**menus, change.menu: written(menus.get(change.menu, ()), change)}
    return replace(survey, menus=menus)


def written(rows: tuple[Row, ...], change: Change) -> tuple[Row, ...]:
    """The rows of one menu after one change."""
    if change.verb == "add":
        return _placed(rows, dict(change.args), change.place_before)
    index = _find(rows, change.match, change)
    without = (*rows[:index], *rows[index + 1 :])
    if change.verb == "remove":
        return without
    if change.verb == "move":
        return _placed(without, rows[index], change.place_before)
    merged = {**(rows[index] if rows else {}), **change.args}
    cleared = {name for name, value in change.args.items() if value == ""}
    return (*rows[:index], {name: value for name, value in merged.items() if name not in cleared}, *rows[index + 1 :])


def _placed(rows: tuple[Row, ...], row: Row, before: Row | None) -> tuple[Row, ...]:
    index = len(rows) if before is None else _index(rows, before)
    return (*rows[:index], row, *rows[index:])


def _index(rows: tuple[Row, ...], match: Row) -> int:
    found = (index for index, row in enumerate(rows) if all(row.get(name) == value for name, value in match.items()))
    return next(found, len(rows))


def _find(rows: tuple[Row, ...], match: Row, change: Change) -> int:
    """The row that a change is about; an empty match is the only row of a singleton menu."""
    index = _index(rows, match)
    if index == len(rows) and match:
        raise MissingRowError(f"{change.menu} {change.verb}: no row has {dict(match)}")
    return index
