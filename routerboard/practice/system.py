"""Commands of the system: files, backups, export, scripts, restart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time

from routerboard.language.items import is_true
from routerboard.language.values import octets
from routerboard.language.version import Version
from routerboard.practice import device_mode, policies
from routerboard.practice.errors import (
    TrapError,
    failure,
    invalid_value,
    no_such_command,
    no_such_value,
    not_permitted,
)
from routerboard.practice.exporting import export
from routerboard.practice.importing import import_file
from routerboard.practice.replies import Call, Pause, Plain, Reply, Returned
from routerboard.practice.tools import resolved

_FILES_ADDED = Version.parse("7.9")
_FILES_RENAMED = Version.parse("7.13")
_PATH_OF_EXPORT = Version.parse("7.23")
_COPIED = Version.parse("7.17")
_FOLDERS = Version.parse("7.15")


class Rebooted(Exception):  # noqa: N818 (an event, not an error)
    """The board restarts: every connection drops without another word."""


def permit(call: Call) -> None:
    """TrapError where the caller's rights, the board's device-mode or a full disk forbid a command."""
    policies.check(call)
    device_mode.check(call)
    if call.path == "/system/script" and "source" in call.arguments and call.verb in ("add", "set"):
        _check_room(call)


def _check_room(call: Call) -> None:
    """Scripts lie on the disk: the source that is added must fit, beside or in place of the old one."""
    sources = [""]
    if call.verb == "set":
        numbers = filter(None, call.needed("numbers", ".id").split(","))
        sources = [call.router.store.find(call.path, number).values.get("source", "") for number in numbers]
    longer = (len(octets(call.arguments["source"])) - len(octets(source)) for source in sources)
    call.router.files.check_room(sum(longer))


# Backup, export and import


def _save_backup(call: Call) -> Iterator[Reply]:
    call.only("name", "password", "dont-encrypt", "encryption")
    name = call.arguments.get("name") or f"{_identity(call)}-{call.router.clock.wall:%Y%m%d-%H%M}"
    call.router.files.save_backup(_with_ending(name, ".backup"), _key(call))
    yield from ()


def _identity(call: Call) -> str:
    return call.router.store.single("/system/identity").values.get("name", "MikroTik")


def _key(call: Call) -> str:
    """The password of a backup that is saved: the user's own before 6.43 where none is given."""
    if is_true(call.arguments.get("dont-encrypt", "no") or "yes"):
        return ""
    return call.arguments.get("password") or _own_password(call)


def _own_password(call: Call) -> str:
    if call.router.version.can("plain-login"):
        return ""
    users = (row.values for row in call.router.store.rows("/user") if row.values.get("name") == call.user)
    return next(users, {}).get("password", "")


def _load_backup(call: Call) -> Iterator[Reply]:
    call.only("name", "password", "force-v6-to-v7-configuration-upgrade")
    key = call.arguments.get("password") or _own_password(call)
    kept = call.router.files.backup(_with_ending(call.needed("name"), ".backup"), key)
    call.router.store.restore(kept)
    raise Rebooted


def export_menu(call: Call) -> Iterator[Reply]:
    """The configuration, or that of one menu, into a file: over the API an export without one says nothing."""
    call.only("file", "compact", "verbose", "terse", *_words_of_export(call))
    name = call.arguments.get("file", "")
    if name:
        if "ftp" not in call.policies:
            raise not_permitted()
        place = call.arguments.get("path") or call.path
        text = export(call.router, "" if place == "/" else place, secrets=_shows_secrets(call))
        call.router.files.write(_with_ending(name, ".rsc"), "script", text)
    yield from ()


def _words_of_export(call: Call) -> tuple[str, ...]:
    """What else an export takes: version 7 hides secrets unless told, and still takes the word that 6 needed."""
    version = call.router.version
    seven = ("show-sensitive",) if version.can("routing-tables") else ()
    return ("hide-sensitive", *seven, *(("path",) if version >= _PATH_OF_EXPORT else ()))


def _shows_secrets(call: Call) -> bool:
    if call.router.version.can("routing-tables"):
        return "show-sensitive" in call.arguments and "sensitive" in call.policies
    return "hide-sensitive" not in call.arguments and "sensitive" in call.policies


def _with_ending(name: str, ending: str) -> str:
    return name if name.endswith(ending) else name + ending


def _reboot(call: Call) -> Iterator[Reply]:
    call.only()
    raise Rebooted


# Scripts


def _execute(call: Call) -> Iterator[Reply | Pause]:
    call.only("script", "file", *(("as-string",) if call.router.version.can("routing-tables") else ()))
    source = call.needed("script")
    if "as-string" in call.arguments:
        printed = yield from call.router.jobs.run(source, call)
        yield from (Returned(printed),) if printed else ()
    else:
        yield Returned(call.router.jobs.start(source, call, call.arguments.get("file", "")))


def _renew(call: Call) -> Iterator[Reply]:
    call.only(".id", "numbers")
    for number in filter(None, call.needed("numbers", ".id").split(",")):
        call.router.store.find(call.path, number)
    yield from ()


