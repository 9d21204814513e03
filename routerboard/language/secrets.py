"""References to secrets: a plan says where a password will come from, never the password itself."""

from __future__ import annotations

import re
from collections.abc import Mapping

from routerboard.language.change import Plan
from routerboard.language.items import Row

_REFERENCE = re.compile(r"^\{env:([A-Za-z_][A-Za-z0-9_]*)\}$")


def reference(variable: str) -> str:
    """The text that stands for the secret in that environment variable: `{env:WAN3_PASSWORD}`."""
    return f"{{env:{variable}}}"


def variable_of(value: str) -> str | None:
    """The environment variable that a value refers to; None where it is an ordinary value."""
    match = _REFERENCE.match(value)
    return match[1] if match else None


def variables(plan: Plan) -> frozenset[str]:
    """The environment variables that must be set before this plan can be written."""
    values = (value for change in plan.changes for value in change.args.values())
    return frozenset(name for value in values if (name := variable_of(value)))


def resolve(row: Row, environment: Mapping[str, str]) -> Row:
    """The row as it goes to the router, secrets filled in; KeyError names the variable that is not set."""
    return {name: _resolved(value, environment) for name, value in row.items()}


def _resolved(value: str, environment: Mapping[str, str]) -> str:
    variable = variable_of(value)
    return value if variable is None else environment[variable]
