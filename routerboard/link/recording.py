"""A session with a router in one file: what was read, when, and of which router. No secrets.

The file is gzip over JSON, a line each. The first line is the head: the form, the moment, the survey, the site. Each
further line is one reading, `{"t": seconds since the beginning, "menu": …, "rows": …}`, where a row is itself or a run
`[first, count]` of rows of the reading before it of that menu: a table of 100,000 rows of which 300 changed costs 300.
A long reading is several lines, all but the last with `"more": true`: packing and reading one line holds Python's lock,
and whatever is on the screen waits for that. Lines are flushed as they come, so a file whose writer was killed can be
read up to its last lines.

What could be a secret never goes in: values of properties that hold passwords and keys, and what people write such
things into: the text of scripts, comments that are neither ours nor the factory's, the names that logins failed for.
"""

from __future__ import annotations

import gzip
import json
import queue
import re
import threading
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from routerboard.language.items import PREFIX, Row
from routerboard.language.ledger import NAME as RECORD
from routerboard.language.survey import Survey
from routerboard.link.records import survey_data, survey_from
from routerboard.link.rows import RawRows
from routerboard.link.rows import row as apart
from routerboard.link.watching import Snapshot

FORM = 2
OLD_FORMS = (1,)
"""Forms that are read all the same: 1 had each reading in one line."""
PIECE = 250
"""Rows, or runs of rows, in one line at most."""
SUFFIX = ".simplifi"
LONGEST = 256 * 1024 * 1024
"""Characters that a line may have; a stranger's file could unpack to anything."""
LATEST = 366 * 86400.0
"""Seconds that a recording may last."""
MOST_ROWS = 1_000_000
"""Rows that a reading may have: runs of rows could make any number of them out of a small file."""
WAITING = 64
"""Readings that may wait for a slow disk; more are left out, and counted."""
SECRET = re.compile(r"password|secret|passphrase|psk|token|community|static-key|(^|(?<!public)[-.])(key|pin)$")
"""Names of properties that hold secrets."""
SCRIPTS = re.compile(r"(^|-)script$|^source$|^on-[a-z-]+$")
"""Names of properties that hold scripts."""
KNOWN_COMMENTS = (PREFIX, "defconf")
"""How comments begin that no person wrote: ours, and those of the factory's configuration."""
TYPED = re.compile(r"(?<=login failure for user ).+(?= from )")
"""In the log: what somebody typed as a user's name, which may have been the password."""
HIDDEN = "(not recorded)"


class RecordingError(Exception):
    """A file that is no recording, or one that this program cannot read; the text says which and why."""


@dataclass(frozen=True)
class Head:
    """What a recording is of; `began` is the laptop's clock, `site` a site file, "" where none was known."""

    began: datetime
    survey: Survey
    site: str = ""


@dataclass(frozen=True)
class Reading:
    """One menu as it was read, `at` seconds after the beginning."""

    at: float
    menu: str
    snapshot: Snapshot


def clean(row: Row) -> Row:
    """The row without what could be a secret; the site's own record has none, and stays."""
    if row.get("name") == RECORD and "source" in row:
        return row
    hidden = {name: HIDDEN for name, value in row.items() if value and _is_secret(name)}
    comment, message = row.get("comment", ""), row.get("message", "")
    if comment and not comment.startswith(KNOWN_COMMENTS):
        hidden["comment"] = HIDDEN
    if message and TYPED.search(message):
        hidden["message"] = TYPED.sub(HIDDEN, message)
    return {**row, **hidden} if hidden else row


@lru_cache(maxsize=4096)
def _is_secret(name: str) -> bool:
    return bool(SECRET.search(name) or SCRIPTS.search(name))


def clean_survey(survey: Survey) -> Survey:
    """The survey without secrets."""
    return replace(survey, menus={menu: tuple(map(clean, rows)) for menu, rows in survey.menus.items()})


