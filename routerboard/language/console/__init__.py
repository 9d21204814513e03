"""The console's script language, read into a tree.

Theory of operation. A script is a sequence of commands, split by newlines and semicolons. A command is a menu path and
a verb (`/ip route add …`, `/ip/route/add …`, or `add …` inside the menu of the line before), one of the console's own
commands (`:if`, `:foreach`, `:local` …; at the root also without the colon), a bare block `{…}`, or a call of a
function held in a variable (`$undo 1`). What follows are arguments: `name=value`, bare words, strings with
`$variables` in them, `(expressions)`, `[commands]`, `{blocks or arrays}`. After `where`, and after `find`, stands a
condition on the properties of rows.

`parse` reads text and changes nothing; whoever runs the tree decides what a command does. Where one word ends a path
and another begins the arguments depends on which menus exist, so the caller says which do. Errors carry the line and
column that a router would name.

    cursor       a place in the text          forms     the console's own commands
    strings      strings and bare words       tree      what comes out
    expressions  values and operators
    conditions   what stands after `where`
    commands     commands, menus, arguments
"""

from __future__ import annotations

from routerboard.language.console.commands import parse, parse_array
from routerboard.language.console.forms import (
    CODE_ARGUMENTS,
    GLOBAL_COMMANDS,
    ROOT_COMMANDS,
    global_commands,
)
from routerboard.language.console.tree import (
    Argument,
    Binary,
    Block,
    Braces,
    Command,
    IsMenu,
    Knows,
    Node,
    Probe,
    ScriptError,
    Text,
    Unary,
    Var,
)

__all__ = [
    "CODE_ARGUMENTS",
    "GLOBAL_COMMANDS",
    "ROOT_COMMANDS",
    "Argument",
    "Binary",
    "Block",
    "Braces",
    "Command",
    "IsMenu",
    "Knows",
    "Node",
    "Probe",
    "ScriptError",
    "Text",
    "Unary",
    "Var",
    "global_commands",
    "parse",
    "parse_array",
]
