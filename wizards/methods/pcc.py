"""Per-connection classifier: a hash of each new connection decides its line, the mark remembers it."""

from __future__ import annotations

from collections.abc import Iterator

from routerboard.language.items import Item
from wizards.hotspot import logged_in
from wizards.lines import Job, Line
from wizards.methods.marks import MANGLE, bypass, inbound, outbound, pins, steer


def rules(job: Job) -> list[Item]:
    """Local traffic first, then who came in where, exceptions, the classifier, and the steering by mark."""
    return [*bypass(job), *inbound(job), *pins(job), *classify(job), *steer(job), *outbound(job)]


def classify(job: Job) -> list[Item]:
    """One rule a remainder; each remainder belongs to exactly one line."""
    total = sum(line.share for line in job.lines)
    return [_rule(job, line, remainder, total) for line, remainder in _remainders(job)]


def _remainders(job: Job) -> Iterator[tuple[Line, int]]:
    owners = [line for line in job.lines for _ in range(line.share)]
    for remainder, line in enumerate(owners):
        yield line, remainder


def _rule(job: Job, line: Line, remainder: int, total: int) -> Item:
    """`passthrough=yes`, since the steering rules must still see the first packet of the connection."""
    values = {
        "chain": "prerouting",
        "action": "mark-connection",
        **job.guests,
        "connection-state": "new",
        "connection-mark": "no-mark",
        "dst-address-type": "!local",
        **logged_in(job),
        **({"per-connection-classifier": f"{job.site.classifier}:{total}/{remainder}"} if total > 1 else {}),
        "new-connection-mark": line.mark,
        "passthrough": "yes",
    }
    return Item(MANGLE, f"pcc:{line.name}:{remainder}", values, _why(line, total))


def _why(line: Line, total: int) -> str:
    if total == 1:
        return f"guests: all new connections go to {line.name}"
    verb = "goes" if line.share == 1 else "go"
    return f"guests: {line.share} of {total} shares {verb} to {line.name}"