def _release(call: Call) -> Iterator[Reply]:
    """Give leases back; the clients ask for new ones at once."""
    call.only(".id", "numbers")
    numbers = filter(None, call.needed("numbers", ".id").split(","))
    for row in [call.router.store.find(call.path, number) for number in numbers]:
        call.router.world.release(row.id)
    call.router.changed()
    yield from ()


def _resolve(call: Call) -> Iterator[Reply]:
    call.only("domain-name", "server", "server-port", *(("type",) if call.router.version.can("routing-tables") else ()))
    yield Returned(resolved(call, call.needed("domain-name")))


# Files


def _add_file(call: Call) -> Iterator[Reply]:
    version, files = call.router.version, call.router.files
    if version < _FILES_ADDED:
        raise no_such_command()
    copied = ("copy-from",) if version < _COPIED else ()
    call.only("name", "contents", *copied, *(("type",) if version >= _FOLDERS else ()))
    name, kind = call.needed("name"), call.arguments.get("type", "file")
    if kind not in ("file", "directory"):
        raise no_such_value("type")
    if any(row.values["name"] == name for row in call.router.store.rows("/file")):
        raise failure("item with such name already exists")
    text = call.arguments.get("contents", "")
    files.check_length(text)
    yield Returned(files.write(name, kind if kind == "directory" else _kind(name), text))


def _kind(name: str) -> str:
    ending = name.rpartition(".")[2] if "." in name else ""
    return "script" if ending == "rsc" else f".{ending} file" if ending else "file"


def _set_file(call: Call) -> Iterator[Reply]:
    version, files = call.router.version, call.router.files
    call.only(
        "numbers",
        ".id",
        "contents",
        *(("name",) if version >= _FILES_RENAMED else ()),
        *(("type",) if version >= _FOLDERS else ()),
    )
    numbers = call.needed("numbers", ".id").split(",")
    for row in [call.router.store.find("/file", number) for number in filter(None, numbers)]:
        if row.state.get("type") == "directory":
            raise failure("can not change directory")
        if "contents" in call.arguments:
            files.set_text(row, call.arguments["contents"])
        if call.arguments.get("name"):
            files.rename(row, call.arguments["name"])
    yield from ()


def _read_file(call: Call) -> Iterator[Reply]:
    if not call.router.version.can("file-read"):
        raise no_such_command()
    call.only("file", "offset", "chunk-size")
    text = octets(call.router.files.text(call.needed("file")))
    offset, size = (int(call.arguments.get(name) or 0) for name in ("offset", "chunk-size"))
    if size > 32768:
        raise TrapError("value of chunk-size out of range (0..32768)", 1)
    yield {"data": text[offset : offset + (size or 32768)].decode("utf-8", "surrogateescape")}


def print_to_file(call: Call, rows: Iterator[Mapping[str, str]]) -> None:
    """`print file=x`: the rows of any menu in a text file, which is how RouterOS 6 makes one; TrapError if full."""
    if "ftp" not in call.policies:
        raise not_permitted()
    lines = (" ".join(f"{name}={value}" for name, value in row.items() if name != ".id") for row in rows)
    call.router.files.write(_with_ending(call.needed("file"), ".txt"), ".txt file", "\r\n".join(lines))


# Clock


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


def _write_log(call: Call) -> Iterator[Reply]:
    call.only("message")
    call.router.note(f"script,{call.verb}", call.needed("message"))
    yield from ()


def _make_static(call: Call) -> Iterator[Reply]:
    """The lease is configuration from now on, and its client keeps it."""
    call.only(".id", "numbers")
    store = call.router.store
    numbers = filter(None, call.needed("numbers", ".id").split(","))
    leases = [store.find(call.path, number) for number in numbers]
    with call.router.changing():
        for lease in leases:
            if lease.dynamic:
                store.drop_dynamic(call.path, lease.id)
                store.add(call.path, lease.values)
    yield from ()


def _log_in(call: Call) -> Iterator[Reply]:
    call.only("user", "password", "ip", "mac-address", "domain")
    call.router.store.menu(call.path)
    user, address = call.needed("user"), call.needed("ip")
    try:
        call.router.world.log_in(address, user, call.arguments.get("password", ""))
    except ValueError:
        raise invalid_value("ip") from None
    yield from ()


COMMANDS: Mapping[str, Plain] = {
    "/export": export_menu,
    "/execute": _execute,
    "/file/add": _add_file,
    "/file/read": _read_file,
    "/file/set": _set_file,
    "/import": import_file,
    "/resolve": _resolve,
    "/ip/dhcp-client/release": _release,
    "/ip/dhcp-client/renew": _renew,
    "/ip/dhcp-server/lease/make-static": _make_static,
    "/ip/dns/cache/flush": _flush,
    "/ip/hotspot/active/login": _log_in,
    **{f"/log/{level}": _write_log for level in ("debug", "error", "info", "warning")},
    "/system/backup/load": _load_backup,
    "/system/backup/save": _save_backup,
    "/system/clock/set": _set_clock,
    "/system/reboot": _reboot,
}
"""Command -> what it answers, at once."""
