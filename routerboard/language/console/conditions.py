"""Conditions on rows: what stands after `where`, and after `find`."""

from __future__ import annotations

import re

from routerboard.language.console.expressions import Expressions
from routerboard.language.console.tree import Binary, Node, Probe, Text, Unary

_NAME = re.compile(r"\.?[A-Za-z0-9][A-Za-z0-9_.-]*")
_OPERATOR = re.compile(r"!=|<=|>=|[=<>~]|in(?=[\s(\[\"$!{])")
_OR = re.compile(r"(?:or(?=[\s(!\[])|\|\|)")
_AND = re.compile(r"(?:and(?=[\s(!\[])|&&)")
_ENDS = ("", ";", "\n", "]", ")", "}")


class Conditions(Expressions):
    """Reads tests joined by `or`, `and` and nothing, which means and."""

    def condition(self) -> Node | None:
        """A whole condition, None where there is none."""
        self.blanks()
        if self.peek() in _ENDS:
            return None
        left = self.all_of()
        while self._joint(_OR):
            left = Binary("or", left, self.all_of())
        return left

    def _joint(self, joint: re.Pattern[str]) -> bool:
        self.blanks()
        return bool(self.take(joint))

    def all_of(self) -> Node:
        """Tests that must all hold."""
        left = self.test()
        while True:
            explicit = self._joint(_AND)
            if not explicit and (self.peek() in _ENDS or _OR.match(self.source, self.at)):
                return left
            left = Binary("and", left, self.test())

    def test(self) -> Node:
        """One test: a property and what it should be, a condition in parentheses, or a value that is true or not."""
        self.blanks()
        if self.accept("!"):
            with self.deeper():
                return Unary("!", self.test())
        if self.peek() == "(":
            return self.grouped()
        if self.peek() and self.peek() in '[$"':
            return self.compared(self.value())
        name = self.take(_NAME)
        if not name:
            raise self.fail("syntax error")
        return self.probe(name)

    def grouped(self) -> Node:
        """`(condition)`."""
        self.expect("(")
        with self.deeper():
            inner = self.condition()
            self.blanks(newlines=True)
            self.expect(")")
        return inner or Text(("",))

    def compared(self, left: Node) -> Node:
        """A value that is true or not, or is compared with another."""
        self.blanks()
        operator = self.take(_OPERATOR)
        self.blanks()
        return Binary(operator, left, self.value()) if operator else left

    def probe(self, name: str) -> Node:
        """What is asked of a property; a name alone asks whether it is true."""
        begin = self.at
        self.blanks()
        operator = self.take(_OPERATOR)
        if not operator:
            self.at = begin
            return Probe(name, "=", Text(("true",), bare=True))
        self.blanks()
        return Probe(name, operator, self.value())
