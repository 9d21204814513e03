"""Several requests under way at once."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any


async def together(*work: Coroutine[Any, Any, Any]) -> list[Any]:
    """What each of them gave; the first error where one failed.

    Unlike `asyncio.gather` it waits for all of them first, so nothing is still on its way when an error is dealt with.
    """
    told = await asyncio.gather(*work, return_exceptions=True)
    for one in told:
        if isinstance(one, BaseException):
            raise one
    return told
