"""The hand-over sheet: the same figures in three forms, no request to anybody, nothing made up."""

import io
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from pypdf import PdfReader

from proof.results import Drill, LineFacts, Speed, Verification
from proof.sheet.content import DASH, Sheet, moment, rate, sheet_of
from proof.sheet.html import html_of
from proof.sheet.pdf import pdf_of
from proof.sheet.text import WIDTH, text_of
from tests.proof.samples import DRILLS, FACTS, WHOLE

STRANGE = '<script>alert(1)</script> & "x" \x1b]0;owned\x07'


class Seen(HTMLParser):
    """Text and attributes of a document."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def told(sheet: Sheet) -> dict[str, str]:
    """Each form's text, blanks aside."""
    pdf = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf_of(sheet))).pages)
    forms = {"html": "".join(Seen(html_of(sheet)).words), "pdf": pdf, "text": text_of(sheet)}
    return {form: "".join(text.split()) for form, text in forms.items()}


def test_every_figure_is_in_all_three_forms() -> None:
    sheet = sheet_of(WHOLE)
    cells = [cell for part in sheet.sections for table in part.tables for row in table.rows for cell in row if cell]
    bars = [bar.text for part in sheet.sections for chart in part.charts for bar in chart.bars]
    sentences = [sentence for part in sheet.sections for sentence in part.sentences]
    verdicts = [part.judged.words for part in sheet.sections if part.judged is not None]
    about = [value for _, value in sheet.about]
    for form, text in told(sheet).items():
        for piece in (*cells, *bars, *sentences, *verdicts, *about, WHOLE.site):
            assert "".join(piece.split()) in text, (form, piece)
    for figure in ("19.4Mbit/s", "28.3Mbit/s", "1.2Mbit/s", "93%", "39.0s", "3f9a1c2e", "2of6livedon", "55%to78%"):
        assert all(figure in text for text in told(sheet).values()), figure


def test_what_was_not_measured_is_a_dash_and_never_a_zero() -> None:
    bare = Verification("Bare", facts=(LineFacts("Wan1"),), speed=Speed(), drills=(Drill("Wan1", "dead"),))
    sheet = sheet_of(bare)
    assert sheet.sections[0].tables[0].rows[0][1:9] == (DASH,) * 8
    assert sheet.sections[2].tables[0].rows[0][2:7] == (DASH,) * 5
    assert not any(part.charts for part in sheet.sections)
    for text in told(sheet).values():
        assert "0.0" not in text
    assert [part.title for part in sheet_of(Verification("Bare")).sections] == ["Not measured"]


def test_the_page_holds_no_script_and_asks_nobody() -> None:
    page = Seen(html_of(sheet_of(WHOLE)))
    assert {"script", "link", "img", "iframe", "object", "base"}.isdisjoint(tag for tag, _ in page.tags)
    assert not [attrs for _, attrs in page.tags if {"src", "href", "style-src"} & attrs.keys()]
    policy = next(attrs["content"] for tag, attrs in page.tags if attrs.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert "url(" not in html_of(sheet_of(WHOLE))
    assert "@import" not in html_of(sheet_of(WHOLE))


def test_strange_names_are_text_and_no_orders() -> None:
    odd = replace(
        WHOLE,
        site=STRANGE,
        technician=STRANGE,
        facts=(replace(FACTS[0], name=STRANGE, isp=STRANGE, dns=STRANGE),),
        drills=(replace(DRILLS[0], line=STRANGE, words=STRANGE),),
        rules=(STRANGE,),
    )
    html = html_of(sheet_of(odd))
    assert "script" not in {tag for tag, _ in Seen(html).tags}
    assert "\x1b" not in html + text_of(sheet_of(odd))
    assert pdf_of(sheet_of(odd)).startswith(b"%PDF")


def test_the_text_keeps_its_width() -> None:
    assert max(len(line) for line in text_of(sheet_of(WHOLE)).splitlines()) <= WIDTH


def test_letters_that_the_font_lacks_are_told_by_number() -> None:
    sheet = sheet_of(replace(WHOLE, site="Отель 中"))
    assert "Отель[U+4E2D]" in told(sheet)["pdf"]
    assert "Отель中" in told(sheet)["html"]


def test_a_configuration_that_was_not_as_before_is_said_aloud() -> None:
    sheet = sheet_of(replace(WHOLE, drills=(replace(DRILLS[0], same=False),)))
    assert "Wan1: the configuration was NOT as before." in text_of(sheet)
    assert "byte for byte" not in text_of(sheet)


def test_practice_is_said_on_every_form() -> None:
    assert all(
        "Practice" in text or "PRACTICE" in text for text in told(sheet_of(replace(WHOLE, practice=True))).values()
    )
    assert not any("ractice Routerboard" in text for text in told(sheet_of(WHOLE)).values())


@pytest.mark.parametrize(
    ("bits", "words"),
    [(None, "–"), (0, "0 kbit/s"), (64_000, "64 kbit/s"), (9.7e6, "9.7 Mbit/s"), (2e9, "2.00 Gbit/s")],
)
def test_rates_in_words(bits: float | None, words: str) -> None:
    assert rate(bits) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-11-28T21:20:30+01:00", "2026-11-28 21:20 UTC+01:00"),
        ("2026-11-28T21:20:30Z", "2026-11-28 21:20 UTC"),
        ("yesterday", "yesterday"),
    ],
)
def test_moments_in_words(text: str, words: str) -> None:
    assert moment(text) == words


@pytest.mark.parametrize("word", ["H" * 200, "Hotel " * 33, "<script>\"'&" * 20])
def test_long_words_fit_every_form(word: str) -> None:
    facts = tuple(replace(one, isp=word, name=word[:32]) for one in FACTS)
    sheet = sheet_of(replace(WHOLE, site=word, router=word, technician=word, facts=facts))
    assert max(map(len, text_of(sheet).splitlines())) <= WIDTH
    pages = PdfReader(io.BytesIO(pdf_of(sheet))).pages
    assert "203.0.113.11" in "".join("".join(page.extract_text() for page in pages).split())


def test_what_was_measured_on_another_day_has_its_own_date() -> None:
    assert WHOLE.speed is not None
    early = replace(WHOLE.speed, ended="2026-01-03T09:00:00+01:00")
    sheet = sheet_of(replace(WHOLE, speed=early, drills=tuple(replace(one, ended=WHOLE.taken) for one in DRILLS)))
    dated = [part.title for part in sheet.sections if "Measured on 2026-01-03 09:00 UTC+01:00." in part.sentences]
    assert dated == ["Speed"]
    assert not any(one.startswith("Measured on") for part in sheet.sections[2:] for one in part.sentences)
