"""Colours, dark and light, and which of them a terminal can show. State is never told by colour alone."""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import Theme

DARK = Theme(
    name="simplifi-dark",
    primary="#6cb2eb",
    secondary="#8fa7bf",
    accent="#f2b866",
    warning="#f2b866",
    error="#f0876f",
    success="#5cc4b4",
    foreground="#d5dde5",
    background="#10161d",
    surface="#161e27",
    panel="#1e2935",
    boost="#263442",
    dark=True,
    variables={
        "line": "#33424f",
        "quiet": "#8595a4",
        "block-cursor-background": "#2b4b68",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#1f2f3e",
        "input-cursor-background": "#f2b866",
        "input-cursor-foreground": "#10161d",
        "input-selection-background": "#6cb2eb 30%",
        "scrollbar": "#33424f",
        "scrollbar-hover": "#4a5f72",
        "scrollbar-active": "#6cb2eb",
        "scrollbar-background": "#10161d",
        "scrollbar-background-hover": "#10161d",
        "scrollbar-background-active": "#10161d",
        "scrollbar-corner-color": "#10161d",
    },
)

LIGHT = Theme(
    name="simplifi-light",
    primary="#14619e",
    secondary="#4a6076",
    accent="#9a5a00",
    warning="#9a5a00",
    error="#b3361b",
    success="#0b7568",
    foreground="#1d2833",
    background="#fafaf7",
    surface="#f1f2ee",
    panel="#e7eae6",
    boost="#dbe0dd",
    dark=False,
    variables={
        "line": "#c2c9cb",
        "quiet": "#5d6b78",
        "block-cursor-background": "#cfe2f3",
        "block-cursor-foreground": "#0c1a26",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#e3ecf3",
        "input-cursor-background": "#14619e",
        "input-cursor-foreground": "#ffffff",
        "scrollbar": "#c2c9cb",
        "scrollbar-hover": "#93a1ab",
        "scrollbar-active": "#14619e",
        "scrollbar-background": "#fafaf7",
        "scrollbar-background-hover": "#fafaf7",
        "scrollbar-background-active": "#fafaf7",
        "scrollbar-corner-color": "#fafaf7",
    },
)

ANSI_THEMES = ("ansi-dark", "ansi-light")
"""Textual's own themes of the terminal's 16 colours. Whether one is used must be known before the app is made."""

ANSI_VARIABLES: Mapping[str, str] = {"line": "ansi_default", "quiet": "ansi_default"}
"""Our own colour names where only the terminal's 16 colours are to be used."""

FEW_COLOURS = frozenset({"linux", "vt100", "vt102", "vt220", "ansi", "cons25"})


def theme_for(environment: Mapping[str, str]) -> str:
    """The theme that this terminal can show, by name; to be chosen before the app starts."""
    plain = bool(environment.get("NO_COLOR")) or environment.get("TERM", "") in FEW_COLOURS
    return ANSI_THEMES[0] if plain else DARK.name


def refusal(environment: Mapping[str, str]) -> str:
    """Why the screens cannot be drawn on this terminal, and what works instead; "" where they can."""
    if environment.get("TERM") != "dumb":
        return ""
    return (
        "This terminal (TERM=dumb) cannot draw screens, so nothing was started.\n"
        "These commands work here: simplifi-tui survey, plan, apply, watch. See simplifi-tui --help."
    )
