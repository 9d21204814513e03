"""Several requests at once: all of them have ended when one of them is told to have failed."""

from __future__ import annotations

import asyncio

import pytest

from routerboard.link.together import together


@pytest.mark.asyncio
async def test_the_others_have_ended_when_one_has_failed() -> None:
    ended: list[str] = []

    async def fails() -> None:
        raise ValueError("no")

    async def goes_on() -> str:
        await asyncio.sleep(0)
        ended.append("late")
        return "late"

    with pytest.raises(ValueError, match="no"):
        await together(fails(), goes_on())
    assert ended == ["late"]


@pytest.mark.asyncio
async def test_results_come_in_the_order_of_the_work() -> None:
    async def gives(value: int) -> int:
        await asyncio.sleep(0.001 * (3 - value))
        return value

    assert await together(gives(1), gives(2)) == [1, 2]
