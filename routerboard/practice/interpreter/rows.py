"""Rows of menus as scripts see them: typed, found by conditions, named by id, name or number."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence

from routerboard.language.console import Binary, Node, Probe, Unary, Var
from routerboard.language.items import Row
from routerboard.practice.interpreter.conversions import truth_of, truth_or_none
from routerboard.practice.interpreter.engine import Script, Work
from routerboard.practice.interpreter.failure import Failure
from routerboard.practice.interpreter.operators import compared
from routerboard.practice.interpreter.patterns import found_in, work_of
from routerboard.practice.interpreter.scope import Scope
from routerboard.practice.interpreter.values import Array, Value, text_of, typed

Test = Callable[[Row], bool]
Tests = Generator["float | Work", Value, Test]

_ABSENT: Mapping[str, str] = dict.fromkeys(("disabled", "dynamic", "active", "invalid", "inactive", "running"), "false")
"""Flags that print leaves out where they are not set."""

_TEXTS = frozenset({"name", "comment", "source", "on-event", "script", "password"})
"""Properties that are texts whatever they look like."""


def seen(row: Row, name: str) -> Value:
    """A property as `get` and conditions see it; nothing where the row has none."""
    text = row.get(name, _ABSENT.get(name))
    if text is None or name in _TEXTS or (text[:1] == "0" and text.isdecimal()):
        return text
    return typed(text)


def whole(row: Row) -> Array:
    """A row as an array."""
    return Array({name: seen(row, name) for name in row})


def chosen(
    script: Script, rows: Sequence[Row], condition: Node | None, scope: Scope
) -> Generator[float | Work, Value, list[Row]]:
    """The rows for which the condition holds; what it compares with is worked out once."""
    script.spend(len(rows) / 16)
    if condition is None:
        return list(rows)
    test = yield from _test(script, condition, scope, len(rows))
    return [row for row in rows if test(row)]


def _test(script: Script, node: Node, scope: Scope, count: int) -> Tests:
    """What a condition asks of a row; `count` rows will be asked."""
    match node:
        case Probe():
            script.spend(count / 32)
            return (yield from _probe(script, node, scope))
        case Binary(operator="and" | "or"):
            tests: list[Test] = []
            for part in _parts(node):
                tests.append((yield from _test(script, part, scope, count)))
            join = all if node.operator == "and" else any
            return lambda row: join(test(row) for test in tests)
        case Unary(operator="!"):
            inner = yield from _test(script, node.operand, scope, count)
            return lambda row: not inner(row)
    value = truth_of((yield from script.value(node, scope)))
    return lambda row: value


def _parts(node: Binary) -> Iterable[Node]:
    """What is joined by one and the same operator, in order."""
    parts: list[Node] = []
    left: Node = node
    while isinstance(left, Binary) and left.operator == node.operator:
        parts.append(left.right)
        left = left.left
    return [left, *reversed(parts)]


def _probe(script: Script, probe: Probe, scope: Scope) -> Tests:
    wanted = yield from script.value(probe.value, scope)
    if isinstance(probe.value, Var) and not probe.value.keys:
        return _against_property(probe, probe.value.name, wanted)
    if probe.operator == "~":
        return _like(script, probe.name, text_of(wanted))
    plain = isinstance(wanted, str) and isinstance(typed(wanted), str) and truth_or_none(wanted) is None
    if plain and isinstance(wanted, str) and probe.operator in ("=", "!="):
        return _as_text(probe.name, wanted, probe.operator == "=")
    return lambda row: _holds(probe.operator, seen(row, probe.name), wanted)


def _like(script: Script, name: str, pattern: str) -> Test:
    def test(row: Row) -> bool:
        text = text_of(seen(row, name))
        script.spend(work_of(text, pattern))
        return found_in(text, pattern)

    return test


def _against_property(probe: Probe, name: str, wanted: Value) -> Test:
    """In a condition `$name` is the row's own property where it has one of that name, as on a router."""
    return lambda row: _holds(probe.operator, seen(row, probe.name), seen(row, name) if name in row else wanted)


def _as_text(name: str, wanted: str, equal: bool) -> Test:
    """A comparison with a text that is no other spelling of anything: most conditions are, and they should be fast."""
    absent = _ABSENT.get(name, "")
    return lambda row: (row.get(name, absent) == wanted) is equal


def _holds(operator: str, value: Value, wanted: Value) -> bool:
    return compared(operator, "" if value is None else value, wanted)


def ids_of(script: Script, menu: str, value: Value) -> str:
    """The rows that a value names, by id or name, comma separated; numbers count the rows as print does."""
    items = value.values() if isinstance(value, Array) else [value]
    words = [word for item in items for word in text_of(item).split(",") if word]
    if not any(word.isdecimal() for word in words):
        return ",".join(words)
    rows = script.host.rows(menu)
    return ",".join(_numbered(rows, word) if word.isdecimal() else word for word in words)


def _numbered(rows: Sequence[Row], word: str) -> str:
    if any(row.get("name") == word for row in rows):
        return word
    if len(word) > 9 or int(word) >= len(rows):
        raise Failure("no such item")
    return rows[int(word)].get(".id", word)


def row_of(script: Script, menu: str, wanted: str) -> Row:
    """The one row that is meant; Failure where there is none or more than one."""
    rows = script.host.rows(menu)
    if "," in wanted:
        raise Failure("invalid internal item number")
    for row in rows:
        if wanted and wanted in (row.get(".id"), row.get("name")):
            return row
    raise Failure("no such item")