class Recorder:
    """Writes a recording in a thread of its own, so that neither a slow disk nor a long table stalls what goes on.

    `trouble` is why it has stopped, "" while it works; `written` counts what is in the file, `missed` readings that a
    slow disk had no room for.
    """

    def __init__(self, path: Path, head: Head, now: float) -> None:
        """Begin at `now` of the watcher's clock; FileExistsError and other OSError where the file cannot be made."""
        self.path = path
        self.trouble = ""
        self.missed = 0
        self.written = 0
        self._began = now
        self._queue: queue.Queue[tuple[str, Snapshot] | None] = queue.Queue(WAITING)
        file = path.open("xb")
        self._thread = threading.Thread(target=self._write, args=(file, head), name="recorder", daemon=True)
        self._thread.start()

    def take(self, menu: str, snapshot: Snapshot) -> None:
        """Keep a reading; returns at once."""
        try:
            self._queue.put_nowait((menu, snapshot))
        except queue.Full:
            self.missed += 1

    def close(self, seconds: float = 60.0) -> None:
        """End the file; waits so long at most for what is still to be written."""
        with suppress(queue.Full):
            self._queue.put(None, timeout=seconds)
            self._thread.join(seconds)
        if self._thread.is_alive():
            self.trouble = self.trouble or f"{self.path} takes no more: the disk is too slow"

    def _write(self, file: IO[bytes], head: Head) -> None:
        packer = _Packer()
        try:
            with file, gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
                packed.write(_line(_head_data(head)))
                packed.flush()
                while (entry := self._queue.get()) is not None:
                    menu, snapshot = entry
                    for piece in _pieces(packer.packed(menu, snapshot, max(0.0, snapshot.taken - self._began))):
                        packed.write(_line(piece))
                    self.written += 1
                    if self._queue.empty():
                        packed.flush()
        except Exception as error:  # whatever it is, it is said, and what is watched goes on
            self.trouble = f"{self.path} can be written no longer: {getattr(error, 'strerror', None) or error}"
            while self._queue.get() is not None:
                pass


def _line(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, separators=(",", ":")).encode() + b"\n"


