"""The forms of a sheet, by the end of its file's name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from proof.sheet.content import Sheet
from proof.sheet.html import html_of
from proof.sheet.text import text_of

ENDS = (".html", ".pdf", ".txt")
"""What a sheet's name ends with, by its form."""


def form_of(path: Path) -> Callable[[Sheet], bytes] | None:
    """What makes the file of this name; None where its end is none of a sheet's."""
    kind = path.suffix.lower()
    if kind in (".html", ".htm"):
        return lambda sheet: html_of(sheet).encode()
    if kind == ".txt":
        return lambda sheet: text_of(sheet).encode()
    if kind == ".pdf":
        from proof.sheet.pdf import pdf_of

        return pdf_of
    return None


def siblings(path: Path) -> tuple[Path, ...]:
    """The same sheet in each of its forms, beside each other."""
    whole = path.stem if path.suffix.lower() in (*ENDS, ".htm") else path.name
    return tuple(path.with_name(f"{whole}{end}") for end in ENDS)
