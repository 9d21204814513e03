"""`/import`: runs a file command by command, stops where one fails, and leaves what ran before as it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from routerboard.language.console import ScriptError
from routerboard.language.items import is_true
from routerboard.language.version import Version
from routerboard.practice.errors import TrapError, failure, invalid_value
from routerboard.practice.reading import read
from routerboard.practice.replies import Call, Pause, Reply

_DRY_RUN = Version.parse("7.16")
_ENDS = tuple(quote + "\n" + "}" * depth for quote in ("", '"') for depth in range(7))
_MOST_CUTS = 4


def import_file(call: Call) -> Iterator[Reply | Pause]:
    """Import a script file; TrapError with the router's words for the first command that fails."""
    dry = ("dry-run",) if call.router.version >= _DRY_RUN else ()
    call.only("file-name", "numbers", "verbose", "from-line", *dry)
    text = _from_line(call.router.files.text(call.needed("file-name", "numbers").lstrip("/")), call)
    good, fault = _readable(call, text)
    if _switched(call, "dry-run"):
        if not _switched(call, "verbose"):
            raise failure("dry-run is only allowed in verbose mode")
    else:
        yield from call.router.jobs.run(good, call)
    if fault is not None:
        raise TrapError(str(fault), 3)


def _switched(call: Call, name: str) -> bool:
    return name in call.arguments and (call.arguments[name] == "" or is_true(call.arguments[name]))


def _from_line(text: str, call: Call) -> str:
    """The text with the lines before `from-line` emptied, so that the others keep their numbers."""
    first = call.arguments.get("from-line", "1")
    if not first.isdigit() or int(first) < 1:
        raise invalid_value("from-line")
    lines = text.split("\n")
    skipped = int(first) - 1
    return "\n".join(["" for _ in lines[:skipped]] + lines[skipped:])


def _readable(call: Call, text: str) -> tuple[str, ScriptError | None]:
    """The part of a script before the first command that makes no sense, and what is wrong there."""
    fault = _fault(call, text)
    found = fault
    for _ in range(_MOST_CUTS):
        if found is None:
            return text, fault
        text = _lines(text, found.line - 1)
        start = _open_command(call, text)
        text = text if start is None else _lines(text, start - 1)
        found = _fault(call, text)
    return "", fault


def _fault(call: Call, text: str) -> ScriptError | None:
    try:
        read(text, call.router.version)
    except ScriptError as error:
        return error
    return None


def _open_command(call: Call, text: str) -> int | None:
    """The line where the last command begins, where it is one that only lacks its closing quote or braces."""
    if _fault(call, text) is None:
        return None
    for end in _ENDS:
        with suppress(ScriptError):
            found = read(text + end, call.router.version).commands
            return found[-1].line if found else None
    return None


def _lines(text: str, count: int) -> str:
    return "\n".join(text.split("\n")[:count])
