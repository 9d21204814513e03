"""A place in the text of a script, and how to go on from there."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager

from routerboard.language.console.tree import ScriptError

MAX_DEPTH = 40
"""How deep brackets may stand in one another: more than anybody writes, less than Python can take."""

_BLANK = frozenset(" \t\r\n\\")
_BLANKS = re.compile(r"(?:[ \t\r]|\\[ \t]*\r?\n)*")
_COMMENT = re.compile(r"#[^\n]*")
_BLANKS_AND_LINES = re.compile(r"(?:[ \t\r\n]|\\[ \t]*\r?\n)*")


class Cursor:
    """The text, and where the reader stands in it; `first_line` is the number of its first line."""

    def __init__(self, source: str, first_line: int = 1) -> None:
        self.source = source
        self.first_line = first_line
        self.at = 0
        self._depth = 0
        self._line_ends = [found.start() for found in re.finditer("\n", source)]

    def peek(self, count: int = 1) -> str:
        """The next characters, fewer at the end."""
        return self.source[self.at : self.at + count]

    def follows(self, text: str) -> bool:
        """Whether this comes next."""
        return self.source.startswith(text, self.at)

    def accept(self, text: str) -> bool:
        """Step over this where it comes next; whether it did."""
        if not self.source.startswith(text, self.at):
            return False
        self.at += len(text)
        return True

    def expect(self, text: str) -> None:
        """Step over this; ScriptError where something else comes next."""
        if not self.accept(text):
            raise self.fail("syntax error")

    def take(self, pattern: re.Pattern[str]) -> str:
        """Step over what the pattern matches here, and return it; "" where it does not match."""
        found = pattern.match(self.source, self.at)
        if found is None:
            return ""
        self.at = found.end()
        return found[0]

    def blanks(self, newlines: bool = False) -> None:
        """Step over blanks and joined lines, with `newlines` over line ends too."""
        if self.source[self.at : self.at + 1] in _BLANK:
            self.take(_BLANKS_AND_LINES if newlines else _BLANKS)

    def comments(self) -> None:
        """Step over blanks, line ends and comments."""
        self.blanks(newlines=True)
        while self.take(_COMMENT):
            self.blanks(newlines=True)

    def place(self, at: int) -> tuple[int, int]:
        """Line and column of a character, as a router counts them."""
        line = bisect_left(self._line_ends, at)
        begin = self._line_ends[line - 1] + 1 if line else 0
        return self.first_line + line, at - begin + 1

    def fail(self, message: str, at: int | None = None) -> ScriptError:
        """The error to raise for this place, or for another."""
        return ScriptError(message, *self.place(self.at if at is None else at))

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Read something in brackets; ScriptError where that is too deep."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self.fail("syntax error")
        yield
        self._depth -= 1
