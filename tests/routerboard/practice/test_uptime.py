"""An hour of the board's time with five who watch it leaves it as large as ten minutes did."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable

import pytest

from routerboard.practice.router import PracticeRouter

WATCHED = ("/interface/print", "/ip/firewall/mangle/print", "/ip/route/print", "/user/active/print", "/log/print")
LEAST, MOST = 600, 3600
"""Seconds after which the board is measured first and last."""
STEP = 30
GROWTH = 1.05
"""A table of some 400 connections breathes by a few percent; what this found first grew by a fourth."""


async def _asked(router: PracticeRouter) -> None:
    for command in WATCHED:
        async for _ in router.execute(command):
            pass


def _size(router: PracticeRouter) -> tuple[int, int]:
    """Blocks of memory that Python holds, and the rows of all menus but the log."""
    gc.collect()
    rows = sum(len(router.store.rows(path)) for path in router.store.paths() if path != "/log")
    return sys.getallocatedblocks(), rows


@pytest.mark.wide
def test_an_hour_of_being_watched_leaves_no_growth(a_router: Callable[..., PracticeRouter]) -> None:
    router = a_router("7.20.8")
    sizes = []
    for second in range(0, MOST, STEP):
        router.tick(STEP)
        asyncio.run(_asked(router))
        if second + STEP in (LEAST, MOST):
            sizes.append(_size(router))
    (early, rows), (late, later_rows) = sizes
    assert late <= early * GROWTH, f"{early} blocks after ten minutes, {late} after an hour"
    assert abs(later_rows - rows) <= 5
    assert len(router.store.rows("/log")) <= 1000
    assert len(router.watches) == 0
