"""Walks a parsed script.

What takes more than one step is a generator that yields the next one (`Work`), and `_driven` runs them from a list: so
a script can nest as deep as `MAX_DEPTH` allows, whatever Python's own stack does. A number that is yielded is a delay.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import cast

from routerboard.language.console import (
    GLOBAL_COMMANDS,
    Argument,
    Binary,
    Block,
    Braces,
    Command,
    Node,
    ScriptError,
    Text,
    Unary,
    Var,
    global_commands,
    parse,
)
from routerboard.language.console.forms import FORMS
from routerboard.practice.interpreter.conversions import truth_of
from routerboard.practice.interpreter.failure import Failure, Stopped, missing
from routerboard.practice.interpreter.host import Delays, Host, Knowing, Versioned, Waiting
from routerboard.practice.interpreter.operators import OPERATORS, inverted
from routerboard.practice.interpreter.patterns import work_of
from routerboard.practice.interpreter.scope import Scope
from routerboard.practice.interpreter.values import MAX_WEIGHT, Array, Function, Value, text_of, typed, weight_of

MAX_STEPS = 100_000
"""Commands that one script may run before the board stops it, so that `:while (true)` cannot hang a lesson."""

STEPS_A_SECOND = 1_000
"""Commands that a script may run more for each second that it waits."""

TURN = 500.0
"""Steps after which a script yields a delay of no time, so that whoever drives it may let others go first."""

MAX_DEPTH = 2_000
"""Steps that may wait for one another: a function that calls itself comes about 300 calls deep."""

MAX_WAIT = 3_600.0
"""Seconds of delays that `output_of` runs through."""

Work = Generator["float | Work", Value, Value]
Handler = Callable[["Script", Command, Scope], Work]


class Returned(Exception):  # noqa: N818 (control flow, not an error)
    """`:return` with its value."""

    def __init__(self, value: Value) -> None:
        super().__init__()
        self.value = value


class Left(Exception):  # noqa: N818 (control flow, not an error)
    """`:break`, `:continue` or `:exit`."""

    def __init__(self, verb: str) -> None:
        super().__init__(verb)
        self.verb = verb


class Script:
    """One script as it runs: its host, its globals, what it may still do, how long it waited (seconds).

    done   steps since it last paused
    """

    def __init__(self, host: Host, globals_: Scope, handlers: Mapping[str, Handler], in_menu: Handler) -> None:
        self.host = host
        self.globals = globals_
        self.waiting = host if isinstance(host, Waiting) else None
        self.waited = 0.0
        self.done = 0.0
        self._left = float(MAX_STEPS)
        self._handlers = handlers
        self._in_menu = in_menu
        self._commands = global_commands(host.version) if isinstance(host, Versioned) else GLOBAL_COMMANDS
        self._knows = host.knows if isinstance(host, Knowing) else None

    def read(self, source: str) -> Block:
        """A script as a tree; Failure where it is none."""
        try:
            return parse(source, self.host.is_menu, self._commands, self._knows)
        except ScriptError as error:
            raise Failure(str(error)) from None

    # -- what it may take -------------------------------------------------------------------------------------------

    def spend(self, steps: float) -> None:
        """Count what was done; Stopped where it is too much."""
        self._left -= steps
        self.done += steps
        if self._left < 0:
            raise Stopped("it ran too many commands")

    def made(self, value: Value) -> Value:
        """A value that was just made, whose size counts."""
        self.spend(weight_of(value) / 256)
        return value

    def wait(self, seconds: float) -> None:
        """Count a delay: after it the script may do more."""
        self.waited += seconds
        self._left = min(float(MAX_STEPS), self._left + seconds * STEPS_A_SECOND)

    # -- commands ---------------------------------------------------------------------------------------------------

    def block(self, block: Block, scope: Scope) -> Work:
        """Run commands in a scope of their own; the value of the last one."""
        inner = Scope({}, scope)
        value: Value = None
        for command in block.commands:
            value = yield self.command(command, inner)
            if command.verb == "print" and isinstance(value, int):
                self.host.log("put", text_of(value))
        return value

    def command(self, command: Command, scope: Scope) -> Work:
        """One command."""
        self.spend(1)
        verb = command.verb
        if verb.startswith(":"):
            handler = self._handlers.get(verb[1:])
            if handler is None:
                raise Failure(f"failure: the practice board has no {verb}")
            return handler(self, command, scope)
        return self._call(command, scope) if verb.startswith("$") else self._in_menu(self, command, scope)

    def _call(self, command: Command, scope: Scope) -> Work:
        name, nodes = command.verb[1:], command.arguments
        if name:
            function = scope.get(name)
        else:
            function, nodes = (yield from self.value(nodes[0].value, scope)), nodes[1:]
        if not isinstance(function, Function):
            if not name and not nodes:
                return function
            raise Failure(f"expected command name (line {command.line} column {command.column})")
        given = yield from self.given(nodes, scope)
        return (yield self.function(function, {"0": name, **given}))

    def given(self, arguments: tuple[Argument, ...], scope: Scope) -> Generator[float | Work, Value, dict[str, Value]]:
        """Arguments by name, those without one by their place from 1."""
        found: dict[str, Value] = {}
        for argument in arguments:
            value = yield from self.value(argument.value, scope)
            found[argument.name or str(sum(name.isdecimal() for name in found) + 1)] = value
        return found

    def function(self, function: Function, given: Mapping[str, Value]) -> Work:
        """Call a function; what it returns."""
        try:
            yield self.block(function.block, Scope(dict(given), self.globals))
        except Returned as returned:
            return returned.value
        except Left as left:
            if left.verb == "exit":
                raise
        return None

    def words(self, command: Command, scope: Scope, least: int = 0) -> Generator[float | Work, Value, list[Value]]:
        """The positional arguments; Failure where there are fewer than that."""
        values: list[Value] = []
        for node in command.positional:
            values.append((yield from self.value(node, scope)))
        if len(values) < least:
            raise missing(*FORMS[command.verb[1:]].order[len(values) : least])
        return values

    def named(self, command: Command, name: str, scope: Scope) -> Work:
        """A named argument, None where it is not given."""
        node = command.argument(name)
        return None if node is None else (yield from self.value(node, scope))

    def code(self, node: Node | None, scope: Scope) -> Work:
        """Run code, or the function that a value is; other values are their own."""
        if isinstance(node, Block):
            return (yield self.block(node, scope))
        value = None if node is None else (yield from self.value(node, scope))
        return (yield self.function(value, {})) if isinstance(value, Function) else value

    # -- values -----------------------------------------------------------------------------------------------------

    def value(self, node: Node, scope: Scope, as_word: bool = False) -> Work:
        """The value of a node; with `as_word` a bare word stays the text that it is, as arguments of menus want it."""
        if isinstance(node, Text) and len(node.parts) == 1 and isinstance(node.parts[0], str):
            return typed(node.parts[0]) if node.bare and not as_word else node.parts[0]
        if isinstance(node, Var) and not node.keys:
            return scope.get(node.name)
        return (yield self._work(node, scope, as_word))

    def _work(self, node: Node, scope: Scope, as_word: bool) -> Work:
        match node:
            case Text():
                return self._text(node, scope)
            case Command():
                return self.command(node, scope)
            case Var():
                return self._element(node, scope)
            case Binary():
                return self._binary(node, scope)
            case Unary():
                return self._unary(node, scope)
            case Braces():
                return self._braces(node, scope, as_word)
            case Block():
                return _already(Function(node))
        raise Failure("syntax error")

    def _text(self, node: Text, scope: Scope) -> Work:
        if not node.parts:
            return None
        joined = ""
        for part in node.parts:
            joined += part if isinstance(part, str) else text_of((yield from self.value(part, scope)))
            if len(joined) > MAX_WEIGHT:
                raise Stopped("a text grew too long")
        return self.made(joined)

    def _element(self, node: Var, scope: Scope) -> Work:
        value = scope.get(node.name)
        for key in node.keys:
            place = yield from self.value(key, scope)
            value = value.element(place) if isinstance(value, Array) else None
        return value

    def _binary(self, node: Binary, scope: Scope) -> Work:
        self.spend(0.25)
        left = yield from self.value(node.left, scope)
        if node.operator in ("and", "or"):
            if truth_of(left) == (node.operator == "or"):
                return truth_of(left)
            return truth_of((yield from self.value(node.right, scope)))
        right = yield from self.value(node.right, scope)
        looking = node.operator == "~"
        self.spend(work_of(text_of(left), text_of(right)) if looking else (weight_of(left) + weight_of(right)) / 1024)
        return self.made(OPERATORS[node.operator](left, right))

    def _unary(self, node: Unary, scope: Scope) -> Work:
        return inverted(node.operator, (yield from self.value(node.operand, scope)))

    def _braces(self, braces: Braces, scope: Scope, as_word: bool) -> Work:
        if as_word or braces.items is None:
            return braces.source
        found: dict[str | int, Value] = {}
        count = 0
        for key, item in braces.items:
            name: str | int = count if key is None else text_of((yield from self.value(key, scope)))
            count += key is None
            found[name] = yield from self.value(item, scope)
        return self.made(Array(found))


def _already(value: Value) -> Work:
    yield from ()
    return value


def driven(script: Script, work: Work) -> Delays:
    """Run work to its end, step by step; yields its delays, and now and then one of no time."""
    stack: list[Work] = [work]
    value: Value = None
    error: Exception | None = None
    while stack:
        if script.done >= TURN:
            script.done = 0.0
            yield 0.0
        try:
            step = stack[-1].send(value) if error is None else stack[-1].throw(error)
        except StopIteration as end:
            stack.pop()
            value, error = end.value, None
        except Exception as raised:
            stack.pop()
            value, error = None, raised
        else:
            value = error = None
            if isinstance(step, (int, float)):
                script.wait(step)
                yield float(step)
            elif len(stack) < MAX_DEPTH:
                stack.append(step)
            else:
                error = Stopped("it called itself too deep")
    if error is not None:
        raise error
    return value


def waiting(delays: Delays) -> Work:
    """A command of the host that takes time, as a step of a script."""
    return cast("Work", delays)
