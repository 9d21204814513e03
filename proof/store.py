"""The last verification of each installation, on the technician's laptop; the sheet is made of it."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from proof.results import ResultsError, Verification, as_json, from_json

FOLDER = "verifications"


def place(folder: Path, install: str) -> Path:
    """The file of an installation; `folder` is the user's data folder."""
    return folder / FOLDER / f"{re.sub(r'[^A-Za-z0-9._-]', '_', install) or 'unknown'}.json"


def save(folder: Path, found: Verification) -> Path:
    """Write it whole or not at all, in the place of the one before; OSError where the disk will not."""
    path = place(folder, found.install)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    with beside.open("w", encoding="utf-8") as file:
        json.dump(as_json(found), file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    return path


def last(folder: Path, install: str) -> Verification | None:
    """The last one, None where there is none; ResultsError where the file cannot be read as one."""
    return read(path) if (path := place(folder, install)).exists() else None


def read(path: Path) -> Verification:
    """The verification of a file; ResultsError says what is wrong with it."""
    try:
        return from_json(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ResultsError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise ResultsError(f"{path}: {error}") from error
