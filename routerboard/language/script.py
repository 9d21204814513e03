"""Console text: values quoted as RouterOS needs it, and a plan as a script that a person can paste."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from routerboard.language.change import Change, Plan
from routerboard.language.controls import GONE
from routerboard.language.items import PREFIX, Row
from routerboard.language.menus import Menu, Property, menu
from routerboard.language.version import Version

_PLAIN = re.compile(r"[A-Za-z0-9_.:,/!@%*+-]+")
_PLAIN_IN_FIND = re.compile(r"[A-Za-z0-9_./-]+")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "$": "\\$", "\n": "\\n", "\r": "\\r", "\t": "\\t", "?": "\\?"}
_UNESCAPES = {"n": "\n", "r": "\r", "t": "\t", "_": " ", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_FREE_TEXT = frozenset({"text", "script", "password", "list", "policy"})
"""Kinds that can be empty, but in rules, where an empty text would match nothing."""
_YES = {"true": "yes", "false": "no"}
_HEX = re.compile(r"[0-9A-F]{2}")


def quote(text: str) -> str:
    """A value as the console takes it: bare where it may be, else quoted, `"`, `\\`, `$`, `?`, controls escaped."""
    if _PLAIN.fullmatch(text):
        return text
    return _quoted(text)


def _quoted(text: str) -> str:
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    return "".join(f"\\{byte:02X}" for byte in char.encode()) if ord(char) in GONE else char


def unquote(text: str) -> str:
    """The value that a console word stands for; the inverse of `quote`. ValueError for a broken escape.

    Escaped bytes are read as UTF-8, and as Windows-1252 where they are not: old Winboxes wrote the latter.
    """
    if not text.startswith('"'):
        return text
    if len(text) < 2 or not text.endswith('"'):
        raise ValueError("a quote is not closed")
    found = bytearray()
    at, end = 1, len(text) - 1
    while at < end:
        char = text[at]
        if char != "\\":
            found += char.encode()
            at += 1
            continue
        following = text[at + 1 : at + 3]
        if _HEX.fullmatch(following):
            found.append(int(following, 16))
            at += 3
        elif following[:1] in _UNESCAPES or following[:1] in '"\\$?':
            found += _UNESCAPES.get(following[0], following[0]).encode()
            at += 2
        else:
            raise ValueError(f"\\{following[:1]} is no escape")
    try:
        return found.decode()
    except UnicodeDecodeError:
        return found.decode("cp1252", "replace")


def pairs(change: Change, version: Version) -> list[str]:
    """The properties of an add or set as console words: flags such as `fib` bare, what a set clears as `!name`."""
    form = menu(change.menu, version)
    return [_pair(form, name, value, change.verb == "set") for name, value in change.args.items()]


def _pair(form: Menu | None, name: str, value: str, setting: bool) -> str:
    known = form.properties.get(name) if form is not None else None
    if known is not None and known.kind == "flag":
        return name if value in ("", "yes", "true") else f"!{name}"
    if form is not None and known is not None and value == "" and setting:
        return _cleared(form, known)
    return f"{name}={quote(value)}"


def _cleared(form: Menu, known: Property) -> str:
    """How a set takes a property away: by its default, by nothing in free text, else by `!`."""
    free = known.name == "comment" or (known.kind in _FREE_TEXT and not form.ordered)
    if known.default or free or "unset" not in form.commands:
        return f"{known.name}={quote(known.default or '')}"
    return f"!{known.name}"


def find(match: Row) -> str:
    """`[find …]` for the rows that have all these properties. What could be an operator there stands in quotes."""
    return f"[{' '.join(['find', *(f'{name}={_sought(value)}' for name, value in match.items())])}]"


def _sought(value: str) -> str:
    return value if _PLAIN_IN_FIND.fullmatch(value) else _quoted(value)


def line(change: Change, version: Version) -> str:
    """One change as a console command, without its menu."""
    words: list[str] = [change.verb]
    if change.verb in ("set", "remove", "move") and change.match:
        words.append(find(change.match))
    if change.verb in ("add", "set"):
        words += pairs(change, version)
    if change.place_before is not None and change.verb in ("add", "move"):
        words.append(("place-before=" if change.verb == "add" else "destination=") + find(change.place_before))
    return " ".join(words)


def found(path: str, match: Row) -> str:
    """`[/ip route find where comment="simplifi:…"]`, for commands that stand in no menu; an id stands for itself.

    Somebody else's row that only its properties tell is never taken for one of ours that has them, too.
    """
    if set(match) == {".id"}:
        return match[".id"]
    theirs = "" if {"comment", "name"} & set(match) else f' !(comment~"^{PREFIX}")'
    return f"[{menu_line(path)} {find(match)[1:-1].replace('find', 'find where', 1)}{theirs}]"


def command(change: Change, version: Version) -> str:
    """One change as a console command that can stand anywhere; booleans as the console wants them."""
    path, row = menu_line(change.menu), f" {found(change.menu, change.match)}" if change.match else ""
    words = [f"{path} {change.verb}{row}"]
    if change.verb in ("add", "set"):
        words += pairs(_spelt(change, version), version)
    if change.place_before is not None and change.verb in ("add", "move"):
        place = "place-before" if change.verb == "add" else "destination"
        words.append(f"{place}={found(change.menu, change.place_before)}")
    return " ".join(words)


def _spelt(change: Change, version: Version) -> Change:
    """The same with booleans as they are typed: routers show `true`, and want `yes`."""
    known = menu(change.menu, version)
    kinds = {name: one.kind for name, one in known.properties.items()} if known else {}
    args = {name: _YES.get(value, value) if kinds.get(name) == "bool" else value for name, value in change.args.items()}
    return replace(change, args=args)


def to_rsc(plan: Plan) -> str:
    """A plan as a console script: each menu once in a row, each change with its reason above it."""
    return "\n".join(_lines(plan)) + "\n"


def _lines(plan: Plan) -> Iterator[str]:
    yield f"# {_comment(plan.site)}: for RouterOS {plan.version}"
    current = ""
    for change in plan.changes:
        if change.menu != current:
            current = change.menu
            yield menu_line(change.menu)
        if change.why:
            yield f"# {_comment(change.why)}"
        yield line(change, plan.version)


def menu_line(path: str) -> str:
    """`/ip/firewall/mangle` as both versions take it: `/ip firewall mangle`."""
    return "/" + " ".join(path.strip("/").split("/"))


def _comment(text: str) -> str:
    """One line of words only: a comment ends where a line does."""
    return " ".join(text.split()).translate(GONE)
