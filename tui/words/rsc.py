"""RouterOS console text in colours: menus, verbs, properties, values, comments."""

from __future__ import annotations

import re

from textual.content import Content

_TOKEN = re.compile(
    r"(?P<comment>^\s*#[^\n]*)"
    r"|(?P<menu>^/[a-z0-9/ -]+?(?=\s*$| (?:add|set|remove|move|print|enable|disable)\b))"
    r"|(?P<verb>(?:^|(?<=\s))(?:add|set|remove|move|enable|disable|print|find|where)\b)"
    r"|(?P<name>[a-z][a-z0-9.-]*(?==))"
    r"|(?P<text>\"(?:\\.|[^\"\\])*\")"
    r"|(?P<variable>\$[A-Za-z_][\w-]*)"
    r"|(?P<command>:[a-z]+)"
    r"|(?P<bracket>[\[\]{}()])",
    re.MULTILINE,
)

STYLES = {
    "comment": "$quiet italic",
    "menu": "$primary bold",
    "verb": "$accent bold",
    "name": "$secondary",
    "text": "$success",
    "variable": "$accent",
    "command": "$accent",
    "bracket": "$quiet",
}


def coloured(script: str) -> Content:
    """The script as it is, with colours."""
    content = Content(script)
    for match in _TOKEN.finditer(script):
        content = content.stylize(STYLES[match.lastgroup or "bracket"], match.start(), match.end())
    return content


def folded(command: str, width: int) -> str:
    """A long command over several lines, broken between properties with RouterOS's own `\\`."""
    lines, line = [], ""
    for word in _words(command):
        if line and len(line) + len(word) + 3 > width:
            lines.append(line + " \\")
            line = "    " + word
        else:
            line = f"{line} {word}" if line else word
    return "\n".join([*lines, line])


def _words(command: str) -> list[str]:
    return re.findall(r"(?:\"(?:\\.|[^\"\\])*\"|\[[^\]]*\]|\S)+", command)
