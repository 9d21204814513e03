"""Runs console scripts on the practice board.

Theory of operation. `run` walks a parsed script as a generator. It yields the seconds of each `:delay` and goes on
when it is resumed, so that the board's own clock, which tests turn by hand, decides when. Everything a script does to
the board goes through a `Host`; what the host refuses is a `Failure`, which `on-error` catches as it does on a router.
Commands that routers have and the board does not are refused with a router's words, never skipped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from routerboard.language.console import (
    Binary,
    Block,
    Braces,
    Command,
    Node,
    Probe,
    ScriptError,
    Text,
    Unary,
    Var,
    parse,
    parse_array,
)
from routerboard.language.items import Row
from routerboard.language.values import parse_duration

MAX_STEPS = 200_000
"""Commands that one script may run before the board stops it, so that `:while (true)` cannot hang a lesson."""


@dataclass(frozen=True)
class Time:
    """A console time value, in seconds."""

    seconds: float


@dataclass(frozen=True)
class Function:
    """Code held in a variable, by `do={…}` or `:parse`."""

    block: Block


Array = dict[str | int, "Value"]
Value = str | int | bool | None | Time | Function | Array
Delays = Generator[float, None, Value]


class Failure(Exception):  # noqa: N818 - what a script does
    """A command failed; `message` is what a router prints."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class _Returned(Exception):  # noqa: N818 (control flow, not an error)
    def __init__(self, value: Value) -> None:
        super().__init__()
        self.value = value


class Host(Protocol):
    """What a script may do to the board; every method raises Failure with the router's words."""

    def is_menu(self, words: tuple[str, ...]) -> bool:
        """Whether the words name a menu or the way to one."""

    def rows(self, menu: str) -> Sequence[Row]:
        """The rows of a menu as print shows them, `.id` included."""

    def write(self, menu: str, verb: str, arguments: Mapping[str, str]) -> str:
        """Do one command; what it returns (`*1F` of an add), "" for nothing."""

    def log(self, topic: str, text: str) -> None:
        """Write a line to the log."""


@dataclass
class Scope:
    """Variables: `names` of this block, `outer` around it; globals live in the outermost scope."""

    names: dict[str, Value] = field(default_factory=dict)
    outer: Scope | None = None

    def owner(self, name: str) -> Scope | None:
        """The nearest scope that has the name."""
        scope: Scope | None = self
        while scope is not None and name not in scope.names:
            scope = scope.outer
        return scope

    def get(self, name: str) -> Value:
        """The value of a variable; nothing for an unknown one."""
        owner = self.owner(name)
        return None if owner is None else owner.names[name]

    @property
    def root(self) -> Scope:
        """The scope of the globals."""
        return self if self.outer is None else self.outer.root


def run(source: str, host: Host, variables: Mapping[str, Value] | None = None, scope: Scope | None = None) -> Delays:
    """Parse and run a script. Yields delays in seconds; returns what `:return` gave; Failure as a router words it."""
    try:
        block = parse(source, host.is_menu)
    except ScriptError as error:
        raise Failure(str(error)) from None
    script = _Script(host)
    inner = Scope(dict(variables or {}), scope or Scope())
    try:
        yield from script.block(block, inner)
    except _Returned as returned:
        return returned.value
    return None


def output_of(delays: Delays) -> tuple[Value, float]:
    """Run to the end without waiting; what it returned, and the seconds that it would have waited."""
    waited = 0.0
    while True:
        try:
            waited += next(delays)
        except StopIteration as end:
            return end.value, waited


def text_of(value: Value) -> str:
    """A value as the console prints it."""
    match value:
        case None | Function():
            return ""
        case bool():
            return "true" if value else "false"
        case Time():
            return _clock(value.seconds)
        case dict():
            return ";".join(
                text_of(item) if isinstance(key, int) else f"{key}={text_of(item)}" for key, item in value.items()
            )
        case _:
            return str(value)


