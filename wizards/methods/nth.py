"""Nth: new connections take turns. Each goes to the next line in the round, whoever opened it and wherever it goes.

Every rule counts for itself, and only packets that no rule before has marked. So of a round of N turns the first rule
takes each Nth packet, the next each (N-1)th of those left, and the last one all the rest.
"""

from __future__ import annotations

from routerboard.language.items import Item
from wizards.hotspot import logged_in
from wizards.lines import Job, Line
from wizards.methods.marks import MANGLE, bypass, inbound, outbound, pins, steer


def rules(job: Job) -> list[Item]:
    """Local traffic first, then who came in where, exceptions, the turns, and the steering by mark."""
    return [*bypass(job), *inbound(job), *pins(job), *turns(job), *steer(job), *outbound(job)]


def turns(job: Job) -> list[Item]:
    """One rule a turn: the lines one after the other, those with a greater share more often."""
    order = round_of(job.lines)
    return [_turn(job, line, number, len(order) - number) for number, line in enumerate(order)]


def round_of(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Whose turn it is, through one round; a line's turns are spread over it."""
    turns = [((turn + 0.5) / line.share, at, line) for at, line in enumerate(lines) for turn in range(line.share)]
    return tuple(line for _, _, line in sorted(turns, key=lambda one: one[:2]))


def _turn(job: Job, line: Line, number: int, left: int) -> Item:
    values = {
        "chain": "prerouting",
        "action": "mark-connection",
        **job.guests,
        "connection-state": "new",
        "connection-mark": "no-mark",
        "dst-address-type": "!local",
        **logged_in(job),
        **({"nth": f"{left},1"} if left > 1 else {}),
        "new-connection-mark": line.mark,
        "passthrough": "yes",
    }
    which = f"each {left}. of the new connections that are left" if left > 1 else "all that is left"
    return Item(MANGLE, f"nth:{line.name}:{number}", values, f"guests: {which} goes to {line.name}")
