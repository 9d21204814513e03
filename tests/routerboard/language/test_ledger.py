"""What a router keeps about itself: written, read back, and read when somebody has been at it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routerboard.language.change import Change
from routerboard.language.ledger import Record, alike, change_data, change_from, extended, read, written

SITE = "version: 1\nsite: \"H\\xF4tel\"\nnote: 'a\n\n  b'\n"
FASTTRACK = Change(
    "/ip/firewall/filter",
    "set",
    {"connection-mark": "no-mark"},
    "only unmarked",
    "foreign:fasttrack",
    {"comment": "defconf: fasttrack"},
    {"connection-mark": ""},
)
PORT = Change(
    "/interface/bridge/port",
    "remove",
    {},
    "a line",
    "foreign:bridge-port:ether2",
    {"interface": "ether2"},
    {"interface": "ether2", "bridge": "bridge", "comment": "Süd \\"},
    {"interface": "ether3"},
)
WHOLE = Record(SITE, (FASTTRACK, PORT))
TEXT = written(WHOLE)


def test_it_is_read_back_as_it_was() -> None:
    assert read(TEXT) == WHOLE
    assert read(written(replace(WHOLE, whole=False))) == replace(WHOLE, whole=False)
    assert read(written(Record(SITE))) == Record(SITE)


def test_it_does_nothing_when_run_and_no_console_spoils_it() -> None:
    assert TEXT.isascii()
    assert all(line.startswith("#") for line in TEXT.split("\n"))
    assert not any(line.endswith("\\") for line in written(Record("a: b\\\n")).split("\n"))
    assert read(written(Record("a: b\\\n"))).site == "a: b\\\n"
    with pytest.raises(ValueError, match="ASCII"):
        written(Record("site: Hôtel\n"))


def test_line_ends_and_blanks_do_not_count() -> None:
    winbox = TEXT.replace("\n", " \r\n") + "\r\n"
    assert read(winbox) == WHOLE
    assert alike(TEXT, winbox)
    assert not alike(TEXT, TEXT.replace("no-mark", "other"))


@pytest.mark.parametrize("source", ["", "\n", ":put 1", "# simplifi-site", "# simplifi-site one", "# simplifi-site 1x"])
def test_what_is_no_record_is_called_so(source: str) -> None:
    found = read(source)
    assert (found.form, found.site, found.ledger, found.whole, found.newer) == (0, "", (), False, False)
    assert found.faults


def test_a_newer_form_is_not_guessed_at() -> None:
    found = read(TEXT.replace("simplifi-site 1", "simplifi-site 2", 1))
    assert (found.newer, found.form, found.site, found.ledger, found.whole) == (True, 2, "", (), False)


@pytest.mark.parametrize(
    ("old", "new", "left", "fault"),
    [
        ('# {"menu":"/ip/firewall/filter"', '# {"menu":/ip/firewall/filter"', (PORT,), "line 1 of its ledger"),
        ("# --- ledger 2", "# --- ledger 3", (FASTTRACK, PORT), "of 3 changes in its ledger 2"),
        ("# --- ledger 2\n", "", (), "`# --- ledger` is missing"),
        ("\n# --- end", "", (FASTTRACK, PORT), "`# --- end` is missing"),
        ("# --- site\n", "", (FASTTRACK, PORT), "`# --- site` is missing"),
        ("# --- end", "# --- end\n:log info hello", (FASTTRACK, PORT), "no comments"),
        ('"verb":"remove"', '"verb":"add"', (FASTTRACK,), "line 2 of its ledger"),
        ('"role":"foreign:fasttrack"', '"role":"pcc:Wan1:0"', (PORT,), "line 1 of its ledger"),
        ('"before":{"connection-mark":""}', '"before":{}', (PORT,), "line 1 of its ledger"),
        ('"before":{"connection-mark":""}', '"before":{"connection-mark":1}', (PORT,), "line 1 of its ledger"),
        ('"before":{"connection-mark":""}', '"before":["connection-mark"]', (PORT,), "line 1 of its ledger"),
        ('"why":"only unmarked"', '"wherefore":"only unmarked"', (PORT,), "line 1 of its ledger"),
        ('{"menu":"/ip/firewall/filter"', "[" * 20000 + '{"menu":"/ip/firewall/filter"', (PORT,), "line 1 of its"),
    ],
)
def test_of_a_spoilt_one_the_rest_is_read(old: str, new: str, left: tuple[Change, ...], fault: str) -> None:
    assert old in TEXT
    found = read(TEXT.replace(old, new, 1))
    assert found.ledger == left
    assert not found.whole
    assert any(fault in one for one in found.faults), found.faults


@given(st.integers(0, len(TEXT)), st.integers(0, 60), st.text(max_size=8))
def test_whatever_is_done_to_it_reading_does_not_fail(at: int, length: int, inserted: str) -> None:
    found = read(TEXT[:at] + inserted + TEXT[at + length :])
    assert all(one.foreign and one.before for one in found.ledger)


def test_a_cut_off_one_never_counts_as_whole() -> None:
    for end in range(len(TEXT)):
        assert not read(TEXT[:end]).whole


@pytest.mark.parametrize("data", [{}, [], "x", {"menu": 1, "verb": "set"}, {"menu": "/x", "verb": "set", "match": 2}])
def test_what_is_no_change_is_refused(data: object) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        change_from(data)  # type: ignore[arg-type]


def test_a_change_as_data_and_back() -> None:
    asked = replace(PORT, consent="Take it?")
    assert change_from(json.loads(json.dumps(change_data(asked)))) == asked
    assert read(written(Record(SITE, (asked,)))).ledger == (PORT,), "the question is not kept"


# What is in force after further changes


def changed(old: str, new: str, **given: object) -> Change:
    return replace(FASTTRACK, args={"connection-mark": new}, before={"connection-mark": old}, **given)  # type: ignore[arg-type]


def test_rows_of_ours_are_not_in_it() -> None:
    assert (
        extended((), [Change("/ip/route", "add", {"comment": "simplifi:route:Wan1:main"}, role="route:Wan1:main")])
        == ()
    )


def test_what_is_taken_back_is_struck_out() -> None:
    assert extended([FASTTRACK, PORT], [changed("no-mark", "")]) == (PORT,)
    again = replace(PORT, verb="add", args=PORT.before, match={}, before={})
    assert extended([FASTTRACK, PORT], [again]) == (FASTTRACK,)


def test_two_changes_to_one_row_are_one() -> None:
    assert extended([changed("", "a")], [changed("a", "b")]) == (changed("", "b"),)
    assert extended([changed("", "a")], [changed("", "a")]) == (changed("", "a"),)
    more = replace(FASTTRACK, args={"disabled": "yes"}, before={"disabled": "false"})
    (both,) = extended([FASTTRACK], [more])
    assert (both.args, both.before) == (
        {"connection-mark": "no-mark", "disabled": "yes"},
        {"connection-mark": "", "disabled": "false"},
    )


def test_what_somebody_wrote_between_two_of_ours_is_what_was_before() -> None:
    assert extended([changed("", "a")], [changed("theirs", "b")]) == (changed("theirs", "b"),)
    newer = replace(PORT, before={**PORT.before, "bridge": "guests"})
    assert extended([PORT], [newer]) == (newer,)


def test_rows_of_one_role_are_told_apart() -> None:
    other = changed("", "no-mark", match={"comment": "another"})
    assert extended([FASTTRACK], [other]) == (FASTTRACK, other)
    byall = changed("", "no-mark", match={"chain": "forward", "comment": "defconf: fasttrack"})
    assert len(extended([FASTTRACK], [byall])) == 1
    dns = Change("/ip/dns", "set", {"servers": "9.9.9.9"}, role="foreign:dns", before={"servers": ""})
    assert extended([dns], [replace(dns, args={"servers": ""}, before={"servers": "9.9.9.9"})]) == ()
