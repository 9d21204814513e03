"""The plan as a diff, a reason on every row, the exact command below. Nothing has been done yet."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from routerboard.language import script
from routerboard.language.change import Change, Severity
from tui.actions import bindings
from tui.screens.base import FullScreen
from tui.visit import Visit
from tui.widgets.difflist import DiffList, DiffRow
from tui.words.change import counts_text
from tui.words.findings import finding_text, sentence, worst_first
from tui.words.plan import asking, rows
from tui.words.rsc import coloured, folded

PLUG_HINT = "Practice: a applies; P on the next page pulls this laptop's plug meanwhile."
"""What a newcomer is told before it is applied on a practice board."""


class PreviewScreen(FullScreen[None]):
    """Read, consent, apply."""

    SCOPE = "preview"
    ABOUT = (
        "Every row that would be written, in the order of writing. + adds a row, ~ changes one, - removes one. The "
        "reason stands beside it, the exact command below. A box marks a row that is not ours: such a row is changed "
        "only where you allow it, and its former values are kept so that it can be put back."
    )
    AUTO_FOCUS = "DiffList"
    BINDINGS: ClassVar[list[BindingType]] = bindings("preview")

    def __init__(self, visit: Visit) -> None:
        super().__init__()
        self._visit = visit
        self._plan = visit.plan()
        self._findings = worst_first(self._plan.findings)
        self._asking = asking(self._plan)
        self._allowed: set[int] = set()

    def titles(self) -> tuple[str, str]:
        """The router, and what the plan amounts to."""
        return f"{self._visit.survey.identity} · plan", self._amount()

    def _amount(self) -> str:
        waiting = len(self._asking) - len(self._allowed)
        asked = f"{waiting} need your word" if waiting else "nothing done"
        return f"{counts_text(self._plan.counts())}   {asked}"

    def body(self) -> ComposeResult:
        """The diff and its detail; or the script."""
        yield DiffList()
        yield Static("", id="detail")
        if self._visit.practice and self.plug is not None:
            yield Static(PLUG_HINT, id="plug-hint")
        with VerticalScroll(id="script"):
            yield Static("", id="script-text")

    def on_mount(self) -> None:
        """Show the table; what was said on the way here is over."""
        self.app.clear_notifications()
        self.query_one("#script").display = False
        self._show()

    def _show(self) -> None:
        self.query_one(DiffList).show(rows(self._plan, self._allowed))
        self.say(right=self._amount())
        self._detail()
        self.refresh_keys()

    def on_diff_list_moved(self) -> None:
        """The detail follows."""
        self._detail()

    def on_resize(self) -> None:
        """The command folds to the width."""
        self._detail()

    def _detail(self) -> None:
        row = self.query_one(DiffList).row
        self.query_one("#detail", Static).update(self._told(row) if row is not None else self._nothing())

    def _nothing(self) -> Content:
        return Content("The router already is as the site wants it: there is nothing to write.")

    def _told(self, row: DiffRow) -> Content:
        if row.kind == "finding":
            told = finding_text(self._findings[row.place])
            return told.lead + told.text
        change = self._plan.changes[row.place]
        command = coloured(folded(script.line(change, self._plan.version), max(40, self.size.width - 6)))
        return Content("\n").join([Content.styled(self._reason(change), "$secondary"), command])

    def _reason(self, change: Change) -> str:
        return sentence(change.consent or change.why)

    def why_not(self, name: str) -> str:
        """Applying needs a plan, no error, and consent; consenting needs a question."""
        if name == "apply":
            return self._why_not_apply()
        if name in ("consent", "allow") and not self._asking:
            return "Nothing in this plan touches a row that is not ours."
        return ""

    def _why_not_apply(self) -> str:
        if self._plan.empty:
            return "The router already is as the site wants it."
        error = next((one for one in self._findings if one.severity is Severity.ERROR), None)
        if error is not None:
            return f"{sentence(error.what)} {sentence(error.fix)}".strip()
        waiting = [self._plan.changes[at] for at in self._asking if at not in self._allowed]
        if waiting:
            many = "1 change touches a row" if len(waiting) == 1 else f"{len(waiting)} changes touch rows"
            verb = "is" if len(waiting) == 1 else "are"
            return f"{many} that {verb} not ours: press c to allow. First: {waiting[0].consent}"
        return ""

    def do_consent(self) -> None:
        """Read what is asked, then allow it all; or take all back where all are allowed."""
        from tui.screens.consent import ConsentScreen

        if self._allowed == set(self._asking):
            self._allow(False)
            return
        asked = [self._plan.changes[at].consent for at in self._asking]
        self.app.push_screen(ConsentScreen(asked), self._allow)

    def _allow(self, allowed: bool | None) -> None:
        if allowed is not None:
            self._allowed = set(self._asking) if allowed else set()
            self._show()

    def do_allow(self) -> None:
        """Allow the marked one, or take that back."""
        row = self.query_one(DiffList).row
        if row is None or row.kind != "change" or row.place not in self._asking:
            self.notify("The marked row needs no consent.", title="Not now", severity="warning")
            return
        self._allowed ^= {row.place}
        self._show()

    def do_script(self) -> None:
        """The console script, or the table again."""
        shown, table = self.query_one("#script"), self.query_one(DiffList)
        shown.display = not shown.display
        table.display = self.query_one("#detail").display = not shown.display
        if shown.display:
            self.query_one("#script-text", Static).update(coloured(script.to_rsc(self._plan)))
        (shown if shown.display else table).focus()

    def do_back(self) -> None:
        """From the script to the table; from the table one screen back."""
        if self.query_one("#script").display:
            self.do_script()
        else:
            super().do_back()

    def do_save(self) -> None:
        """Ask where, then write the site file."""
        from tui.screens.ask import AskScreen, name_for

        assert self._visit.site is not None
        place = Path.cwd() / name_for(self._visit.site.name, ".yaml")
        note = "A site file holds every answer and no password. simplifi-tui plan and apply read it."
        self.app.push_screen(AskScreen("Save the site file as", str(place), note), self._save)

    def _save(self, place: str | None) -> None:
        from tui.screens.ask import file_named
        from wizards.sitefile import dump_site

        if not place or self._visit.site is None:
            return
        try:
            file_named(place).write_text(dump_site(self._visit.site), encoding="utf-8")
        except OSError as error:
            self.notify(f"{error.strerror}: {place}. Nothing was written.", title="Not saved", severity="error")
        else:
            self.notify(place, title="Saved")

    def do_apply(self) -> None:
        """Write it."""
        from tui.screens.apply import ApplyScreen

        self.app.push_screen(ApplyScreen(self._visit, self._plan))

    def do_watch(self) -> None:
        """Only look."""
        self.simplifi.show_live(self._visit)
