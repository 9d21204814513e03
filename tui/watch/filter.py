"""The filter of a table: what one types, read into tests on a row. Pure.

    word            somewhere in the row's texts        "two words"     the same, with the blank
    mark:Wan1       in that column                      mark=Wan1_conn  exactly that
    src:10.0.0.0/8  in that network                     flags:sF        with all of these letters
    rate>1M         rate, bytes, time, number           timeout<=1m     distance!=1
    !proto:udp      not that

All of it must hold. A column is named by the beginning of a word of its title, or by its property. What makes no sense
is said (`BadFilter`), and a word that is not finished (`rate>`) asks for nothing yet.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_network

from routerboard.language.values import parse_duration, parse_rate, parse_size
from tui.watch.columns import Column, Kind, TableForm
from tui.watch.columns.model import number, place, seconds

_WORD = re.compile(r'!?"[^"]*"?|(?:[^\s"]|"[^"]*"?)+')
_ASKED = re.compile(r"(!?)([A-Za-z#][\w#-]*)(>=|<=|!=|:|=|>|<)(.*)", re.DOTALL)
_HEX = re.compile(r"[0-9A-Fa-f]{1,4}")
_SOLID = re.compile(r"[a-z0-9._-]+")
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt, "<": operator.lt, ">=": operator.ge, "<=": operator.le,
    "=": operator.eq, ":": operator.eq, "!=": operator.ne,
}  # fmt: skip
_MEASURED = {Kind.NUMBER, Kind.BYTES, Kind.RATE, Kind.TIME}


class BadFilter(ValueError):  # noqa: N818 (it is told to people)
    """What was typed makes no sense as a filter; the message says why and what would."""


@dataclass(frozen=True)
class Test:
    """One condition: the values of these properties must pass.

    sought  a word that may stand anywhere, "" where one column is asked for
    solid   its pieces: each stands, in small letters, in every row that can pass; () where none is sure to
    """

    props: tuple[str, ...]
    passes: Callable[..., bool]
    sought: str = ""
    solid: tuple[str, ...] = ()


def read(form: TableForm, typed: str) -> tuple[Test, ...]:
    """The tests of a filter, () for all rows; BadFilter where it makes no sense."""
    return tuple(test for word in _WORD.findall(typed) if (test := _read(form, word)) is not None)


def _read(form: TableForm, word: str) -> Test | None:
    match = _ASKED.fullmatch(word)
    if match is None:
        return _anywhere(form, word)
    negation, name, sign, value = match.groups()
    column = column_of(form, name)
    if column is None and sign == ":" and _HEX.fullmatch(name):
        return _anywhere(form, word)
    value = value.replace('"', "")
    if column is None:
        names = ", ".join(one.name for one in form.columns)
        raise BadFilter(f'no column is called {name}: there are {names}; the text itself is "{name}{sign}{value}"')
    return _in_column(column, sign, value, bool(negation)) if value else None


def column_of(form: TableForm, name: str) -> Column | None:
    """The column that is meant: its name or property, else the start of a word of its title."""
    wanted = name.lower()
    for column in form.columns:
        if wanted == column.name or (wanted in column.props and column.kind is not Kind.FLAGS):
            return column
    if "flags".startswith(wanted) and len(wanted) > 2:
        return next((one for one in form.columns if one.kind is Kind.FLAGS), None)
    return next((one for one in form.columns if any(word.startswith(wanted) for word in one.words)), None)


# a word that stands anywhere


def _anywhere(form: TableForm, word: str) -> Test | None:
    """A word in any text of the row, as the router gives it."""
    negated = word.startswith("!")
    sought = word.removeprefix("!").replace('"', "").lower()
    if not sought:
        return None
    read = [one for one in form.columns if one.kind in (Kind.TEXT, Kind.ADDRESS)]
    props = tuple(dict.fromkeys(name for one in read for name in one.props))
    ends = [(props.index(one.props[0]), props.index(one.props[1])) for one in read if len(one.props) == 2]

    def found(*values: str) -> bool:
        if any(sought in value.lower() for value in values):
            return True
        return ":" in sought and any(sought in f"{values[host]}:{values[port]}".lower() for host, port in ends)

    solid = tuple(_SOLID.findall(sought)) if sought.isascii() else ()
    return Test(props, _not(found)) if negated else Test(props, found, sought, solid)


def _not(test: Callable[..., bool]) -> Callable[..., bool]:
    return lambda *values: not test(*values)


# a column's value


def _in_column(column: Column, sign: str, value: str, negated: bool) -> Test:
    negated ^= sign == "!="
    sign = "=" if sign == "!=" else sign
    passes = _test(column, sign, value)
    return Test(column.props, _not(passes) if negated else passes)


def _test(column: Column, sign: str, value: str) -> Callable[..., bool]:
    if column.kind in _MEASURED:
        return _measured(column, sign, value)
    if sign not in (":", "="):
        raise BadFilter(f"{column.name} has no more and less: try {column.name}:{value}")
    if column.kind is Kind.FLAGS:
        return _flagged(column, sign, value)
    if column.kind is Kind.ADDRESS:
        return _addressed(column, sign, value)
    sought = value.lower()
    if sign == "=":
        return lambda *values: sought in (column.form(*values).lower(), values[0].lower())
    return lambda *values: sought in column.form(*values).lower()


def _measured(column: Column, sign: str, value: str) -> Callable[..., bool]:
    limit = _limit(column, value)
    compare = _COMPARED[sign]
    if column.kind is Kind.TIME:
        return lambda text: bool(text) and compare(seconds(text), limit)
    return lambda *values: compare(sum(map(number, values)), limit)


def _limit(column: Column, value: str) -> float:
    try:
        match column.kind:
            case Kind.RATE:
                return parse_rate(value)
            case Kind.BYTES:
                return parse_size(value)
            case Kind.TIME:
                return parse_duration(value)
            case _:
                return int(value.replace(" ", ""))
    except ValueError:
        raise BadFilter(f"{column.name}: {value} is no {_EXAMPLES[column.kind]}") from None


_EXAMPLES = {
    Kind.RATE: "rate: 500k, 1M",
    Kind.BYTES: "size: 64k, 10M",
    Kind.TIME: "time: 30s, 5m, 1h",
    Kind.NUMBER: "number",
}


def _flagged(column: Column, sign: str, value: str) -> Callable[..., bool]:
    known = "".join(letter for letter, _ in column.letters)
    if unknown := "".join(letter for letter in value if letter not in known):
        raise BadFilter(f"no flag is called {unknown}; there are {known}")
    if sign == "=":
        return lambda *values: sorted(column.form(*values)) == sorted(value)
    return lambda *values: set(value) <= set(column.form(*values))


def _addressed(column: Column, sign: str, value: str) -> Callable[..., bool]:
    """An address, its beginning, or a network: `10.0.0.5`, `10.0.`, `10.0.0.0/24`, `fd00::/8`."""
    sought = value.lower()
    if "/" in value and sign == ":":
        return _within(column, value)
    if sign == "=":
        return lambda *values: sought in (column.form(*values).lower(), _host(column.form(*values)).lower())
    return lambda *values: sought in column.form(*values).lower()


def _host(text: str) -> str:
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0].partition("/")[0] if text.count(":") < 2 else text.partition("/")[0]


def _within(column: Column, value: str) -> Callable[..., bool]:
    try:
        network = ip_network(value, strict=False)
    except ValueError:
        raise BadFilter(f"{column.name}: {value} is no network: 192.168.88.0/24") from None
    first, last = place(str(network[0])), place(str(network[-1]))
    return lambda *values: first <= place(_host(column.form(*values))) <= last


def askable(words: str) -> str:
    """Of what was typed, the words that a router can be asked for as well: without those in quotation marks."""
    return " ".join(word for word in _WORD.findall(words) if '"' not in word)
