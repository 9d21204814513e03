"""Values as other values: for operators, for loops, and by `:tonum` and the like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from ipaddress import IPv4Address, IPv6Address

from routerboard.practice.interpreter.failure import Failure
from routerboard.practice.interpreter.values import NIL, Array, Nil, Time, Value, array_of, text_of, to_address, typed

_TRUE = ("true", "yes")
_FALSE = ("false", "no")


def wrapped(number: int) -> int:
    """A number in 64 bits with a sign, as a router counts."""
    return (number + 2**63) % 2**64 - 2**63


def number_of(value: Value) -> int:
    """A value as a number; Failure where it is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    read = typed(value) if isinstance(value, str) else None
    if isinstance(read, int) and not isinstance(read, bool):
        return read
    raise Failure("cannot convert to number")


def seconds_of(value: Value) -> float:
    """A time, or a number of seconds; Failure where it is neither."""
    read = typed(value) if isinstance(value, str) else value
    return read.seconds if isinstance(read, Time) else float(number_of(read))


def truth_of(value: Value) -> bool:
    """Whether a condition holds; Failure where it is none."""
    if isinstance(value, bool):
        return value
    if value in _TRUE:
        return True
    if value in _FALSE or value is None or value == NIL:
        return False
    raise Failure("conditional not boolean")


def truth_or_none(value: Value) -> bool | None:
    """A boolean in any of its spellings; None for anything else."""
    if isinstance(value, bool):
        return value
    return True if value in _TRUE else False if value in _FALSE else None


def _to_number(value: Value) -> Value:
    match value:
        case bool():
            return int(value)
        case int():
            return value
        case Time():
            return int(value.seconds)
        case IPv4Address():
            return int(value)
        case str():
            read = typed(value)
            return read if isinstance(read, int) and not isinstance(read, bool) else NIL
    return NIL


def _to_bool(value: Value) -> Value:
    if isinstance(value, int):
        return value != 0
    found = truth_or_none(value)
    return NIL if found is None else found


def _to_time(value: Value) -> Value:
    try:
        return Time(seconds_of(value))
    except Failure:
        return NIL


def _to_ip(value: Value) -> Value:
    if isinstance(value, int) and not isinstance(value, bool):
        return IPv4Address(value % 2**32)
    found = to_address(text_of(value))
    return found if isinstance(found, IPv4Address) else NIL


def _to_ip6(value: Value) -> Value:
    found = to_address(text_of(value))
    return found if isinstance(found, IPv6Address) else NIL


def to_array(value: Value, delimiter: str = ",") -> Value:
    """An array of the parts of a text; a router makes an empty one of an empty text."""
    if isinstance(value, Array):
        return value
    if not isinstance(value, str):
        return array_of([] if value is None or isinstance(value, Nil) else [value])
    return array_of([part for part in value.split(delimiter or ",") if part])


CONVERSIONS: Mapping[str, Callable[[Value], Value]] = {
    "tostr": text_of,
    "tonum": _to_number,
    "tobool": _to_bool,
    "totime": _to_time,
    "toid": text_of,
    "toip": _to_ip,
    "toip6": _to_ip6,
}
"""What turns a value into one of another type, NIL where it cannot be one."""
