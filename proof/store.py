"""What was proven at each router, kept on this computer for the hand-over sheet: a JSON file a router."""

from __future__ import annotations

import json
import os
from pathlib import Path

from proof.results import Verification, as_json, from_json
from routerboard.language.survey import Survey
from routerboard.link.journal import router_id

FOLDER = "verifications"


def path_of(folder: Path, survey: Survey, place: str) -> Path:
    """Where the verification of this router is kept, below the user's data folder."""
    return folder / FOLDER / f"{router_id(survey, place)}.json"


def save(path: Path, verification: Verification) -> None:
    """Write it whole or not at all; OSError where it cannot be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(as_json(verification), indent=1, ensure_ascii=False)
    new = path.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    os.replace(new, path)


def load(path: Path) -> Verification | None:
    """What was kept; None where nothing was. ResultsError or ValueError where it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    return from_json(json.loads(text))
