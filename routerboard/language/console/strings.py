"""Strings and bare words."""

from __future__ import annotations

import re
from abc import abstractmethod

from routerboard.language.console.cursor import Cursor
from routerboard.language.console.tree import Node, Text, Var

_PLAIN_STRING = re.compile(r'"[^"\\$]*"')
_PLAIN = re.compile(r'[^"\\$]+')
_ESCAPES = {
    "n": "\n", "r": "\r", "t": "\t", "_": " ", '"': '"', "\\": "\\", "$": "$", "?": "?",
    "a": "\a", "b": "\b", "f": "\f", "v": "\v",
}  # fmt: skip
_JOINED_LINE = re.compile(r"\\\r?\n[ \t\r]*")
_BYTES = re.compile(r"(?:\\[0-9A-F]{2})+")
_INSERTED = re.compile(r"\$(?=[A-Za-z0-9(\[])")
_NAME = re.compile(r"[A-Za-z0-9]+")


class Strings(Cursor):
    """Reads strings, and what is inserted into them."""

    @abstractmethod
    def value(self) -> Node:
        """One value."""

    def string(self) -> Text:
        """`"…"`: with escapes, `$name`, `$[command]` and `$(expression)`."""
        if plain := self.take(_PLAIN_STRING):
            return Text((plain[1:-1],))
        self.expect('"')
        parts: list[str | Node] = []
        text = ""
        while not self.accept('"'):
            if self.take(_INSERTED):
                parts.append(text)
                parts.append(self.value() if self.peek() in "[(" else Var(self.variable_name()))
                text = ""
            else:
                text += self.take(_PLAIN) or self._special()
        return Text(tuple(part for part in (*parts, text) if part != "") or ("",))

    def _special(self) -> str:
        """An escape, or a `$` that stands for itself."""
        if self.accept("$"):
            return "$"
        if not self.follows("\\"):
            raise self.fail("syntax error")
        if self.take(_JOINED_LINE):
            return ""
        if escaped := self.take(_BYTES):
            return _decoded(bytes.fromhex(escaped.replace("\\", "")))
        self.at += 1
        if not self.peek() or self.peek() not in _ESCAPES:
            raise self.fail("syntax error")
        self.at += 1
        return _ESCAPES[self.source[self.at - 1]]

    def variable_name(self) -> str:
        """Letters and digits, or anything in quotes."""
        if self.peek() == '"':
            return "".join(part for part in self.string().parts if isinstance(part, str))
        name = self.take(_NAME)
        if not name:
            raise self.fail("syntax error")
        return name

    def word(self, pattern: re.Pattern[str]) -> Text:
        """A bare word."""
        return Text((self.take(pattern),), bare=True)


def _decoded(escaped: bytes) -> str:
    """A run of `\\XX` bytes, read as UTF-8 where it is that, else byte for byte."""
    try:
        return escaped.decode("utf-8")
    except UnicodeDecodeError:
        return escaped.decode("latin-1")
