"""Findings as text: the worst first, a mark beside words, sentences that read as such."""

from __future__ import annotations

import pytest
from textual.content import Content

from routerboard.language.change import Change, Finding, Plan, Severity
from routerboard.language.version import Version
from tui.widgets.hanging import Paragraph, laid_out
from tui.words.findings import count_text, finding_text, sentence, worst_first
from tui.words.plan import asking, outline, rows

NOTE = Finding(Severity.NOTE, "the clock is wrong", "", "")
WARNING = Finding(Severity.WARNING, "FastTrack is on", "it skips marks", "consent: it is narrowed")
ERROR = Finding(Severity.ERROR, "ether1 is your socket", "it would be cut", "plug into ether3")


def test_the_worst_comes_first() -> None:
    assert worst_first([NOTE, WARNING, ERROR]) == [ERROR, WARNING, NOTE]


def test_a_finding_reads_as_sentences_after_its_mark() -> None:
    told = finding_text(WARNING)
    assert told.lead.plain == "! "
    assert told.text.plain == "FastTrack is on. It skips marks. → Consent: it is narrowed."
    assert finding_text(NOTE).text.plain == "The clock is wrong."


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", ""),
        ("it is", "It is."),
        ("ether1 is", "ether1 is."),
        ("FastTrack is", "FastTrack is."),
        ("why so?", "Why so?"),
    ],
)
def test_names_keep_their_letters(text: str, read: str) -> None:
    assert sentence(text) == read


def test_counting() -> None:
    assert [count_text([NOTE] * number) for number in range(3)] == ["nothing in the way", "1 finding", "2 findings"]


def test_text_hangs_beside_its_lead() -> None:
    lines = laid_out(
        [Paragraph(Content("! "), Content("one two three")), Paragraph(Content("Wan1 "), Content("x"))], 15
    )
    assert [line.plain.rstrip() for line in lines] == ["!    one two", "     three", "Wan1 x"]


def test_a_plan_reads_from_the_urgent_to_the_good_to_know() -> None:
    changes = (
        Change("/ip/route", "add", {"dst-address": "0.0.0.0/0"}, "why"),
        Change("/ip/dns", "set", {"servers": "1.1.1.1"}, consent="May I?"),
    )
    plan = Plan("Hotel", Version.parse("6.49"), changes, (NOTE, ERROR))
    told = [(row.kind, row.mark, row.box, row.text) for row in rows(plan, {1})]
    assert told == [
        ("heading", "", "", "READ FIRST"),
        ("finding", "✗", "", "ether1 is your socket"),
        ("heading", "", "", "/ip/route"),
        ("change", "+", "", "0.0.0.0/0"),
        ("heading", "", "", "/ip/dns"),
        ("change", "~", "☑", "servers=1.1.1.1"),
        ("heading", "", "", "GOOD TO KNOW"),
        ("finding", "·", "", "the clock is wrong"),
    ]
    assert asking(plan) == (1,)


def test_the_outline_counts_by_menu_or_names_what_stands_in_the_way() -> None:
    changes = tuple(Change(menu, "add", {}) for menu in ("/ip/route", "/ip/route", "/ip/dns"))
    version = Version.parse("6.49")
    assert outline(Plan("H", version, changes, (NOTE,))).plain.splitlines() == [
        " SO FAR  3 add",
        "   2  ip/route",
        "   1  ip/dns",
    ]
    assert outline(Plan("H", version, changes), 3).plain.splitlines()[1:] == ["   2  ip/route", "   1  ip/dns"]
    assert outline(Plan("H", version, changes), 2).plain.splitlines()[1:] == ["   … and 2 more"]
    assert outline(Plan("H", version, (), (ERROR,))).plain == " SO FAR\n ✗ ether1 is your socket"
