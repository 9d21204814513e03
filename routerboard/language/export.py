"""`/export` as a router writes it, and as we read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from routerboard.language.items import Row
from routerboard.language.menus import Menu
from routerboard.language.script import menu_line, quote, unquote
from routerboard.language.values import octets
from routerboard.language.version import Version

WIDTH = 77
"""Columns that words may fill on a line that goes on; a quoted value that is longer than a line gets one more."""

_INDENT = "    "
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_ATOM = re.compile(r"\\[0-9A-F]{2}|\\.|.", re.DOTALL)
_BUILT_IN: Mapping[str, str] = {
    "/interface/ethernet": "default-name",
    "/interface/lte": "default-name",
    "/interface/lte/apn": "default",
    "/ip/service": "name",
}
_VERSION = re.compile(r"by RouterOS (\S+)")
_MODEL = re.compile(r"^# model = ?(.*)$")
_VERBS = frozenset({"add", "set", "remove", "enable", "disable", "move", "reset", "unset"})
_FINDING = frozenset({"find", "where"})
_STRING = r'"(?:[^"\\]|\\.)*"'
_BRACKETS = rf'\[(?:[^"\]]|{_STRING})*\]'
_WORD = re.compile(rf'((?:[^\s"\[\];=]+=)?(?:{_STRING}|{_BRACKETS})(?=[\s/]|$)|[^\s"\[\];]+(?=\s|$))\s*')
_PATH = re.compile(r"/?[a-z0-9][a-z0-9-]*(?:/[a-z0-9-]+)*")
_NAMED = re.compile(r"[.\w][\w./-]*")
_FAULTS: Mapping[str, tuple[str, str]] = {
    '"': ("a quote is not closed, or stands inside a word", 'every " needs another; inside one write \\"'),
    "[": ("a bracket is not closed, or stands inside a word", "rows are picked as [ find name=value ]"),
    "]": ("a bracket is closed that was not opened", "rows are picked as [ find name=value ]"),
    ";": ("a semicolon joins two commands", "give each command a line of its own"),
}


class ExportError(ValueError):
    """The text is no export: `line` (from 1), what is wrong, and what would be right."""

    def __init__(self, line: int, what: str, remedy: str) -> None:
        super().__init__(f"line {line}: {what}; {remedy}")
        self.line, self.what, self.remedy = line, what, remedy


@dataclass(frozen=True)
class Exported:
    """A menu and its configured rows, in order."""

    menu: Menu
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Command:
    """One line of an export: `find` holds what `[ find … ]` names, under "" the name or number of a row given bare.

    `unset` are the properties that `!name` takes away; verbose exports list so what a row does not have.
    """

    menu: str
    verb: str
    args: Row
    find: Row
    line: int
    unset: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ExportFile:
    """An export that was read; `version` and `model` are None and "" where its header does not say."""

    version: Version | None
    model: str
    commands: tuple[Command, ...] = field(default=())


def write_export(header: str, parts: Iterable[Exported], model: str = "") -> str:
    """An export: its header, then each menu that has something other than its defaults."""
    lines = [header, "# software id = PRAC-TICE"]
    lines += ["#", f"# model = {model}"] if model else []
    for part in parts:
        commands = [command for row in part.rows if (command := _command(part.menu, row))]
        if commands:
            lines.append(menu_line(part.menu.path))
            lines += [wrapped for command in commands for wrapped in _wrap(command)]
    return "\n".join(lines) + "\n"


def read_export(text: str) -> ExportFile:
    """Read the export of a RouterOS 6 or 7 router, compact, verbose or terse; ExportError names the line."""
    version, model, menu, commands = None, "", "", []
    for number, line in _joined(text):
        if line.startswith("#"):
            version = _version(line) or version
            model = (found[1].strip() if (found := _MODEL.match(line)) else "") or model
            continue
        path, words = _path(_words(line, number), menu, number)
        if words:
            commands.append(_read_command(path, words, number))
        else:
            menu = path
    if version is None and not commands:
        raise ExportError(1, "there is neither a header nor a command in it", "write one with /export file=name")
    return ExportFile(version, model, tuple(commands))


def menus_of(export: ExportFile) -> dict[str, list[dict[str, str]]]:
    """The rows that an export makes: API path -> rows; `set [ find … ]` changes a row, or makes a built-in one."""
    menus: dict[str, list[dict[str, str]]] = {}
    for command in export.commands:
        rows = menus.setdefault(command.menu, [])
        if command.verb == "add":
            rows.append(dict(command.args))
        elif command.verb == "set":
            _set(rows, command)
    return menus


def _set(rows: list[dict[str, str]], command: Command) -> None:
    for row in _picked(rows, command.find):
        row.update(command.args)
        for name in command.unset:
            row.pop(name, None)


def _picked(rows: list[dict[str, str]], find: Row) -> list[dict[str, str]]:
    """The rows that a `set` is about; a built-in row that no line made so far is made here."""
    given = find.get("")
    if given is None:
        found, new = [row for row in rows if find.items() <= row.items()], dict(find)
    elif given.isdecimal():
        found, new = rows[int(given) : int(given) + 1], {}
    else:
        found, new = [row for row in rows if row.get("name") == given], {"name": given}
    if not found:
        rows.append(new)
    return found or [new]


# writing


def _command(menu: Menu, row: Row) -> list[str]:
    """The words of one line; [] where the row holds nothing but defaults."""
    key = _BUILT_IN.get(menu.path, "")
    words = [
        _pair(menu, name, value)
        for name, value in sorted(row.items())
        if name != key and value != _default(menu, name) and not (_is_flag(menu, name) and value != "yes")
    ]
    if menu.singleton:
        return ["set", *words] if words else []
    if row.get(key):
        return ["set", _built_in(key, row[key]), *words] if words else []
    return ["add", *words]


def _built_in(key: str, value: str) -> str:
    """How a row that cannot be added is named: `telnet`, or `[ find default-name=ether1 ]`."""
    return quote(value) if key == "name" else f"[ find {key}={quote(value)} ]"


def _pair(menu: Menu, name: str, value: str) -> str:
    if _is_flag(menu, name):
        return name
    return f"{name}={_BEYOND_ASCII.sub(_bytes, quote(value))}"


def _bytes(text: re.Match[str]) -> str:
    return "".join(f"\\{byte:02X}" for byte in octets(text[0]))


def _default(menu: Menu, name: str) -> str | None:
    known = menu.properties.get(name)
    return known.default if known is not None else None


def _is_flag(menu: Menu, name: str) -> bool:
    known = menu.properties.get(name)
    return known is not None and known.kind == "flag"


def _wrap(words: Sequence[str]) -> list[str]:
    """Break as routers do: between words or after `=`, and inside a quoted value that no line can hold."""
    lines, line = [], words[0]
    for piece in (piece for word in words[1:] for piece in _pieces(word)):
        if piece[0] == '"' and not (_fits(piece) and "\\n" not in _ATOM.findall(piece)):
            *full, line = _broken(line, piece)
            lines += full
        elif len(line + piece) <= WIDTH:
            line += piece
        else:
            lines.append(line + (" \\" if piece[0] == " " else "\\"))
            line = _INDENT + piece.removeprefix(" ")
    return [*lines, line]


def _pieces(word: str) -> Iterator[str]:
    """What stays together: ` name=` and its value, or a word that has none. A value longer than a line gets quotes."""
    name, equals, value = word.partition("=")
    if not equals or word.startswith("["):
        yield f" {word}"
        return
    yield f" {name}="
    if value:
        yield value if value[0] == '"' or _fits(value) else f'"{value}"'


def _fits(piece: str) -> bool:
    """Whether some line can hold it."""
    return len(_INDENT + piece) <= WIDTH + 1


def _broken(line: str, value: str) -> Iterator[str]:
    """A long value cut where the line is full, and before each newline in it; no escape is cut in two."""
    for atom in _ATOM.findall(value):
        if len(line + atom) > WIDTH + 1 or atom == "\\n":
            yield line + "\\"
            line = _INDENT
            atom = "\\_" if atom == " " else atom
        line += atom
    yield line


# reading


def _joined(text: str) -> Iterator[tuple[int, str]]:
    """The logical lines with the number of their first one. What goes on after a backslash loses its indentation."""
    held, first = "", 0
    for number, raw in enumerate(re.split(r"\r?\n", text.lstrip("\ufeff").rstrip("\r\n")), 1):
        first = first or number
        held += raw.lstrip(" \t") if held else raw.strip(" \t")
        if _goes_on(held):
            held = held[:-1]
            continue
        if held.strip():
            yield first, held.strip()
        held, first = "", 0
    if held.strip():
        raise ExportError(first, "the last line ends in a backslash", "the export was cut off: export it again")


def _goes_on(line: str) -> bool:
    return (len(line) - len(line.rstrip("\\"))) % 2 == 1 and not line.startswith("#")


def _version(line: str) -> Version | None:
    match = _VERSION.search(line)
    try:
        return Version.parse(match[1]) if match else None
    except ValueError:
        return None


def _words(line: str, number: int) -> list[str]:
    """The words of a line that has no blank in front."""
    words, at = [], 0
    while at < len(line):
        match = _WORD.match(line, at)
        if match is None:
            raise _fault(line[at:], number)
        words.append(match[1])
        at = match.end()
    return words


def _fault(rest: str, number: int) -> ExportError:
    return ExportError(number, *next(_FAULTS[char] for char in rest if char in _FAULTS))


def _path(words: list[str], menu: str, number: int) -> tuple[str, list[str]]:
    """The menu of a line and the words from its verb on; a line without a verb enters a menu."""
    path = "" if words[0].startswith("/") else menu
    for index, word in enumerate(words):
        if not _PATH.fullmatch(word):
            raise ExportError(number, f"{word!r} is neither a menu nor a command", "an export only adds and sets rows")
        *steps, last = word.strip("/").split("/")
        path += "".join(f"/{step}" for step in steps)
        if last in _VERBS:
            return path, [last, *words[index + 1 :]]
        path += f"/{last}"
    if not words[0].startswith("/"):
        raise ExportError(number, f"{words[0]!r} is no command", "a line adds or sets something, or starts with /")
    return path, []


def _read_command(path: str, words: list[str], number: int) -> Command:
    """One command. A terse export may glue the path of its next menu to a line: what follows a path is left out."""
    verb, *rest = takewhile(lambda word: not word.startswith("/"), words)
    if not path:
        raise ExportError(number, f"{verb!r} stands in no menu", "a line such as /ip route must come first")
    picks = verb != "add" and rest and not re.match(r'!|[^"\[]*=', rest[0])
    find = _find(rest.pop(0), number) if picks else {}
    unset = frozenset(word[1:] for word in rest if word.startswith("!"))
    args = dict(_pair_of(word, number) for word in rest if not word.startswith("!"))
    return Command(path, verb, args, find, number, unset)


def _find(word: str, number: int) -> Row:
    """What picks the rows of a command: `[ find name=value ]`, or a bare name or number."""
    if not word.startswith("["):
        return {"": _pair_of(f"name={word}", number)[1]}
    return dict(_pair_of(inner, number) for inner in _words(word[1:-1].strip(), number) if inner not in _FINDING)


def _pair_of(word: str, number: int) -> tuple[str, str]:
    name, equals, value = word.partition("=")
    if not _NAMED.fullmatch(name):
        raise ExportError(number, f"{name!r} is no property", "properties are written as name=value")
    if not equals:
        return name, "yes"
    try:
        return name, unquote(value)
    except ValueError as error:
        raise ExportError(
            number, f"{name}: {error}", 'escapes are \\" \\\\ \\$ \\n \\r \\t and two hex digits'
        ) from None
