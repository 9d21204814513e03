"""Rows of RouterOS menus and the comments by which we know our own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Row = Mapping[str, str]
"""One row as the router said it: property name -> text. Nothing is cast; an absent name is an absent value."""

MAIN = "main"
"""The routing table of all that no mark sends elsewhere."""

PREFIX = "simplifi:"
"""Every row that we add has a comment that starts with this."""


@dataclass(frozen=True)
class Item:
    """One row that we want in a menu.

    `menu` is an API path such as `/ip/firewall/mangle`; `values` are its properties as text, without the comment;
    `role` is unique in its menu and stable across runs (`pcc:Wan1:0`); `why` is one sentence for the technician.
    """

    menu: str
    role: str
    values: Row = field(default_factory=dict)
    why: str = ""

    @property
    def comment(self) -> str:
        """The comment that identifies this row on the router."""
        return comment_for(self.role)


def comment_for(role: str, note: str = "") -> str:
    """The comment of the row with this role: `simplifi:<role>`, then ` - note` where a note is given."""
    return f"{PREFIX}{role} - {note}" if note else f"{PREFIX}{role}"


def role_of(row: Row) -> str | None:
    """The role of a row of ours, None for a foreign row. What follows ` - ` is for humans and is ignored."""
    comment = row.get("comment", "")
    if not comment.startswith(PREFIX):
        return None
    return comment[len(PREFIX) :].split(" - ", 1)[0].strip() or None


def table_of(route: Row) -> str:
    """The routing table of a route, by either version's name for it; `main` where it names none."""
    return route.get("routing-table") or route.get("routing-mark") or MAIN


def is_true(value: str | None) -> bool:
    """Read a RouterOS boolean in any of its printed forms; absent and unknown are false."""
    return value in ("true", "yes")
