"""The console's script language, read into a tree.

Theory of operation. A script is a sequence of commands, split by newlines and semicolons. A command is a menu path and
a verb (`/ip route add …`, `/ip/route/add …`, or `add …` inside the menu of the line before), one of the console's own
commands (`:if`, `:foreach`, `:local` …), a bare block `{…}`, or a call of a function held in a variable (`$undo 1`).
What follows are arguments: `name=value`, bare words, strings with `$variables` in them, `(expressions)`, `[commands]`,
`{blocks or arrays}`. After `where`, and after `find`, stands a condition on the properties of rows.

`parse` reads text and changes nothing; whoever runs the tree decides what a command does. Where one word ends a path
and another begins the arguments depends on which menus exist, so the caller says which do. Errors carry the line and
column that a router would name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

IsMenu = Callable[[tuple[str, ...]], bool]
"""Whether these words (`("ip", "firewall")`) name a menu or the way to one."""

CODE_ARGUMENTS = frozenset({"do", "else", "on-error"})
GLOBAL_COMMANDS = frozenset(
    (
        *("delay", "do", "environment", "error", "execute", "find", "for", "foreach", "global", "if", "len", "local"),
        *("log", "nothing", "parse", "pick", "put", "resolve", "return", "set", "time", "toarray", "tobool", "toid"),
        *("toip", "tonum", "tostr", "totime", "typeof", "while"),
    )
)
ROOT_COMMANDS = frozenset({"export", "import", "undo", "redo", "quit", "ping", "beep"})
_CONDITION_VERBS = frozenset({"find"})
_WORD_ENDS = frozenset(" \t\r\n;]})")
_ESCAPES = {
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "_": " ",
    '"': '"',
    "\\": "\\",
    "$": "$",
    "?": "?",
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "v": "\v",
}
_BINARY: tuple[tuple[str, ...], ...] = (
    ("||", "or"),
    ("&&", "and"),
    ("in",),
    ("!=", "<=", ">=", "=", "<", ">", "~"),
    (".", ","),
    ("+", "-"),
    ("*", "/", "%"),
)


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
    """`!x` or `-x`."""

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
    """`{…}` that is not code where it stands: an array, or a script kept as text."""

    source: str
    line: int


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
    """One command: `menu` words and `verb`; the console's own are `:if` and so on, `$f` calls the function f."""

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


def parse(source: str, is_menu: IsMenu) -> Block:
    """Read a whole script; ScriptError where it is none."""
    return _Reader(source, is_menu).block(end="")


def parse_array(braces: Braces, is_menu: IsMenu) -> tuple[tuple[Node | None, Node], ...]:
    """Read `{1;2;"key"=3}` as (key or None, value) pairs; ScriptError where it is no array."""
    return _Reader(braces.source, is_menu, braces.line).array()


