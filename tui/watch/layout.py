"""Which columns each table shows, and in which order: what somebody chose, remembered in the user's own folder."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import platformdirs

from tui.watch.columns import TableForm

FILE = "columns.json"


def folder(config_dir: Path | None = None) -> Path:
    """Where it is remembered: the folder given, else the user's own configuration folder."""
    return config_dir or platformdirs.user_config_path("simplifi-tui")


def read(config_dir: Path | None = None) -> dict[str, tuple[str, ...]]:
    """Table -> names of its columns, {} where nothing was chosen or the file cannot be read: it is a convenience."""
    try:
        found = json.loads((folder(config_dir) / FILE).read_text(encoding="utf-8"))
        return {str(table): tuple(map(str, names)) for table, names in found.items() if isinstance(names, list)}
    except (OSError, ValueError, AttributeError):
        return {}


def remember(table: str, names: Sequence[str] | None, config_dir: Path | None = None) -> None:
    """Remember the columns of a table; None: as they are before somebody chooses."""
    chosen: dict[str, Sequence[str]] = {**read(config_dir)}
    chosen.pop(table, None)
    if names is not None:
        chosen[table] = list(names)
    place = folder(config_dir)
    try:
        place.mkdir(parents=True, exist_ok=True)
        (place / FILE).write_text(json.dumps(chosen, indent=1), encoding="utf-8")
    except OSError:
        return


def placed(form: TableForm, chosen: Mapping[str, Sequence[str]], table: str) -> tuple[int, ...]:
    """The places of the shown columns in the form, in their order; a name that this version lacks is left out."""
    at = {column.name: place for place, column in enumerate(form.columns)}
    names = chosen.get(table, form.standard)
    return tuple(at[name] for name in dict.fromkeys(names) if name in at) or tuple(
        place for place, column in enumerate(form.columns) if column.shown
    )
