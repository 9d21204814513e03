"""Which row a change is about, among rows read just now. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from routerboard.language.change import Change, Plan
from routerboard.language.inverse import inverse_of
from routerboard.language.items import Row, is_true, role_of
from routerboard.language.meaning import fits, same
from routerboard.language.survey import Survey
from routerboard.link.errors import RouterError

_BY_LEASE: Mapping[str, frozenset[str]] = {
    "/ip/route": frozenset({"gateway", "disabled"}),
    "/ip/firewall/address-list": frozenset({"address", "disabled"}),
}
"""What the script of a DHCP client writes into rows of ours whenever a lease comes."""


_CERTAIN = frozenset({".id", "name"})
"""What no two rows of a menu share."""


class ChangedUnderUs(RouterError):  # noqa: N818
    """The router is no longer as it was when the plan was made: a row is gone, was added, or is there twice."""

    todo = "Somebody else may be at work on this router. Read it again and make a new plan."


def matching(rows: Sequence[Row], match: Row) -> list[Row]:
    """The static rows that a match means: ours by their role whatever note follows it, others by every property.

    What somebody else's row has, one of ours may have, too: a match without a role means that only by its id or name.
    """
    role = role_of(match)
    if role is None:
        static = (row for row in rows if not is_true(row.get("dynamic")))
        certain = not _CERTAIN.isdisjoint(match)
        return [row for row in static if fits(row, match) and (certain or role_of(row) is None)]
    rest = {name: value for name, value in match.items() if name != "comment"}
    return [row for row in rows if role_of(row) == role and fits(row, rest)]


def the_row(menu: str, rows: Sequence[Row], match: Row) -> Row:
    """The one row that a match means; ChangedUnderUs where it is none or several."""
    found = matching(rows, match)
    if len(found) == 1:
        return found[0]
    number = "no row" if not found else f"{len(found)} rows"
    raise ChangedUnderUs(f"{menu} has {number} with {told(match)}, not one.")


def told(match: Row) -> str:
    """A match in words: `comment "simplifi:nat:Wan1"`."""
    return " and ".join(f'{name} "{value}"' for name, value in match.items()) or "anything"


def pointer(change: Change) -> Row:
    """What picks the row of a change once it is written; of a removed row, what picked it before."""
    return change.match if change.verb in ("remove", "move") else inverse_of(change).match


def made(change: Change, rows: Sequence[Row]) -> bool:
    """Whether an added row is there, a removed one gone; valid or not."""
    return bool(matching(rows, pointer(change))) == (change.verb == "add")


def stands(change: Change, rows: Sequence[Row]) -> bool:
    """Whether the router shows what this change has written, and takes it for valid."""
    if not pointer(change):
        return bool(rows) and _says(rows[0], change)
    found = matching(rows, pointer(change))
    if change.verb == "remove":
        return not found
    return len(found) == 1 and not is_true(found[0].get("invalid")) and _says(found[0], change)


def _says(row: Row, change: Change) -> bool:
    if change.verb != "set":
        return True
    leased = _BY_LEASE.get(change.menu, frozenset())
    return all(same(name, value, row.get(name)) for name, value in change.args.items() if name not in leased)


def former(change: Change, row: Row) -> Row:
    """What must be written into the row of a set so that it is as before; empty where it is."""
    return {name: value for name, value in change.before.items() if not same(name, value, row.get(name))}


def overtaken(survey: Survey, plan: Plan) -> None:
    """ChangedUnderUs where the plan no longer fits the router: a row of it is gone, is there already, or unreadable."""
    added: set[tuple[str, str | None]] = set()
    for change in plan.changes:
        if change.menu not in survey.menus:
            raise ChangedUnderUs(f"{change.menu} cannot be read: {survey.refused.get(change.menu, 'it is not there')}.")
        rows = survey.rows(change.menu)
        if change.verb == "add":
            _still_free(change, rows, plan)
            added.add((change.menu, role_of(change.args)))
        elif change.match and (change.menu, role_of(change.match) or "") not in added:
            the_row(change.menu, rows, change.match)


def _still_free(change: Change, rows: Sequence[Row], plan: Plan) -> None:
    role = role_of(change.args)
    gone = {role_of(one.match) for one in plan.changes if one.verb == "remove" and one.menu == change.menu}
    if role and role not in gone and any(role_of(row) == role for row in rows):
        raise ChangedUnderUs(f"{change.menu} already has the row {role}.")
