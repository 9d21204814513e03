"""Rules of NAT that give what guests send one source address, whichever line it leaves by: asked with packets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from routerboard.language.change import Finding
from routerboard.language.items import Row
from routerboard.packetflow import Journey, journey
from wizards.anchors import NAT
from wizards.checks import packets
from wizards.checks.say import error, warning
from wizards.lines import Job, hosts_of
from wizards.rows import enabled

_SOURCES = ("src-nat", "netmap", "same")


def findings(job: Job) -> Iterator[Finding]:
    """Each rule that meets guests' packets on several lines and gives them an address that not all of these have."""
    rules = {f"*{at:X}": row for at, row in enumerate(job.survey.rows(NAT)) if row.get("action") in _SOURCES}
    if len(job.lines) < 2 or not enabled(rules.values()):
        return
    ways = [packets.leading_out(job, at) for at in range(len(job.lines))]
    opened = packets.opened(job)
    met: dict[str, list[_Given]] = {}
    for packet in opened:
        for rule, given in _given(job, [journey(way, packet) for way in ways], rules).items():
            met.setdefault(rule, []).append(given)
    for rule, found in met.items():
        yield _source_finding(rules[rule], found[0], whole=len(found) == len(opened))


@dataclass
class _Given:
    """An address that a rule gives to one packet: the line that has it (or ""), and the lines that have not."""

    address: str
    owner: str = ""
    lost: list[str] = field(default_factory=list)


def _given(job: Job, found: Sequence[Journey], rules: Mapping[str, Row]) -> dict[str, _Given]:
    """Rule -> what it gives; a rule that only one line's packets meet is that line's own affair."""
    given: dict[str, _Given] = {}
    times: Counter[str] = Counter()
    for line, way in zip(job.lines, found, strict=True):
        rule = next((one for menu, one in reversed(way.matched) if menu == NAT and one in rules), "")
        if not rule:
            continue
        times[rule] += 1
        one = given.setdefault(rule, _Given(way.source_after_nat))
        if way.source_after_nat in hosts_of(job.survey, line):
            one.owner = line.name
        else:
            one.lost.append(line.name)
    return {rule: one for rule, one in given.items() if times[rule] > 1 and one.lost}


def _source_finding(row: Row, given: _Given, *, whole: bool) -> Finding:
    named = f" ({row['comment']})" if row.get("comment") else ""
    lost, part = " and ".join(given.lost), "what guests send" if whole else "some of what guests send"
    what = f"a {row['action']} rule gives {part} the address {given.address}, by {lost} too{named}"
    why = f"answers go to that address, never to {lost}: there these connections get none"
    place = f"the interface of {given.owner}" if given.owner else "the interface that has the address"
    fix = f"/ip/firewall/nat: give it out-interface, {place}, or disable it; each line has a masquerade of its own"
    return error("source-nat", what, why, fix) if whole else warning("source-nat", what, why, fix)
