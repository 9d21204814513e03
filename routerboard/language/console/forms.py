"""The console's own commands: which there are, since when, and what each takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from routerboard.language.version import Version


@dataclass(frozen=True)
class Form:
    """What one command takes.

    order   the names of its positional arguments, of which each may also be written `name=value`
    code    the arguments whose `{…}` is code
    named   those that can only be given by name
    kept    whether `{…}` is kept as the text of a script
    """

    order: tuple[str, ...] = ()
    code: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    kept: bool = False


def _form(order: str = "", code: str = "", named: str = "", *, kept: bool = False) -> Form:
    return Form(tuple(order.split()), frozenset(code.split()), frozenset(named.split()), kept)


FORMS: Mapping[str, Form] = {
    "beep": _form("", named="frequency length"),
    "break": _form(),
    "continue": _form(),
    "convert": _form("value", named="from to transform options"),
    "delay": _form("delay-time"),
    "deserialize": _form("value", named="from delimiter options"),
    "do": _form("command", "command on-error", "while"),
    "environment": _form("command name"),
    "error": _form("message"),
    "execute": _form("script", named="file as-string", kept=True),
    "exit": _form(),
    "find": _form("in key from"),
    "for": _form("counter", "do on-error", "from to step"),
    "foreach": _form("counter", "do on-error", "in"),
    "global": _form("name value", "do"),
    "if": _form("condition", "do else"),
    "jobname": _form(),
    "len": _form("value"),
    "local": _form("name value", "do"),
    "log": _form("topics message"),
    "nothing": _form(),
    "onerror": _form("error in", "in do"),
    "parse": _form("value", kept=True),
    "pick": _form("counter begin end"),
    "put": _form("message"),
    "range": _form("from to"),
    "resolve": _form("domain-name", named="server server-port type"),
    "retry": _form("command", "command on-error", "delay max"),
    "return": _form("value"),
    "rndnum": _form("from to"),
    "rndstr": _form("", named="from length"),
    "serialize": _form("value", named="to delimiter options order file-name"),
    "set": _form("name value", "do"),
    "time": _form("command", "command"),
    "timestamp": _form("", named="use-tz"),
    "toarray": _form("value", named="delimiter"),
    "tobool": _form("value"),
    "tocrlf": _form("input"),
    "toid": _form("value"),
    "toip": _form("value"),
    "toip6": _form("value"),
    "tolf": _form("input"),
    "tonsec": _form("value"),
    "tonum": _form("value"),
    "tostr": _form("value"),
    "totime": _form("value"),
    "typeof": _form("value"),
    "while": _form("condition", "do"),
}

CODE_ARGUMENTS = frozenset({"do", "else", "on-error"})
"""Arguments whose `{…}` is code, and that may stand on the line after the command's."""

GLOBAL_COMMANDS = frozenset(FORMS)
"""The console's own commands that we know, of all versions."""

ROOT_COMMANDS = frozenset({"export", "import", "undo", "redo", "quit", "ping"})
"""Commands that stand in no menu."""

_SINCE: Mapping[str, str] = {
    "toip6": "7.0", "retry": "7.0", "rndnum": "7.0", "rndstr": "7.0", "timestamp": "7.0", "convert": "7.11",
    "jobname": "7.12", "tonsec": "7.12", "onerror": "7.13", "serialize": "7.13", "deserialize": "7.13",
    "tocrlf": "7.14", "tolf": "7.14", "range": "7.17", "break": "7.22", "continue": "7.22", "exit": "7.22",
}  # fmt: skip


@cache
def global_commands(version: Version) -> frozenset[str]:
    """Those of the console's own commands that a version has."""
    return frozenset(name for name in FORMS if version >= Version.parse(_SINCE.get(name, "5.0")))
