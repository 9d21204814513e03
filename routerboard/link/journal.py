"""What was there before and how far we are, kept on this computer: written and flushed to the disk before each step.

One file a commit, one JSON object a line: first the survey and the plan, then what happened. Lines are only ever added,
so whatever stops us leaves a file that tells the truth up to its last whole line. No secrets: a survey has none, a plan
refers to them by name.

    <folder>/<router>/20261123T215403.123456Z.jsonl
    {"journal": 1, "router": "…", "place": "…", "started": "…", "survey": {…}, "plan": {…}}
    {"armed": "5f3a9c1b"}   the router undoes by itself from now on; the token tells which undo is ours
    {"write": 1}            the first change is about to be written
    {"state": "done"}       done, pending, undone, unknown
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from routerboard.language.change import Change, Plan
from routerboard.language.items import role_of
from routerboard.language.ledger import extended
from routerboard.language.survey import Survey
from routerboard.link.records import Data, plan_data, plan_from, survey_data, survey_from

FORM = 1
CLOSED = ("done", "undone")


@dataclass(frozen=True)
class Entry:
    """One commit as its journal tells it.

    written   how many changes were begun; the last of them may or may not have reached the router
    token     of the undo on the router; "" where there was none
    state     begun, done, pending, undone, unknown
    """

    path: Path
    router: str
    place: str
    started: str
    survey: Survey
    plan: Plan
    written: int
    state: str
    token: str = ""

    @property
    def open(self) -> bool:
        """Whether something was written that nobody has confirmed or undone."""
        return self.written > 0 and self.state not in CLOSED

    @property
    def begun(self) -> tuple[Change, ...]:
        """The changes that may be on the router."""
        return self.plan.changes[: self.written]


class Journal:
    """The journal of one commit, open for adding. OSError where the disk does not take it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def begin(cls, folder: Path, survey: Survey, plan: Plan, place: str) -> Journal:
        """Keep a survey and a plan in a new file."""
        router, now = router_id(survey, place), datetime.now(UTC)
        path = folder / router / f"{now:%Y%m%dT%H%M%S.%f}Z.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        head = {"journal": FORM, "router": router, "place": place, "started": now.isoformat(timespec="seconds")}
        _add(path, {**head, "survey": survey_data(survey), "plan": plan_data(plan)}, os.O_CREAT | os.O_EXCL)
        return cls(path)

    def arms(self, token: str) -> None:
        """The router undoes by itself from now on."""
        _add(self.path, {"armed": token})

    def writes(self, number: int) -> None:
        """The change of this number, from 1, is about to be written."""
        _add(self.path, {"write": number})

    def ends(self, state: str) -> None:
        """This is how it stands now."""
        _add(self.path, {"state": state})


def router_id(survey: Survey, place: str) -> str:
    """What tells this router from others, as a folder's name: serial number, else its lowest MAC, else its place."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", survey.hardware or place)


def entries(folder: Path, router: str) -> tuple[Entry, ...]:
    """Every commit to this router, oldest first; files whose first line is not whole are passed over."""
    return tuple(entry for path in sorted((folder / router).glob("*.jsonl")) if (entry := _entry(path)))


def pending(folder: Path, router: str) -> Entry | None:
    """The last commit to this router that is neither confirmed nor undone."""
    return next((entry for entry in reversed(entries(folder, router)) if entry.open), None)


def reread(entry: Entry) -> Entry:
    """The same commit as its journal tells it now."""
    return _entry(entry.path) or entry


def ledger(folder: Path, router: str) -> tuple[Change, ...]:
    """The changes to rows that are not ours which this computer knows to be in force, oldest first.

    The router itself keeps them, for every computer; these are for routers set up before it did.
    """
    kept: tuple[Change, ...] = ()
    for entry in entries(folder, router):
        if entry.state in ("done", "pending"):
            kept = extended(kept if _ours(entry.survey) else (), entry.begun)
    return kept


def _ours(survey: Survey) -> bool:
    """Whether a router had rows of ours; where it had none, whatever was done to it earlier is over."""
    return any(role_of(row) for rows in survey.menus.values() for row in rows)


def _entry(path: Path) -> Entry | None:
    try:
        head, *events = _lines(path)
        survey, plan = survey_from(head["survey"]), plan_from(head["plan"])
        said = (head["router"], head["place"], head["started"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    written = max((event["write"] for event in events if "write" in event), default=0)
    state = next((event["state"] for event in reversed(events) if "state" in event), "begun")
    token = next((event["armed"] for event in reversed(events) if "armed" in event), "")
    return Entry(path, *said, survey, plan, written, state, token)


def _lines(path: Path) -> list[dict[str, Any]]:
    """The lines that can be read: a full disk, or the end of this computer, may have cut one off anywhere."""
    read = (_read(line) for line in path.read_text(encoding="utf-8", errors="replace").split("\n"))
    return [line for line in read if line is not None]


def _read(line: str) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _add(path: Path, event: Data, flags: int = 0) -> None:
    """Add a line and see it on the disk. It begins on a line of its own, whatever became of the one before."""
    line = json.dumps(event, ensure_ascii=False, separators=(",", ":")) + "\n"
    with open(os.open(path, os.O_RDWR | os.O_APPEND | flags, 0o600), "ab+") as file:
        cut_off = file.tell() > 0 and _last_byte(file) != b"\n"
        file.write((b"\n" if cut_off else b"") + line.encode())
        file.flush()
        os.fsync(file.fileno())


def _last_byte(file: BinaryIO) -> bytes:
    file.seek(-1, os.SEEK_END)
    return file.read(1)
