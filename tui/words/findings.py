"""Findings as text: a mark for how much it matters, what, why, and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from routerboard.language.change import Finding, Severity
from tui.widgets.hanging import Paragraph

MARKS = {Severity.ERROR: ("✗", "$error"), Severity.WARNING: ("!", "$warning"), Severity.NOTE: ("·", "$quiet")}
ORDER = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def worst_first(findings: Sequence[Finding]) -> list[Finding]:
    """Errors, then warnings, then notes; otherwise as given."""
    return sorted(findings, key=lambda one: ORDER.index(one.severity))


def finding_text(finding: Finding) -> Paragraph:
    """One finding: its mark, then what, why and what to do."""
    mark, colour = MARKS[finding.severity]
    parts: list[tuple[str, str] | str] = [(sentence(finding.what), "bold")]
    if finding.why:
        parts.append(f" {sentence(finding.why)}")
    if finding.fix:
        parts.append((f" → {sentence(finding.fix)}", "$secondary"))
    return Paragraph(Content.styled(f"{mark} ", f"{colour} bold"), Content.assemble(*parts))


def sentence(text: str) -> str:
    """The text as a sentence: a capital, unless it starts with a name, and a full stop."""
    first, space, rest = text.partition(" ")
    start = first.capitalize() if first.rstrip(":,").isalpha() and first.islower() else first
    return f"{start}{space}{rest}" if not text or text[-1] in ".!?:" else f"{start}{space}{rest}."


def count_text(findings: Sequence[Finding]) -> str:
    """`3 findings`, `1 finding`, `nothing in the way`."""
    number = len(findings)
    return f"{number} finding{'s' if number != 1 else ''}" if number else "nothing in the way"
