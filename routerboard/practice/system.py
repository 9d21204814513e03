"""Commands of the system: files, backups, export, scripts, restart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time

from routerboard.practice.errors import TrapError, invalid_value, no_such_command, not_permitted
from routerboard.practice.exporting import export
from routerboard.practice.replies import Call, Plain, Reply, Returned


class Rebooted(Exception):  # noqa: N818 (an event, not an error)
    """The board restarts: every connection drops without another word."""


def _save_backup(call: Call) -> Iterator[Reply]:
    call.only("name", "password", "dont-encrypt", "encryption")
    call.router.files.save_backup(_with_ending(call.arguments.get("name") or "backup", ".backup"))
    yield from ()


def _load_backup(call: Call) -> Iterator[Reply]:
    call.only("name", "password", "force-v6-to-v7-configuration-upgrade")
    kept = call.router.files.backup(_with_ending(call.needed("name"), ".backup"))
    call.router.store.restore(kept)
    raise Rebooted


def _export(call: Call) -> Iterator[Reply]:
    call.only("file", "compact", "verbose", "terse", _secrets_word(call))
    name = call.arguments.get("file", "")
    if name:
        if "ftp" not in call.policies:
            raise not_permitted()
        text = export(call.router, "" if call.path == "/" else call.path, secrets=_shows_secrets(call))
        call.router.files.save(_with_ending(name, ".rsc"), "script", text)
    yield from ()


def _secrets_word(call: Call) -> str:
    return "show-sensitive" if call.router.version.can("routing-tables") else "hide-sensitive"


def _shows_secrets(call: Call) -> bool:
    if call.router.version.can("routing-tables"):
        return "show-sensitive" in call.arguments and "sensitive" in call.policies
    return "hide-sensitive" not in call.arguments and "sensitive" in call.policies


def _with_ending(name: str, ending: str) -> str:
    return name if name.endswith(ending) else name + ending


def _reboot(call: Call) -> Iterator[Reply]:
    call.only()
    raise Rebooted


def _execute(call: Call) -> Iterator[Reply]:
    call.only("script", "file", *(("as-string",) if call.router.version.can("routing-tables") else ()))
    source = call.needed("script")
    if "as-string" in call.arguments:
        printed = call.router.jobs.run(source, call)
        yield from (Returned(printed),) if printed else ()
    else:
        yield Returned(call.router.jobs.start(source, call, call.arguments.get("file", "")))


def _run_script(call: Call) -> Iterator[Reply]:
    call.only("number", "numbers", ".id", "use-script-permissions")
    row = call.router.store.find(call.path, call.needed("number", "numbers", ".id"))
    row.state["last-started"] = call.router.stamp()
    row.state["run-count"] = str(int(row.state.get("run-count", "0")) + 1)
    call.router.jobs.run(row.values.get("source", ""), call)
    yield from ()


def _renew(call: Call) -> Iterator[Reply]:
    call.only(".id", "numbers")
    call.router.store.find(call.path, call.needed("numbers", ".id"))
    yield from ()


def _read_file(call: Call) -> Iterator[Reply]:
    if not call.router.version.can("file-read"):
        raise no_such_command()
    call.only("file", "offset", "chunk-size")
    text = call.router.files.text(call.needed("file")).encode()
    offset, size = (int(call.arguments.get(name) or 0) for name in ("offset", "chunk-size"))
    if size > 32768:
        raise TrapError("value of chunk-size out of range (0..32768)", 1)
    yield {"data": text[offset : offset + (size or 32768)].decode("utf-8", "surrogateescape")}


def _flush(call: Call) -> Iterator[Reply]:
    call.only()
    yield from ()


def _set_clock(call: Call) -> Iterator[Reply]:
    wall = call.router.clock.wall
    rest = {name: value for name, value in call.arguments.items() if name not in ("date", "time")}
    if "date" in call.arguments:
        wall = datetime.combine(_date(call.arguments["date"]), wall.time())
    if "time" in call.arguments:
        wall = datetime.combine(wall.date(), _time(call.arguments["time"]))
    call.router.store.set(call.path, rest)
    call.router.clock.set_wall(wall)
    yield from ()


def _date(text: str) -> date:
    for form in ("%Y-%m-%d", "%b/%d/%Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise invalid_value("date")


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise invalid_value("time") from None


COMMANDS: Mapping[str, Plain] = {
    "/export": _export,
    "/execute": _execute,
    "/file/read": _read_file,
    "/ip/dhcp-client/renew": _renew,
    "/ip/dns/cache/flush": _flush,
    "/system/backup/load": _load_backup,
    "/system/backup/save": _save_backup,
    "/system/clock/set": _set_clock,
    "/system/reboot": _reboot,
    "/system/script/run": _run_script,
}
"""Command -> what it answers, at once."""