def _pieces(reading: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A reading as the data of its lines."""
    rows, at = reading["rows"], 0
    while len(rows) - at > PIECE:
        yield {"t": reading["t"], "menu": reading["menu"], "rows": rows[at : at + PIECE], "more": True}
        at += PIECE
    yield {**reading, "rows": rows[at:]}


def _head_data(head: Head) -> dict[str, Any]:
    survey = survey_data(clean_survey(head.survey))
    return {"simplifi-recording": FORM, "began": head.began.isoformat(), "site": head.site, "survey": survey}


class _Packer:
    """Says each reading by its difference to the one before of the same menu."""

    def __init__(self) -> None:
        self._before: dict[str, dict[Any, int]] = {}

    def packed(self, menu: str, snapshot: Snapshot, at: float) -> dict[str, Any]:
        """The line of one reading."""
        before, places = self._before.get(menu, {}), {}
        rows: list[list[int] | Row] = []
        for place, (key, row) in enumerate(_keyed(snapshot.rows)):
            places[key] = place
            known = before.get(key)
            if known is None:
                rows.append(dict(clean(apart(row) if isinstance(row, bytes) else row)))
            elif rows and isinstance(run := rows[-1], list) and sum(run) == known:
                run[1] += 1
            else:
                rows.append([known, 1])
        self._before[menu] = places
        line: dict[str, Any] = {"t": round(at, 3), "menu": menu, "rows": rows, "total": snapshot.total}
        return {**line, **({"refused": snapshot.refused} if snapshot.refused else {}), **_part(snapshot)}


def _part(snapshot: Snapshot) -> dict[str, str]:
    return {"part": snapshot.part} if snapshot.part else {}


def _keyed(rows: Sequence[Row]) -> Iterator[tuple[Any, Row | bytes]]:
    """Each row with something that is the same where the row is; raw rows are not taken apart for it."""
    if isinstance(rows, RawRows):
        return zip(rows.sentences, rows.sentences, strict=True)
    return ((tuple(row.items()), row) for row in rows)


# reading

NO_READING = (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError, RecursionError)
"""What a line of a stranger's file may raise."""


def opened(path: Path) -> Head:
    """What a recording is of; RecordingError for another file."""
    with _unpacked(path) as lines:
        return _head(path, next(lines, None))


def readings(path: Path) -> Iterator[Reading]:
    """All readings in order, up to the last that was written whole; RecordingError where a line makes no sense."""
    return (reading for reading in readings_in_pieces(path) if reading is not None)


def readings_in_pieces(path: Path) -> Iterator[Reading | None]:
    """The same, and None after each piece of a long one: who has something else to do does it there."""
    with _unpacked(path) as lines:
        _head(path, next(lines, None))
        before: dict[str, Sequence[Row]] = {}
        begun: list[Row] = []
        for number, line in enumerate(lines, 2):
            try:
                data = json.loads(line)
                begun = _continued(begun, data, before)
                if data.get("more") is True:
                    yield None
                    continue
                reading = _reading(data, begun)
            except NO_READING as error:
                raise RecordingError(f"{path}, line {number}, is no reading: {error}") from error
            before[reading.menu], begun = reading.snapshot.rows, []
            yield reading


def length(path: Path) -> float:
    """Seconds from the beginning to the last reading."""
    last = 0.0
    with _unpacked(path) as lines:
        _head(path, next(lines, None))
        for line in lines:
            stamp = line.removeprefix('{"t":').partition(",")[0]
            try:
                last = _moment(stamp)
            except ValueError as error:
                raise RecordingError(f"{path}: a line does not begin with its time") from error
    return last


def _moment(text: Any) -> float:
    """Seconds since the beginning; ValueError for what is no such time."""
    at = float(text)
    if not 0 <= at <= LATEST:
        raise ValueError(f"{text} is no time in a recording")
    return at


def _continued(rows: list[Row], data: Mapping[str, Any], before: Mapping[str, Sequence[Row]]) -> list[Row]:
    """The rows of a reading so far, with those of this line."""
    known = before.get(str(data["menu"]), ())
    for one in data["rows"]:
        if isinstance(one, dict):
            rows.append(one if all(map(_is_text, one.values())) else {name: str(value) for name, value in one.items()})
            count = 0
        else:
            first, count = int(one[0]), int(one[1])
            if first < 0 or count < 1 or first + count > len(known):
                raise ValueError("it points at rows that were not there")
        if len(rows) + count > MOST_ROWS:
            raise ValueError(f"it has more than {MOST_ROWS} rows")
        if count:
            rows += known[first : first + count]
    return rows


def _reading(data: Mapping[str, Any], rows: list[Row]) -> Reading:
    menu, at = str(data["menu"]), _moment(data["t"])
    words = str(data.get("refused", "")), str(data.get("part", ""))
    return Reading(at, menu, Snapshot(rows, at, int(data["total"]), *words))


def _is_text(value: object) -> bool:
    return type(value) is str


def _head(path: Path, line: str | None) -> Head:
    try:
        data = json.loads(line or "")
        form = data["simplifi-recording"]
    except NO_READING as error:
        raise RecordingError(f"{path} is no recording of a session") from error
    if form != FORM and form not in OLD_FORMS:
        raise RecordingError(f"{path} is of form {form!r}; this program reads form {FORM}")
    try:
        return Head(datetime.fromisoformat(data["began"]), survey_from(data["survey"]), str(data["site"]))
    except NO_READING as error:
        raise RecordingError(f"{path} tells not of which router it is: {error}") from error


class _unpacked:  # noqa: N801 - reads as a function where it is used
    """The lines of a file; a file that ends early ends early."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Iterator[str]:
        try:
            self._file = gzip.open(self._path, "rt", encoding="utf-8")
        except OSError as error:
            raise RecordingError(f"{self._path} cannot be read: {error.strerror or error}") from error
        return self._lines()

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _lines(self) -> Iterator[str]:
        try:
            while line := self._file.readline(LONGEST):
                if not line.endswith("\n"):
                    if len(line) >= LONGEST:
                        raise RecordingError(f"{self._path} has a line longer than any reading")
                    return
                yield line
        except EOFError:
            return
        except (OSError, zlib.error, UnicodeDecodeError) as error:
            raise RecordingError(f"{self._path} cannot be unpacked: {error}") from error
