"""Exported rows: as the screen shows them, harmless to spreadsheets, never over another file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from routerboard.language.items import Row
from routerboard.language.version import Version
from tui.screens.ask import file_named
from tui.watch import layout
from tui.watch.columns import TABLES
from tui.watch.export import as_csv, as_json, harmless, write

FORM = TABLES["Leases"](Version.parse("7.20.8"))
COLUMNS = (FORM.columns[0], FORM.columns[1], FORM.columns[7], FORM.columns[8])
ROWS: list[Row] = [
    {".id": "*1", "address": "10.0.0.5", "host-name": '=cmd|"/c calc"!A1', "expires-after": "1h2s", "dynamic": "true"},
    {".id": "*2", "address": "10.0.0.6", "host-name": 'a, "b"\nc', "dynamic": "false"},
]


def test_csv_has_the_shown_columns_and_no_formula() -> None:
    read = list(csv.reader(io.StringIO(as_csv(ROWS, COLUMNS))))
    assert read == [
        ["Flags", "Address", "Active Host Name", "Expires After"],
        ["D", "10.0.0.5", '\'=cmd|"/c calc"!A1', "01:00:02"],
        ["", "10.0.0.6", 'a, "b"\nc', ""],
    ]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@A1", "\t=1", "\r=1", "  =1"])
def test_what_a_spreadsheet_would_run_is_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "10.0.0.5", "a=1", "4.8 kbps/9.9 kbps"])
def test_other_text_stays(text: str) -> None:
    assert harmless(text) == text


def test_json_has_the_properties_as_they_came() -> None:
    first, second = json.loads(as_json(ROWS, COLUMNS))
    assert first["host-name"] == '=cmd|"/c calc"!A1'
    assert first["expires-after"] == "1h2s"
    assert "expires-after" not in second
    assert json.loads(as_json([], COLUMNS)) == []


def test_another_file_is_never_written_over(tmp_path: Path) -> None:
    place = tmp_path / "leases.csv"
    write(place, ROWS, COLUMNS)
    written = place.read_text(encoding="utf-8")
    with pytest.raises(FileExistsError):
        write(place, [], COLUMNS)
    assert place.read_text(encoding="utf-8") == written
    with pytest.raises(ValueError, match=r"\.csv or \.json"):
        write(tmp_path / "leases.txt", ROWS, COLUMNS)
    assert not (tmp_path / "leases.txt").exists()


def test_chosen_columns_are_remembered_per_table(tmp_path: Path) -> None:
    layout.remember("Leases", ("status", "address"), tmp_path)
    layout.remember("Log", ("message",), tmp_path)
    chosen = layout.read(tmp_path)
    assert [FORM.columns[at].title for at in layout.placed(FORM, chosen, "Leases")] == ["Status", "Address"]
    layout.remember("Leases", None, tmp_path)
    assert layout.read(tmp_path) == {"Log": ("message",)}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"Leases": 5}', '{"Leases": ["gone"]}', "no json"])
def test_a_file_that_makes_no_sense_chooses_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / layout.FILE).write_text(text, encoding="utf-8")
    places = layout.placed(FORM, layout.read(tmp_path), "Leases")
    assert tuple(FORM.columns[at].name for at in places) == FORM.standard


def test_half_a_file_is_taken_away(tmp_path: Path) -> None:
    def rows() -> Iterator[Row]:
        yield ROWS[0]
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write(tmp_path / "a.csv", rows(), COLUMNS)
    assert not (tmp_path / "a.csv").exists()


def test_a_folder_of_nobody_is_a_name_like_any_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert file_named("~nosuchuser/x.csv") == tmp_path / "~nosuchuser" / "x.csv"
    assert file_named("~/x.csv") == Path.home() / "x.csv"
