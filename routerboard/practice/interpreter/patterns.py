"""Regular expressions as `~` understands them: POSIX extended ones.

A pattern becomes a set of states that is followed through the text character by character, so that no pattern takes
longer than text times states. Beginning and end of the text are characters of their own, which only `^` and `$` match.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from routerboard.practice.interpreter.failure import Failure, Stopped

MAX_STATES = 1_000
"""States of one pattern; `x{255}` has as many as its numbers say."""

_MAX_WORK = 2_000_000
_MAX_GROUPS = 20
_SPECIAL = frozenset(".[]()*+?{}|^$\\")
_CLASSES: dict[str, Callable[[str], bool]] = {
    "alpha": str.isalpha,
    "digit": str.isdecimal,
    "alnum": str.isalnum,
    "space": str.isspace,
    "upper": str.isupper,
    "lower": str.islower,
    "punct": lambda char: char.isprintable() and not char.isalnum() and not char.isspace(),
    "xdigit": lambda char: char in "0123456789abcdefABCDEF",
    "blank": lambda char: char in " \t",
    "cntrl": lambda char: char < " ",
    "print": str.isprintable,
    "graph": lambda char: char.isprintable() and not char.isspace(),
}
_START, _END = "<start>", "<end>"
_Accepts = Callable[[str], bool]


def work_of(text: str, pattern: str) -> float:
    """Steps that looking for a pattern counts for: its states, and each of them with each character.

    What is no pattern is read anew each time.
    """
    if not _SPECIAL & set(pattern.removeprefix("^")):
        return (len(text) + len(pattern)) / 1024
    try:
        states = len(_compiled(pattern).accepts)
    except Failure:
        return MAX_STATES
    return states / 16 + len(text) * states / 128


def found_in(text: str, pattern: str) -> bool:
    """Whether the pattern matches anywhere in the text; Failure where it is none."""
    plain = pattern.removeprefix("^")
    if not _SPECIAL & set(plain):
        return text.startswith(plain) if plain != pattern else plain in text
    machine = _compiled(pattern)
    if len(text) * len(machine.accepts) > _MAX_WORK:
        raise Stopped("a regular expression took too long")
    return machine.finds(text)


@dataclass
class _Machine:
    """State n goes on to `after[n]` where `accepts[n]` takes a character; without it, it goes on at once."""

    accepts: list[_Accepts | None] = field(default_factory=list)
    after: list[list[int]] = field(default_factory=list)
    start: int = 0
    end: int = 0
    beginning: frozenset[int] = frozenset()
    _steps: dict[tuple[frozenset[int], str], frozenset[int]] = field(default_factory=dict)

    def state(self, accepts: _Accepts | None = None) -> int:
        if len(self.accepts) >= MAX_STATES:
            raise Failure("invalid regular expression")
        self.accepts.append(accepts)
        self.after.append([])
        return len(self.accepts) - 1

    def reached(self, states: list[int]) -> frozenset[int]:
        """The states, and those that are reached from them at once."""
        found, left = set(states), list(states)
        while left:
            state = left.pop()
            if self.accepts[state] is None:
                new = [other for other in self.after[state] if other not in found]
                found.update(new)
                left += new
        return frozenset(found)

    def step(self, states: frozenset[int], char: str) -> frozenset[int]:
        key = (states, char)
        if key not in self._steps:
            if len(self._steps) > 5_000:
                self._steps.clear()
            taken = [state for state in states if (accepts := self.accepts[state]) is not None and accepts(char)]
            self._steps[key] = self.reached([other for state in taken for other in self.after[state]] + [self.start])
        return self._steps[key]

    def finds(self, text: str) -> bool:
        states = self.beginning
        for char in (_START, *text, _END):
            if self.end in states:
                return True
            states = self.step(states, char)
        return self.end in states


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> _Machine:
    return _Compiler(pattern).machine()


_Part = tuple[int, int]
"""First and last state of a part of a pattern."""


class _Compiler:
    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._groups = 0
        self._machine = _Machine()

    def machine(self) -> _Machine:
        self._machine.start, self._machine.end = self._alternatives()
        if self._at < len(self._pattern):
            raise self._wrong()
        self._machine.beginning = self._machine.reached([self._machine.start])
        return self._machine

    def _wrong(self) -> Failure:
        return Failure("invalid regular expression")

    def _next(self, text: str) -> bool:
        found = self._pattern.startswith(text, self._at)
        self._at += len(text) if found else 0
        return found

    def _alternatives(self) -> _Part:
        parts = [self._sequence()]
        while self._next("|"):
            parts.append(self._sequence())
        if len(parts) == 1:
            return parts[0]
        first, last = self._machine.state(), self._machine.state()
        for begin, end in parts:
            self._machine.after[first].append(begin)
            self._machine.after[end].append(last)
        return first, last

    def _sequence(self) -> _Part:
        first = last = self._machine.state()
        while self._at < len(self._pattern) and self._pattern[self._at] not in "|)":
            begin, end = self._repeated()
            self._machine.after[last].append(begin)
            last = end
        return first, last

    def _repeated(self, until: int | None = None) -> _Part:
        """A part with all that says how often it stands there, or with so much of that."""
        begun = self._at
        part = self._atom()
        while self._at < (len(self._pattern) if until is None else until) and self._pattern[self._at] in "*+?{":
            ended = self._at
            least, most = self._times()
            going_on = self._at
            part = self._times_of(part, begun, ended, least, most)
            self._at = going_on
        return part

    def _times(self) -> tuple[int, int | None]:
        sign = self._pattern[self._at]
        self._at += 1
        if sign != "{":
            return {"*": (0, None), "+": (1, None), "?": (0, 1)}[sign]
        least = self._number()
        most: int | None = least
        if self._next(","):
            most = None if self._next("}") else self._number()
            if most is None:
                return least, None
        if not self._next("}") or (most is not None and most < least):
            raise self._wrong()
        return least, most

    def _number(self) -> int:
        digits = ""
        while self._at < len(self._pattern) and self._pattern[self._at] in "0123456789":
            digits += self._pattern[self._at]
            self._at += 1
        if not 0 < len(digits) <= 3:
            raise self._wrong()
        return int(digits)

    def _times_of(self, part: _Part, begun: int, ended: int, least: int, most: int | None) -> _Part:
        """The part so many times: it is read once more for each time."""
        after = self._machine.after
        first = last = self._machine.state()
        parts = [part] + [self._again(begun, ended) for _ in range(max(least, most or 0, 1) - 1)]
        out = self._machine.state()
        for count, (begin, end) in enumerate(parts):
            if count >= least:
                after[last].append(out)
            if most is None or count < most:
                after[last].append(begin)
                last = end
        after[last].append(out)
        if most is None:
            after[last].append(parts[-1][0])
        return first, out

    def _again(self, begun: int, ended: int) -> _Part:
        self._at = begun
        return self._repeated(ended)

    def _atom(self) -> _Part:
        char = self._pattern[self._at]
        self._at += 1
        if char == "(":
            self._groups += 1
            if self._groups > _MAX_GROUPS:
                raise self._wrong()
            part = self._alternatives()
            if not self._next(")"):
                raise self._wrong()
            self._groups -= 1
            return part
        if char in "*+?{":
            raise self._wrong()
        return self._one(self._accepting(char))

    def _one(self, accepts: _Accepts) -> _Part:
        first, last = self._machine.state(accepts), self._machine.state()
        self._machine.after[first].append(last)
        return first, last

    def _accepting(self, char: str) -> _Accepts:
        if char == ".":
            return lambda other: len(other) == 1
        if char in "^$":
            edge = _START if char == "^" else _END
            return lambda other: other == edge
        if char == "[":
            return self._set()
        if char == "\\":
            if self._at == len(self._pattern):
                raise self._wrong()
            char = self._pattern[self._at]
            self._at += 1
        return lambda other: other == char

    def _set(self) -> _Accepts:
        negated = self._next("^")
        tests: list[_Accepts] = []
        begun = self._at
        while self._at == begun or not self._next("]"):
            if self._at >= len(self._pattern):
                raise self._wrong()
            tests.append(self._member())
        return lambda char: len(char) == 1 and any(test(char) for test in tests) != negated

    def _member(self) -> _Accepts:
        if self._next("[:"):
            name, closed, _ = self._pattern[self._at :].partition(":]")
            if not closed or name not in _CLASSES:
                raise self._wrong()
            self._at += len(name) + 2
            return _CLASSES[name]
        low = high = self._pattern[self._at]
        self._at += 1
        if self._pattern[self._at : self._at + 1] == "-" and self._pattern[self._at + 1 : self._at + 2] not in (
            "",
            "]",
        ):
            high = self._pattern[self._at + 1]
            self._at += 2
        if high < low:
            raise self._wrong()
        return lambda char: low <= char <= high
