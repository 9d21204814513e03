"""A plan as rows of a diff: what to read first, then menu by menu in the order of writing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import groupby

from textual.content import Content

from routerboard.language.change import Change, Finding, Plan, Severity
from tui.widgets.difflist import DiffRow
from tui.words.change import MARKS, counts_text, short
from tui.words.findings import MARKS as SEVERITIES
from tui.words.findings import worst_first


def rows(plan: Plan, allowed: Collection[int]) -> list[DiffRow]:
    """All rows: what must be read, the changes, what is good to know; `allowed` are the places of consented changes."""
    told = list(enumerate(worst_first(plan.findings)))
    urgent = [(at, one) for at, one in told if one.severity is not Severity.NOTE]
    notes = [(at, one) for at, one in told if one.severity is Severity.NOTE]
    return [
        *_findings("READ FIRST", urgent),
        *_changes(plan.changes, allowed),
        *_findings("GOOD TO KNOW", notes),
    ]


def _findings(title: str, findings: Sequence[tuple[int, Finding]]) -> list[DiffRow]:
    if not findings:
        return []
    return [DiffRow("heading", title), *(_finding(at, one) for at, one in findings)]


def _finding(at: int, one: Finding) -> DiffRow:
    return DiffRow("finding", one.what, SEVERITIES[one.severity][0], one.why, place=at)


def _changes(changes: Sequence[Change], allowed: Collection[int]) -> list[DiffRow]:
    found: list[DiffRow] = []
    for menu, group in groupby(enumerate(changes), key=lambda pair: pair[1].menu):
        found.append(DiffRow("heading", menu))
        found += [change_row(at, change, at in allowed) for at, change in group]
    return found


def change_row(at: int, change: Change, allowed: bool) -> DiffRow:
    """One change."""
    box = ("☑" if allowed else "☐") if change.consent else ""
    return DiffRow("change", short(change), MARKS[change.verb], change.why, box, at)


def asking(plan: Plan) -> tuple[int, ...]:
    """The places of the changes that need the technician's consent."""
    return tuple(at for at, change in enumerate(plan.changes) if change.consent)


def outline(plan: Plan, room: int = 1000) -> Content:
    """What a plan amounts to so far: how many rows of which menus, or the first thing that stands in its way.

    room   rows that can be shown; the last of them counts the menus that cannot
    """
    error = next((one for one in plan.findings if one.severity is Severity.ERROR), None)
    if error is not None:
        return Content.assemble((" SO FAR", "$secondary bold"), "\n", (" ✗ ", "$error bold"), error.what)
    menus = Counter(change.menu for change in plan.changes)
    told = [Content.assemble(f" {count:>3}  ", (menu.lstrip("/"), "$quiet")) for menu, count in menus.items()]
    head = Content.assemble((" SO FAR", "$secondary bold"), ("  " + counts_text(plan.counts()), ""))
    shown = told if len(told) < room else told[: max(0, room - 2)]
    more = [Content.styled(f"   … and {len(told) - len(shown)} more", "$quiet")] if len(shown) < len(told) else []
    return Content("\n").join([head, *shown, *more])
