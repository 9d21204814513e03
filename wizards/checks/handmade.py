"""Somebody's own balancing: two at once fight, and the usual recipes have the same few mistakes."""

from __future__ import annotations

from collections.abc import Iterator

from routerboard.language.change import Finding
from routerboard.language.items import Row, role_of
from wizards.checks.say import error, warning
from wizards.lines import Job
from wizards.rows import enabled

_SPREADS = ("per-connection-classifier", "nth")


def findings(job: Job) -> Iterator[Finding]:
    """Foreign rules that spread connections are an error; other foreign marks need a look."""
    rules = [row for row in enabled(job.survey.rows("/ip/firewall/mangle")) if role_of(row) is None]
    spreading = [row for row in rules if any(row.get(name) for name in _SPREADS)]
    if spreading:
        what = f"this router already balances: {len(spreading)} mangle rules that somebody else made"
        fix = "disable or remove those rules and their mark-routing rules first"
        yield error("handmade", what, "two balancers would fight over every connection", fix)
        yield from _mistakes(rules, spreading)
    elif any(row.get("action") in ("mark-connection", "mark-routing") for row in rules):
        why = "a connection has one mark: whoever marks first keeps it. Ours go first"
        yield warning(
            "foreign-marks", "somebody else's mangle rules mark traffic too", why, "look whether they are still needed"
        )


def _mistakes(rules: list[Row], spreading: list[Row]) -> Iterator[Finding]:
    """What the well-known recipe gets wrong, where this copy of it does."""
    fix = "the plan's own rules do it right"
    if any(row.get("connection-state") != "new" for row in spreading):
        why = "running connections are marked in mid-stream and leave by a line their NAT does not know"
        yield warning("handmade-state", "its classifier rules do not ask for new connections", why, fix)
    if any(row.get("connection-mark") != "no-mark" for row in spreading):
        yield warning(
            "handmade-unmarked",
            "its classifier rules do not ask for unmarked connections",
            "marks are overwritten",
            fix,
        )
    if any("ports" in row.get("per-connection-classifier", "").split(":")[0] for row in spreading):
        why = "connections of one guest to one server take several lines: log-ins bound to an address break"
        yield warning("handmade-ports", "it hashes ports", why, fix)
    if any(row.get("passthrough") in ("no", "false") for row in spreading):
        why = "the first packet of a connection misses its table and is translated for another line"
        yield warning("handmade-passthrough", "its classifier rules end the chain", why, fix)
    yield from _directions(rules, fix)


def _directions(rules: list[Row], fix: str) -> Iterator[Finding]:
    marking = [row for row in rules if row.get("action") == "mark-connection"]
    inbound = [row for row in marking if row.get("chain") == "input"]
    prerouted = [
        row for row in marking if row.get("chain") == "prerouting" and not any(row.get(one) for one in _SPREADS)
    ]
    if inbound and not prerouted:
        why = "answers of forwarded ports may leave by another line than the question came in"
        yield warning("handmade-input", "it remembers incoming connections in input only", why, fix)
    steering = [row for row in rules if row.get("action") == "mark-routing" and row.get("chain") == "prerouting"]
    if any(not (row.get("in-interface") or row.get("in-interface-list")) for row in steering):
        why = "packets that come from the Internet for guests are sent back to it"
        yield warning("handmade-steer", "its mark-routing rules do not name the guests' interface", why, fix)
