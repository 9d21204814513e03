"""The moment at which something was measured, as results have it."""

from __future__ import annotations

from datetime import datetime


def stamp() -> str:
    """This moment to the second, in local time with its offset (ISO 8601)."""
    return datetime.now().astimezone().isoformat(timespec="seconds")
