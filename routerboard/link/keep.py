"""A backup and an export on the router itself, for people: made before the first change.

The export is text that many may read, so it is made without passwords; the backup needs them to be one.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from routerboard.language.survey import Survey
from routerboard.link.errors import RouterRefused
from routerboard.link.session import Session

NAME = "simplifi-before"


@dataclass(frozen=True)
class Kept:
    """In words what is on the router now and what it refused, and whether both files are there."""

    told: str
    whole: bool


async def keep_on_router(session: Session, survey: Survey) -> Kept:
    """Save both where the router allows it."""
    name = f"{_folder(survey)}{NAME}"
    plain = {"dont-encrypt": "yes"} if survey.version.can("plain-login") else {}
    silent = {} if survey.version.can("routing-tables") else {"hide-sensitive": ""}  # version 7 is silent by itself
    saved = await asyncio.gather(
        _try(session, "/system/backup/save", {"name": name, **plain}, f"{name}.backup"),
        _try(session, "/export", {"file": name, **silent}, f"{name}.rsc"),
    )
    return Kept(", ".join(saved), not any(one.startswith("no ") for one in saved))


def _folder(survey: Survey) -> str:
    """`flash/` on boards where everything else is lost at a restart."""
    return "flash/" if any(row.get("type") in ("directory", "disk") for row in survey.rows("/file")) else ""


async def _try(session: Session, command: str, values: dict[str, str], what: str) -> str:
    try:
        await session.call(command, values)
    except RouterRefused as refusal:
        return f"no {what} ({refusal.message})"
    return what
