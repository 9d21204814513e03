"""What a router keeps about itself in the script `simplifi-site`: the site it was built from, and the ledger. Pure.

The ledger are the changes to rows of others that are in force, each with the values that it found: what an uninstall
puts back. The script is made of comments alone, so running it does nothing, and of plain ASCII, which every console
carries unharmed:

    # simplifi-site 1
    # --- site
    # version: 1                                  the site file, as it is written on a disk
    # --- ledger 1
    # {"menu":"/ip/dns","verb":"set", …}          one change a line
    # --- end
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from routerboard.language.change import Change
from routerboard.language.items import Row
from routerboard.language.meaning import same

MENU = "/system/script"
NAME = "simplifi-site"
FORM = 1

LARGEST = 30_000
"""More characters are not kept: a script holds 64 KiB, and an undo script must hold this one with all its quotes."""

_HEAD = re.compile(rf"{NAME} (\d{{1,6}})")
_LEDGER = re.compile(r"--- ledger (\d{1,6})( of more)?")
_SITE, _END = "--- site", "--- end"
_ABOUT = (
    "How this router was built, and below the ledger what an uninstall puts back.",
    "Written and read by simplifi-tui. Running it does nothing.",
)
_VERBS = ("set", "remove")


@dataclass(frozen=True)
class Record:
    """What the script says.

    site     the text of the site file; "" where it cannot be read
    ledger   the changes to rows of others, oldest first
    whole    whether the ledger has every such change that was made to this router
    form     of the script; 0 where it is no such script at all
    faults   what of it cannot be read, in words
    """

    site: str
    ledger: tuple[Change, ...] = ()
    whole: bool = True
    form: int = FORM
    faults: tuple[str, ...] = ()

    @property
    def newer(self) -> bool:
        """Whether a newer program wrote it in a form that we do not know."""
        return self.form > FORM


def written(record: Record) -> str:
    """The source of the script. ValueError where the site's text is not ASCII."""
    if not record.site.isascii():
        raise ValueError("the site file must be ASCII here")
    changes = [json.dumps(ledger_data(change), separators=(",", ":")) for change in record.ledger]
    count = f"--- ledger {len(changes)}" + ("" if record.whole else " of more")
    lines = (f"{NAME} {FORM}", *_ABOUT, _SITE, *record.site.splitlines(), count, *changes, _END)
    return "\n".join(map(_commented, lines))


def _commented(line: str) -> str:
    """A console would join a line that ends with a backslash to the next one."""
    return f"# {line}".rstrip() + (" " if line.endswith("\\") else "")


def alike(one: str, other: str) -> bool:
    """Whether two sources say the same: line ends and blanks at them do not count."""
    return _lines(one) == _lines(other)


def _lines(source: str) -> list[str]:
    return [line.rstrip() for line in re.split(r"\r\n|\r|\n", source.rstrip())]


def read(source: str) -> Record:
    """What a script says, however much somebody has changed it; what cannot be read is in `faults`."""
    lines = [line[1:].removeprefix(" ") for line in _lines(source) if line.startswith("#")]
    head = _HEAD.fullmatch(lines[0]) if lines else None
    if head is None:
        return Record("", (), False, 0, (f"its first line is not `# {NAME} {FORM}`",))
    if int(head[1]) != FORM:
        return Record("", (), False, int(head[1]), (f"it has the form {head[1]}, and only {FORM} is known",))
    return _read(lines, strange=any(line and not line.startswith("#") for line in _lines(source)))


def _read(lines: Sequence[str], strange: bool) -> Record:
    faults = ["it has lines that are no comments"] if strange else []
    marks = {mark: at for at, line in enumerate(lines) if (mark := _mark(line))}
    missing = [mark for mark in (_SITE, "--- ledger", _END) if mark not in marks]
    faults += [f"the line `# {mark}` is missing" for mark in missing]
    begin, middle, end = (marks.get(mark, len(lines)) for mark in (_SITE, "--- ledger", _END))
    counted = _LEDGER.fullmatch(lines[middle]) if middle < len(lines) else None
    changes = list(_changes(lines[middle + 1 : end], faults))
    if counted and len(changes) != int(counted[1]):
        faults.append(f"of {counted[1]} changes in its ledger {len(changes)} can be read")
    site = "\n".join(lines[begin + 1 : min(middle, end)])
    whole = not faults and counted is not None and not counted[2]
    return Record(f"{site}\n" if site else "", tuple(changes), whole, FORM, tuple(faults))


