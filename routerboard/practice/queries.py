"""The query words of print: a stack of truths, worked on word by word.

Each test pushes one truth; `?#` words combine them; a row is shown where all that are left are true. The words are read
once, however many rows there are: a sentence has room for a million operations.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address

from routerboard.language.items import Row
from routerboard.language.values import parse_duration

_OPERATION = re.compile(r"([0-9]+)|[!&|.]")
_NUMBER = re.compile(r"-?[0-9]{1,40}")
_BOOLEANS = {"yes": "true", "no": "false"}


@dataclass(frozen=True)
class Query:
    """Query words that were read: tests as texts, operations as numbers and signs. `cost` counts them all."""

    steps: Sequence[str | Sequence[int | str]]
    cost: int

    def passes(self, row: Row) -> bool:
        """Whether a row is shown."""
        stack: list[bool] = []
        for step in self.steps:
            if isinstance(step, str):
                stack.append(_test(row, step))
            else:
                _operate(stack, step)
        return all(stack)


def read_query(queries: Sequence[str]) -> Query:
    """Read query words (`?name=ether1`, `?#|`)."""
    words = (query.removeprefix("?") for query in queries)
    steps = [_operations(word[1:]) if word.startswith("#") else word for word in words]
    return Query(steps, sum(1 if isinstance(step, str) else len(step) for step in steps))


def matches(row: Row, queries: Sequence[str]) -> bool:
    """Whether the row passes these query words."""
    return read_query(queries).passes(row)


def _operations(word: str) -> Sequence[int | str]:
    return [int(part[0][:9]) if part[1] else part[0] for part in _OPERATION.finditer(word)]


def _test(row: Row, word: str) -> bool:
    if word.startswith("-"):
        return word[1:] not in row
    sign = word[0] if word[:1] in ("<", ">", "=") else ""
    name, equals, value = word.removeprefix(sign).partition("=")
    if not equals:
        return name in row
    if name not in row:
        return False
    left, right = _comparable(row[name], value)
    if sign == "<":
        return left < right
    return left > right if sign == ">" else left == right


def _comparable(left: str, right: str) -> tuple[tuple[int, float, str], tuple[int, float, str]]:
    """Both values as what the router compares: numbers, addresses or times where both are, else text."""
    for kind in (_number, _address, _time):
        one, other = kind(left), kind(right)
        if one is not None and other is not None:
            return (0, one, ""), (0, other, "")
    return (1, 0, _BOOLEANS.get(left, left)), (1, 0, _BOOLEANS.get(right, right))


def _number(text: str) -> float | None:
    return int(text) if _NUMBER.fullmatch(text) else None


def _address(text: str) -> float | None:
    try:
        return int(ip_address(text))
    except ValueError:
        return None


def _time(text: str) -> float | None:
    try:
        return parse_duration(text)
    except ValueError:
        return None


def _operate(stack: list[bool], operations: Sequence[int | str]) -> None:
    """Work on the stack; beneath what was pushed it is true without end."""
    after_index = False
    for at, operator in enumerate(operations):
        index = isinstance(operator, int)
        if isinstance(operator, int):
            value = _at(stack, operator)
            if at == len(operations) - 1:
                stack[:] = [value]
            else:
                stack.append(value)
        elif operator == "!":
            stack.append(not _pop(stack))
        elif operator in "&|":
            one, other = _pop(stack), _pop(stack)
            stack.append((one and other) if operator == "&" else (one or other))
        elif not after_index:
            stack.append(_at(stack, 0))
        after_index = index


def _at(stack: Sequence[bool], index: int) -> bool:
    return stack[-1 - index] if index < len(stack) else True


def _pop(stack: list[bool]) -> bool:
    return stack.pop() if stack else True
