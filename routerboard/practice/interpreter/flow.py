"""What decides which commands run: branches, loops, errors, delays."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping

from routerboard.language.console import Command, Node, Text
from routerboard.practice.interpreter.conversions import number_of, seconds_of, truth_of
from routerboard.practice.interpreter.engine import Handler, Left, Returned, Script, Work
from routerboard.practice.interpreter.failure import Failure, Stopped, missing
from routerboard.practice.interpreter.scope import Scope
from routerboard.practice.interpreter.values import NIL, Array, Time, Value, text_of


def if_(script: Script, command: Command, scope: Scope) -> Work:
    """`:if condition do={} else={}`."""
    words = yield from script.words(command, scope, 1)
    return (yield script.code(command.argument("do" if truth_of(words[0]) else "else"), scope))


def do(script: Script, command: Command, scope: Scope) -> Work:
    """`:do {} while=condition`; once without one."""
    loop = command.argument("while")
    while True:
        try:
            value = yield script.code(_body(command), scope)
        except Left as left:
            if loop is None or left.verb == "exit":
                raise
            if left.verb == "break":
                return None
            value = None
        script.spend(1)
        if loop is None or not truth_of((yield from script.value(loop, scope))):
            return value


def _body(command: Command) -> Node | None:
    return next(iter(command.positional), command.argument("command"))


def while_(script: Script, command: Command, scope: Scope) -> Work:
    """`:while condition do={}`."""
    if not command.positional:
        raise missing("condition")
    while truth_of((yield from script.value(command.positional[0], scope))):
        if not (yield from _turn(script, command, scope)):
            break
    return None


def _turn(script: Script, command: Command, scope: Scope) -> Generator[float | Work, Value, bool]:
    """One turn of a loop; whether another one may follow."""
    script.spend(1)
    try:
        yield script.code(command.argument("do"), scope)
    except Left as left:
        if left.verb == "exit":
            raise
        return left.verb == "continue"
    return True


def foreach(script: Script, command: Command, scope: Scope) -> Work:
    """`:foreach value in=array do={}`, also `:foreach key,value`."""
    words = yield from script.words(command, scope, 1)
    names = text_of(words[0]).split(",")
    given = yield from script.value(command.argument("in") or Text(()), scope)
    items = given.ordered() if isinstance(given, Array) else [] if given in (None, NIL, "") else [(0, given)]
    for key, item in items:
        bound: dict[str, Value] = {names[0]: item} if len(names) == 1 else {names[0]: key, names[1]: item}
        if not (yield from _turn(script, command, Scope(bound, scope))):
            break
    return None


def for_(script: Script, command: Command, scope: Scope) -> Work:
    """`:for counter from=1 to=3 step=1 do={}`."""
    words = yield from script.words(command, scope, 1)
    bounds: list[int | None] = []
    for name in ("from", "to", "step"):
        value = yield script.named(command, name, scope)
        bounds.append(None if value is None else number_of(value))
    start, end = bounds[0] or 0, bounds[1] or 0
    step = bounds[2] or (1 if end >= start else -1)
    for number in range(start, end + (1 if step > 0 else -1), step):
        if not (yield from _turn(script, command, Scope({text_of(words[0]): number}, scope))):
            break
    return None


def caught(handler: Handler) -> Handler:
    """The same, where `on-error={}` runs when a command fails."""

    def run(script: Script, command: Command, scope: Scope) -> Work:
        rescue = command.argument("on-error")
        try:
            return (yield handler(script, command, scope))
        except Failure as failure:
            if rescue is None or isinstance(failure, Stopped):
                raise
        return (yield script.code(rescue, scope))

    return run


def onerror(script: Script, command: Command, scope: Scope) -> Work:
    """`:onerror name in={} do={}`: the error's text is in the variable; whether there was one."""
    if not command.positional:
        raise missing("error")
    name = yield from script.value(command.positional[0], scope, as_word=True)
    code = next(iter(command.positional[1:]), command.argument("in"))
    try:
        yield script.code(code, scope)
    except Stopped:
        raise
    except Failure as failure:
        yield script.code(command.argument("do"), Scope({text_of(name): failure.message}, scope))
        return True
    return False


def retry(script: Script, command: Command, scope: Scope) -> Work:
    """`:retry command={} delay=1 max=3 on-error={}`."""
    delay = yield script.named(command, "delay", scope)
    most = yield script.named(command, "max", scope)
    for _ in range((number_of(most) if most is not None else 3) - 1):
        try:
            return (yield script.code(_body(command), scope))
        except Stopped:
            raise
        except Failure:
            script.spend(1)
            yield max(0.0, seconds_of(delay) if delay is not None else 1.0)
    return (yield script.code(_body(command), scope))


def time(script: Script, command: Command, scope: Scope) -> Work:
    """`:time {}`: how long the code took; on the board only delays take time."""
    before = script.waited
    yield script.code(_body(command), scope)
    return Time(script.waited - before)


def delay(script: Script, command: Command, scope: Scope) -> Work:
    """`:delay 10s`; a second where no time is given."""
    words = yield from script.words(command, scope)
    yield max(0.0, seconds_of(words[0] if words else 1))
    return None


def return_(script: Script, command: Command, scope: Scope) -> Work:
    """`:return value`."""
    words = yield from script.words(command, scope)
    raise Returned(words[0] if words else None)


def error(script: Script, command: Command, scope: Scope) -> Work:
    """`:error message`."""
    words = yield from script.words(command, scope)
    raise Failure(" ".join(map(text_of, words)))


def leaving(verb: str) -> Handler:
    """`:break`, `:continue`, `:exit`."""

    def leave(script: Script, command: Command, scope: Scope) -> Work:
        yield from script.words(command, scope)
        raise Left(verb)

    return leave


def nothing(script: Script, command: Command, scope: Scope) -> Work:
    """`:nothing`, and `:beep`."""
    yield from script.words(command, scope)
    return None


FLOW: Mapping[str, Callable[[Script, Command, Scope], Work]] = {
    "if": if_,
    "do": caught(do),
    "while": while_,
    "foreach": caught(foreach),
    "for": caught(for_),
    "onerror": onerror,
    "retry": caught(retry),
    "time": time,
    "delay": delay,
    "return": return_,
    "error": error,
    "break": leaving("break"),
    "continue": leaving("continue"),
    "exit": leaving("exit"),
    "nothing": nothing,
    "beep": nothing,
}
"""The console's own commands that are about other commands."""
