"""`/export` as a router writes it, and as we read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from routerboard.language.items import Row
from routerboard.language.menus import Menu
from routerboard.language.script import menu_line, quote, unquote
from routerboard.language.version import Version

WIDTH = 78
"""Columns after which a router breaks a line."""

_BUILT_IN: Mapping[str, str] = {"/interface/ethernet": "default-name", "/ip/service": "name"}
_VERSION = re.compile(r"by RouterOS (\S+)")
_MODEL = re.compile(r"^# model = ?(.*)$")
_VERBS = frozenset({"add", "set", "remove", "enable", "disable", "move", "reset", "unset"})
_WORD = re.compile(r'\[[^\]]*\]|(?:[^\s"\[]+)?"(?:[^"\\]|\\.)*"|[^\s"]+', re.DOTALL)


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
    """One line of an export: `find` holds what `[ find … ]` names, "" marks a positional row number."""

    menu: str
    verb: str
    args: Row
    find: Row
    line: int


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
    """Read the export of a RouterOS 6 or 7 router, compact or verbose; ExportError names the line."""
    version, model, menu, commands = None, "", "", []
    for number, line in _joined(text):
        if line.startswith("#"):
            version = _version(line) or version
            model = (found[1].strip() if (found := _MODEL.match(line)) else "") or model
            continue
        words = _words(line, number)
        path, rest = _path(words, menu)
        if not rest:
            menu = path
            continue
        if not path:
            raise ExportError(number, f"{words[0]!r} stands in no menu", "a line such as /ip route must come first")
        commands.append(_read_command(path, rest, number))
        menu = path if words[0].startswith("/") and len(words) == len(rest) else menu or path
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
    found = [row for row in rows if command.find.items() <= row.items()]
    if not found:
        found = [dict(command.find)]
        rows += found
    for row in found:
        row.update(command.args)


# writing


def _command(menu: Menu, row: Row) -> list[str]:
    """The words of one line; [] where the row holds nothing but defaults."""
    key = _BUILT_IN.get(menu.path)
    words = [
        _pair(menu, name, value)
        for name, value in sorted(row.items())
        if name != key and value != _default(menu, name) and not (_is_flag(menu, name) and value != "yes")
    ]
    if menu.singleton:
        return ["set", *words] if words else []
    if key is not None:
        return ["set", f"[ find {key}={quote(row.get(key, ''))} ]", *words] if words else []
    return ["add", *words]


def _pair(menu: Menu, name: str, value: str) -> str:
    if _is_flag(menu, name):
        return name
    return f"{name}={quote(value)}"


def _default(menu: Menu, name: str) -> str | None:
    known = menu.properties.get(name)
    return known.default if known is not None else None


def _is_flag(menu: Menu, name: str) -> bool:
    known = menu.properties.get(name)
    return known is not None and known.kind == "flag"


def _wrap(words: Sequence[str]) -> list[str]:
    """Break between words as routers do: a backslash at the end, four blanks before what goes on."""
    lines, line = [], words[0]
    for word in words[1:]:
        if len(line) + 1 + len(word) > WIDTH:
            lines.append(line + " \\")
            line = "    " + word
        else:
            line += " " + word
    return [*lines, line]


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
    words, at = [], 0
    while at < len(line):
        if line[at].isspace():
            at += 1
            continue
        match = _WORD.match(line, at)
        if match is None:
            raise ExportError(number, "a quote is not closed", 'every " needs another; inside one write \\"')
        words.append(match[0])
        at = match.end()
    return words


def _path(words: list[str], menu: str) -> tuple[str, list[str]]:
    """The menu of a line and the words from its verb on."""
    path = "" if words[0].startswith("/") else menu
    for index, word in enumerate(words):
        steps = [step for step in word.split("/") if step]
        if word in _VERBS:
            return path, words[index:]
        if steps and steps[-1] in _VERBS and "=" not in word:
            return path + "".join(f"/{step}" for step in steps[:-1]), [steps[-1], *words[index + 1 :]]
        path += "".join(f"/{step}" for step in steps)
    return path, []


def _read_command(path: str, words: list[str], number: int) -> Command:
    args: dict[str, str] = {}
    match: dict[str, str] = {}
    for word in words[1:]:
        if word.startswith("["):
            match = dict(_pair_of(inner, number) for inner in _words(word[1:-1].strip(), number) if "=" in inner)
            continue
        name, value = _pair_of(word, number)
        if "=" not in word and words[0] == "set":
            match = {"": name}
        else:
            args[name] = value
    return Command(path, words[0], args, match, number)


def _pair_of(word: str, number: int) -> tuple[str, str]:
    name, equals, value = word.partition("=")
    if not equals:
        return (name[1:], "no") if name.startswith("!") else (name, "yes")
    try:
        return name, unquote(value)
    except ValueError as error:
        raise ExportError(
            number, f"{name}: {error}", 'escapes are \\" \\\\ \\$ \\n \\r \\t and two hex digits'
        ) from None
