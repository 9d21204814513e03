"""Findings, spelled short."""

from __future__ import annotations

from routerboard.language.change import Finding, Severity


def error(code: str, what: str, why: str, fix: str) -> Finding:
    """Something that forbids applying."""
    return Finding(Severity.ERROR, what, why, fix, code)


def warning(code: str, what: str, why: str, fix: str) -> Finding:
    """Something that needs a look."""
    return Finding(Severity.WARNING, what, why, fix, code)


def note(code: str, what: str, why: str, fix: str) -> Finding:
    """Something good to know."""
    return Finding(Severity.NOTE, what, why, fix, code)
