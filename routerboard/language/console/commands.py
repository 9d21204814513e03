"""Commands, their menus and their arguments."""

from __future__ import annotations

import re

from routerboard.language.console.arguments import (
    ANYTHING,
    ARGUMENT,
    ENDS,
    NAME,
    WHERE,
    Arguments,
)
from routerboard.language.console.forms import FORMS, GLOBAL_COMMANDS, ROOT_COMMANDS
from routerboard.language.console.tree import (
    Argument,
    Block,
    Braces,
    Command,
    IsMenu,
    Knows,
    Node,
    Text,
)

_VARIABLE = re.compile(r"[A-Za-z0-9]+(?:,[ \t]*[A-Za-z0-9]+)?")
_BEHIND_NAME = (*ENDS, " ", "\t", "\r", "\\", '"', "[", "(", "{", "$")
_NAMING = frozenset({"local", "global", "set", "for", "foreach", "onerror"})
_OVER_LINES = frozenset({"if", "foreach", "for", "while", "do", "onerror", "retry"})


class Reader(Arguments):
    """Reads a script; `commands` are the console's own that there are."""

    def __init__(
        self,
        source: str,
        is_menu: IsMenu,
        commands: frozenset[str] = GLOBAL_COMMANDS,
        knows: Knows | None = None,
        first_line: int = 1,
    ) -> None:
        super().__init__(source, first_line)
        self._is_menu = is_menu
        self._commands = commands
        self.knows = knows
        self._menu: tuple[str, ...] = ()

    # -- blocks -----------------------------------------------------------------------------------------------------

    def script(self) -> Block:
        """The whole text."""
        found = self.commands()
        if self.peek():
            raise self.fail("syntax error")
        return Block(found)

    def block(self) -> Block:
        """`{…}` as code; the menu that it enters ends with it."""
        menu = self._menu
        self.expect("{")
        with self.deeper():
            found = self.commands()
            self.expect("}")
        self._menu = menu
        return Block(found)

    def commands(self) -> tuple[Command, ...]:
        """Commands up to the end, or to a bracket that closes."""
        found: list[Command] = []
        self.separators()
        while self.peek() not in ("", "}", "]", ")"):
            command = self.command()
            if command is not None:
                found.append(command)
            self.separators()
        return tuple(found)

    def separators(self) -> None:
        """Blanks, line ends, semicolons and comments."""
        self.comments()
        while self.accept(";"):
            self.comments()

    def substitution(self) -> Node:
        """`[command]`; empty it is nothing."""
        self.expect("[")
        menu = self._menu
        with self.deeper():
            self.separators()
            command = self.command() if self.peek() != "]" else None
            self.separators()
            self.expect("]")
        self._menu = menu
        return command or Text(())

    # -- one command ------------------------------------------------------------------------------------------------

    def command(self) -> Command | None:
        """One command, or None where a line only enters a menu."""
        start = self.at
        if self.peek() == "{":
            return self.placed(start, (), ":do", (Argument(None, self.block()),))
        if self.accept("$"):
            return self.call(start)
        if self.peek() and self.peek() in "([":
            return self.placed(
                start,
                (),
                "$",
                (Argument(None, self.value()), *self.arguments(ANYTHING)),
            )
        if self.accept(":"):
            return self.of_root(start) if self.names_root() else self.own(start, self.own_verb(start + 1))
        return self.in_menu(start)

    def names_root(self) -> bool:
        """Whether a command of the root is named, `:ping`, and no command of the console's own."""
        found = NAME.match(self.source, self.at)
        return found is not None and found[0] in ROOT_COMMANDS - self._commands

    def of_root(self, start: int) -> Command | None:
        """A command of the root behind a colon, from wherever the script is."""
        menu, self._menu = self._menu, ()
        found = self.in_menu(start)
        self._menu = menu
        return found

    def call(self, start: int) -> Command:
        """`$name arguments`, or `$name->key arguments`."""
        called = self.variable()
        if called.keys:
            return self.placed(start, (), "$", (Argument(None, called), *self.arguments(ANYTHING)))
        return self.placed(start, (), "$" + called.name, self.arguments(ANYTHING))

    def own_verb(self, start: int) -> str:
        """The name of one of the console's own commands, in full or as much of it as tells it from the others."""
        name = self.take(NAME)
        if not name:
            raise self.fail("syntax error")
        meant = [name] if name in self._commands else [one for one in self._commands if one.startswith(name)]
        if len(meant) != 1:
            raise self.fail(f"bad command name {name}", start)
        return meant[0]

    def own(self, start: int, name: str) -> Command:
        """One of the console's own commands, behind its name."""
        form = FORMS[name]
        self.blanks(newlines=name in _OVER_LINES)
        if name == "log":
            self.accept("/")
            topic = Argument(None, Text((self.take(NAME),), bare=True))
            return self.placed(start, (), ":log", (topic, *self.arguments(form, given=1)))
        if name in _NAMING and (variable := self.variable_to_name()) is not None:
            rest = self.arguments(form, given=1, over_lines=name in _OVER_LINES)
            return self.placed(start, (), ":" + name, (Argument(None, variable), *rest))
        return self.placed(start, (), ":" + name, self.arguments(form, over_lines=name in _OVER_LINES))

    def variable_to_name(self) -> Text | None:
        """The name of a variable where one is declared; None where the name is computed or given otherwise."""
        if ARGUMENT.match(self.source, self.at):
            return None
        name = self.take(_VARIABLE)
        if name and self.peek() not in _BEHIND_NAME:
            raise self.fail("expected end of command")
        return Text((name.replace(" ", "").replace("\t", ""),), bare=True) if name else None

    def in_menu(self, start: int) -> Command | None:
        """A command of a menu, or the menu alone."""
        menu, verb, at = self.path()
        if not verb:
            return self.entered(start, menu)
        if not menu and verb in self._commands:
            return self.own(start, verb)
        path = "/" + "/".join(menu)
        if self.peek() == "/":
            raise self.fail("syntax error")
        if self.knows is not None and not self.knows(path, verb, ""):
            raise self.fail(f"bad command name {verb}", at)
        outer, self._menu = self._menu, menu
        arguments = () if verb == "find" else self.arguments_of(path, verb)
        self.blanks()
        where = self.take(WHERE) or verb == "find"
        condition = self.condition() if where else None
        self._menu = outer
        return self.placed(start, menu, verb, arguments, condition)

    def entered(self, start: int, menu: tuple[str, ...]) -> Command | None:
        """A menu without a command: for what follows, or for the braces behind it."""
        outer, self._menu = self._menu, menu
        self.blanks()
        if self.peek() != "{":
            if self.peek() not in ENDS:
                raise self.fail("expected end of command")
            return None
        block = self.block()
        self._menu = outer
        return self.placed(start, (), ":do", (Argument(None, block),))

    def path(self) -> tuple[tuple[str, ...], str, int]:
        """A menu path, the verb behind it and where that stands; no verb means that the line only enters the menu."""
        words = () if self.peek() == "/" else self._menu
        begin = self.at
        while True:
            self.blanks()
            if self.accept("/"):
                if self.at > begin + 1 and self.peek() in (*ENDS, " ", "\t", "\r"):
                    raise self.fail("syntax error")
                continue
            start = self.at
            if self.accept(".."):
                words = words[:-1]
                continue
            word = self.take(NAME)
            if not word:
                if self.at == begin:
                    raise self.fail("syntax error")
                return words, "", start
            if self.peek() != "=" and self._is_menu((*words, word)):
                words = (*words, word)
                continue
            if self.peek() == "=" or not (words or word in ROOT_COMMANDS or word in self._commands):
                raise self.fail(f"bad command name {word}", start)
            return words, word, start

    def placed(
        self,
        start: int,
        menu: tuple[str, ...],
        verb: str,
        arguments: tuple[Argument, ...],
        condition: Node | None = None,
    ) -> Command:
        """The command, if it ends here."""
        self.blanks()
        if self.peek() not in ENDS:
            raise self.fail("expected end of command")
        return Command(menu, verb, arguments, condition, *self.place(start))


def parse(
    source: str,
    is_menu: IsMenu,
    commands: frozenset[str] = GLOBAL_COMMANDS,
    knows: Knows | None = None,
) -> Block:
    """Read a whole script; ScriptError where it is none.

    commands   the console's own commands that this version has
    knows      whether a menu has a command, and that an argument; without it only the menus are checked
    """
    return Reader(source, is_menu, commands, knows).script()


def parse_array(braces: Braces, is_menu: IsMenu) -> tuple[tuple[Node | None, Node], ...]:
    """Read `{1;2;"key"=3}` as (key or None, value) pairs; ScriptError where it is no array."""
    if braces.items is not None:
        return braces.items
    reader = Reader(braces.source, is_menu, first_line=braces.line)
    items = reader.items()
    if reader.peek():
        raise reader.fail("syntax error")
    return items
