"""From rows that are there to rows that shall be there, one menu at a time, by the role in their comments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from routerboard.language.applied import written
from routerboard.language.change import Change
from routerboard.language.items import Item, Row, role_of
from wizards import arrange
from wizards.anchors import ORDERED, anchor
from wizards.compare import differing, surplus
from wizards.rows import configuration, pick

Rows = tuple[Row, ...]


def additive(menu: str, rows: Rows, items: Sequence[Item]) -> list[Change]:
    """What adds, mends and puts in order; nothing is removed."""
    return _in_place(menu, rows, items) if menu in ORDERED else _anywhere(menu, rows, items)


def removals(menu: str, rows: Rows, items: Sequence[Item]) -> list[Change]:
    """Rows of ours that are no longer wanted, the last one first."""
    wanted = {item.role for item in items}
    return unwanted(menu, rows, [row for row in rows if role_of(row) not in (None, *wanted)])


def unwanted(menu: str, rows: Rows, condemned: Sequence[Row]) -> list[Change]:
    """The removal of these rows, the last one first, each remembering what it stood before."""
    changes = []
    for row in reversed(condemned):
        change = _removal(menu, rows, row)
        rows = written(rows, change)
        changes.append(change)
    return changes


def _removal(menu: str, rows: Rows, row: Row) -> Change:
    role = role_of(row) or ""
    before = configuration(menu, row)
    place = _follower(menu, rows, rows.index(row)) if menu in ORDERED else None
    return Change(menu, "remove", {}, "no longer needed", role, {"comment": row["comment"]}, before, place)


def _follower(menu: str, rows: Rows, index: int) -> Row | None:
    return pick(menu, rows, rows[index + 1]) if index + 1 < len(rows) else None


def _anywhere(menu: str, rows: Rows, items: Sequence[Item]) -> list[Change]:
    have = ours(rows)
    return [change for item in items for change in _one(menu, item, have.get(item.role))]


def _one(menu: str, item: Item, row: Row | None) -> list[Change]:
    if row is None:
        return [_add(item, None)]
    return mended(menu, item, row)


def _add(item: Item, place: Row | None) -> Change:
    return Change(item.menu, "add", {**item.values, "comment": item.comment}, item.why, item.role, place_before=place)


def mended(menu: str, item: Item, row: Row) -> list[Change]:
    """A row of ours back to what it should be, as a list of one; [] where it is."""
    args = {**differing(menu, item.values, row), **surplus(menu, item.values, configuration(menu, row))}
    if not args:
        return []
    before = {name: row.get(name, "") for name in args}
    return [Change(menu, "set", args, item.why, item.role, {"comment": row["comment"]}, before)]


def _in_place(menu: str, rows: Rows, items: Sequence[Item]) -> list[Change]:
    """As elsewhere, and each row in front of what follows it; rows already in order are left where they are."""
    place = _places(menu, rows, items)
    stay = _staying(menu, rows, items)
    have = ours(rows)
    changes: list[Change] = []
    for item in items:
        for change in _arranged(menu, rows, item, have.get(item.role), place[item.role], item.role in stay):
            rows = written(rows, change)
            changes.append(change)
    return changes


def _arranged(menu: str, rows: Rows, item: Item, row: Row | None, place: Row | None, stays: bool) -> list[Change]:
    if row is None:
        return [_add(item, place)]
    moved = [] if stays else [_move(menu, rows, item, row, place)]
    return moved + mended(menu, item, row)


def _move(menu: str, rows: Rows, item: Item, row: Row, place: Row | None) -> Change:
    """`before` of a move is what the row stood in front of; {} where it was the last."""
    before = _follower(menu, rows, rows.index(row)) or {}
    why = f"back in its place: {item.why}"
    return Change(menu, "move", {}, why, item.role, {"comment": row["comment"]}, before, place)


def _staying(menu: str, rows: Rows, items: Sequence[Item]) -> frozenset[str]:
    where = {role: index for index, row in enumerate(rows) if (role := role_of(row))}
    return arrange.staying([item.role for item in items], where, anchor(menu, rows))


def _places(menu: str, rows: Rows, items: Sequence[Item]) -> Mapping[str, Row | None]:
    """What each row must precede: the next one of ours that stays, else the foreign row that would shadow it."""
    have = ours(rows)
    following = arrange.successors([item.role for item in items], _staying(menu, rows, items))
    limit = anchor(menu, rows)
    last = pick(menu, rows, rows[limit]) if limit < len(rows) else None
    return {role: {"comment": have[then]["comment"]} if then else last for role, then in following.items()}


def ours(rows: Rows) -> dict[str, Row]:
    """Our rows by role."""
    return {role: row for row in rows if (role := role_of(row))}