def _mark(line: str) -> str:
    return "--- ledger" if _LEDGER.fullmatch(line) else line if line in (_SITE, _END) else ""


def _changes(lines: Iterable[str], faults: list[str]) -> Iterator[Change]:
    for number, line in enumerate(lines, 1):
        try:
            yield ledger_change(json.loads(line))
        except (ValueError, KeyError, TypeError, RecursionError):
            faults.append(f"line {number} of its ledger is no change")


def ledger_data(change: Change) -> dict[str, Any]:
    """A change as the ledger keeps it: without the question that was asked."""
    return change_data(replace(change, consent=""))


def ledger_change(data: Any) -> Change:
    """A change of a ledger; KeyError, TypeError or ValueError where the data is none that could be put back."""
    change = change_from(data)
    known = set(change.args) <= set(change.before) if change.verb == "set" else change.verb == "remove"
    if not (change.foreign and known and change.before):
        raise ValueError("not a change to somebody else's row that says what was there before")
    return change


def change_data(change: Change) -> dict[str, Any]:
    """A change as plain data; only what differs from an empty one."""
    place = None if change.place_before is None else dict(change.place_before)
    plain = replace(
        change, args=dict(change.args), match=dict(change.match), before=dict(change.before), place_before=place
    )
    return {name: value for name, value in asdict(plain).items() if value not in ("", {}, None)}


def change_from(data: Mapping[str, Any]) -> Change:
    """The change again; KeyError, TypeError or ValueError where the data is none."""
    change = Change(**data)
    rows = (change.args, change.match, change.before, change.place_before or {})
    texts = (change.menu, change.verb, change.why, change.role, change.consent)
    if not all(isinstance(row, dict) for row in rows):
        raise TypeError("a row is wanted")
    if not all(isinstance(text, str) for text in (*texts, *(text for row in rows for text in (*row, *row.values())))):
        raise TypeError("texts are wanted")
    return change


# What is in force after one more change


def extended(ledger: Iterable[Change], changes: Iterable[Change]) -> tuple[Change, ...]:
    """The ledger after these changes: one that takes an earlier one back strikes it out, ours are left out.

    Changes to one row become one, from what was there before the first to what is there now. Where somebody else
    has written between two of ours, his value is what was there before.
    """
    kept = list(ledger)
    for change in changes:
        if change.foreign:
            kept = _with(kept, change)
    return tuple(kept)


def _with(kept: list[Change], change: Change) -> list[Change]:
    earlier = next((one for one in kept if _about_one_row(one, change)), None)
    if earlier is None:
        return [*kept, change] if change.verb in _VERBS else kept
    if change.verb == "set" and earlier.verb == "set":
        joined = _joined(earlier, change)
        return [joined if one is earlier else one for one in kept if one is not earlier or joined.args]
    rest = [one for one in kept if one is not earlier]
    return [*rest, change] if change.verb in _VERBS else rest


def _about_one_row(earlier: Change, change: Change) -> bool:
    """Whether a change is about the row of an earlier one; adding takes a removal of the same name back."""
    if (earlier.menu, earlier.role) != (change.menu, change.role):
        return False
    if "add" in (change.verb, earlier.verb) or not (earlier.match or change.match):
        return True
    common = (set(earlier.match) & set(change.match)) - set(earlier.args)
    return bool(common) and all(earlier.match[name] == change.match[name] for name in common)


def _joined(earlier: Change, change: Change) -> Change:
    """Two changes to one row as one: without what is as it was before the first."""
    found = {name: _former(name, earlier, change) for name in change.before}
    before: Row = {**earlier.before, **found}
    args: Row = {**earlier.args, **change.args}
    told = [name for name in args if not same(name, args[name], before.get(name))]
    return replace(
        change,
        match=earlier.match,
        args={name: args[name] for name in told},
        before={name: before.get(name, "") for name in told},
    )


def _former(name: str, earlier: Change, change: Change) -> str:
    untouched = name in earlier.args and same(name, earlier.args[name], change.before[name])
    return earlier.before[name] if untouched else change.before[name]
