"""The script of ours that stays on a router and clears stale connections; what netwatch calls it by."""

from __future__ import annotations

NAME = "simplifi-clear"
"""The name of the script."""

RUN = f"/system script run {NAME}"
"""What runs it."""
