"""The promise of a commit: whatever breaks wherever, the router ends as it was before or as it was planned.

Every golden site is committed on every kind of router, and made to fail at every step on the way: the link is cut after
a sentence was sent or a reply received, this computer dies there, the router restarts there, refuses there, or falls
silent there. Then time passes, the trouble is over, and the router is looked at: its export is the one of before or the
planned one, nothing is armed any more, and the journal says which of the two it is.

    SIMPLIFI_MATRIX=all    every step of every plan; otherwise each so-manieth (STRIDES), another first on each router
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

KINDS = ("static", "dhcp", "pppoe")
WHOLE = os.environ.get("SIMPLIFI_MATRIX") == "all"
STRIDES = {2: 3, 3: 13, 8: 41}
"""Of the plans of so many lines each so-manieth step is tried: the longer ones repeat what the short ones do."""

ROUTERS = (
    ("6.49.18", "advanced"),
    ("7.16.2", "advanced"),
    ("7.20.8", "advanced"),
    ("7.24", "advanced"),
    ("7.20.8", "home"),
)
FAULTS = (
    "cut_before",
    "cut_after_received",
    "cut_after_sent",
    "killed",
    "reboot_at_write",
    "fail_command",
    "fail_write",
    "stall_after",
)
SPARSE = {"cut_after_sent": 4, "stall_after": 12}
"""Replies are many: of these, each so-manieth again."""

AT_ONCE = {"stall_after": 4}
"""A stall is mostly waiting, so several are waited for together."""

pytestmark = pytest.mark.matrix


def batched(steps: range, size: int) -> Iterator[range]:
    """So many steps at a time."""
    return (steps[at : at + size] for at in range(0, len(steps), size))


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("version", "mode"), ROUTERS)
@pytest.mark.parametrize("lines", STRIDES)
@pytest.mark.parametrize("kind", KINDS)
def test_all_or_nothing(
    lab, tmp_path: Path, record_property, kind: str, lines: int, version: str, mode: str, fault: str
) -> None:
    number = ROUTERS.index((version, mode))

    async def run() -> list[str]:
        quiet = await lab.quiet(tmp_path / "quiet", kind, lines, version, mode)
        steps = quiet.steps(fault)
        stride = 1 if WHOLE else STRIDES[lines] * SPARSE.get(fault, 1)
        chosen = steps[number % stride :: stride]
        found: list[str] = []
        for some in batched(chosen, AT_ONCE.get(fault, 1)):
            found += await asyncio.gather(*(lab.case(tmp_path / str(step), quiet, fault, step) for step in some))
        record_property("cases", len(found))
        return [ending for ending in found if ending]

    bad = asyncio.run(run())
    record_property("bad", len(bad))
    assert not bad, "\n".join(bad)
