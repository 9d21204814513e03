"""Writes changes to a router, each against rows that were read just before, and takes them back."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from routerboard.language.applied import written as applied
from routerboard.language.change import Change, Plan
from routerboard.language.inverse import inverse_of
from routerboard.language.items import Row, role_of
from routerboard.language.secrets import resolve, variable_of
from routerboard.language.version import Version
from routerboard.link.armed import SCRIPTS
from routerboard.link.batch import UNLIKE, write_script
from routerboard.link.errors import RouterRefused
from routerboard.link.match import ChangedUnderUs, former, made, matching, the_row
from routerboard.link.session import Session
from routerboard.link.settings import configuration, written
from routerboard.link.target import Secret
from routerboard.link.undo_script import RIGHTS, WRITE_SCRIPT

Secrets = Callable[[str], Secret | None]
"""Gives the secret that a plan refers to by the name of a variable; None where it is not known."""

_UNREADABLE = ("syntax error", "expected", "bad command", "invalid internal", "not enough permissions")
"""How a router begins that cannot read a script; it has not begun to run it then."""

STATIC = ("?dynamic=true", "?#!")


def from_environment(name: str) -> Secret | None:
    """The secret in an environment variable."""
    text = os.environ.get(name)
    return None if text is None else Secret(text)


class Writer:
    """Writes one change after the other.

    What a change is about is looked for in rows that the router itself showed a moment ago: a menu is read when the
    first change comes to it, or beforehand by `look`, and kept in step with what is written.
    """

    def __init__(self, session: Session, version: Version, secrets: Secrets = from_environment) -> None:
        self._session = session
        self._version = version
        self._secrets = secrets
        self._rows: dict[str, tuple[Row, ...]] = {}
        self._script = ""

    async def look(self, changes: Iterable[Change]) -> None:
        """Read at once what these changes need to be found, and what of them is to be removed."""
        needed = (change for change in changes if change.verb == "remove" or _foreign_anchors(change))
        menus = tuple(dict.fromkeys(change.menu for change in needed))
        await asyncio.gather(*map(self._read, menus))

    async def whole(self, plan: Plan) -> Plan:
        """The plan with all that the rows have which it removes: what an undo needs to know beforehand."""
        return replace(plan, changes=tuple([await self.seen(change) for change in plan.changes]))

    async def seen(self, change: Change) -> Change:
        """The change as it can be taken back: a row to be removed with all that it has, its password if it is shown."""
        if change.verb != "remove":
            return change
        row = the_row(change.menu, await self._read(change.menu), change.match)
        return replace(change, before={**change.before, **configuration(change.menu, self._version, row)})

    async def write(self, change: Change) -> None:
        """Write a change; ChangedUnderUs where its row is not as planned, RouterRefused where the router says no."""
        if change.verb == "add":
            await self._add(change)
        elif change.match:
            row = the_row(change.menu, await self._read(change.menu), change.match)
            await self._change(replace(change, match={".id": row[".id"]}), row[".id"])
        else:
            await self._session.set(change.menu, self._revealed(change.args))

    async def write_all(self, changes: Sequence[Change], mark: str) -> None:
        """Write changes that follow each other; where there are several, by one script that the router runs.

        `mark` is the comment of the script, by which the undo finds it; without one each is written by itself, and so
        they are where the router cannot read the script.
        """
        if len(changes) > 1 and mark:
            try:
                await self._run(write_script([await self._by_id(one) for one in changes], self._version), mark)
            except RouterRefused as refusal:
                if UNLIKE in refusal.message:
                    raise ChangedUnderUs(f"The router is {refusal.message.partition(': ')[2]}.") from None
                if not refusal.message.startswith(_UNREADABLE):
                    raise
            else:
                for change in changes:
                    self._keep_in_step(change)
                return
        for change in changes:
            await self.write(change)

    async def _by_id(self, change: Change) -> Change:
        """The change with other people's rows by their ids: what their properties look like in a script is not sure."""
        rows = await self._read(change.menu) if _foreign_anchors(change) else ()
        match, before = change.match, change.place_before
        if match and role_of(match) is None:
            match = {".id": the_row(change.menu, rows, match)[".id"]}
        if before and change.verb != "remove" and role_of(before) is None:
            before = {".id": the_row(change.menu, rows, before)[".id"]}
        return replace(change, match=match, place_before=before)

    async def _run(self, source: str, mark: str) -> None:
        if self._script:
            await self._session.set(SCRIPTS, {"source": source}, self._script)
        else:
            row = {"name": WRITE_SCRIPT, "source": source, "policy": RIGHTS, "dont-require-permissions": "no"}
            self._script = await self._session.add(SCRIPTS, {**row, "comment": mark})
        await self._session.call(f"{SCRIPTS}/run", {"number": WRITE_SCRIPT})

    async def tidy(self) -> None:
        """Remove the script that wrote."""
        if self._script:
            await self._session.remove(SCRIPTS, self._script)
            self._script = ""

    async def _change(self, change: Change, row: str) -> None:
        """Set, remove or move the row with this id."""
        if change.verb == "set":
            await self._set(change, row)
        elif change.verb == "remove":
            await self._session.remove(change.menu, row)
        else:
            before = await self._place(change)
            await self._session.move(change.menu, row, before)
            change = replace(change, place_before=_id(before))
        self._keep_in_step(change)

    async def take_back(self, change: Change) -> None:
        """Undo a change as far as it stands; nothing is written where the router already is as before it."""
        if change.verb == "set":
            await self._restore(change)
        elif change.verb == "move" or made(change, await self._read(change.menu)):
            await self.write(await self._back(change))

    async def _restore(self, change: Change) -> None:
        undo = inverse_of(change)
        rows = await self._read(change.menu)
        row = the_row(change.menu, rows, self._either(change, undo, rows)) if change.match else dict(*rows[:1])
        names = former(change, row)
        if names:
            await self.write(replace(undo, args=names, match={".id": row[".id"]} if change.match else {}))

    def _either(self, change: Change, undo: Change, rows: tuple[Row, ...]) -> Row:
        """What picks the row of a set: as it is afterwards, or as it was where the set was never made."""
        return undo.match if matching(rows, undo.match) else change.match

    async def _back(self, change: Change) -> Change:
        """The inverse, without what only readable properties say, and at the end where its neighbour has gone."""
        undo = inverse_of(change)
        rows = await self._read(change.menu)
        place = undo.place_before if undo.place_before and len(matching(rows, undo.place_before)) == 1 else None
        return replace(undo, args=configuration(undo.menu, self._version, undo.args), place_before=place)

    async def _add(self, change: Change) -> None:
        rows = await self._read(change.menu)
        role = role_of(change.args)
        if role and any(role_of(row) == role for row in rows):
            raise ChangedUnderUs(f"{change.menu} already has the row {role}.")
        before = await self._place(change)
        given = await self._added(change, before)
        if given:
            self._keep_in_step(replace(change, args={**change.args, ".id": given}, place_before=_id(before)))
        else:
            self._rows.pop(change.menu, None)

    async def _added(self, change: Change, before: str | None) -> str:
        """Add the row in its place; where this version cannot place a new row there, somebody else's row goes last."""
        values = self._revealed(change.args)
        try:
            return await self._session.add(change.menu, values, before)
        except RouterRefused as refusal:
            if role_of(change.args) or not (before and refusal.lacks and "place-before" in refusal.message):
                raise
            return await self._session.add(change.menu, values)

    async def _set(self, change: Change, row: str) -> None:
        values, unset = written(change.menu, self._version, change.args)
        if values:
            await self._session.set(change.menu, self._revealed(values), row)
        if unset:
            await self._session.unset(change.menu, row, *unset)

    async def _place(self, change: Change) -> str | None:
        if change.place_before is None:
            return None
        return the_row(change.menu, await self._read(change.menu), change.place_before)[".id"]

    async def _read(self, menu: str) -> tuple[Row, ...]:
        if menu not in self._rows:
            self._rows[menu] = tuple(await self._session.print(menu, *STATIC))
        return self._rows[menu]

    def _keep_in_step(self, change: Change) -> None:
        if change.menu in self._rows:
            self._rows[change.menu] = applied(self._rows[change.menu], change)

    def _revealed(self, args: Row) -> Row:
        names = {name for value in args.values() if (name := variable_of(value))}
        return resolve(args, {name: secret.reveal() for name in names if (secret := self._secrets(name)) is not None})


def _foreign_anchors(change: Change) -> bool:
    """Whether it is about a row that is not ours, or is placed before one."""
    return any(row and role_of(row) is None for row in (change.match, change.place_before))


def _id(given: str | None) -> Row | None:
    return {".id": given} if given else None
