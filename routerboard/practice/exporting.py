"""What `/export` says of a board."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from routerboard.language.export import Exported, write_export
from routerboard.language.items import Row
from routerboard.language.menus import Menu
from routerboard.practice.clock import date_of
from routerboard.practice.store import StoredRow

if TYPE_CHECKING:
    from routerboard.practice.router import PracticeRouter

_NEVER = frozenset({
    "/file", "/interface", "/log", "/system/script/job", "/user", "/user/active", "/user/group",
})  # fmt: skip
_SECRET = frozenset({"password", "private-key", "preshared-key", "otp-secret"})
_WORDS = {"true": "yes", "false": "no"}


def export(router: PracticeRouter, menu: str = "", *, secrets: bool = False) -> str:
    """The configuration as a script: of everything, or of one menu and those below it."""
    wall, version = router.clock.wall, router.version
    header = f"# {date_of(wall, version)} {wall:%H:%M:%S} by RouterOS {version}"
    return write_export(header, _parts(router, menu, secrets), model=router.board.model)


def _parts(router: PracticeRouter, menu: str, secrets: bool) -> Iterator[Exported]:
    for path in sorted(router.store.paths()):
        if path in _NEVER or not f"{path}/".startswith(f"{menu}/"):
            continue
        form = router.store.menu(path)
        rows = [row for row in router.store.rows(path) if not row.dynamic and not _as_from_factory(row)]
        yield Exported(form, tuple(_words(form, row, secrets) for row in rows))


def _as_from_factory(row: StoredRow) -> bool:
    return row.builtin and row.values == row.factory


def _words(form: Menu, row: StoredRow, secrets: bool) -> Row:
    """The row's configuration as the console spells it."""
    changed = {name: value for name, value in row.values.items() if value != row.factory.get(name) or name == "name"}
    values = {name: value for name, value in changed.items() if secrets or name not in _SECRET}
    if form.path == "/ip/address":
        values.setdefault("network", row.state.get("network", ""))
    if form.path in ("/interface/ethernet", "/interface/lte"):
        values["default-name"] = row.firm.get("default-name", "")
        if values["name"] == values["default-name"]:
            del values["name"]
    if form.path == "/interface/lte/apn" and row.builtin:
        values["default"] = "yes"
        if values["name"] == row.factory.get("name"):
            del values["name"]
    return {name: _spelled(form, name, value) for name, value in values.items() if value != "" or _is_flag(form, name)}


def _spelled(form: Menu, name: str, value: str) -> str:
    if _is_flag(form, name):
        return "yes"
    known = form.properties.get(name)
    return _WORDS.get(value, value) if known is not None and known.kind == "bool" else value


def _is_flag(form: Menu, name: str) -> bool:
    known = form.properties.get(name)
    return known is not None and known.kind == "flag"
