"""What the router keeps about its own site: whether it can be read, can be written, and tells all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from routerboard.language.change import Change, Finding
from routerboard.language.ledger import LARGEST, NAME
from routerboard.language.survey import Survey
from wizards.checks.say import error, note, warning
from wizards.lines import Job
from wizards.record import built_from, record_of, settled, stranger, unkept


def findings(job: Job) -> Iterator[Finding]:
    """Whether this site can be kept there, beside or instead of what is."""
    yield from _taken(job.survey)
    yield from unreadable(job.survey)
    yield from unknown_past(job.survey)
    yield from _unkept(job.survey)
    yield from _another(job)


def _taken(survey: Survey) -> Iterator[Finding]:
    if stranger(survey):
        what = f"a script of this router is called {NAME}, and is not ours"
        yield error("record-taken", what, "the site is kept under that name", f"rename or remove the script {NAME}")


def unreadable(survey: Survey) -> Iterator[Finding]:
    """A script of a newer form, or one that somebody has spoilt."""
    found = record_of(survey)
    if found is not None and found.newer:
        what = f"this router was set up by a newer program: {NAME} has the form {found.form}"
        why = "what it says of foreign rows cannot be read, so it must not be written over"
        yield error("record-newer", what, why, "use that newer simplifi-tui for this router")
    elif found is not None and found.faults:
        what = f"somebody has changed the script {NAME}: {'; '.join(found.faults)}"
        why = "what was changed of others is put back only as far as it can be read there"
        yield warning("record-spoilt", what, why, "the plan writes it anew, with what can be read of it")


def unknown_past(survey: Survey) -> Iterator[Finding]:
    """Rows of ours that are older than the router's own ledger."""
    found = record_of(survey)
    older = settled(survey) if found is None else not (found.whole or found.faults)
    if older:
        what = "this router does not know all that was changed of others when it was set up"
        why = "only the computer that did it can put that back"
        yield note("record-partial", what, why, "take it off from that computer, or look at foreign rows by hand")


def _unkept(survey: Survey) -> Iterator[Finding]:
    if words := unkept(survey):
        why = "no other computer will see from which site it was built, nor put foreign rows back"
        yield warning("record-unkept", f"the router cannot keep its site: {words}", why, "log in as one of `full`")


def _another(job: Job) -> Iterator[Finding]:
    """What it was built from cannot be used, or is another site."""
    built, found = built_from(job.survey), record_of(job.survey)
    if built is None or found is None or found.newer:
        return
    if built.site is None:
        what = f"the site that this router was built from cannot be used: {built.why}"
        yield warning("record-site", what, "so nothing is taken from it", "look at every answer; the plan keeps them")
    elif built.site.name != job.site.name:
        what = f"this router was built from another site: {built.site.name}"
        yield note("record-other", what, "it becomes this one", "look whether this is the right router")


def too_long(kept: Sequence[Change]) -> Iterator[Finding]:
    """A site that is larger than a script can be."""
    if any(len(change.args.get("source", "")) > LARGEST for change in kept):
        what = f"the site is too long to be kept on the router: more than {LARGEST} characters"
        yield error("record-long", what, "no script holds it, nor the undo script", "fewer or shorter exceptions")
