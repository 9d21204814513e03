"""Changes as one script that the router runs: a whole plan costs a few requests, and the order is kept.

Before each change the script looks whether the router is still as the plan has it, and stops where it is not; so what
it has written is always a beginning of the plan. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from routerboard.language.change import Change
from routerboard.language.items import Row, role_of
from routerboard.language.script import command, found
from routerboard.language.secrets import variable_of
from routerboard.language.version import Version

SIZE = 60
"""Changes in a script: all of a usual plan, and still far from what a script may hold."""

UNLIKE = "simplifi: not as planned"
"""How the error of a script begins that found a row missing, or there twice."""


def batches(changes: Sequence[Change], apart: str = "") -> Iterator[tuple[Change, ...]]:
    """The changes in handfuls, in their order; one that needs a secret stands alone, for no script may hold it.

    apart   the menu before whose first change a new handful begins
    """
    handful: list[Change] = []
    first = next((change for change in changes if change.menu == apart), None)
    for change in changes:
        if handful and (change is first or _secret(change) or len(handful) == SIZE or _secret(handful[-1])):
            yield tuple(handful)
            handful = []
        handful.append(change)
    if handful:
        yield tuple(handful)


def _secret(change: Change) -> bool:
    return any(variable_of(value) for value in change.args.values())


def write_script(changes: Sequence[Change], version: Version) -> str:
    """The script that makes these changes."""
    return "\n".join(line for change in changes for line in (*_looks(change), command(change, version))) + "\n"


def _looks(change: Change) -> Iterator[str]:
    """What has to hold before this change."""
    role = role_of(change.args) if change.verb == "add" else None
    if role:
        yield _unless(change, {"comment": change.args["comment"]}, 0)
    if change.verb != "add" and change.match and ".id" not in change.match:
        yield _unless(change, change.match, 1)
    if change.place_before is not None and ".id" not in change.place_before:
        yield _unless(change, change.place_before, 1)


def _unless(change: Change, match: Row, number: int) -> str:
    rows = found(change.menu, match)
    return f':if ([:len {rows}] != {number}) do={{ :error "{UNLIKE}: {change.menu} {change.role}" }}'
