"""Fail-over only: guests take the best line that lives; marks serve exceptions and what came in on another line."""

from __future__ import annotations

from routerboard.language.items import Item
from wizards.lines import Job
from wizards.methods.marks import bypass, inbound, outbound, pins, steer


def rules(job: Job) -> list[Item]:
    """As the balanced methods, without anything that spreads: unmarked connections follow the main table."""
    return [*bypass(job), *inbound(job), *pins(job), *steer(job), *outbound(job)]
