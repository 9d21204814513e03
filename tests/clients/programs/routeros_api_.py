"""RouterOS-api: its pool, resources, both logins, queries, binary and typed values, async promises."""

from collections import defaultdict

from common import main, told
from routeros_api import RouterOsApiPool
from routeros_api.exceptions import RouterOsApiCommunicationError
from routeros_api.api_structure import BooleanField, StringField

version, major, port = told()
OLD = version.startswith(("6.40", "6.44"))
pool = RouterOsApiPool("127.0.0.1", username="admin", password="", port=port, plaintext_login=not OLD)
api = pool.get_api()


def reading():
    interfaces = api.get_resource("/interface").get()
    assert {"ether1", "bridge"} <= {row["name"] for row in interfaces}
    assert interfaces[0]["id"].startswith("*")
    assert [row["name"] for row in api.get_resource("/interface").get(name="ether1")] == ["ether1"]
    assert api.get_resource("/interface").get(name="no such") == []


def rows_come_change_and_go():
    lists = api.get_resource("/ip/firewall/address-list")
    lists.add(list="guests", address="10.1.2.3")
    (row,) = lists.get(list="guests")
    lists.set(id=row["id"], comment="seen")
    assert lists.get(list="guests")[0]["comment"] == "seen"
    lists.remove(id=row["id"])
    assert lists.get(list="guests") == []


def typed():
    fields = defaultdict(StringField, running=BooleanField())
    resource = api.get_resource("/interface", fields)
    assert all(isinstance(row["running"], bool) for row in resource.get())


def binary():
    assert api.get_binary_resource("/system/identity").call("print")[0]["name"] == b"MikroTik"


def promises():
    resource = api.get_resource("/system/resource")
    first, second = resource.call_async("print"), api.get_resource("/system/identity").call_async("print")
    assert second.get()[0]["name"] and first.get()[0]["version"].startswith(version)


def a_trap():
    try:
        api.get_resource("/ip/address").add(address="nonsense", interface="bridge")
    except RouterOsApiCommunicationError as error:
        assert b"address" in error.original_message
    else:
        raise AssertionError("no trap")


def counting():
    found = api.get_resource("/interface").call("print", {"count-only": ""})
    assert int(found.done_message["ret"]) == len(api.get_resource("/interface").get())


main([reading, rows_come_change_and_go, typed, binary, promises, a_trap, counting])
