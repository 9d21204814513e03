"""The commands of the practice board: what every menu can do, and what only some can."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence

from routerboard.language.items import is_true
from routerboard.language.values import parse_duration
from routerboard.practice import device_mode, dumping, safe_mode, scheduler, system, tools
from routerboard.practice.errors import (
    TrapError,
    failure,
    invalid_value,
    no_such_command,
    no_such_item,
    unknown_parameter,
)
from routerboard.practice.policies import signed
from routerboard.practice.print_words import print_words
from routerboard.practice.printing import Printed, only
from routerboard.practice.queries import Query, read_query
from routerboard.practice.replies import Call, Pause, Plain, Reply, Returned, Streaming
from routerboard.practice.schema import menu_of
from routerboard.practice.watching import Watch

_CONNECTIONS = "/ip/firewall/connection"
_ENVIRONMENT = "/system/script/environment"
_TURN = 5_000
"""Steps of query words after which others get their turn."""
_NO_REPLIES: tuple[Reply, ...] = ()
_OF_THE_API = frozenset({".proplist", ".id", "numbers"})
"""Words of every print that are the protocol's, not the console's."""


async def run(call: Call) -> AsyncIterator[Reply]:
    """Do one command and yield what it answers; TrapError where it is refused, and then nothing was done."""
    command = f"{call.path}/{call.verb}"
    if command not in ALONE:
        _check_verb(call)
    system.permit(call)
    if command in _IN_TIME or call.verb in _READS:
        async for reply in (_IN_TIME.get(command) or _READS[call.verb])(call):
            yield reply
        return
    for told in (_AT_ONCE.get(command) or _OF_MENUS.get(call.verb, _change))(call):
        if isinstance(told, Pause):
            await asyncio.sleep(0)
        else:
            yield told


def _check_verb(call: Call) -> None:
    """TrapError where this version lacks the menu, or the menu the command."""
    known = call.router.store.menu(call.path).commands
    if call.verb not in known and (call.verb != "listen" or "print" not in known):
        raise no_such_command()


# Reading


async def _print(call: Call) -> AsyncIterator[Reply]:
    _check_words(call)
    query = read_query(call.queries)
    if "file" in call.arguments:
        system.print_to_file(call, iter([row async for row in _in_turns(call, query)]))
        return
    if "count-only" in call.arguments:
        counted = dumping.count(call) if dumping.fits(call) else sum([1 async for _ in _in_turns(call, query)])
        yield Returned(str(counted))
        return
    watch = _watch(call) if _follows(call) else None
    try:
        if "follow-only" not in call.arguments:
            async for row in _in_turns(call, query):
                yield row
        while "interval" in call.arguments:
            await call.router.clock.sleep(_interval(call))
            async for row in _in_turns(call, query):
                yield row
        while watch is not None:
            row = await watch.next()
            if ".dead" in row or query.passes(row):
                yield row if ".dead" in row else only(row, _proplist(call))
    finally:
        call.router.watches.discard(watch) if watch is not None else None


async def _listen(call: Call) -> AsyncIterator[Reply]:
    follow = Call(call.router, call.session, call.path, "print", {**call.arguments, "follow-only": ""}, call.queries)
    async for reply in _print(follow):
        yield reply


def _follows(call: Call) -> bool:
    return "follow" in call.arguments or "follow-only" in call.arguments


def _watch(call: Call) -> Watch:
    sensitive = "sensitive" in call.policies
    watch = Watch(call.path, lambda: call.router.rows(call.path, sensitive=sensitive))
    call.router.watches.add(watch)
    return watch


def _check_words(call: Call) -> None:
    known = print_words(call.router.store.menu(call.path), call.router.version) | _OF_THE_API
    for name in call.arguments:
        if name not in known:
            raise unknown_parameter(name)


def _interval(call: Call) -> float:
    try:
        return max(0.2, parse_duration(call.arguments["interval"]))
    except ValueError:
        raise invalid_value("interval") from None


def _proplist(call: Call) -> Sequence[str]:
    return [name for name in call.arguments.get(".proplist", "").split(",") if name]


def dumped(call: Call, tag: str) -> Iterator[tuple[int, bytes]] | None:
    """The rows of a print of many connections, encoded, with how many there are in each piece; None for all else."""
    if call.verb != "print" or "count-only" in call.arguments or not dumping.fits(call):
        return None
    system.permit(call)
    return dumping.dump(call, _proplist(call), tag)


async def _in_turns(call: Call, query: Query) -> AsyncIterator[Printed]:
    """The rows that a print shows; where the query is long, others get their turn between them."""
    spent = 0
    for row in _tested(call, query):
        spent += query.cost
        if spent > _TURN:
            spent = 0
            await asyncio.sleep(0)
        if row is not None:
            yield row


def _chosen(call: Call) -> Iterator[Printed]:
    return (row for row in _tested(call, read_query(call.queries)) if row is not None)


def _tested(call: Call, query: Query) -> Iterator[Printed | None]:
    """Every row as it is to be shown, None where it is not."""
    rows = call.router.rows(call.path, sensitive="sensitive" in call.policies)
    wanted = next((call.arguments[name] for name in (".id", "numbers", "from") if name in call.arguments), "")
    named = [part for part in wanted.split(",") if part]
    properties = _proplist(call)
    places = _places(call)
    for row in rows:
        asked = not named or bool({row.get(".id"), row.get("name")} & set(named))
        shown = asked and query.passes(row) and _asked_for(row, call.arguments)
        if shown:
            places.append(row.get(".id", ""))
        yield only(row, properties) if shown else None


def _places(call: Call) -> list[str]:
    """Where the ids of what is printed are kept for a monitor of the menu, which may name rows by their place."""
    if call.session is None or f"{call.path}/monitor" not in _IN_TIME:
        return []
    call.session.printed[call.path] = []
    return call.session.printed[call.path]


def _asked_for(row: Printed, words: Mapping[str, str]) -> bool:
    """Whether the row is one of those that `active`, `dynamic`, `static` or `chain` ask for."""
    dynamic = is_true(row.get("dynamic"))
    return (
        ("active" not in words or "active-address" in row)
        and ("dynamic" not in words or dynamic)
        and ("static" not in words or not dynamic)
        and words.get("chain", row.get("chain")) == row.get("chain")
    )


async def _find(call: Call) -> AsyncIterator[Reply]:
    """`find` is a word of the console: over the API it is accepted and says nothing."""
    for nothing in _NO_REPLIES:
        yield nothing


async def _get(call: Call) -> AsyncIterator[Reply]:
    name = call.needed("value-name")
    menu = call.router.store.menu(call.path)
    wanted = "" if menu.singleton else call.needed("number", ".id", "numbers")
    for row in call.router.rows(call.path, sensitive="sensitive" in call.policies):
        if menu.singleton or wanted in (row.get(".id"), row.get("name")):
            yield Returned(row.get(name, ""))
            return
    raise no_such_item()


# Changing


def _change(call: Call) -> Iterator[Reply]:
    _check_verb(call)
    if call.verb not in _CHANGES:
        raise failure(f"the practice Routerboard cannot {call.verb}")
    with call.router.changing():
        made = _CHANGES[call.verb](call)
    if made:
        yield Returned(made)


def _ids(call: Call) -> list[str]:
    if call.router.store.menu(call.path).singleton:
        return []
    return [part for part in call.needed("numbers", ".id").split(",") if part]


def _values(call: Call, *leave_out: str) -> dict[str, str]:
    left_out = {".id", "numbers", *leave_out}
    return {name: value for name, value in call.arguments.items() if name not in left_out}


def _add(call: Call) -> str:
    before = call.arguments.get("place-before")
    if before is not None and not call.router.store.menu(call.path).ordered:
        raise unknown_parameter("place-before")
    values = {name: value for name, value in call.arguments.items() if name != "place-before"}
    if call.path == scheduler.MENU:
        values = scheduler.completed(call.router, values)
    values, state = signed(call, values)
    return call.router.store.add(call.path, values, before, state=state)


def _set(call: Call) -> str:
    if call.path == _ENVIRONMENT:
        call.only(".id", "numbers", "value", "comment")
        call.router.jobs.assign(_ids(call), call.needed("value"))
        return ""
    call.router.store.set(call.path, _values(call), _ids(call))
    return ""


def _unset(call: Call) -> str:
    call.only(".id", "numbers", "value-name")
    call.router.store.unset(call.path, _ids(call), call.needed("value-name").split(","))
    return ""


def _remove(call: Call) -> str:
    call.only(".id", "numbers")
    if call.path == _CONNECTIONS:
        if call.router.world.forget_connections(_ids(call)):
            raise no_such_item()
        return ""
    if call.path == _ENVIRONMENT:
        call.router.jobs.forget(_ids(call))
        return ""
    call.router.store.remove(call.path, _ids(call))
    return ""


def _comment(call: Call) -> str:
    call.only(".id", "numbers", "comment")
    call.router.store.set(call.path, {"comment": call.arguments.get("comment", "")}, _ids(call))
    return ""


def _enable(call: Call) -> str:
    return _switch(call, "no")


def _disable(call: Call) -> str:
    return _switch(call, "yes")


def _switch(call: Call, disabled: str) -> str:
    call.only(".id", "numbers")
    call.router.store.set(call.path, {"disabled": disabled}, _ids(call))
    return ""


def _move(call: Call) -> str:
    call.only("numbers", ".id", "destination")
    call.router.store.move(call.path, _ids(call), call.arguments.get("destination"))
    return ""


def _reset_counters(call: Call) -> str:
    call.only("numbers", ".id")
    rows = [call.router.store.find(call.path, number) for number in _ids(call)]
    counters = call.router.world.counters
    if call.path == "/interface":
        for row in rows:
            counters.reset_port(row.values["name"])
    else:
        counters.reset(call.path, [row.id for row in rows])
    counters.show()
    return ""


def _reset_all_counters(call: Call) -> str:
    call.only()
    call.router.world.counters.reset(call.path)
    call.router.world.counters.show()
    return ""


_CHANGES = {
    "add": _add,
    "set": _set,
    "unset": _unset,
    "remove": _remove,
    "comment": _comment,
    "enable": _enable,
    "disable": _disable,
    "move": _move,
    "reset-counters": _reset_counters,
    "reset-counters-all": _reset_all_counters,
}
_OF_MENUS: Mapping[str, Plain] = {"export": system.export_menu}
_READS: Mapping[str, Streaming] = {
    "print": _print,
    "getall": _print,
    "listen": _listen,
    "find": _find,
    "get": _get,
}
_AT_ONCE: Mapping[str, Plain] = {**system.COMMANDS, **safe_mode.COMMANDS}
_IN_TIME: Mapping[str, Streaming] = {
    **{command: tools.streaming(timed) for command, timed in tools.COMMANDS.items()},
    **device_mode.COMMANDS,
}
ALONE = frozenset({*_AT_ONCE, *_IN_TIME})
"""Commands that are not what every menu does: each has arguments of its own."""


def has(call: Call) -> bool:
    """Whether the board has this command at all; routers have more."""
    command = f"{call.path}/{call.verb}"
    if command in _AT_ONCE or command in _IN_TIME:
        return True
    menu = menu_of(call.path, call.router.version)
    if menu is None:
        return False
    return call.verb in _READS or (call.verb in menu.commands and (call.verb in _CHANGES or call.verb in _OF_MENUS))


def watch(call: Call) -> Iterator[Printed | float] | None:
    """A command that takes time, for a script: rows, and the seconds between them; None for any other command."""
    timed = tools.COMMANDS.get(f"{call.path}/{call.verb}")
    if timed is None:
        return None
    system.permit(call)
    return timed(call)


def write(call: Call) -> str:
    """One change by a script, with the rights of who runs it; what it returns, "" for nothing."""
    system.permit(call)
    found = ""
    if call.verb == "print" and "file" in call.arguments:
        system.print_to_file(call, _chosen(call))
        return ""
    if f"{call.path}/{call.verb}" in _IN_TIME or call.verb in _READS:
        raise TrapError(f"bad command name {call.verb}")
    replies = (_AT_ONCE.get(f"{call.path}/{call.verb}") or _OF_MENUS.get(call.verb, _change))(call)
    for reply in replies:
        found = reply.value if isinstance(reply, Returned) else found
    return found
