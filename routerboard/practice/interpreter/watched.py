"""Commands that show something over time: pings, monitors, fetch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

from routerboard.language.console import Block, Command
from routerboard.language.items import Row
from routerboard.practice.interpreter.engine import Script, Work
from routerboard.practice.interpreter.failure import Failure
from routerboard.practice.interpreter.host import Watching
from routerboard.practice.interpreter.rows import ids_of, seen, whole
from routerboard.practice.interpreter.scope import Scope
from routerboard.practice.interpreter.values import Value, array_of, text_of

WATCHED: Mapping[str, str] = {"ping": "address", "fetch": "url", "monitor": "numbers", "monitor-traffic": "interface"}
"""Command -> what its argument without a name is."""

_WORDS = frozenset({"as-value", "once", "without-paging"})
_CONSOLE_ONLY = frozenset({"as-value", "without-paging", "do", "append", "file", "freeze-frame-interval"})


def started(
    script: Script, menu: str, verb: str, positional: Sequence[Value], given: Mapping[str, Value]
) -> Iterator[Row | float] | None:
    """What such a command shows; None where the host has no such command."""
    if not isinstance(script.host, Watching):
        return None
    words = {text_of(value): "" for value in positional if text_of(value) in _WORDS}
    rest = [value for value in positional if text_of(value) not in _WORDS]
    if len(rest) > 1:
        raise Failure("expected end of command")
    values = {WATCHED[verb]: rest[0]} if rest else {}
    values |= given
    named = ("numbers", "interface") if verb.startswith("monitor") else ()
    arguments = {
        name: ids_of(script, menu, value) if name in named else text_of(value) for name, value in values.items()
    }
    arguments |= words
    return script.host.watch(menu, verb, {name: text for name, text in arguments.items() if name not in _CONSOLE_ONLY})


def watched(script: Script, command: Command, scope: Scope, steps: Iterator[Row | float], words: Set[str]) -> Work:
    """Show it to its end, or run `do={}` for each row; how many replied to a ping, or the rows `as-value`."""
    code = command.argument("do")
    rows: list[Row] = []
    for step in steps:
        if isinstance(step, float):
            yield step
            continue
        script.spend(1)
        rows.append(step)
        if isinstance(code, Block):
            yield script.block(code, Scope({name: seen(step, name) for name in step}, scope))
        elif "as-value" not in words:
            script.host.log("put", " ".join(f"{name}={value}" for name, value in step.items()))
    if "as-value" in words:
        every: list[Value] = [whole(row) for row in rows]
        return script.made(every[0] if "once" in words and len(every) == 1 else array_of(every))
    return int(rows[-1]["received"]) if rows and command.verb == "ping" else None
