"""Control characters: a terminal takes them as orders, so a stranger's words are never shown with them.

Both sets count: C0 (escape, line break, tab, with delete) and C1 (U+0080 to U+009F, where U+009B is an escape, too).
So does what breaks a line or turns the direction of what follows (U+2028 to U+202E, U+2066 to U+2069): it would show a
reader other words than those that are there.
"""

from __future__ import annotations

CONTROLS = (*range(0x20), *range(0x7F, 0xA0), *range(0x2028, 0x202F), *range(0x2066, 0x206A))
VISIBLE = dict.fromkeys(CONTROLS, "·")
"""For `str.translate` where each character keeps a place of its own."""
GONE = dict.fromkeys(CONTROLS)
"""For `str.translate` where a control character takes no place."""


def plain(text: str) -> str:
    """The text in one line, a `·` for each control character."""
    return text.translate(VISIBLE)


def has_controls(text: str) -> bool:
    """Whether there is any control character in it."""
    return any(ord(char) in VISIBLE for char in text)