@dataclass
class _Reader:
    """A cursor over the text; each method reads one thing and leaves the cursor behind it."""

    source: str
    is_menu: IsMenu
    first_line: int = 1
    at: int = 0
    menu: tuple[str, ...] = field(default=())

    # -- the cursor -------------------------------------------------------------------------------------------------

    def peek(self, count: int = 1) -> str:
        return self.source[self.at : self.at + count]

    def fail(self, message: str, at: int | None = None) -> ScriptError:
        before = self.source[: self.at if at is None else at]
        return ScriptError(message, self.first_line + before.count("\n"), len(before) - before.rfind("\n"))

    def blanks(self, newlines: bool = False) -> None:
        while self.at < len(self.source):
            if self.peek() in " \t\r" or (newlines and self.peek() == "\n"):
                self.at += 1
            elif self.peek(2) == "\\\n" or self.peek(3) == "\\\r\n":
                self.at = self.source.index("\n", self.at) + 1
            else:
                return

    def expect(self, char: str) -> None:
        if self.peek() != char:
            raise self.fail("syntax error")
        self.at += 1

    # -- commands ---------------------------------------------------------------------------------------------------

    def block(self, end: str) -> Block:
        commands: list[Command] = []
        menu = self.menu
        while True:
            self.separators()
            if self.peek() == end:
                self.at += len(end)
                self.menu = menu if end else self.menu
                return Block(tuple(commands))
            if not self.peek() or self.peek() in "]})":
                raise self.fail("syntax error")
            command = self.command()
            if command is not None:
                commands.append(command)

    def separators(self) -> None:
        while True:
            self.blanks(newlines=True)
            if self.peek() == "#":
                self.at = (self.source + "\n").index("\n", self.at)
            elif self.peek() == ";":
                self.at += 1
            else:
                return

    def command(self) -> Command | None:
        start = self.at
        if self.peek() == "{":
            self.at += 1
            return self.placed(start, (), ":do", (Argument(None, self.block("}")),))
        if self.peek() == "$":
            self.at += 1
            return self.placed(start, (), "$" + self.variable_name(), self.arguments())
        if self.peek() == ":":
            self.at += 1
            name = self.name()
            if name not in GLOBAL_COMMANDS:
                raise self.fail(f"bad command name {name}", start + 1)
            return self.placed(start, (), ":" + name, self.global_arguments(name))
        menu, verb = self.path()
        if not verb:
            self.menu = menu
            return None
        outer, self.menu = self.menu, menu
        arguments = () if verb in _CONDITION_VERBS else self.arguments(stop_at_where=True)
        where = self.keyword("where") or verb in _CONDITION_VERBS
        condition = self.condition() if where else None
        self.menu = outer
        return self.placed(start, menu, verb, arguments, condition)

    def placed(
        self,
        start: int,
        menu: tuple[str, ...],
        verb: str,
        arguments: tuple[Argument, ...],
        condition: Node | None = None,
    ) -> Command:
        self.blanks()
        if self.peek() and self.peek() not in ";\n]})#":
            raise self.fail("expected end of command")
        before = self.source[:start]
        line = self.first_line + before.count("\n")
        return Command(menu, verb, arguments, condition, line, len(before) - before.rfind("\n"))

    def path(self) -> tuple[tuple[str, ...], str]:
        """A menu path and the verb behind it; no verb means that the line only enters the menu."""
        words: tuple[str, ...] = () if self.peek() == "/" else self.menu
        begin, first = self.at, True
        while True:
            self.blanks()
            if self.peek() == "/":
                self.at += 1
                if not first and self.peek() in _WORD_ENDS:
                    raise self.fail("syntax error")
                continue
            start = self.at
            if self.peek(2) == "..":
                self.at += 2
                words, first = words[:-1], False
                continue
            word = self.name()
            if not word:
                if self.at == begin:
                    raise self.fail("syntax error")
                return words, ""
            if self.peek() == "=":
                raise self.fail(f"bad command name {word}", start)
            if self.is_menu((*words, word)):
                words, first = (*words, word), False
                continue
            if not words and (first or word in GLOBAL_COMMANDS) and word not in ROOT_COMMANDS:
                raise self.fail(f"bad command name {word}", start)
            return words, word

    def name(self) -> str:
        start = self.at
        while self.peek() and (self.peek().isalnum() or self.peek() in "-_"):
            self.at += 1
        return self.source[start : self.at]

    def keyword(self, word: str) -> bool:
        self.blanks()
        end = self.at + len(word)
        if self.peek(len(word)) != word or (self.source[end : end + 1] and self.source[end] not in " \t\r\n(];\\"):
            return False
        self.at = end
        return True

    def global_arguments(self, name: str) -> tuple[Argument, ...]:
        """The arguments of the console's own commands; where code stands without a name, it is read as code."""
        self.blanks(newlines=name in ("if", "foreach", "for", "while", "do"))
        if name == "do" and self.peek() == "{":
            self.at += 1
            return (Argument(None, self.block("}")), *self.arguments(across_lines=True))
        if name == "log":
            return (Argument(None, Text((self.name(),), bare=True)), *self.arguments())
        return self.arguments(across_lines=name in ("if", "foreach", "for", "while"))

    def arguments(self, stop_at_where: bool = False, across_lines: bool = False) -> tuple[Argument, ...]:
        found: list[Argument] = []
        while True:
            self.blanks()
            if across_lines:
                self.skip_to_code()
            if not self.peek() or self.peek() in ";\n]})":
                return tuple(found)
            if (
                stop_at_where
                and self.source.startswith("where", self.at)
                and self.source[self.at + 5 : self.at + 6] in " \t("
            ):
                return tuple(found)
            found.append(self.one_argument())

    def skip_to_code(self) -> None:
        """Cross a line end where `do=`, `else=` or `on-error=` follows on the next line."""
        mark = self.at
        self.blanks(newlines=True)
        if not any(self.source.startswith(f"{name}=", self.at) for name in (*CODE_ARGUMENTS, "while")):
            self.at = mark

    def one_argument(self) -> Argument:
        start = self.at
        if self.peek() == "!" and self.source[self.at + 1 : self.at + 2].isalpha():
            self.at += 1
            return Argument("!" + self.name(), Text(("",)))
        name = "." + self.name() if self.peek() == "." and self.step() else self.name()
        if name and self.peek() == "=" and self.peek(2) != "==":
            self.at += 1
            return Argument(name, self.code() if name in CODE_ARGUMENTS else self.value())
        self.at = start
        return Argument(None, self.value())

    def step(self) -> bool:
        self.at += 1
        return True

    def code(self) -> Node:
        self.blanks(newlines=True)
        if self.peek() != "{":
            return self.value()
        self.at += 1
        return self.block("}")

    # -- values -----------------------------------------------------------------------------------------------------

    def value(self) -> Node:
        char = self.peek()
        if char == '"':
            return self.string()
        if char == "(":
            self.at += 1
            inner = self.expression()
            self.blanks(newlines=True)
            self.expect(")")
            return self.indexed(inner)
        if char == "[":
            return self.substitution()
        if char == "{":
            return self.braces()
        if char == "$":
            self.at += 1
            return self.variable()
        return self.bare_word(_WORD_ENDS)

    def indexed(self, inner: Node) -> Node:
        """`(expression)->key`, kept as the operator `->`."""
        while self.peek(2) == "->":
            self.at += 2
            inner = Binary("->", inner, self.key())
        return inner

    def substitution(self) -> Node:
        self.expect("[")
        menu = self.menu
        self.blanks(newlines=True)
        command = self.command()
        self.blanks(newlines=True)
        self.expect("]")
        self.menu = menu
        return command or Text(("",))

    def braces(self) -> Braces:
        start, depth, quoted = self.at, 0, False
        before = self.source[:start].count("\n")
        while self.at < len(self.source):
            char = self.peek()
            if char == "\\" and quoted:
                self.at += 1
            elif char == '"':
                quoted = not quoted
            elif not quoted and char == "{":
                depth += 1
            elif not quoted and char == "}":
                depth -= 1
            self.at += 1
            if depth == 0:
                return Braces(self.source[start + 1 : self.at - 1], self.first_line + before)
        raise self.fail("syntax error")

    def variable_name(self) -> str:
        if self.peek() != '"':
            name = ""
            while self.peek() and (self.peek().isalnum() or self.peek() == "_"):
                name += self.peek()
                self.at += 1
            if not name:
                raise self.fail("syntax error")
            return name
        text = self.string()
        return "".join(part for part in text.parts if isinstance(part, str))

    def variable(self) -> Var:
        name, keys = self.variable_name(), []
        while self.peek(2) == "->":
            self.at += 2
            keys.append(self.key())
        return Var(name, tuple(keys))

    def key(self) -> Node:
        if self.peek() == "$":
            self.at += 1
            return Var(self.variable_name())
        if self.peek() in ('"', "("):
            return self.value()
        return Text((self.name(),), bare=True)

    def bare_word(self, ends: frozenset[str]) -> Text:
        start = self.at
        while self.peek() and self.peek() not in ends:
            if self.peek(2) == "\\\n" or self.peek() == '"':
                break
            self.at += 1
        if self.at == start and self.peek() not in ends and self.peek():
            raise self.fail("syntax error")
        return Text((self.source[start : self.at],), bare=True)

    def string(self) -> Text:
        self.expect('"')
        parts: list[str | Node] = []
        text = ""
        while self.peek() != '"':
            if not self.peek():
                raise self.fail("syntax error")
            if self.peek() == "\\":
                text += self.escape()
            elif self.peek() == "$" and self.source[self.at + 1 : self.at + 2] not in ("", '"', " "):
                parts, text = [*parts, text], ""
                self.at += 1
                parts.append(self.value() if self.peek() in ("[", "(") else self.variable())
            else:
                text += self.peek()
                self.at += 1
        self.at += 1
        return Text(tuple(part for part in (*parts, text) if part != "") or ("",))

    def escape(self) -> str:
        """One `\\x` of a string; `\\` at a line's end joins the lines and swallows the next one's blanks."""
        self.at += 1
        if self.peek() in ("\n", "\r"):
            self.at = self.source.index("\n", self.at) + 1
            self.blanks()
            return ""
        if self.peek() in _ESCAPES:
            self.at += 1
            return _ESCAPES[self.source[self.at - 1]]
        digits = self.peek(2)
        if len(digits) == 2 and all(digit in "0123456789ABCDEF" for digit in digits):
            return self.escaped_bytes()
        raise self.fail("syntax error")

    def escaped_bytes(self) -> str:
        """A run of `\\XX` bytes, read as UTF-8 where it is that, else byte for byte."""
        run = bytearray()
        while len(digits := self.peek(2)) == 2 and all(digit in "0123456789ABCDEF" for digit in digits):
            run.append(int(digits, 16))
            self.at += 2
            if self.peek() != "\\" or self.source[self.at + 1 : self.at + 2] not in "0123456789ABCDEF":
                break
            self.at += 1
        try:
            return run.decode("utf-8")
        except UnicodeDecodeError:
            return run.decode("latin-1")

    # -- expressions and conditions ---------------------------------------------------------------------------------

    def expression(self, level: int = 0) -> Node:
        if level == len(_BINARY):
            return self.operand()
        left = self.expression(level + 1)
        while operator := self.operator(_BINARY[level]):
            left = Binary(operator, left, self.expression(level + 1))
        return left

    def operator(self, choices: tuple[str, ...]) -> str:
        self.blanks(newlines=True)
        for choice in choices:
            if choice.isalpha():
                if self.keyword(choice):
                    return choice
            elif self.source.startswith(choice, self.at) and not self.source.startswith("->", self.at):
                self.at += len(choice)
                return {"||": "or", "&&": "and"}.get(choice, choice)
        return ""

    def operand(self) -> Node:
        self.blanks(newlines=True)
        if self.peek() in ("!", "-"):
            sign = self.peek()
            self.at += 1
            return Unary(sign, self.operand())
        if self.peek() in ('"', "(", "[", "{", "$"):
            return self.indexed(self.value())
        word = self.bare_word(_WORD_ENDS | frozenset("=!<>~+*%&|,("))
        if not "".join(str(part) for part in word.parts):
            raise self.fail("syntax error")
        return word

    def condition(self) -> Node | None:
        """A condition on rows: tests joined by `and`, `or` or nothing (which means and)."""
        left: Node | None = None
        while True:
            self.blanks()
            if not self.peek() or self.peek() in ";\n])}":
                return left
            joint = "or" if self.keyword("or") or self.symbol("||") else "and"
            if joint == "and":
                _ = self.keyword("and") or self.symbol("&&")
            right = self.test()
            left = right if left is None else Binary(joint, left, right)

    def symbol(self, text: str) -> bool:
        self.blanks()
        if not self.source.startswith(text, self.at):
            return False
        self.at += len(text)
        return True

    def test(self) -> Node:
        self.blanks()
        if self.symbol("!"):
            return Unary("!", self.test())
        if self.peek() == "(":
            self.at += 1
            inner = self.condition()
            self.blanks()
            self.expect(")")
            return inner or Text(("",))
        if self.peek() == "[" or self.peek() == "$":
            return self.value()
        name = ("." if self.symbol(".") else "") + self.name()
        if name in ("", "."):
            raise self.fail("syntax error")
        for operator in ("!=", "<=", ">=", "=", "<", ">", "~"):
            if self.symbol(operator):
                self.blanks()
                return Probe(name, operator, self.value())
        return Probe(name, "=", Text(("true",), bare=True))

    def array(self) -> tuple[tuple[Node | None, Node], ...]:
        found: list[tuple[Node | None, Node]] = []
        while True:
            self.separators()
            if not self.peek():
                return tuple(found)
            if self.peek() in "])}":
                raise self.fail("syntax error")
            item = self.element()
            self.blanks(newlines=True)
            if self.symbol("="):
                self.blanks(newlines=True)
                found.append((item, self.element()))
            else:
                found.append((None, item))

    def element(self) -> Node:
        if self.peek() in ('"', "(", "[", "{", "$"):
            return self.value()
        return self.bare_word(_WORD_ENDS | {"="})
