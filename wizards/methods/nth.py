"""Nth: new connections take turns. Each goes to the next line in the round, whoever opened it and wherever it goes.

Every rule counts for itself, and only packets that no rule before has marked. So of a round of N turns the first rule
takes each Nth packet, the next each (N-1)th of those left, and the last one all the rest.

Sticky, it is guests who take turns: the first connection of a guest gets the turn, an address list remembers it, and
while the guest opens connections, the next ones follow. Exceptions are marked before, and never enter that chain.
"""

from __future__ import annotations

from routerboard.language.items import Item
from wizards import names
from wizards.hotspot import logged_in
from wizards.lines import Job, Line
from wizards.methods.marks import MANGLE, bypass, inbound, outbound, pins, steer

LASTS = "1d"
"""How long a guest's line is remembered after its last new connection."""

_UNMARKED = {"connection-mark": "no-mark"}


def rules(job: Job) -> list[Item]:
    """Local traffic first, then who came in where, exceptions, the turns, and the steering by mark."""
    chosen = sticky(job) if job.site.sticky else turns(job)
    return [*bypass(job), *inbound(job), *pins(job), *chosen, *steer(job), *outbound(job)]


def turns(job: Job) -> list[Item]:
    """One rule a turn: the lines one after the other, those with a greater share more often."""
    order = round_of(job.lines)
    return [_turn("prerouting", _new(job), line, number, len(order) - number) for number, line in enumerate(order)]


def round_of(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Whose turn it is, through one round; a line's turns are spread over it."""
    turns = [((turn + 0.5) / line.share, at, line) for at, line in enumerate(lines) for turn in range(line.share)]
    return tuple(line for _, _, line in sorted(turns, key=lambda one: one[:2]))


def _new(job: Job) -> dict[str, str]:
    """New connections of guests that nothing has marked."""
    return {
        **job.guests,
        "connection-state": "new",
        **_UNMARKED,
        "dst-address-type": "!local",
        **logged_in(job),
    }


def _turn(chain: str, which: dict[str, str], line: Line, number: int, left: int) -> Item:
    values = {
        "chain": chain,
        "action": "mark-connection",
        **which,
        **({"nth": f"{left},1"} if left > 1 else {}),
        "new-connection-mark": line.mark,
        "passthrough": "yes",
    }
    whose = f"each {left}. of the new connections that are left" if left > 1 else "all that is left"
    return Item(MANGLE, f"nth:{line.name}:{number}", values, f"guests: {whose} goes to {line.name}")


def sticky(job: Job) -> list[Item]:
    """A chain of its own: who has a line keeps it, who has none gets a turn, and both are written down."""
    values = {"chain": "prerouting", "action": "jump", **_new(job), "jump-target": names.TURNS}
    enter = Item(MANGLE, "turns", values, "new connections of guests: the guest's line, or its turn")
    order = round_of(job.lines)
    given = [_turn(names.TURNS, _UNMARKED, line, number, len(order) - number) for number, line in enumerate(order)]
    return [enter, *map(_kept, job.lines), *given, *map(_remembered, job.lines)]


def _kept(line: Line) -> Item:
    values = {
        "chain": names.TURNS,
        "action": "mark-connection",
        **_UNMARKED,
        "src-address-list": names.turn_list(line.name),
        "new-connection-mark": line.mark,
        "passthrough": "yes",
    }
    return Item(MANGLE, f"kept:{line.name}", values, f"guests whose turn fell on {line.name} keep it")


def _remembered(line: Line) -> Item:
    values = {
        "chain": names.TURNS,
        "action": "add-src-to-address-list",
        "connection-mark": line.mark,
        "address-list": names.turn_list(line.name),
        "address-list-timeout": LASTS,
    }
    return Item(
        MANGLE, f"remember:{line.name}", values, f"this guest stays on {line.name}, {LASTS} after its last call"
    )
