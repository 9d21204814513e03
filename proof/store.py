"""What was proven at each router, kept on this computer for the hand-over sheet: a JSON file a router."""

from __future__ import annotations

import json
import os
from pathlib import Path

from proof.results import ResultsError, Verification, as_json, from_json
from routerboard.language.survey import Survey
from routerboard.link.journal import router_id

FOLDER = "verifications"


def path_of(folder: Path, survey: Survey, place: str) -> Path:
    """Where the verification of this router is kept, below the user's data folder."""
    return folder / FOLDER / f"{router_id(survey, place)}.json"


def save(path: Path, verification: Verification) -> None:
    """Write it whole or not at all, in the place of the one before; OSError where it cannot be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    with beside.open("w", encoding="utf-8") as file:
        json.dump(as_json(verification), file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def load(path: Path) -> Verification | None:
    """What was kept; None where nothing was. ResultsError where it cannot be read."""
    return read(path) if path.exists() else None


def read(path: Path) -> Verification:
    """The verification of a file; ResultsError says what is wrong with it."""
    try:
        return from_json(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ResultsError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise ResultsError(f"{path}: {error}") from error
