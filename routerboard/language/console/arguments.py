"""Arguments of commands."""

from __future__ import annotations

import re
from abc import abstractmethod

from routerboard.language.console.conditions import Conditions
from routerboard.language.console.forms import CODE_ARGUMENTS, Form
from routerboard.language.console.tree import Argument, Block, Knows, Node, Text

NAME = re.compile(r"[A-Za-z0-9_-]*")
ARGUMENT = re.compile(r"\.?[A-Za-z0-9][A-Za-z0-9_.-]*(?==(?!=))")
WHERE = re.compile(r"where(?=[\s(\[!\"$\\;\])]|$)")
ENDS = ("", ";", "\n", "]", "}", ")", "#")
"""What can stand behind a command."""

_CLEARED = re.compile(r"!(?=[A-Za-z])")
_CODE_AHEAD = re.compile(rf"(?:[ \t\r\n]|\\\r?\n)*(?=(?:{'|'.join((*sorted(CODE_ARGUMENTS), 'while'))})=)")

ANYTHING = Form()
"""What functions take: any values, any names."""


class Arguments(Conditions):
    """Reads arguments; `knows` says what menus take where that is to be checked."""

    knows: Knows | None = None

    @abstractmethod
    def block(self) -> Block:
        """`{…}` as code."""

    def arguments_of(self, path: str, verb: str) -> tuple[Argument, ...]:
        """The arguments of a menu's command, up to `where`."""
        found: list[Argument] = []
        while True:
            self.blanks()
            if self.peek() in ENDS or WHERE.match(self.source, self.at):
                return tuple(found)
            start = self.at
            argument = self.menu_argument()
            name = argument.name or (_word(argument.value) if verb in ("add", "print") else "")
            if name and self.knows is not None and not self.knows(path, verb, name.removeprefix("!")):
                raise self.fail("expected end of command", start)
            found.append(argument)

    def menu_argument(self) -> Argument:
        """`name=value`, `!name` or a value."""
        if self.take(_CLEARED):
            return Argument("!" + self.take(NAME), Text(("",)))
        name = self.take(ARGUMENT)
        if name == "do":
            return Argument(name, self.code_or_value(CODE_ARGUMENTS, name, kept=True))
        return Argument(name or None, self.given(kept=True) if name else self.certain(kept=True))

    def given(self, kept: bool = False) -> Node:
        """The value behind `name`: blanks may follow the `=`, and nothing at all is an empty text."""
        self.expect("=")
        self.blanks()
        return self.value(kept)

    def certain(self, kept: bool = False) -> Node:
        """A value; ScriptError where nothing can be read."""
        start = self.at
        value = self.value(kept)
        if self.at == start:
            raise self.fail("expected end of command")
        return value

    def arguments(self, form: Form, given: int = 0, over_lines: bool = False) -> tuple[Argument, ...]:
        """The arguments of one of the console's own commands or of a function; `given` were read already."""
        found: list[Argument] = []
        while True:
            self.blanks()
            if over_lines:
                self.take(_CODE_AHEAD)
            if self.peek() in ENDS:
                return tuple(found)
            argument = self.own_argument(form, given)
            given += argument.name is None
            found.append(argument)

    def own_argument(self, form: Form, given: int) -> Argument:
        """One argument; by name or, with `given` of them before it, by its place."""
        start = self.at
        if form is ANYTHING:
            name = self.take(ARGUMENT)
            return Argument(
                name or None,
                self.code_or_value(CODE_ARGUMENTS, name) if name else self.certain(),
            )
        place = form.order[given] if given < len(form.order) else ""
        name = self.own_name(form, place)
        if not name and not place:
            raise self.fail("expected end of command", start)
        if name and self.peek() in ENDS:
            return Argument(name, Text(("",)))
        value = self.code_or_value(form.code, name or place, form.kept)
        if self.at == start:
            raise self.fail("expected end of command")
        return Argument(None if name in ("", place) else name, value)

    def own_name(self, form: Form, place: str) -> str:
        """The name before `=` or, where it can stand nowhere else, before a blank; "" where there is none."""
        begin = self.at
        name = self.take(NAME)
        known = name in form.named or name in form.code
        if (known or name == place) and self.follows("=") and not self.follows("=="):
            return name
        if known and name != place:
            self.blanks()
            return name
        self.at = begin
        return ""

    def code_or_value(self, code: frozenset[str], name: str, kept: bool = False) -> Node:
        """The value of an argument, or the code where it takes code."""
        if self.accept("="):
            self.blanks(newlines=name in code)
        return self.block() if self.peek() == "{" and name in code else self.value(kept)


def _word(node: Node) -> str:
    """The text of a bare word, "" for anything else."""
    return str(node.parts[0]) if isinstance(node, Text) and node.bare and len(node.parts) == 1 else ""
