"""Variables: `:local`, `:global`, `:set`, `:environment`."""

from __future__ import annotations

from collections.abc import Mapping

from routerboard.language.console import Binary, Block, Command, Node, Var
from routerboard.practice.interpreter.engine import Handler, Script, Work
from routerboard.practice.interpreter.failure import Failure, missing
from routerboard.practice.interpreter.scope import Scope
from routerboard.practice.interpreter.values import Array, Function, Value, text_of


def local(script: Script, command: Command, scope: Scope) -> Work:
    """`:local name value`: in this block, nothing where no value is given."""
    name = yield _name(script, command, scope)
    scope.names[text_of(name)] = yield _value(script, command, scope)
    return None


def global_(script: Script, command: Command, scope: Scope) -> Work:
    """`:global name value`: seen in this block from now on; it keeps its value where none is given."""
    name = text_of((yield _name(script, command, scope)))
    value = yield _value(script, command, scope)
    scope.names.pop(name, None)
    scope.shared.add(name)
    if value is not None or name not in scope.root.names:
        scope.root.names[name] = value
    return None


def set_(script: Script, command: Command, scope: Scope) -> Work:
    """`:set name value`, `:set ($array->key) value`; without a value it makes nothing of it."""
    if not command.positional:
        raise missing("name")
    value = yield _value(script, command, scope)
    name, keys = _target(command.positional[0])
    if not name:
        name = text_of((yield _name(script, command, scope)))
    owner = scope.owner(name)
    if owner is None:
        raise Failure(f"syntax error (line {command.line} column {command.column})")
    places: list[Value] = []
    for key in keys:
        places.append((yield from script.value(key, scope)))
    given = len(command.positional) > 1 or command.argument("do") is not None
    owner.names[name] = script.made(_placed(owner.names.get(name), places, value, given)) if places else value
    return None


def environment(script: Script, command: Command, scope: Scope) -> Work:
    """`:environment print`, `:environment remove name`."""
    words = [text_of(word) for word in (yield from script.words(command, scope))]
    if words[:1] == ["print"]:
        for name, value in sorted(scope.root.names.items()):
            script.host.log("put", f"{name}={text_of(value)}")
    elif words[:1] == ["remove"] and len(words) > 1:
        scope.root.names.pop(words[1], None)
    else:
        raise Failure(f"syntax error (line {command.line} column {command.column})")
    return None


def _name(script: Script, command: Command, scope: Scope) -> Work:
    if not command.positional:
        raise missing("name")
    return (yield from script.value(command.positional[0], scope, as_word=True))


def _value(script: Script, command: Command, scope: Scope) -> Work:
    code = command.argument("do")
    if isinstance(code, Block):
        return Function(code)
    return (yield from script.value(command.positional[1], scope)) if len(command.positional) > 1 else None


def _target(node: Node) -> tuple[str, list[Node]]:
    """The variable that is set and the keys in it; "" where the name is not written there."""
    keys: list[Node] = []
    while isinstance(node, Binary) and node.operator == "->":
        keys.insert(0, node.right)
        node = node.left
    return (node.name, [*node.keys, *keys]) if isinstance(node, Var) else ("", [])


def _placed(value: Value, keys: list[Value], new: Value, given: bool) -> Value:
    """The array with a new value at these keys, or without it where none is given."""
    if not keys:
        return new
    if not isinstance(value, Array):
        raise Failure("cannot set element of non-array")
    if len(keys) == 1 and not given:
        return value.without(keys[0])
    return value.with_element(keys[0], _placed(value.element(keys[0]), keys[1:], new, given))


VARIABLES: Mapping[str, Handler] = {"local": local, "global": global_, "set": set_, "environment": environment}
"""The console's own commands that are about variables."""
