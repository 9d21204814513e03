"""The console's own commands that only make a value of others, and those that speak."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from routerboard.language.console import Braces, Command
from routerboard.language.console.forms import FORMS
from routerboard.practice.interpreter.conversions import CONVERSIONS, number_of, to_array
from routerboard.practice.interpreter.engine import Handler, Script, Work
from routerboard.practice.interpreter.failure import Failure
from routerboard.practice.interpreter.operators import same
from routerboard.practice.interpreter.scope import Scope
from routerboard.practice.interpreter.values import (
    NIL,
    Array,
    Function,
    Nil,
    Time,
    Value,
    array_of,
    numbered,
    text_of,
    type_of,
    typed,
    weight_of,
)

Words = Sequence[Value]
Named = Mapping[str, Value]
LOGGED = 5
"""Steps that a row of the log counts for."""
_READ = 0.5
_HANDLED = 1 / 64
"""Steps for each character of what is read as code, and of what a function is given."""
_MAX_RANGE = 10_000


def length(words: Words, named: Named) -> Value:
    """`:len`."""
    return len(words[0].items) if isinstance(words[0], Array) else len(text_of(words[0]))


def pick(words: Words, named: Named) -> Value:
    """`:pick value begin end`: from 0, without the end; one element where no end is given."""
    value, start, *end = words
    first = max(0, number_of(start)) if start not in (None, NIL) else 0
    last = first + 1 if not end else None if end[0] in (None, NIL) else max(0, number_of(end[0]))
    if not isinstance(value, Array):
        return text_of(value)[first:last]
    chosen = value.ordered()[first:last]
    return Array(numbered(chosen)) if end else (chosen[0][1] if chosen else None)


def find(words: Words, named: Named) -> Value:
    """`:find in key from`: the place after `from`; nil where there is none."""
    where, what, *start = words
    first = number_of(start[0]) + 1 if start and start[0] not in (None, NIL) else 0
    if isinstance(where, Array):
        places = (place for place, item in enumerate(where.values()) if place >= first and same(item, what))
        return next(places, NIL)
    place = text_of(where).find(text_of(what), max(first, 0))
    return place if place >= 0 else NIL


def range_(words: Words, named: Named) -> Value:
    """`:range from to`."""
    first, last = number_of(words[0]), number_of(words[1])
    if not 0 <= last - first < _MAX_RANGE:
        raise Failure("invalid value for argument to")
    return array_of(list(range(first, last + 1)))


def array(words: Words, named: Named) -> Value:
    """`:toarray value delimiter=","`."""
    return to_array(words[0], text_of(named.get("delimiter")) or ",")


def serialize(words: Words, named: Named) -> Value:
    """`:serialize value to=json`."""
    if text_of(named.get("to")) != "json":
        raise Failure("input does not match any value of to")
    return json.dumps(_plain(words[0]), ensure_ascii=False, separators=(",", ":"))


def deserialize(words: Words, named: Named) -> Value:
    """`:deserialize value from=json`."""
    if text_of(named.get("from")) != "json":
        raise Failure("input does not match any value of from")
    try:
        return _valued(json.loads(text_of(words[0])))
    except (ValueError, RecursionError):
        raise Failure("failure: json parse error") from None


def _plain(value: Value) -> object:
    match value:
        case Array() if all(isinstance(key, int) for key in value.items):
            return [_plain(item) for item in value.values()]
        case Array():
            return {str(key): _plain(item) for key, item in value.ordered()}
        case bool() | int() | str():
            return value
        case None | Nil():
            return None
    return text_of(value)


def _valued(read: object) -> Value:
    match read:
        case dict():
            return Array({_whole(key): _valued(item) for key, item in read.items()})
        case list():
            return array_of([_valued(item) for item in read])
        case float():
            return int(read) if read.is_integer() else str(read)
        case str():
            return _whole(read)
        case bool() | int():
            return read
    return None


def _whole(text: str) -> str:
    """A text without halves of characters, which JSON can name (`\\ud800`) and no bytes can say."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


FUNCTIONS: Mapping[str, tuple[int, Callable[[Words, Named], Value]]] = {
    "len": (1, length),
    "pick": (2, pick),
    "find": (2, find),
    "range": (2, range_),
    "toarray": (1, array),
    "serialize": (1, serialize),
    "deserialize": (1, deserialize),
    "typeof": (1, lambda words, named: type_of(words[0])),
    "tolf": (1, lambda words, named: text_of(words[0]).replace("\r\n", "\n")),
    "tocrlf": (1, lambda words, named: text_of(words[0]).replace("\r\n", "\n").replace("\n", "\r\n")),
    "tonsec": (1, lambda words, named: int(words[0].seconds * 1e9) if isinstance(words[0], Time) else NIL),
}
"""Name -> how many values it needs, what it makes of them."""


def _handler(least: int, function: Callable[[Words, Named], Value]) -> Handler:
    def run(script: Script, command: Command, scope: Scope) -> Work:
        words = yield from script.words(command, scope, least)
        named = {}
        for argument in command.arguments:
            if argument.name:
                named[argument.name] = yield from script.value(argument.value, scope)
        script.spend(sum(map(weight_of, words)) * _HANDLED)
        return script.made(function(words, named))

    return run


def _converting(conversion: Callable[[Value], Value]) -> Handler:
    return _handler(1, lambda words, named: conversion(words[0]))


def put(script: Script, command: Command, scope: Scope) -> Work:
    """`:put message`."""
    words = yield from script.words(command, scope, 1)
    script.host.log("put", text_of(words[0]))
    return None


def log(script: Script, command: Command, scope: Scope) -> Work:
    """`:log info message`."""
    words = yield from script.words(command, scope, 2)
    script.spend(LOGGED)
    script.host.log(text_of(words[0]), text_of(words[1]))
    return None


def parse(script: Script, command: Command, scope: Scope) -> Work:
    """`:parse text`: the code that it is."""
    words = yield from script.words(command, scope, 1)
    text = text_of(words[0])
    script.spend(len(text) * _READ)
    return Function(script.read(text))


def asked(script: Script, command: Command, scope: Scope) -> Work:
    """`:execute` and `:resolve`: what the board itself does, as over the API."""
    verb = command.verb[1:]
    given: dict[str, str] = {}
    for argument in command.arguments:
        value = yield from script.value(argument.value, scope, as_word=isinstance(argument.value, Braces))
        given[argument.name or FORMS[verb].order[0]] = text_of(value)
    script.spend(sum(map(len, given.values())) * _READ)
    return typed(script.host.write("/", verb, given)) or None


SPEAKING: Mapping[str, Handler] = {
    **{name: _handler(*function) for name, function in FUNCTIONS.items()},
    **{name: _converting(conversion) for name, conversion in CONVERSIONS.items()},
    "put": put,
    "log": log,
    "parse": parse,
    "execute": asked,
    "resolve": asked,
}
"""The console's own commands that are about values."""
