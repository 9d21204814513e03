"""What scripts may do to the practice board: its rows, its commands, its log, and one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from routerboard.language.items import Row
from routerboard.language.version import Version
from routerboard.practice import commands, reading
from routerboard.practice.errors import TrapError
from routerboard.practice.exporting import export
from routerboard.practice.interpreter import Delays, Failure, Stopped
from routerboard.practice.replies import Call
from routerboard.practice.store import StoredRow

if TYPE_CHECKING:
    from routerboard.practice.accounts import Session
    from routerboard.practice.router import PracticeRouter

SCRIPTS = "/system/script"
JOBS = "/system/script/job"

MOST_PRINTED = 4 << 20
"""Characters that one script may print, those that it ran included."""
LONGEST_LINE = 4 << 10
"""Characters of one row of the log."""


class Removed(Exception):  # noqa: N818 (an event, not an error)
    """Somebody removed the job of the script that runs, or of one that waits for it."""


class Console:
    """One script's hold on the board, with the rights of who runs it.

    row      its job, None where it has none
    outer    of the script that runs this one and waits for it; inner: of the one that it waits for itself
    output   what the script printed, and those that it ran
    runs     how many scripts they ran since they last waited, counted by the outermost
    """

    def __init__(
        self,
        router: PracticeRouter,
        session: Session | None,
        row: StoredRow | None = None,
        outer: Console | None = None,
    ) -> None:
        self._router = router
        self.session = session
        self.row = row
        self.outer = outer
        self.inner: Console | None = None
        self.output: list[str] = [] if outer is None else outer.output
        self.runs = 0
        self._printed = 0

    @property
    def version(self) -> Version:
        """The board's."""
        return self._router.version

    @property
    def outermost(self) -> Console:
        """Of the script that nobody waits for."""
        return self if self.outer is None else self.outer.outermost

    @property
    def removed(self) -> bool:
        """Whether its job was removed, or that of a script that waits for it."""
        if self.row is not None and self.row not in self._router.store.rows(JOBS):
            return True
        return self.outer is not None and self.outer.removed

    @property
    def interrupted(self) -> bool:
        """Whether its job was removed, or that of a script that it waits for."""
        return self.removed or (self.inner is not None and self.inner.interrupted)

    def is_menu(self, words: tuple[str, ...]) -> bool:
        """Whether the words name a menu that routers of this version have, or the way to one."""
        return reading.is_menu(words, self._router.version)

    def knows(self, menu: str, verb: str, argument: str) -> bool:
        """Whether routers of this version have a command, and that it takes an argument."""
        return reading.knows(menu, verb, argument, self._router.version)

    def rows(self, menu: str) -> Sequence[Row]:
        """The rows of a menu as print shows them."""
        if not reading.is_modelled(menu, self.version):
            raise Failure(f"failure: the practice board has no {menu}")
        try:
            return list(self._router.rows(menu))
        except TrapError as error:
            raise Failure(error.message) from None

    def write(self, menu: str, verb: str, arguments: Mapping[str, str]) -> str:
        """Do one command; Removed where that ends the script itself."""
        if verb == "export" and "file" not in arguments:
            self._print(export(self._router, menu.rstrip("/"), secrets="show-sensitive" in arguments))
            return ""
        call = self._call(menu, verb, arguments)
        if not commands.has(call):
            raise Failure(f"failure: the practice board has no {call.path}/{verb}")
        try:
            made = commands.write(call)
        except TrapError as error:
            raise Failure(error.message) from None
        if self.removed:
            raise Removed
        return made

    def command(self, menu: str, verb: str, arguments: Mapping[str, str]) -> Delays | None:
        """A command that takes time: another script that is run; None for what `write` does at once."""
        if (menu, verb) != (SCRIPTS, "run"):
            return None
        return self._router.jobs.inside(self, self._call(menu, verb, arguments))

    def watch(self, menu: str, verb: str, arguments: Mapping[str, str]) -> Iterator[Row | float] | None:
        """A command that shows something over time, such as a ping; None for any other."""
        try:
            steps = commands.watch(self._call(menu, verb, arguments))
        except TrapError as error:
            raise Failure(error.message) from None
        return None if steps is None else self._watched(steps)

    def _watched(self, steps: Iterator[Row | float]) -> Iterator[Row | float]:
        try:
            yield from steps
        except TrapError as error:
            raise Failure(error.message) from None

    def log(self, topic: str, text: str) -> None:
        """Print, or write to the log."""
        if topic == "put":
            self._print(text)
        else:
            self._router.note(f"script,{topic}", text[:LONGEST_LINE])

    def _print(self, text: str) -> None:
        printing = self.outermost
        printing._printed += len(text) + 1
        if printing._printed > MOST_PRINTED:
            raise Stopped("it printed too much")
        self.output.append(text)

    def _call(self, menu: str, verb: str, arguments: Mapping[str, str]) -> Call:
        return Call(self._router, self.session, menu.rstrip("/"), verb, arguments)
