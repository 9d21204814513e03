"""What watching costs the router, as the status line says it: requests and bytes a second, and why it is slow."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

from routerboard.language.values import format_bytes
from routerboard.link.pace import Pace

GAP = 3


def cost(requests: float, size: float, pace: Pace, *, short: bool) -> str:
    """`0.8 requests/s  3.1 KiB/s`, in front of it the slow pace with its reason."""
    slow = f"slow, {pace.why}" if pace.why else ""
    spent = f"{requests:.1f} {'req' if short else 'requests'}/s  {format_bytes(size)}/s"
    return f"{slow}{' ' * GAP if slow else ''}{spent}"


def beside(left: str, right: str, width: int) -> str:
    """Both on one line: the right one always whole, the left one cut with `…` where they do not fit."""
    room = max(0, width - cell_len(right) - GAP)
    if cell_len(left) > room:
        left = set_cell_size(left, max(0, room - 1)) + "…" if room else ""
    return set_cell_size(left, room) + " " * GAP + right if left else right.rjust(width)
