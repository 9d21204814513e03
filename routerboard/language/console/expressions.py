"""Values and expressions."""

from __future__ import annotations

import re
from abc import abstractmethod

from routerboard.language.console.strings import Strings
from routerboard.language.console.tree import Binary, Braces, Node, Text, Unary, Var

WORD = re.compile(r"[^ \t\r\n;\[\](){}\"$=\\]*")
"""A bare word as an argument; a word may begin with a colon (`::1`)."""

_OPERAND = re.compile(r"(?:0x[0-9A-Fa-f]+|[0-9]+)(?=[-/][0-9$(\[])|\*[0-9A-F]+|[^ \t\r\n;\[\](){}\"$=\\!<>~+*%&|^,]+")
_ITEM = re.compile(r"[^ \t\r\n;\[\](){}\"$=\\#]+")
_KEY = re.compile(r"(?:[A-Za-z0-9_]|-(?!>))+")
_LEVELS: tuple[tuple[str, ...], ...] = (
    ("||", "or"),
    ("&&", "and"),
    ("!=", "<=", ">=", "=", "<", ">", "~", "in"),
    (".", ","),
    ("|",),
    ("^",),
    ("&",),
    ("<<", ">>"),
    ("+", "-"),
    ("*", "/", "%"),
)
_STRENGTH = {symbol: strength for strength, symbols in enumerate(_LEVELS) for symbol in symbols}
_OPERATOR = re.compile(r"\|\||&&|!=|<=|>=|<<|>>|-(?!>)|[=<>~.,|^&+*/%]|(?:or|and|in)(?=[\s(\[\"$!{])")
_MARKS = re.compile(r'\\.|["{}]', re.DOTALL)
_SPELT = {"||": "or", "&&": "and"}


class Expressions(Strings):
    """Reads values; `kept` braces are scripts that stay text, others are arrays."""

    @abstractmethod
    def substitution(self) -> Node:
        """`[command]`."""

    def value(self, kept: bool = False) -> Node:
        """One value: a string, a variable, a command, an expression, an array or a bare word."""
        char = self.peek()
        if char == '"':
            return self.string()
        if char == "(":
            return self.indexed(self.parenthesis())
        if char == "[":
            return self.indexed(self.substitution())
        if char == "{":
            return self.kept_braces() if kept else self.indexed(self.array())
        if char == "$":
            self.at += 1
            return self.value() if self.peek() and self.peek() in "[(" else self.variable()
        return self.word(WORD)

    def parenthesis(self) -> Node:
        """`(expression)`; empty it is nothing."""
        self.expect("(")
        with self.deeper():
            self.blanks(newlines=True)
            inner = Text(()) if self.peek() == ")" else self.expression()
            self.blanks(newlines=True)
            self.expect(")")
        return inner

    def variable(self) -> Var:
        """A variable and the keys behind it."""
        name, keys = self.variable_name(), []
        while self.accept("->"):
            keys.append(self.key())
        return Var(name, tuple(keys))

    def indexed(self, inner: Node) -> Node:
        """`(expression)->key`, kept as the operator `->`."""
        while self.accept("->"):
            inner = Binary("->", inner, self.key())
        return inner

    def key(self) -> Node:
        """What stands behind `->`."""
        self.blanks()
        if self.accept("$"):
            return Var(self.variable_name())
        if self.peek() == '"':
            return self.string()
        if self.peek() == "(":
            return self.parenthesis()
        if self.peek() == "[":
            return self.substitution()
        return Text((self.take(_KEY),), bare=True)

    # -- expressions ------------------------------------------------------------------------------------------------

    def expression(self, weakest: int = 0) -> Node:
        """Operands and operators that bind at least as strongly as `weakest`; equal ones from left to right."""
        left = self.operand()
        while True:
            operator = self.operator(weakest)
            if not operator:
                return left
            left = Binary(
                _SPELT.get(operator, operator),
                left,
                self.expression(_STRENGTH[operator] + 1),
            )

    def operator(self, weakest: int) -> str:
        """The next operator, unless it binds more weakly; "" where there is none."""
        begin = self.at
        self.blanks(newlines=True)
        symbol = self.take(_OPERATOR)
        if symbol and _STRENGTH[symbol] >= weakest:
            return symbol
        self.at = begin
        return ""

    def operand(self) -> Node:
        """One operand with the signs before it."""
        self.blanks(newlines=True)
        if self.peek() and self.peek() in "!~-":
            return self.signed()
        if self.peek() and self.peek() in '"([{$':
            return self.value()
        word = self.take(_OPERAND)
        if not word:
            raise self.fail("syntax error")
        return Text((word,), bare=True)

    def signed(self) -> Node:
        """`!x`, `~x`, `-x`; nothing may stand between a minus and its number."""
        sign = self.peek()
        self.at += 1
        with self.deeper():
            return Unary(sign, self.operand())

    # -- braces -----------------------------------------------------------------------------------------------------

    def array(self) -> Braces:
        """`{1;2;"key"=3}`."""
        start = self.at
        self.expect("{")
        with self.deeper():
            items = self.items()
            self.expect("}")
        return Braces(self.source[start + 1 : self.at - 1], self.place(start)[0], items)

    def items(self) -> tuple[tuple[Node | None, Node], ...]:
        """What stands in an array, up to its end."""
        found: list[tuple[Node | None, Node]] = []
        self.comments()
        while self.peek() not in ("}", ""):
            found.append(self.item())
            self.comments()
            if not self.accept(";"):
                break
            self.comments()
        return tuple(found)

    def item(self) -> tuple[Node | None, Node]:
        """One element, with the key before it or None."""
        first = self.element()
        self.blanks(newlines=True)
        if not self.accept("="):
            return None, first
        self.blanks(newlines=True)
        return first, self.element()

    def element(self) -> Node:
        """A value in an array."""
        if self.peek() and self.peek() in '"([{$':
            return self.value()
        word = self.take(_ITEM)
        if not word:
            raise self.fail("syntax error")
        return Text((word,), bare=True)

    def kept_braces(self) -> Braces:
        """`{…}` as text, up to the brace that closes it."""
        start, depth, quoted = self.at, 0, False
        for found in _MARKS.finditer(self.source, start):
            mark = found[0]
            if mark == '"':
                quoted = not quoted
            elif not quoted and mark in "{}":
                depth += 1 if mark == "{" else -1
                if depth == 0:
                    self.at = found.end()
                    return Braces(self.source[start + 1 : self.at - 1], self.place(start)[0])
        self.at = len(self.source)
        raise self.fail("syntax error")