def type_of(value: Value) -> str:
    """What `:typeof` says."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "bool"
        case int():
            return "num"
        case Time():
            return "time"
        case dict():
            return "array"
        case Function():
            return "code"
    return "id" if re.fullmatch(r"\*[0-9A-F]+", value) else "str"


def typed(word: str) -> Value:
    """A bare word in an expression: a number, a boolean, a time, else text."""
    if re.fullmatch(r"-?\d+", word):
        return int(word)
    if word in ("true", "yes", "false", "no"):
        return word in ("true", "yes")
    if re.fullmatch(r"(\d+(w|d|h|m|s|ms))+|\d+:\d\d:\d\d", word):
        return Time(parse_duration(word))
    return word


def _clock(seconds: float) -> str:
    whole = int(seconds)
    days, rest = divmod(whole, 86400)
    weeks, days = divmod(days, 7)
    head = (f"{weeks}w" if weeks else "") + (f"{days}d" if days else "")
    fraction = f".{round((seconds - whole) * 1000):03d}" if seconds != whole else ""
    return f"{head}{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}{fraction}"


def _truth(value: Value) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("true", "yes"):
        return True
    if value in ("false", "no") or value is None:
        return False
    raise Failure("conditional not boolean")


def _same(left: Value, right: Value) -> bool:
    return left == right if type(left) is type(right) else text_of(left) == text_of(right)


@dataclass
class _Script:
    host: Host
    steps: int = 0

    def block(self, block: Block, scope: Scope) -> Delays:
        inner = Scope({}, scope)
        value: Value = None
        for command in block.commands:
            value = yield from self.command(command, inner)
        return value

    def command(self, command: Command, scope: Scope) -> Delays:
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise Failure("script stopped: it ran too many commands")
        if command.verb.startswith(":"):
            return (yield from _GLOBAL.get(command.verb[1:], _Script.unknown)(self, command, scope))
        if command.verb.startswith("$"):
            return (yield from self.call(command, scope))
        return (yield from self.in_menu(command, scope))

    def unknown(self, command: Command, scope: Scope) -> Delays:
        yield from ()
        raise Failure(f"bad command name {command.verb.lstrip(':')} (line {command.line} column {command.column})")

    def call(self, command: Command, scope: Scope) -> Delays:
        function = scope.get(command.verb[1:])
        if not isinstance(function, Function):
            raise Failure(f"expected command name (line {command.line} column {command.column})")
        given: dict[str, Value] = {}
        for position, node in enumerate(command.positional, 1):
            given[str(position)] = yield from self.value(node, scope)
        for argument in command.arguments:
            if argument.name:
                given[argument.name] = yield from self.value(argument.value, scope)
        try:
            yield from self.block(function.block, Scope(given, scope.root))
        except _Returned as returned:
            return returned.value
        return None

    # -- commands of menus ------------------------------------------------------------------------------------------

    def in_menu(self, command: Command, scope: Scope) -> Delays:
        menu = "/" + "/".join(command.menu)
        if command.verb in ("find", "print"):
            return (yield from self.find(menu, command, scope))
        if command.menu == ("log",):
            return (yield from self.log(command, scope))
        given, positional = {}, []
        for argument in command.arguments:
            value = yield from self.value(argument.value, scope, as_word=True)
            if argument.name is None:
                positional.append(value)
            else:
                given[argument.name] = text_of(value)
        if command.verb == "get":
            return self.get(menu, positional, given)
        if positional:
            self.place(menu, command.verb, positional, given)
        if "numbers" in given and given["numbers"] == "":
            return None
        cleared = [name for name in given if name.startswith("!")]
        for name in cleared:
            del given[name]
        made = ""
        if given.keys() - {"numbers"} or not cleared:
            made = self.host.write(menu, command.verb, given)
        for name in cleared:
            numbers = {"numbers": given["numbers"]} if "numbers" in given else {}
            self.host.write(menu, "unset", {**numbers, "value-name": name.removeprefix("!")})
        return made or None

    def place(self, menu: str, verb: str, positional: list[Value], given: dict[str, str]) -> None:
        """Positional arguments: flags of an add (`fib`), else the rows to act on."""
        if verb == "add":
            given.update({text_of(value): "" for value in positional})
        else:
            given["numbers"] = ",".join(filter(None, (_ids(value) for value in positional)))

    def find(self, menu: str, command: Command, scope: Scope) -> Delays:
        found: Array = {}
        for row in self.host.rows(menu):
            if command.condition is None or _truth((yield from self.test(command.condition, row, scope))):
                found[len(found)] = row.get(".id", "")
        return found

    def get(self, menu: str, positional: list[Value], given: Mapping[str, str]) -> Value:
        rows = self.host.rows(menu)
        name = given.get("value-name", text_of(positional[-1]) if positional else "")
        if len(positional) > 1 or "number" in given or (positional and "value-name" in given):
            wanted = _ids(positional[0]) if positional else given["number"]
            rows = [row for row in rows if wanted in (row.get(".id"), row.get("name"))]
        elif rows and ".id" in rows[0]:
            rows = []
        if not rows:
            raise Failure("no such item")
        value = rows[0].get(name)
        return None if value is None else _printed(value)

    def log(self, command: Command, scope: Scope) -> Delays:
        words = []
        for node in command.positional:
            words.append(text_of((yield from self.value(node, scope))))
        self.host.log(command.verb, " ".join(words))
        return None

    def test(self, node: Node, row: Row, scope: Scope) -> Delays:
        match node:
            case Probe():
                wanted = yield from self.value(node.value, scope)
                return _compare(node.operator, _printed(row.get(node.name, _ABSENT.get(node.name, ""))), wanted)
            case Binary(operator="and" | "or"):
                left = _truth((yield from self.test(node.left, row, scope)))
                if left == (node.operator == "or"):
                    return left
                return (yield from self.test(node.right, row, scope))
            case Unary(operator="!"):
                return not _truth((yield from self.test(node.operand, row, scope)))
        return (yield from self.value(node, scope))

    # -- the console's own commands ---------------------------------------------------------------------------------

    def words(self, command: Command, scope: Scope) -> Generator[float, None, list[Value]]:
        values = []
        for node in command.positional:
            values.append((yield from self.value(node, scope)))
        return values

    def branch(self, command: Command, scope: Scope, name: str) -> Delays:
        node = command.argument(name)
        if isinstance(node, Block):
            return (yield from self.block(node, scope))
        return None if node is None else (yield from self.value(node, scope))

    def if_(self, command: Command, scope: Scope) -> Delays:
        (condition,) = yield from self.words(command, scope)
        return (yield from self.branch(command, scope, "do" if _truth(condition) else "else"))

    def do(self, command: Command, scope: Scope) -> Delays:
        body, loop = command.positional[0], command.argument("while")
        while True:
            try:
                value = (yield from self.block(body, scope)) if isinstance(body, Block) else None
            except Failure:
                if command.argument("on-error") is None:
                    raise
                return (yield from self.branch(command, scope, "on-error"))
            if loop is None or not _truth((yield from self.value(loop, scope))):
                return value

    def while_(self, command: Command, scope: Scope) -> Delays:
        while _truth((yield from self.value(command.positional[0], scope))):
            self.steps += 1
            yield from self.branch(command, scope, "do")
        return None

    def foreach(self, command: Command, scope: Scope) -> Delays:
        names = text_of((yield from self.value(command.positional[0], scope))).split(",")
        given = yield from self.value(command.argument("in") or Text(("",)), scope)
        items = given if isinstance(given, dict) else {0: given} if given not in (None, "") else {}
        for key, item in list(items.items()):
            bound = {names[0]: item} if len(names) == 1 else {names[0]: key, names[1]: item}
            yield from self.branch(command, Scope(bound, scope), "do")
        return None

    def for_(self, command: Command, scope: Scope) -> Delays:
        name = text_of((yield from self.value(command.positional[0], scope)))
        bounds = []
        for part in ("from", "to", "step"):
            node = command.argument(part)
            bounds.append(_number((yield from self.value(node, scope))) if node is not None else None)
        start, end = bounds[0] or 0, bounds[1] or 0
        step = bounds[2] or (1 if end >= start else -1)
        for number in range(start, end + (1 if step > 0 else -1), step):
            yield from self.branch(command, Scope({name: number}, scope), "do")
        return None

    def local(self, command: Command, scope: Scope) -> Delays:
        return (yield from self.declare(command, scope, scope))

    def global_(self, command: Command, scope: Scope) -> Delays:
        return (yield from self.declare(command, scope, scope.root, keep=True))

    def declare(self, command: Command, scope: Scope, owner: Scope, keep: bool = False) -> Delays:
        name = text_of((yield from self.value(command.positional[0], scope)))
        code = command.argument("do")
        if isinstance(code, Block):
            owner.names[name] = Function(code)
        elif len(command.positional) > 1:
            owner.names[name] = yield from self.value(command.positional[1], scope)
        elif not keep:
            owner.names[name] = None
        else:
            owner.names.setdefault(name, None)
        return None

    def set_(self, command: Command, scope: Scope) -> Delays:
        target, value = command.positional[0], None
        if len(command.positional) > 1:
            value = yield from self.value(command.positional[1], scope)
        name = (
            text_of((yield from self.value(target, scope))) if isinstance(target, Text) else getattr(target, "name", "")
        )
        owner = scope.owner(name)
        if owner is None:
            raise Failure(f"syntax error (line {command.line} column {command.column})")
        if isinstance(target, Var) and target.keys:
            array = owner.names[name]
            key = yield from self.value(target.keys[0], scope)
            if not isinstance(array, dict) or not isinstance(key, (str, int)):
                raise Failure("cannot set element of non-array")
            array[key] = value
        else:
            owner.names[name] = value
        return None

    def return_(self, command: Command, scope: Scope) -> Delays:
        words = yield from self.words(command, scope)
        raise _Returned(words[0] if words else None)

    def error(self, command: Command, scope: Scope) -> Delays:
        words = yield from self.words(command, scope)
        raise Failure(" ".join(map(text_of, words)))

    def delay(self, command: Command, scope: Scope) -> Delays:
        words = yield from self.words(command, scope)
        yield _seconds(words[0] if words else 1)
        return None

    def put(self, command: Command, scope: Scope) -> Delays:
        words = yield from self.words(command, scope)
        self.host.log("put", " ".join(map(text_of, words)))
        return None

    def say(self, command: Command, scope: Scope) -> Delays:
        words = yield from self.words(command, scope)
        self.host.log(text_of(words[0]), " ".join(map(text_of, words[1:])))
        return None

    def parse_(self, command: Command, scope: Scope) -> Delays:
        (source,) = yield from self.words(command, scope)
        try:
            return Function(parse(text_of(source), self.host.is_menu))
        except ScriptError as error:
            raise Failure(str(error)) from None

    def nothing(self, command: Command, scope: Scope) -> Delays:
        yield from ()
        return None

    def length(self, command: Command, scope: Scope) -> Delays:
        (value,) = yield from self.words(command, scope)
        return len(value) if isinstance(value, dict) else len(text_of(value))

    def pick(self, command: Command, scope: Scope) -> Delays:
        value, start, *end = yield from self.words(command, scope)
        first = _number(start)
        last = _number(end[0]) if end else first + 1
        if isinstance(value, dict):
            chosen = list(value.values())[first:last]
            return dict(enumerate(chosen)) if end else (chosen[0] if chosen else None)
        return text_of(value)[first:last]

    def find_(self, command: Command, scope: Scope) -> Delays:
        where, what, *start = yield from self.words(command, scope)
        first = _number(start[0]) + 1 if start and start[0] is not None else 0
        if isinstance(where, dict):
            places = [index for index, item in enumerate(where.values()) if index >= first and _same(item, what)]
            return places[0] if places else None
        place = text_of(where).find(text_of(what), max(first, 0))
        return place if place >= 0 else None

    def convert(self, command: Command, scope: Scope) -> Delays:
        (value,) = yield from self.words(command, scope)
        return _CONVERSIONS[command.verb[1:]](value)

    # -- values -----------------------------------------------------------------------------------------------------

    def value(self, node: Node, scope: Scope, as_word: bool = False) -> Delays:
        """The value of a node; with `as_word` a bare word stays the text that it is, as arguments of menus want it."""
        match node:
            case Text():
                return (yield from self.text(node, scope, as_word))
            case Var():
                value = scope.get(node.name)
                for key in node.keys:
                    value = _element(value, (yield from self.value(key, scope)))
                return value
            case Command():
                return (yield from self.command(node, scope))
            case Block():
                return Function(node)
            case Braces():
                return node.source if as_word else (yield from self.array(node, scope))
            case Unary():
                operand = yield from self.value(node.operand, scope)
                return not _truth(operand) if node.operator == "!" else -_number(operand)
            case Binary():
                return (yield from self.binary(node, scope))
        raise Failure("syntax error")

    def text(self, node: Text, scope: Scope, as_word: bool) -> Delays:
        parts = []
        for part in node.parts:
            parts.append(part if isinstance(part, str) else text_of((yield from self.value(part, scope))))
        joined = "".join(parts)
        return typed(joined) if node.bare and not as_word else joined

    def array(self, braces: Braces, scope: Scope) -> Delays:
        found: Array = {}
        for key, item in parse_array(braces, self.host.is_menu):
            name = len(found) if key is None else text_of((yield from self.value(key, scope)))
            found[name] = yield from self.value(item, scope)
        return found

    def binary(self, node: Binary, scope: Scope) -> Delays:
        left = yield from self.value(node.left, scope)
        if node.operator in ("and", "or") and _truth(left) == (node.operator == "or"):
            return _truth(left)
        right = yield from self.value(node.right, scope)
        if node.operator in ("and", "or"):
            return _truth(right)
        return _OPERATORS[node.operator](left, right)


def _ids(value: Value) -> str:
    return ",".join(text_of(item) for item in value.values()) if isinstance(value, dict) else text_of(value)


def _printed(value: str) -> Value:
    """A property as `get` and conditions see it: typed, but never a number with a leading zero."""
    return value if re.fullmatch(r"0\d+", value) else typed(value)


def _element(value: Value, key: Value) -> Value:
    if not isinstance(value, dict):
        return None
    if isinstance(key, int) and key not in value:
        return dict(enumerate(value.values())).get(key)
    return value.get(key) if isinstance(key, (str, int)) else None


def _number(value: Value) -> int:
    if isinstance(value, bool) or value is None:
        raise Failure("cannot convert to number")
    if isinstance(value, int):
        return value
    if isinstance(value, str) and re.fullmatch(r"-?\d+", value):
        return int(value)
    raise Failure("cannot convert to number")


def _seconds(value: Value) -> float:
    if isinstance(value, Time):
        return value.seconds
    if isinstance(value, str):
        read = typed(value)
        return read.seconds if isinstance(read, Time) else float(_number(value))
    return float(_number(value))


def _compare(operator: str, left: Value, right: Value) -> bool:
    if operator == "~":
        try:
            return re.search(text_of(right), text_of(left)) is not None
        except re.error:
            raise Failure("invalid regular expression") from None
    if operator in ("=", "!="):
        return _same(left, right) == (operator == "=")
    pair = (left.seconds, right.seconds) if isinstance(left, Time) and isinstance(right, Time) else (left, right)
    if not all(isinstance(item, (int, float)) for item in pair):
        pair = (text_of(left), text_of(right))
    low, high = pair
    return {"<": low < high, ">": low > high, "<=": low <= high, ">=": low >= high}[operator]  # type: ignore[operator]


def _sum(left: Value, right: Value, sign: int) -> Value:
    if isinstance(left, Time) or isinstance(right, Time):
        return Time(_seconds(left) + sign * _seconds(right))
    return _number(left) + sign * _number(right)


def _divide(left: Value, right: Value) -> Value:
    if _number(right) == 0:
        raise Failure("division by zero")
    return int(_number(left) / _number(right))


def _join(left: Value, right: Value) -> Value:
    """`,` makes one array of both."""
    items = [item for side in (left, right) for item in (side.values() if isinstance(side, dict) else (side,))]
    return dict(enumerate(items))


def _comparison(operator: str) -> Callable[[Value, Value], Value]:
    return lambda left, right: _compare(operator, left, right)


_OPERATORS: Mapping[str, Callable[[Value, Value], Value]] = {
    "+": lambda left, right: _sum(left, right, 1),
    "-": lambda left, right: _sum(left, right, -1),
    "*": lambda left, right: _number(left) * _number(right),
    "/": _divide,
    "%": lambda left, right: _number(left) % _number(right) if _number(right) else _divide(left, right),
    ".": lambda left, right: text_of(left) + text_of(right),
    ",": _join,
    "->": _element,
    "in": lambda left, right: any(_same(left, item) for item in right.values()) if isinstance(right, dict) else False,
    **{operator: _comparison(operator) for operator in ("=", "!=", "<", ">", "<=", ">=", "~")},
}

_CONVERSIONS: Mapping[str, Callable[[Value], Value]] = {
    "tostr": text_of,
    "tonum": lambda value: (
        _number(value) if isinstance(value, (int, str)) and re.fullmatch(r"-?\d+", str(value)) else None
    ),
    "tobool": lambda value: _truth(value) if value in (True, False, "true", "false", "yes", "no") else None,
    "totime": lambda value: Time(_seconds(value)),
    "toid": text_of,
    "toip": text_of,
    "toarray": lambda value: (
        value if isinstance(value, dict) else dict(enumerate(filter(None, text_of(value).split(","))))
    ),
    "typeof": type_of,
}

_ABSENT: Mapping[str, str] = {"disabled": "false", "dynamic": "false", "active": "false", "invalid": "false"}

_GLOBAL: Mapping[str, Callable[[_Script, Command, Scope], Delays]] = {
    "if": _Script.if_,
    "do": _Script.do,
    "while": _Script.while_,
    "foreach": _Script.foreach,
    "for": _Script.for_,
    "local": _Script.local,
    "global": _Script.global_,
    "set": _Script.set_,
    "return": _Script.return_,
    "error": _Script.error,
    "delay": _Script.delay,
    "put": _Script.put,
    "log": _Script.say,
    "parse": _Script.parse_,
    "nothing": _Script.nothing,
    "len": _Script.length,
    "pick": _Script.pick,
    "find": _Script.find_,
    **dict.fromkeys(_CONVERSIONS, _Script.convert),
}
