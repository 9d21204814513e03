"""Runs console scripts on the practice board.

Theory of operation. `run` walks a parsed script as a generator. It yields the seconds of each `:delay` and goes on
when it is resumed, so that the board's own clock, which tests turn by hand, decides when. Everything a script does to
the board goes through a `Host`; what the host refuses is a `Failure`, which `on-error` catches as it does on a router.
What a `Knowing` host's router could not read is refused before anything runs, and nothing catches that. Commands that
routers have and the board does not are refused when they are run, never skipped. What would take
too long or too much memory ends with `Stopped`, which nothing catches.

    engine       steps, calls, values        values       the values there are, and their texts
    flow         branches, loops, errors     conversions  one as another
    variables    :local, :global, :set       operators    what stands between them
    functions    :len, :pick, :put …         patterns     `~`
    menus, watched, rows  what is done to the board   scope, host, failure
"""

from __future__ import annotations

from collections.abc import Generator, Mapping

from routerboard.practice.interpreter.engine import MAX_STEPS, MAX_WAIT, Left, Returned, Script, driven
from routerboard.practice.interpreter.failure import Failure, Stopped
from routerboard.practice.interpreter.flow import FLOW
from routerboard.practice.interpreter.functions import SPEAKING
from routerboard.practice.interpreter.host import Delays, Host, Knowing, Versioned, Waiting, Watching
from routerboard.practice.interpreter.menus import in_menu
from routerboard.practice.interpreter.scope import Scope
from routerboard.practice.interpreter.values import NIL, Array, Function, Nil, Time, Value, text_of, type_of, typed
from routerboard.practice.interpreter.variables import VARIABLES

__all__ = [
    "MAX_STEPS",
    "MAX_WAIT",
    "NIL",
    "Array",
    "Delays",
    "Failure",
    "Function",
    "Host",
    "Knowing",
    "Nil",
    "Scope",
    "Stopped",
    "Time",
    "Value",
    "Versioned",
    "Waiting",
    "Watching",
    "hurried",
    "run",
    "text_of",
    "type_of",
    "typed",
]

_HANDLERS = {**FLOW, **VARIABLES, **SPEAKING}


def run(source: str, host: Host, variables: Mapping[str, Value] | None = None, scope: Scope | None = None) -> Delays:
    """Parse and run a script. Yields delays in seconds; returns what `:return` gave; Failure as a router words it.

    variables   what the script finds set, such as `bound` of a lease
    scope       the globals, which the script may change
    """
    script = Script(host, scope or Scope(), _HANDLERS, in_menu)
    block = script.read(source)
    try:
        yield from driven(script, script.block(block, Scope(dict(variables or {}), script.globals)))
    except Returned as returned:
        return returned.value
    except Left:
        return None
    except RecursionError:
        raise Stopped("scripts called one another too deep") from None
    return None


def hurried(delays: Delays) -> Generator[None, None, tuple[Value, float]]:
    """Run to the end without waiting; yields where others may have their turn.

    Returns what it returned, and the seconds that it would have waited.
    """
    waited = 0.0
    while True:
        try:
            delay = next(delays)
        except StopIteration as end:
            return end.value, waited
        waited += delay
        if waited > MAX_WAIT:
            raise Stopped("it waited too long")
        if not delay:
            yield
