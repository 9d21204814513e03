"""The promise of a commit: whatever breaks wherever, the router ends as it was before or as it was planned.

Every golden site is written to every kind of router, and taken off again, and made to fail at every step on the way:
the link is cut after a sentence was sent or a reply received, this computer dies there, the router restarts there,
refuses there, or falls silent there. Then time passes, the trouble is over, and the router is looked at: its export is
the one of before or the planned one, nothing is armed any more, and the journal says which of the two it is.

    SIMPLIFI_MATRIX=all    every step of every plan; otherwise each so-manieth (SITES), another first on each router
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

WHOLE = os.environ.get("SIMPLIFI_MATRIX") == "all"
SITES = {
    **{("apply", kind, 2): 11 for kind in ("static", "dhcp", "pppoe")},
    **{("apply", kind, 3): 37 for kind in ("static", "dhcp", "pppoe")},
    **{("apply", kind, 8): 97 for kind in ("static", "dhcp", "pppoe")},
    **{("apply", name, 2): 29 for name in ("probe", "ecmp", "nth", "failover")},
    **{("remove", name, 2): 29 for name in ("static", "dhcp", "pppoe", "probe")},
}
"""What is written, and of how many steps one is tried: the longer plans repeat what the short ones do."""

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
SPARSE = {"cut_after_sent": 3, "stall_after": 8}
"""Replies are many: of these, each so-manieth again."""

AT_ONCE = {"stall_after": 4}
"""A stall is mostly waiting, so several are waited for together."""

pytestmark = pytest.mark.matrix


def batched(steps: range, size: int) -> Iterator[range]:
    """So many steps at a time."""
    return (steps[at : at + size] for at in range(0, len(steps), size))


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("version", "mode"), ROUTERS)
@pytest.mark.parametrize(("work", "site", "lines"), SITES)
def test_all_or_nothing(
    lab, tmp_path: Path, record_property, work: str, site: str, lines: int, version: str, mode: str, fault: str
) -> None:
    setup = lab.Setup(site, lines, version, mode, work)

    async def run() -> list[str]:
        quiet = await lab.quiet(tmp_path / "quiet", setup)
        steps = quiet.steps(fault)
        stride = 1 if WHOLE else SITES[work, site, lines] * SPARSE.get(fault, 1)
        chosen = steps[ROUTERS.index((version, mode)) % stride :: stride]
        found: list[str] = []
        for some in batched(chosen, AT_ONCE.get(fault, 1)):
            found += await asyncio.gather(*(lab.case(tmp_path / str(step), quiet, fault, step) for step in some))
        record_property("cases", len(found))
        return [ending for ending in found if ending]

    bad = asyncio.run(run())
    record_property("bad", len(bad))
    assert not bad, "\n".join(bad)
