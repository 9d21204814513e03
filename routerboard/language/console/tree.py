"""What a script is made of, as a tree of values that never change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

IsMenu = Callable[[tuple[str, ...]], bool]
"""Whether these words (`("ip", "firewall")`) name a menu or the way to one."""

Knows = Callable[[str, str, str], bool]
"""Whether a menu (`/ip/route`) has a command, and the command an argument; "" asks for the command alone."""


class ScriptError(Exception):
    """The text is no script: `message` as a router words it, with line and column (both from 1)."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(f"{message} (line {line} column {column})")
        self.message, self.line, self.column = message, line, column


@dataclass(frozen=True)
class Text:
    """A string or a bare word; `parts` are text and nodes in between; a `bare` word may be a number or an address."""

    parts: tuple[str | Node, ...]
    bare: bool = False


@dataclass(frozen=True)
class Var:
    """`$name`, with the keys of `->` that follow it."""

    name: str
    keys: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Unary:
    """`!x`, `-x` or `~x`."""

    operator: str
    operand: Node


@dataclass(frozen=True)
class Binary:
    """`left operator right`; `and`, `or`, `in` are written as words."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Probe:
    """A condition on one property of a row: `comment~"^x"`; a name alone asks whether it is true."""

    name: str
    operator: str
    value: Node


@dataclass(frozen=True)
class Braces:
    """`{…}` that is not code where it stands.

    As a value of the console's own commands and in expressions it is an array of `items`, each with its key or None;
    as an argument of a menu's command it is a script kept as text, and `items` is None.
    """

    source: str
    line: int
    items: tuple[tuple[Node | None, Node], ...] | None = None


@dataclass(frozen=True)
class Block:
    """Commands to run in order, in a scope of their own."""

    commands: tuple[Command, ...]


@dataclass(frozen=True)
class Argument:
    """One argument; `name` is None for a positional one."""

    name: str | None
    value: Node


@dataclass(frozen=True)
class Command:
    """One command: `menu` words and `verb`.

    The console's own are `:if` and so on; `$f` calls the function f, `$` the function that the first argument gives.
    """

    menu: tuple[str, ...]
    verb: str
    arguments: tuple[Argument, ...] = ()
    condition: Node | None = None
    line: int = 1
    column: int = 1

    def argument(self, name: str) -> Node | None:
        """The value of the named argument, None where it is not given."""
        return next((found.value for found in self.arguments if found.name == name), None)

    @property
    def positional(self) -> tuple[Node, ...]:
        """The arguments without a name, in order."""
        return tuple(found.value for found in self.arguments if found.name is None)


Node = Text | Var | Unary | Binary | Probe | Braces | Block | Command
