from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from presets.loader import ORDER, PresetError, load_presets, parse_preset
from wizards.site import CLASSIFIERS

MINE = """\
version: 1
title: Camp site
summary: Tents.
method: pcc
health: {check: none}
lan: {interface: vlan10, address: 10.0.0.1/23}
"""


def test_ours_come_in_their_order_and_say_what_they_are(tmp_path: Path) -> None:
    found = load_presets(tmp_path)
    assert tuple(found) == ORDER
    assert all(preset.title and preset.summary and not preset.own for preset in found.values())
    assert found["hotel-hotspot"].classifier == "src-address"
    assert found["hotel"].classifier == "both-addresses"
    assert found["failover"].method == "failover"
    assert {preset.check for preset in found.values()} == {"probe"}


def test_every_choice_has_its_comment() -> None:
    files = sorted(Path(inspect.getfile(load_presets)).parent.glob("*.yaml"))
    assert {file.stem for file in files} == set(ORDER)
    for file in files:
        lines = file.read_text(encoding="utf-8").splitlines()
        choices = [
            n for n, line in enumerate(lines) if line.startswith(("method", "classifier", "health", "lan", "dns"))
        ]
        assert len(choices) >= 4
        assert all(lines[n - 1].startswith("# ") for n in choices), file.name


def test_a_users_own_preset_is_read_and_may_replace_ours(tmp_path: Path) -> None:
    (tmp_path / "camp.yaml").write_text(MINE, encoding="utf-8")
    (tmp_path / "office.yaml").write_text(MINE.replace("Camp site", "My office"), encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no preset", encoding="utf-8")
    found = load_presets(tmp_path)
    assert found["camp"].own
    assert found["camp"].lan_address == "10.0.0.1/23"
    assert found["office"].title == "My office"
    assert len(found) == len(ORDER) + 1


def test_a_folder_that_is_not_there_is_no_error(tmp_path: Path) -> None:
    assert len(load_presets(tmp_path / "none")) == len(ORDER)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("version: 1", "version: 2", "version: must be 1"),
        ("title: Camp site\n", "", "title: is missing"),
        ("title: Camp site", "title: [1]", "title: must be a text"),
        ("method: pcc", "method: magic", "method: must be one of"),
        ("{check: none}", "{chekc: none}", "did you mean health.check"),
        ("10.0.0.1/23", "10.0.0.1", "lacks its prefix"),
        ("10.0.0.1/23", "10.0.0.x/23", "lan.address: must be an address"),
        ("address: 10.0.0.1/23", "hotspot: perhaps", "lan.hotspot: must be true or false"),
        ("lan:", "dns: {servers: 1.1.1.1}\nlan:", "dns.servers: must be a list"),
        ("lan:", "dns: {servers: [one]}\nlan:", "not an IPv4 address: one"),
        ("lan:", "wans: []\nlan:", "wans: no such key"),
        ("version: 1", "version: [", "not YAML"),
        (MINE, "just text", "a preset is a mapping"),
    ],
)
def test_a_wrong_preset_names_file_key_and_fault(tmp_path: Path, old: str, new: str, words: str) -> None:
    file = tmp_path / "camp.yaml"
    file.write_text(MINE.replace(old, new), encoding="utf-8")
    with pytest.raises(PresetError) as caught:
        load_presets(tmp_path)
    assert words in str(caught.value)
    assert str(file) in str(caught.value)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "camp.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PresetError, match="cannot be read"):
        load_presets(tmp_path)


def test_the_name_is_the_files() -> None:
    assert parse_preset(MINE, "somewhere/camp.yaml").name == "camp"


@pytest.mark.parametrize("classifier", CLASSIFIERS)
def test_a_preset_may_say_every_classifier_that_a_site_may(classifier: str) -> None:
    assert parse_preset(f"{MINE}classifier: {classifier}\n", "camp.yaml").classifier == classifier
