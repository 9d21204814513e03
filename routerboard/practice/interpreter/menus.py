"""Commands of menus: what scripts read from the board, and what they write to it."""

from __future__ import annotations

from collections.abc import Mapping

from routerboard.language.console import Block, Command
from routerboard.practice.interpreter.engine import Script, Work, waiting
from routerboard.practice.interpreter.failure import Failure, missing
from routerboard.practice.interpreter.rows import chosen, ids_of, row_of, seen, whole
from routerboard.practice.interpreter.scope import Scope
from routerboard.practice.interpreter.values import Array, Value, array_of, text_of
from routerboard.practice.interpreter.watched import WATCHED, started, watched

WRITE = 40
"""Steps that a change of the configuration counts for: the board works on it longer than on other commands."""
_TOPICS = frozenset({"debug", "error", "info", "warning"})
_PLACES: Mapping[str, tuple[str, str]] = {
    "move": ("numbers", "destination"),
    "comment": ("numbers", "comment"),
    "unset": ("numbers", "value-name"),
}
"""What the first and the second argument without a name are."""


def in_menu(script: Script, command: Command, scope: Scope) -> Work:
    """One command of a menu."""
    menu = "/" + "/".join(command.menu)
    if command.verb == "find":
        rows = yield from chosen(script, script.host.rows(menu), command.condition, scope)
        return script.made(array_of([row.get(".id", "") for row in rows]))
    given, positional = {}, []
    for argument in command.arguments:
        if isinstance(argument.value, Block):
            continue
        value = yield from script.value(argument.value, scope, as_word=True)
        if argument.name is None:
            positional.append(value)
        else:
            given[argument.name] = value
    if command.menu == ("log",) and command.verb in _TOPICS:
        script.host.log(command.verb, text_of(positional[0] if positional else given.get("message")))
        return None
    if command.verb == "get":
        return script.made(_get(script, menu, positional, given))
    if command.verb == "print" and "file" not in given:
        return (yield _print(script, command, scope, menu, {*map(text_of, positional)}, given))
    if command.verb in WATCHED:
        steps = started(script, menu, command.verb, positional, given)
        if steps is not None:
            return (yield watched(script, command, scope, steps, {*map(text_of, positional)} | given.keys()))
    return (yield _change(script, menu, command.verb, positional, given))


def _get(script: Script, menu: str, positional: list[Value], given: Mapping[str, Value]) -> Value:
    """`get [find …] name`, `get number=… value-name=…`; without a name the whole row."""
    rows = script.host.rows(menu)
    words = list(positional)
    if rows and ".id" not in rows[0]:
        row = rows[0]
    else:
        number = given.get("number", given.get("numbers")) if not words else words.pop(0)
        if number is None:
            raise missing("number") if rows else Failure("no such item")
        row = row_of(script, menu, ids_of(script, menu, number))
    name = text_of(given.get("value-name", words[0] if words else ""))
    return seen(row, name) if name else whole(row)


def _print(
    script: Script, command: Command, scope: Scope, menu: str, words: set[str], given: Mapping[str, Value]
) -> Work:
    """`print`, `print count-only`, `print as-value`, each with a condition."""
    rows = yield from chosen(script, script.host.rows(menu), command.condition, scope)
    if "from" in given:
        named = ids_of(script, menu, given["from"]).split(",")
        rows = [row for row in rows if row.get(".id") in named or row.get("name") in named]
    if "count-only" in words:
        return len(rows)
    wanted = [name for name in text_of(given.get("proplist", given.get(".proplist", ""))).split(",") if name]
    shown = [{name: row[name] for name in (wanted or row) if name in row} for row in rows]
    if "as-value" in words:
        whole_rows: list[Value] = [whole(row) for row in shown]
        singleton = len(rows) == 1 and ".id" not in rows[0]
        return script.made(whole_rows[0] if singleton else array_of(whole_rows))
    for number, row in enumerate(shown):
        pairs = " ".join(f"{name}={value}" for name, value in row.items() if name != ".id")
        script.host.log("put", f"{number:2d} {pairs}")
    return None


def _change(script: Script, menu: str, verb: str, positional: list[Value], values: Mapping[str, Value]) -> Work:
    given = {name: _listed(value) for name, value in values.items()}
    for name in ("numbers", ".id", "destination", "place-before"):
        if name in values:
            given[name] = ids_of(script, menu, values[name])
    if positional:
        _place(script, menu, verb, positional, given)
    if given.get("numbers") == "" or given.get(".id") == "":
        return None
    if verb == "comment" and "comment" in given:
        verb = "set"
    cleared = [name for name in given if name.startswith("!")]
    numbers = {"numbers": given["numbers"]} if "numbers" in given else {}
    rest = {name: value for name, value in given.items() if name not in cleared}
    made: Value = None
    if rest.keys() - {"numbers"} or not cleared:
        made = yield _written(script, menu, verb, rest)
    for name in cleared:
        yield _written(script, menu, "unset", {**numbers, "value-name": name.removeprefix("!")})
    return made


def _place(script: Script, menu: str, verb: str, positional: list[Value], given: dict[str, str]) -> None:
    """Arguments without a name: flags of an add (`fib`), else the rows to act on, and what the command takes next."""
    if verb == "add":
        given.update({text_of(value): "" for value in positional})
        return
    if verb in _PLACES and len(positional) == 2:
        first, second = _PLACES[verb]
        given[first] = ids_of(script, menu, positional[0])
        moving = verb == "move"
        given[second] = ids_of(script, menu, positional[1]) if moving else _listed(positional[1])
        return
    named = (ids_of(script, menu, value) for value in positional)
    given["numbers"] = ",".join(filter(None, named))


def _listed(value: Value) -> str:
    return ",".join(map(text_of, value.values())) if isinstance(value, Array) else text_of(value)


def _written(script: Script, menu: str, verb: str, given: Mapping[str, str]) -> Work:
    script.spend(WRITE)
    if script.waiting is not None:
        delays = script.waiting.command(menu, verb, given)
        if delays is not None:
            return (yield waiting(delays))
    yield from ()
    return script.host.write(menu, verb, given) or None
