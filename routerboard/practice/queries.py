"""The query words of print: a stack of truths, worked on word by word.

Each test pushes one truth; `?#` words combine them; a row is shown where all that are left are true.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import ip_address

from routerboard.language.items import Row
from routerboard.language.values import parse_duration

_OPERATION = re.compile(r"([0-9]+)|([!&|.])")
_NUMBER = re.compile(r"-?[0-9]{1,40}")
_BOOLEANS = {"yes": "true", "no": "false"}


def matches(row: Row, queries: Sequence[str]) -> bool:
    """Whether the row passes these query words (`?name=ether1`, `?#|`)."""
    stack: list[bool] = []
    for query in queries:
        word = query.removeprefix("?")
        if word.startswith("#"):
            _operate(stack, word[1:])
        else:
            stack.append(_test(row, word))
    return all(stack)


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


def _operate(stack: list[bool], operations: str) -> None:
    """Work on the stack; beneath what was pushed it is true without end."""
    parts = _OPERATION.findall(operations)
    after_index = False
    for at, (index, operator) in enumerate(parts):
        if index:
            value = _at(stack, int(index[:9]))
            if at == len(parts) - 1:
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
        after_index = bool(index)


def _at(stack: Sequence[bool], index: int) -> bool:
    return stack[-1 - index] if index < len(stack) else True


def _pop(stack: list[bool]) -> bool:
    return stack.pop() if stack else True
