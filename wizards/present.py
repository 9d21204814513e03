"""A plan as data for other programs, and as a table for eyes."""

from __future__ import annotations

from typing import TypedDict

from routerboard.language.change import Change, Plan
from routerboard.language.script import find

SIGNS = {"add": "+", "set": "~", "remove": "-", "move": "^"}
"""How a verb reads at the start of a row."""


class Command(TypedDict):
    """One change as other programs read it; `args` are those of the router's own command."""

    menu: str
    command: str
    args: dict[str, str]
    why: str
    role: str


def plan_json(plan: Plan) -> list[Command]:
    """Every change in the order of writing. A row is pointed at by a console expression in `numbers`."""
    return [
        Command(menu=one.menu, command=one.verb, args=_args(one), why=one.why, role=one.role) for one in plan.changes
    ]


def _args(change: Change) -> dict[str, str]:
    numbers = {"numbers": find(change.match)} if change.match else {}
    place = find(change.place_before) if change.place_before else ""
    if change.verb == "add":
        return {**change.args, **({"place-before": place} if place else {})}
    if change.verb == "move":
        return {**numbers, **({"destination": place} if place else {})}
    return {**numbers, **change.args}


def plan_table(plan: Plan) -> tuple[tuple[str, str, str, str], ...]:
    """Sign, menu, the row in short, and why: one entry a change."""
    return tuple((SIGNS[one.verb], one.menu, summary(one), one.why) for one in plan.changes)


def summary(change: Change) -> str:
    """The row in a few words: what it does and to what, without what every such row has."""
    row = {**change.match, **change.before, **change.args} if change.verb != "set" else {**change.match, **change.args}
    words = [value for name in _TELLING if (value := row.get(name, ""))]
    return "  ".join(words) or change.role.removeprefix("foreign:")


_TELLING = (
    "name",
    "list",
    "chain",
    "action",
    "interface",
    "in-interface",
    "in-interface-list",
    "out-interface",
    "address",
    "dst-address",
    "dst-address-list",
    "per-connection-classifier",
    "connection-mark",
    "new-connection-mark",
    "new-routing-mark",
    "gateway",
    "routing-table",
    "routing-mark",
    "servers",
    "bridge",
)
"""The properties that tell rows of a menu apart."""
