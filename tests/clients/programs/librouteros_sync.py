"""librouteros, blocking: both logins, print, query, add, set, remove, script, monitors, traps."""

from common import main, told
from librouteros import connect
from librouteros.exceptions import MultiTrapError, TrapError
from librouteros.login import plain, token
from librouteros.query import Key, Or

version, major, port = told()
OLD = version.startswith(("6.40", "6.44"))
api = connect("127.0.0.1", "admin", "", port=port, encoding="utf-8", login_method=token if OLD else plain)


def the_login_of_this_version():
    if version.startswith("6.49"):
        try:
            connect("127.0.0.1", "admin", "", port=port, login_method=token)
        except TrapError as error:
            assert "invalid user name or password" in str(error)
        else:
            raise AssertionError("6.45.1 took the old login away")
    if version.startswith("6.44"):
        connect("127.0.0.1", "admin", "", port=port, login_method=plain).close()


def a_wrong_password():
    try:
        connect("127.0.0.1", "admin", "wrong", port=port, login_method=token if OLD else plain)
    except TrapError as error:
        assert ("cannot log in" if version.startswith("6.40") else "(6)") in str(error)
    else:
        raise AssertionError("let in")


def types():
    row = next(iter(api("/system/resource/print")))
    assert str(row["version"]).startswith(version) and isinstance(row["free-memory"], int)
    for row in api("/interface/print"):
        assert isinstance(row["running"], bool) and isinstance(row["rx-byte"], int), row


def a_query():
    name, kind = Key("name"), Key("type")
    rows = tuple(api.path("/interface").select(name, kind).where(Or(kind == "ether", kind == "bridge")))
    assert {row["type"] for row in rows} == {"ether", "bridge"}, rows
    assert all(set(row) == {"name", "type"} for row in rows)
    assert not tuple(api.path("/interface").select(name).where(kind == "none of these"))


def rows_come_change_and_go():
    lists = api.path("ip", "firewall", "address-list")
    made = lists.add(list="guests", address="10.1.2.3", comment="naïve")
    key = Key(".id")
    (row,) = lists.select(key, Key("comment")).where(key == made)
    assert row["comment"] == "naïve"
    lists.update(**{".id": made, "disabled": True})
    (row,) = lists.select(key, Key("disabled")).where(key == made)
    assert row["disabled"] is True
    lists.remove(made)
    assert made not in [row[".id"] for row in lists]


def a_trap():
    try:
        api.path("ip", "address").add(address="nonsense", interface="bridge")
    except TrapError as error:
        assert "address" in str(error)
    else:
        raise AssertionError("no trap")
    assert next(iter(api("/system/identity/print")))["name"]


def a_menu_that_is_not_there():
    try:
        tuple(api("/no/such/print"))
    except MultiTrapError as error:
        assert str(error) == "no such command or directory (no), no such command prefix"


def a_monitor():
    (row,) = api("/interface/monitor-traffic", interface="ether1", once=True)
    assert isinstance(row["rx-bits-per-second"], int)


def the_engine_for_whole_configurations():
    if major < 7 or version.startswith("7.9"):
        return
    config = api.config()
    text = config.export(terse=True)
    assert "/ip firewall filter" in text or "/ip address" in text
    config.apply("/ip firewall address-list add list=applied address=10.9.9.9\n")
    assert any(row.get("list") == "applied" for row in api("/ip/firewall/address-list/print"))
    config.backup_save("here")
    assert config.backup_exists("here")


main(
    [
        the_login_of_this_version,
        a_wrong_password,
        types,
        a_query,
        rows_come_change_and_go,
        a_trap,
        a_menu_that_is_not_there,
        a_monitor,
        the_engine_for_whole_configurations,
    ]
)
