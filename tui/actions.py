"""Every action of every screen, declared once: bindings, footer, command palette and help are made from this table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual.binding import Binding, BindingType


@dataclass(frozen=True)
class Action:
    """One thing that can be done on a screen.

    name     the screen's method is `do_<name>`
    key      Textual key names, comma separated; the first is the one shown
    label    as the footer says it; `help` is one sentence for help and palette
    glyph    how the key reads, where its Textual name does not do
    footer   whether the footer shows it (the palette and the help always do)
    practice whether it is there on a practice board only
    """

    name: str
    key: str
    label: str
    help: str
    glyph: str = ""
    footer: bool = True
    practice: bool = False

    @property
    def shown_key(self) -> str:
        """The key as a reader knows it: `a`, `enter`, `^p`."""
        return self.glyph or self.key.split(",")[0].replace("ctrl+", "^")


NEXT = Action("next", "enter", "Next", "Accept what stands here and go on.")
BACK = Action("back", "escape,b", "Back", "Go one screen back; nothing is lost.", glyph="esc")
FIELD = Action("field", "tab,down", "Field", "Go to the next field.")
BEFORE = Action("before", "shift+tab,up", "Field before", "Go to the field before.", glyph="⇧tab", footer=False)

PLUG = Action("plug", "P", "Plug", "Practice: pull the plug of this laptop, or put it in again.", practice=True)
ISP = Action("isp", "I", "Kill the ISP", "Practice: kill the Internet behind the first modem.", footer=False)
SHEET = Action("sheet", "s", "Sheet", "Write the hand-over sheet of all that was measured here: HTML, PDF and text.")

_SCREENS: Mapping[str, tuple[Action, ...]] = {
    "app": (
        Action("help", "question_mark,f1", "Help", "What this screen is for, and its keys.", glyph="?"),
        Action("palette", "ctrl+p", "All", "Search everything that can be done here."),
        Action("light", "ctrl+t", "Dark or light", "Change between the dark and the light theme.", footer=False),
        Action("quit", "ctrl+q", "Quit", "Leave simplifi-tui.", footer=False),
    ),
    "start": (
        Action("open", "enter", "Open", "Open the router or the practice board under the cursor."),
        Action("practise", "p", "Practise", "Open the first practice Routerboard: nothing can break there."),
        Action("address", "a", "Address", "Type the address of a router."),
        Action("forget", "x", "Forget", "Forget the recent router under the cursor."),
        Action("discover", "d", "Discover", "Ask all routers on this wire to say who they are (UDP 5678)."),
        Action("leave", "escape", "List", "Leave the address field and go back to the list.", "esc", footer=False),
    ),
    "login": (
        Action("next", "enter", "Log in", "Log in with this user and password."),
        Action("back", "escape", "Back", "Do not log in.", glyph="esc"),
    ),
    "connecting": (
        Action("retry", "r,enter", "Try again", "Try once more, with the same address and user.", glyph="r"),
        Action("login", "l", "Other login", "Give another user or password."),
        BACK,
    ),
    "certificate": (
        Action("back", "escape,enter", "Do not connect", "Connect to nobody; what is known stays as it is.", "esc"),
        Action("accept", "t", "Trust it", "Accept what this router shows, and connect."),
    ),
    "survey": (
        Action("next", "enter", "Continue", "Go on with what is chosen below."),
        Action("left", "left", "Choose", "Choose what this router should become.", glyph="←→"),
        Action("right", "right", "Choose", "Choose what this router should become.", glyph="→", footer=False),
        Action("prove", "p", "Prove", "Measure what the lines really do, each and all together."),
        Action("watch", "w", "Watch only", "Change nothing: look at live graphs and tables."),
        Action("keep", "k", "Keep", "Keep a change that waits since an earlier visit.", footer=False),
        Action("undo", "u", "Undo", "Take back a change that waits since an earlier visit.", footer=False),
        Action("again", "r", "Read again", "Read the router once more."),
        Action("down", "down,pagedown", "Down", "Scroll down.", glyph="↓", footer=False),
        Action("up", "up,pageup", "Up", "Scroll up.", glyph="↑", footer=False),
        BACK,
    ),
    "wizard": (
        NEXT,
        FIELD,
        BEFORE,
        Action("choose", "right", "Change", "Change the choice under the cursor.", glyph="←→"),
        BACK,
    ),
    "wizard_lines": (
        NEXT,
        FIELD,
        BEFORE,
        Action("more", "ctrl+n,n", "New line", "Add another line on a free socket."),
        Action("fewer", "ctrl+x,x", "Remove", "Take the marked line out."),
        BACK,
    ),
    "preview": (
        Action("apply", "a", "Apply", "Write these changes to the router, with an undo in hand."),
        Action("consent", "c", "Allow", "Allow every change to a row that is not ours."),
        Action("allow", "space", "Allow one", "Allow the change under the cursor.", footer=False),
        Action("script", "v", "View .rsc", "Show the plan as a RouterOS console script, or as a table again."),
        Action("save", "s", "Save site", "Save the answers as a site file (it holds no passwords)."),
        Action("watch", "w", "Watch", "Change nothing: look at live graphs and tables.", footer=False),
        BACK,
    ),
    "apply": (
        Action("next", "enter", "Watch", "Keep what was applied, and open the live graphs and tables."),
        Action("confirm", "c", "Keep", "Keep what was applied, as soon as it is proven."),
        Action("undo", "u", "Undo now", "Take back everything that was applied."),
        PLUG,
        Action("prove", "p", "Prove", "Measure what the lines really do, each and all together."),
        Action("hold", "h", "Hold", "Do not keep it by itself: wait for a word, while the router counts down."),
        Action("again", "r", "Read again", "Read the router once more, after it was undone."),
        Action("more", "plus,m", "One more minute", "Let the router wait one minute longer.", glyph="+"),
        Action("back", "b,escape", "Back", "Back to the plan, or to the router as it is now."),
    ),
    "live": (
        Action("tab", "1,2,3,4,5,6,7,8", "Tab", "Show a tab by its number.", glyph="1-8"),
        Action("tables", "9,g", "More", "The other tables in a list, each with its key.", glyph="9"),
        Action("following", "tab,right_square_bracket", "Next tab", "Show the next tab.", glyph="tab", footer=False),
        Action(
            "former", "shift+tab,left_square_bracket", "Tab before", "Show the tab before.", glyph="⇧tab", footer=False
        ),
        Action(
            "filter",
            "slash,f",
            "Filter",
            "Show only what fits as you type: words, mark:Wan1, proto:udp, rate>1M, src:10.0.0.0/8, flags:F, !dns.",
            glyph="/",
        ),
        Action("why", "enter,x", "Why", "Tell the story of this row: which rule, table, route and NAT, and what if."),
        Action("sort", "s", "Sort", "Sort by the current column (←→), then the other way, then as the router has it."),
        Action("columns", "c", "Columns", "Show, hide and move the columns of this table."),
        Action("freeze", "z", "Freeze", "Hold what is shown, or go on."),
        Action("export", "e", "Export", "Write the shown rows into a CSV or JSON file."),
        Action("copy", "y", "Copy", "Copy the current cell.", footer=False),
        Action("copy_row", "Y", "Copy row", "Copy the row under the cursor.", footer=False),
        Action("further", "minus", "Longer", "Let the graphs look further back, up to 24 hours.", "−", footer=False),
        Action("closer", "plus,equals_sign", "Shorter", "Let the graphs look less far back, finer.", "+", footer=False),
        Action("quiet", "q", "Quiet", "Do not ring when a line is lost, or ring again.", footer=False),
        Action("whole", "w", "All rows", "Read all rows of a long table, once; again: go on as before.", footer=False),
        Action("record", "R", "Record", "Keep what is read in a file, for a replay; again: end it.", footer=False),
        BACK,
        PLUG,
        ISP,
    ),
    "story": (
        Action("back", "escape,enter,b", "Close", "Back to the table.", glyph="esc"),
        Action("again", "r", "Read again", "Read the router's rules once more, and tell it anew."),
        Action("down", "down,pagedown", "Down", "Scroll down.", glyph="↓", footer=False),
        Action("up", "up,pageup", "Up", "Scroll up.", glyph="↑", footer=False),
    ),
    "tables": (
        Action("next", "enter", "Show", "Show the marked table; its number or letter does it at once."),
        Action("back", "escape,9,b", "Close", "Stay where you are.", glyph="esc"),
    ),
    "columns": (
        Action("next", "enter", "Take", "Show these columns, and remember it."),
        Action("turn", "space,x", "Show", "Show or hide the marked column.", glyph="spc"),
        Action("up", "less_than_sign,shift+up", "Up", "Move the marked column to the front.", glyph="<"),
        Action("down", "greater_than_sign,shift+down", "Down", "Move the marked column to the back.", glyph=">"),
        Action("reset", "r", "Reset", "Show the columns that Winbox shows."),
        Action("back", "escape", "Cancel", "Change nothing.", glyph="esc"),
    ),
    "proof": (
        Action("next", "enter", "Measure", "Measure each line, then all together; the data it takes is said above."),
        Action("weights", "w", "Weights", "Show the plan with the shares that follow from these speeds."),
        Action("drill", "d", "Drill", "Take each line out, two ways, and time the fail-over."),
        SHEET,
        Action("down", "down,pagedown", "Down", "Scroll down.", glyph="↓", footer=False),
        Action("up", "up,pageup", "Up", "Scroll up.", glyph="↑", footer=False),
        Action("back", "escape,b", "Stop, back", "Stop measuring, all is put back; or go one screen back.", "esc"),
    ),
    "drill": (
        Action("next", "enter", "Drill", "Take each line out, two ways; what that does is said above."),
        SHEET,
        Action("down", "down,pagedown", "Down", "Scroll down.", glyph="↓", footer=False),
        Action("up", "up,pageup", "Up", "Scroll up.", glyph="↑", footer=False),
        Action("back", "escape,b", "Stop, back", "Stop, the line is put back at once; or go one screen back.", "esc"),
    ),
    "consent": (
        Action("next", "enter,c", "Allow all", "Allow every change that is listed."),
        Action("back", "escape,b", "Cancel", "Allow nothing now.", glyph="esc"),
    ),
    "ask": (
        Action("next", "enter", "OK", "Take what stands in the field."),
        Action("back", "escape", "Cancel", "Change nothing.", glyph="esc"),
    ),
    "help": (Action("back", "escape,question_mark,enter", "Close", "Back to the screen.", glyph="esc"),),
}
ACTIONS: Mapping[str, tuple[Action, ...]] = {
    **_SCREENS,
    "replay": (
        Action("pause", "p", "Pause", "Hold the recording, or go on."),
        Action("backward", "left_curly_bracket", "Back 30 s", "Go half a minute back.", glyph="{"),
        Action("forward", "right_curly_bracket", "On 30 s", "Go half a minute on.", glyph="}"),
        Action("slower", "less_than_sign", "Slower", "The speed below.", glyph="<"),
        Action("faster", "greater_than_sign", "Faster", "The speed above.", glyph=">"),
        *(one for one in _SCREENS["live"] if one.name not in ("whole", "record", "plug", "isp")),
    ),
}
"""Scope (one a screen, and `app` for those that work everywhere) -> its actions, in the order of the footer."""


def bindings(scope: str) -> list[BindingType]:
    """Textual's bindings of one scope; each runs `act(name)`, which knows how to say why something cannot be done."""
    return [
        Binding(action.key, f"act('{action.name}')", action.label, key_display=action.shown_key)
        for action in ACTIONS[scope]
    ]
