"""How properties are written and taken away, and which of a row's properties somebody configured. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from routerboard.language.items import Row, is_true
from routerboard.language.menus import Menu, Property, menu
from routerboard.language.version import Version

_TEXTS = frozenset({"text", "script", "password", "list", "policy"})
"""Kinds whose empty value is written as such, but in rules, where it would match nothing."""

_STATE = frozenset(["dynamic", "invalid", "inactive", "active", "running", "slave", "bytes", "packets", "status"])
"""Read-only in every menu, for those that our table lacks."""


def written(path: str, version: Version, args: Row) -> tuple[Row, tuple[str, ...]]:
    """The properties to set and the names to unset so that the row gets these; an empty value takes one away."""
    known = menu(path, version)
    empty = {name: _emptied(known, name) for name, value in args.items() if value == ""}
    values = {**args, **{name: text for name, text in empty.items() if text is not None}}
    unset = tuple(name for name, text in empty.items() if text is None)
    return {name: value for name, value in values.items() if name not in unset}, unset


def _emptied(known: Menu | None, name: str) -> str | None:
    """The text that stands for nothing: the default, or empty; None where the property has to be unset."""
    found = known.properties.get(name) if known else None
    if known is None or found is None:
        return ""
    plain = name == "comment" or (found.kind in _TEXTS and not known.ordered)
    return found.default or ("" if plain or "unset" not in known.commands else None)


def configuration(path: str, version: Version, row: Row) -> Row:
    """The properties of a row that can be written: no ids, counters, state."""
    known = menu(path, version)
    if known is None:
        return {name: value for name, value in row.items() if not name.startswith(".") and name not in _STATE}
    configured = {name: value for name, value in row.items() if _is_configured(known.properties.get(name))}
    configured.pop("dynamic", None)  # an argument of some menus, and the state of every row
    return configured


def _is_configured(found: Property | None) -> bool:
    return found is not None and not found.read_only and found.kind != "counter"


def differences(
    path: str,
    version: Version,
    before: Iterable[Row],
    after: Iterable[Row],
    concerns: Callable[[Row], bool] = lambda row: True,
) -> tuple[str, ...]:
    """What a menu has lost and gained, one short text a row; dynamic rows, ids, counters and state do not count.

    concerns   which rows count: what somebody else added or removed meanwhile may be none of our business
    """
    known = menu(path, version)
    old, new = (_shown(path, version, rows) for rows in (before, after))
    lost, gained = _without(old, new), _without(new, old)
    if known is not None and known.ordered and _texts(_without(old, lost)) != _texts(_without(new, gained)):
        return (f"{path}: the order of the rows",)
    said = (("gone", lost), ("new", gained))
    return tuple(f"{path}: {how} is {text}" for how, rows in said for text, row in rows if concerns(row))


_Shown = list[tuple[str, Row]]


def _without(rows: _Shown, others: _Shown) -> _Shown:
    """The rows less those that the others have, one for one."""
    there = Counter(_texts(others))
    kept: _Shown = []
    for text, row in rows:
        there[text] -= 1
        if there[text] < 0:
            kept.append((text, row))
    return kept


def _texts(rows: _Shown) -> list[str]:
    return [text for text, _ in rows]


def _shown(path: str, version: Version, rows: Iterable[Row]) -> _Shown:
    known = menu(path, version)
    defaults = {name: one.default for name, one in known.properties.items() if one.default} if known else {}
    static = (row for row in rows if not is_true(row.get("dynamic")))
    return [(_text(configuration(path, version, row), {"disabled": "no", **defaults}), row) for row in static]


def _text(row: Row, defaults: Row) -> str:
    spelt = {name: {"true": "yes", "false": "no"}.get(value, value) for name, value in sorted(row.items())}
    return " ".join(f"{name}={value}" for name, value in spelt.items() if value and value != defaults.get(name))
