"""What the apply screen says of the undo that waits on the router: only what was read, and what is to come. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

Standing = Literal["writing", "held", "away", "returning"]
"""While the undo is armed: it is written and proven; it waits for a word; the router gives no answer; it is taken
back by this laptop."""


def title(standing: Standing, left: float) -> str:
    """For the title line; `left` are the seconds until the router undoes, by this laptop's clock."""
    if standing == "returning":
        return "taking it back"
    lead = "no answer · undo due" if standing == "away" else "undo armed"
    if left <= 0:
        return "no answer · undo was due" if standing == "away" else "undo due · not read yet"
    minutes, seconds = divmod(max(0, round(left)), 60)
    return f"{lead} in {minutes:02}:{seconds:02}" if standing == "away" else f"{lead} · {minutes:02}:{seconds:02} left"


def foot(standing: Standing, deadline: datetime, left: float) -> str:
    """For the foot of the page; "" where the steps say it all."""
    if standing == "returning":
        return ""
    if left <= 0:
        return f"The router should have begun to undo at {deadline:%H:%M:%S}; that is not seen yet."
    if standing == "away":
        return f"No answer. The router was told to undo at {deadline:%H:%M:%S}; seen once it answers."
    unless = "unless it is kept" if standing == "held" else "unless this page turns green"
    return f"What was before comes back at {deadline:%H:%M:%S} {unless}."
