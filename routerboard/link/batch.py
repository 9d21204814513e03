"""Changes as one script that the router runs: a whole handful costs one request, and the order is kept.

Before each change the script looks whether the router is still as the plan has it, and stops where it is not; so what it
has written is always a beginning of the plan. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from routerboard.language.change import Change
from routerboard.language.items import Row, role_of
from routerboard.language.script import command, found
from routerboard.language.secrets import variable_of
from routerboard.language.version import Version

SIZE = 25
"""Changes in a script: few enough to tell how far it is, many enough to save most of the way."""

UNLIKE = "simplifi: not as planned"
"""How the error of a script begins that found a row missing, or there twice."""


def batches(changes: Sequence[Change]) -> Iterator[tuple[Change, ...]]:
    """The changes in handfuls, in their order; those that no script can make stand alone."""
    handful: list[Change] = []
    for change in changes:
        if handful and (alone(change) or len(handful) == SIZE or alone(handful[-1])):
            yield tuple(handful)
            handful = []
        handful.append(change)
    if handful:
        yield tuple(handful)


def alone(change: Change) -> bool:
    """Whether it is made by itself: it writes what is kept nowhere, or is about a row that is found by its id only."""
    anchors = [row for row in (change.match, change.place_before) if row]
    secret = any(variable_of(value) for value in change.args.values())
    return secret or change.foreign or any(role_of(row) is None for row in anchors)


def write_script(changes: Sequence[Change], version: Version) -> str:
    """The script that makes these changes."""
    return "\n".join(line for change in changes for line in (*_looks(change), command(change, version))) + "\n"


def _looks(change: Change) -> Iterator[str]:
    """What has to hold before this change."""
    role = role_of(change.args) if change.verb == "add" else None
    if role:
        yield _unless(change, {"comment": change.args["comment"]}, 0)
    if change.verb != "add" and change.match:
        yield _unless(change, change.match, 1)
    if change.place_before is not None:
        yield _unless(change, change.place_before, 1)


def _unless(change: Change, match: Row, number: int) -> str:
    rows = found(change.menu, match)
    return f':if ([:len {rows}] != {number}) do={{ :error "{UNLIKE}: {change.menu} {change.role}" }}'
