"""In front of which foreign row our rules must stand."""

from __future__ import annotations

from routerboard.language.items import Row, is_true, role_of

MANGLE = "/ip/firewall/mangle"
NAT = "/ip/firewall/nat"
ORDERED = (MANGLE, NAT)

_ENDS = ("accept", "drop", "jump", "return")
_MARKS = ("mark-connection", "mark-routing", "mark-packet")


def anchor(menu: str, rows: tuple[Row, ...]) -> int:
    """The index of the first foreign row that would keep packets from ours; the number of rows where none does."""
    shadows = _shadows_mangle if menu == MANGLE else _shadows_nat
    return next((index for index, row in enumerate(rows) if _in_force(row) and shadows(row)), len(rows))


def _in_force(row: Row) -> bool:
    return role_of(row) is None and not is_true(row.get("disabled")) and not is_true(row.get("dynamic"))


def _shadows_mangle(row: Row) -> bool:
    """It ends the chain for packets that we want to mark, or marks their connections itself."""
    ends = row.get("action") in _ENDS or (row.get("action") in _MARKS and row.get("passthrough") in ("no", "false"))
    return row.get("chain") in ("prerouting", "forward", "output") and (ends or row.get("action") == "mark-connection")


def _shadows_nat(row: Row) -> bool:
    """A masquerade of all lines together; exceptions that somebody put before it stay before ours too."""
    return row.get("chain") == "srcnat" and row.get("action") == "masquerade"
