"""Console text: values quoted as RouterOS needs it, and a plan as a script that a person can paste."""

from __future__ import annotations

import re
from collections.abc import Iterator

from routerboard.language.change import Change, Plan
from routerboard.language.items import Row
from routerboard.language.menus import menu
from routerboard.language.version import Version

_PLAIN = re.compile(r"[A-Za-z0-9_.:,/!@%*+-]+")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "$": "\\$", "\n": "\\n", "\r": "\\r", "\t": "\\t", "?": "\\?"}
_UNESCAPES = {"n": "\n", "r": "\r", "t": "\t", "_": " ", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_HEX = re.compile(r"[0-9A-F]{2}")


def quote(text: str) -> str:
    """A value as the console takes it: bare where it may be, else quoted, `"`, `\\`, `$`, `?`, controls escaped."""
    if _PLAIN.fullmatch(text):
        return text
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char >= " " and char != "\x7f" and not 0xDC80 <= ord(char) <= 0xDCFF:
        return char
    return "".join(f"\\{byte:02X}" for byte in char.encode("utf-8", "surrogateescape"))


def unquote(text: str) -> str:
    """The value that a console word stands for; the inverse of `quote`. ValueError for a broken escape."""
    if not text.startswith('"'):
        return text
    if len(text) < 2 or not text.endswith('"'):
        raise ValueError("a quote is not closed")
    found = bytearray()
    at, end = 1, len(text) - 1
    while at < end:
        char = text[at]
        if char != "\\":
            found += char.encode("utf-8", "surrogateescape")
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
    return found.decode("utf-8", "surrogateescape")


def pairs(values: Row, menu_path: str = "", version: Version | None = None) -> list[str]:
    """Properties as console words; those that count by their presence (`fib`, `blackhole`) stand alone."""
    form = menu(menu_path, version) if version is not None else None
    words = []
    for name, value in values.items():
        known = form.properties.get(name) if form is not None else None
        if (known is not None and known.kind == "flag") or (value == "" and name in ("fib", "blackhole")):
            words.append(name if value in ("", "yes", "true") else f"!{name}")
        else:
            words.append(f"{name}={quote(value)}")
    return words


def find(match: Row) -> str:
    """`[find …]` for the rows that have all these properties."""
    return f"[find {' '.join(f'{name}={quote(value)}' for name, value in match.items())}]" if match else "[find]"


def line(change: Change, version: Version) -> str:
    """One change as a console command, without its menu."""
    words: list[str] = [change.verb]
    if change.verb in ("set", "remove", "move") and change.match:
        words.append(find(change.match))
    if change.verb in ("add", "set"):
        words += pairs(change.args, change.menu, version)
    if change.place_before is not None and change.verb in ("add", "move"):
        words.append(("place-before=" if change.verb == "add" else "destination=") + find(change.place_before))
    return " ".join(words)


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
    return " ".join(text.split())
