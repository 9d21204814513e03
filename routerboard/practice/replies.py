"""One command under way, and what it can answer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from routerboard.practice.errors import TrapError, unknown_parameter
from routerboard.practice.policies import EVERYTHING
from routerboard.practice.printing import Printed

if TYPE_CHECKING:
    from routerboard.practice.accounts import Session
    from routerboard.practice.router import PracticeRouter
    from routerboard.practice.store import StoredRow


@dataclass(frozen=True)
class Returned:
    """What a command returns in its `!done`."""

    value: str


class Pause:
    """Nothing is answered: a command that works long lets others have their turn."""


PAUSE = Pause()
Reply: TypeAlias = "Printed | Returned"
Plain: TypeAlias = "Callable[[Call], Iterable[Reply | Pause]]"
"""A command that answers at once."""
Streaming: TypeAlias = "Callable[[Call], AsyncIterator[Reply]]"
"""A command that takes time."""


@dataclass(frozen=True)
class Call:
    """One command: by whom (None: the router itself), of which menu, with what."""

    router: PracticeRouter
    session: Session | None
    path: str
    verb: str
    arguments: Mapping[str, str]
    queries: Sequence[str] = ()

    @property
    def policies(self) -> frozenset[str]:
        """What the caller may do."""
        return EVERYTHING if self.session is None else self.session.policies

    @property
    def user(self) -> str:
        """Who calls."""
        return "*sys" if self.session is None else self.session.user

    def only(self, *known: str) -> None:
        """TrapError where there is an argument besides these."""
        for name in self.arguments:
            if name not in known:
                raise unknown_parameter(name)

    def row(self, number: str) -> StoredRow:
        """The row of the menu with this id or name, or in that place of the session's last print; TrapError for none.

        Monitoring programs rely on places (mktxp, check_routeros), after a print of the same menu.
        """
        known = [] if self.session is None else self.session.printed.get(self.path, [])
        place = int(number) if number.isdecimal() and len(number) < 10 else len(known)
        names = {row.values.get("name") for row in self.router.store.rows(self.path)}
        meant = known[place] if place < len(known) and number not in names else number
        return self.router.store.find(self.path, meant)

    def needed(self, *names: str) -> str:
        """The first of these arguments that is there; TrapError where none is."""
        for name in names:
            if self.arguments.get(name):
                return self.arguments[name]
        raise TrapError(f"missing value(s) of argument(s) {names[0]}")
