"""What stands between values in expressions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from ipaddress import IPv4Address, IPv6Address

from routerboard.practice.interpreter.conversions import number_of, seconds_of, truth_of, truth_or_none, wrapped
from routerboard.practice.interpreter.failure import Failure, Stopped
from routerboard.practice.interpreter.patterns import found_in
from routerboard.practice.interpreter.values import (
    MAX_WEIGHT,
    Array,
    Nil,
    Prefix,
    Time,
    Value,
    numbered,
    text_of,
    typed,
)


def same(left: Value, right: Value) -> bool:
    """Whether `=` holds: as values of one type, else as texts; nothing and nil are the same."""
    if type(left) is type(right):
        return left == right
    if isinstance(left, bool) or isinstance(right, bool):
        return truth_or_none(left) is truth_or_none(right)
    if isinstance(left, str) and isinstance(right, Time | Prefix | IPv6Address):
        return same(typed(left), right) if isinstance(typed(left), type(right)) else False
    if isinstance(right, str) and isinstance(left, Time | Prefix | IPv6Address):
        return same(right, left)
    return text_of(left) == text_of(right)


def compared(operator: str, left: Value, right: Value) -> bool:
    """Whether `<`, `=`, `~` and the like hold."""
    if operator == "=":
        return same(left, right)
    if operator == "!=":
        return not same(left, right)
    if operator == "~":
        return found_in(text_of(left), text_of(right))
    if operator == "in":
        return contained(left, right)
    if operator in ("<", ">="):
        return _less(left, right) == (operator == "<")
    return _less(right, left) == (operator == ">")


def _less(left: Value, right: Value) -> bool:
    if isinstance(left, Time) or isinstance(right, Time):
        return seconds_of(left) < seconds_of(right)
    pair = [typed(side) if isinstance(side, str) else side for side in (left, right)]
    numbers = [int(side) for side in pair if isinstance(side, int | IPv4Address | IPv6Address)]
    return numbers[0] < numbers[1] if len(numbers) == 2 else text_of(left) < text_of(right)


def contained(left: Value, right: Value) -> bool:
    """Whether an array has a value, or a network an address."""
    if isinstance(right, Array):
        return any(same(left, item) for item in right.items.values())
    outer = typed(right) if isinstance(right, str) else right
    inner = typed(left) if isinstance(left, str) else left
    if not isinstance(outer, Prefix):
        return same(left, right)
    if isinstance(inner, IPv4Address | IPv6Address):
        return inner in outer.network
    if not isinstance(inner, Prefix) or inner.network.version != outer.network.version:
        return False
    return inner.network.network_address in outer.network and inner.network.prefixlen >= outer.network.prefixlen


def _sum(left: Value, right: Value, sign: int) -> Value:
    if isinstance(left, Time) or isinstance(right, Time):
        return Time(seconds_of(left) + sign * seconds_of(right))
    if isinstance(left, IPv4Address):
        if isinstance(right, IPv4Address):
            return wrapped(int(left) + sign * int(right))
        return IPv4Address((int(left) + sign * number_of(right)) % 2**32)
    return wrapped(number_of(left) + sign * number_of(right))


def _product(left: Value, right: Value) -> Value:
    if isinstance(left, Time) or isinstance(right, Time):
        time, factor = (left, right) if isinstance(left, Time) else (right, left)
        return Time(seconds_of(time) * number_of(factor))
    return wrapped(number_of(left) * number_of(right))


def _divided(left: Value, right: Value) -> Value:
    if isinstance(left, Time):
        return Time(left.seconds / _divisor(right))
    low, high = number_of(left), _divisor(right)
    return wrapped(abs(low) // abs(high) * (1 if (low < 0) == (high < 0) else -1))


def _rest(left: Value, right: Value) -> Value:
    low, high = number_of(left), _divisor(right)
    return abs(low) % abs(high) * (-1 if low < 0 else 1)


def _divisor(value: Value) -> int:
    if number_of(value) == 0:
        raise Failure("division by zero")
    return number_of(value)


def _text(left: Value, right: Value) -> Value:
    joined = text_of(left) + text_of(right)
    if len(joined) > MAX_WEIGHT:
        raise Stopped("a text grew too long")
    return joined


def _joined(left: Value, right: Value) -> Value:
    """`,` makes one array of both."""
    items: list[tuple[str | int, Value]] = []
    for side in (left, right):
        if not isinstance(side, Nil) and side is not None:
            items += side.ordered() if isinstance(side, Array) else [(0, side)]
    return Array(numbered(items))


def _bits(combine: Callable[[int, int], int]) -> Callable[[Value, Value], Value]:
    def combined(left: Value, right: Value) -> Value:
        if isinstance(left, bool) and isinstance(right, bool):
            return combine(left, right) != 0
        kind = next((type(side) for side in (left, right) if isinstance(side, IPv4Address | IPv6Address)), None)
        result = combine(_bit_pattern(left), _bit_pattern(right))
        if kind is None:
            return wrapped(result)
        return kind(result % 2 ** (32 if kind is IPv4Address else 128))

    return combined


def _bit_pattern(value: Value) -> int:
    return int(value) if isinstance(value, IPv4Address | IPv6Address) else number_of(value)


def _shift(left: int, count: int) -> int:
    count = min(max(count, -128), 128)
    return left << count if count >= 0 else left >> -count


def _comparison(operator: str) -> Callable[[Value, Value], Value]:
    return lambda left, right: compared(operator, left, right)


def inverted(operator: str, value: Value) -> Value:
    """`!x`, `-x`, `~x`."""
    if operator == "!":
        return not truth_of(value)
    if operator == "-":
        return Time(-value.seconds) if isinstance(value, Time) else wrapped(-number_of(value))
    if isinstance(value, IPv4Address):
        return IPv4Address(2**32 - 1 - int(value))
    return IPv6Address(2**128 - 1 - int(value)) if isinstance(value, IPv6Address) else ~number_of(value)


OPERATORS: Mapping[str, Callable[[Value, Value], Value]] = {
    "+": lambda left, right: _sum(left, right, 1),
    "-": lambda left, right: _sum(left, right, -1),
    "*": _product,
    "/": _divided,
    "%": _rest,
    "&": _bits(lambda left, right: left & right),
    "|": _bits(lambda left, right: left | right),
    "^": _bits(lambda left, right: left ^ right),
    "<<": _bits(_shift),
    ">>": _bits(lambda left, count: _shift(left, -count)),
    ".": _text,
    ",": _joined,
    "->": lambda left, right: left.element(right) if isinstance(left, Array) else None,
    **{operator: _comparison(operator) for operator in ("=", "!=", "<", ">", "<=", ">=", "~", "in")},
}
"""All but `and` and `or`, which do not look at their right side where the left decides."""
