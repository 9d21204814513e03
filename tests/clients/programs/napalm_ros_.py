"""napalm-ros: every getter that makes sense, command lines, compare, merge, and its own timed revert."""

from common import main, told
from librouteros.exceptions import MultiTrapError, TrapError
from napalm import get_network_driver
from napalm.base.exceptions import CommitError, MergeConfigException

version, major, port = told()
OLD = version.startswith(("6.40", "6.44"))
EXPORTS = major >= 7 and not version.startswith(("7.9", "7.12"))
"""Older ones are exported over SSH, which the practice board does not have."""
options = {"port": port, "login_method": "token" if OLD else "plain"}
device = get_network_driver("ros")("127.0.0.1", "admin", "", timeout=30, optional_args=options)
device.open()
RULE = "/ip firewall address-list add list=napalm address=10.77.0.1\n"


def listed():
    return [row for row in device.api("/ip/firewall/address-list/print") if row.get("list") == "napalm"]


def it_is_alive():
    assert device.is_alive() == {"is_alive": True}


def get_facts():
    facts = device.get_facts()
    assert facts["vendor"] == "MikroTik" and facts["os_version"].startswith(version)
    assert facts["uptime"] > 0 and "ether1" in facts["interface_list"] and facts["serial_number"]


def get_interfaces():
    found = device.get_interfaces()
    assert found["ether1"]["is_up"] is True and found["ether1"]["is_enabled"] is True
    assert found["ether1"]["mtu"] == 1500 and found["ether1"]["mac_address"].count(":") == 5


def get_interfaces_counters():
    assert device.get_interfaces_counters()["ether1"]["rx_octets"] >= 0


def get_interfaces_ip():
    assert device.get_interfaces_ip()["bridge"]["ipv4"] == {"192.168.88.1": {"prefix_length": 24}}


def get_arp_table():
    assert all(row["mac"].count(":") == 5 for row in device.get_arp_table())
    assert device.get_arp_table()


def get_mac_address_table():
    assert {row["interface"] for row in device.get_mac_address_table()} & {"ether3", "ether4", "ether5"}


def get_environment():
    found = device.get_environment()
    assert found["memory"]["available_ram"] > found["memory"]["used_ram"] > 0
    assert found["cpu"], found


def get_lldp_neighbors():
    assert isinstance(device.get_lldp_neighbors(), dict)
    assert isinstance(device.get_lldp_neighbors_detail(), dict)


def get_network_instances():
    assert device.get_network_instances() == {}


def get_bgp_neighbors():
    assert device.get_bgp_neighbors() == {}
    assert dict(device.get_bgp_neighbors_detail()) == {}


def get_ipv6_neighbors_table():
    if major >= 7:
        assert device.get_ipv6_neighbors_table() == []
        return
    try:
        device.get_ipv6_neighbors_table()
    except MultiTrapError as error:
        assert "no such command prefix" in str(error), "the package ipv6 is off on 6"


def get_ntp_servers():
    assert isinstance(device.get_ntp_servers(), dict)


def get_snmp_information():
    assert "public" in device.get_snmp_information()["community"]


def get_users():
    assert device.get_users()["admin"]["level"] == 15


def get_vlans():
    assert isinstance(device.get_vlans(), dict)


def ping():
    if version.startswith("7.24"):
        try:
            device.ping("192.168.30.1")
        except TrapError as error:
            assert "no such command" in str(error), "7.23 took the root command away that napalm-ros uses"
        else:
            raise AssertionError("/ping answered")
        return
    found = device.ping("192.168.30.1", count=2)["success"]
    assert found["probes_sent"] == 2 and found["packet_loss"] == 0 and len(found["results"]) == 2


def cli():
    words = "/system identity print" if major < 7 else ":put [/system/identity/get name]"
    (text,) = device.cli([words]).values()
    assert "MikroTik" in text, text


def get_config():
    if EXPORTS:
        assert "/ip firewall filter" in device.get_config()["running"]


def compare():
    if EXPORTS:
        device.load_merge_candidate(config=RULE)
        assert "+/ip firewall address-list add list=napalm address=10.77.0.1" in device.compare_config()
        device.discard_config()
        assert device.compare_config() == ""


def merge():
    if EXPORTS:
        device.load_merge_candidate(config=RULE)
        device.commit_config()
        assert len(listed()) == 1
        device.api.path("/ip/firewall/address-list").remove(listed()[0][".id"])


def a_merge_that_cannot_be_read_changes_nothing():
    if EXPORTS:
        device.load_merge_candidate(config=RULE + "/ip firewall address-list add lost=in space\n")
        try:
            device.commit_config()
        except MergeConfigException:
            assert version.startswith("7.13") or not listed()
        else:
            raise AssertionError("taken")
        device.discard_config()


def a_merge_that_is_confirmed_stays():
    if EXPORTS:
        device.load_merge_candidate(config=RULE)
        device.commit_config(revert_in=600)
        assert device.has_pending_commit()
        try:
            device.load_merge_candidate(config=RULE)
            device.commit_config()
        except CommitError:
            pass
        else:
            raise AssertionError("a second commit while one waits")
        device.confirm_commit()
        assert not device.has_pending_commit() and len(listed()) == 1
        device.api.path("/ip/firewall/address-list").remove(listed()[0][".id"])


def a_merge_that_nobody_confirms_is_reverted_by_the_board():
    """It reboots for that, and is back without the rule and with no revert waiting."""
    if EXPORTS:
        import time

        device.discard_config()
        device.load_merge_candidate(config=RULE)
        device.commit_config(revert_in=5)
        assert len(listed()) == 1
        deadline = time.monotonic() + 40
        while True:
            try:
                device.close()
                device.open()
                if not listed() and not device.has_pending_commit():
                    return
            except Exception:
                if time.monotonic() > deadline:
                    raise
            assert time.monotonic() < deadline, "never reverted"
            time.sleep(0.3)


main(
    [
        it_is_alive,
        get_facts,
        get_interfaces,
        get_interfaces_counters,
        get_interfaces_ip,
        get_arp_table,
        get_mac_address_table,
        get_environment,
        get_lldp_neighbors,
        get_network_instances,
        get_bgp_neighbors,
        get_ipv6_neighbors_table,
        get_ntp_servers,
        get_snmp_information,
        get_users,
        get_vlans,
        ping,
        cli,
        get_config,
        compare,
        merge,
        a_merge_that_cannot_be_read_changes_nothing,
        a_merge_that_is_confirmed_stays,
        a_merge_that_nobody_confirms_is_reverted_by_the_board,
    ]
)
