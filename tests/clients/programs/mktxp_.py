"""mktxp, a Prometheus exporter: one scrape of a board, with what it reads of a router unless told otherwise."""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from common import main, told

version, major, port = told()
ROUTER = f"""
[board]
    hostname = 127.0.0.1
    port = {port}

[default]
    enabled = True
    username = admin
    password = ""
    plaintext_login = {version >= "6.43"}
    check_for_updates = False
    dns = True
"""
SYSTEM = """
[MKTXP]
    listen = 127.0.0.1:{listening}
    socket_timeout = 10
    minimal_collect_interval = 0
    persistent_dhcp_cache = False
    verbose_mode = True
"""
WANTED = (
    "interface_rx_byte_total", "interface_rate", "system_uptime", "dhcp_lease_info", "ip_pool_used",
    "routes_total_routes", "firewall_filter_total", "ip_connections_total", "dns_info", "active_users_info",
    "installed_packages_info",
)  # fmt: skip
NOT_THERE = re.compile(r"no such command prefix|legacy 6\.x versions|attempt to collect metrics within")
"""What it may say of menus that a board without their package or their hardware lacks."""


def scraped():
    with socket.create_server(("127.0.0.1", 0)) as free:
        listening = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "mktxp.conf").write_text(ROUTER)
        Path(folder, "_mktxp.conf").write_text(SYSTEM.format(listening=listening))
        log = Path(folder, "log")
        program = [str(Path(sys.executable).with_name("mktxp")), "--cfg-dir", folder, "export"]
        with log.open("w") as out:
            serving = subprocess.Popen(
                program, stdout=out, stderr=subprocess.STDOUT, env={**os.environ, "PYTHONUNBUFFERED": "1"}
            )
        try:
            return _metrics(f"http://127.0.0.1:{listening}/metrics"), log.read_text()
        finally:
            serving.terminate()
            serving.wait(10)


def _metrics(url):
    for _ in range(60):
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                found = answer.read().decode()
            if "\nmktxp_" in found:
                return found
        except OSError:
            pass
        time.sleep(0.5)
    raise AssertionError("it measures nothing")


metrics, log = scraped()


def everything_is_measured():
    missing = [name for name in WANTED if f"\nmktxp_{name}" not in metrics]
    assert not missing, (missing, log)
    assert 'mktxp_interface_rate{name="ether1"' in metrics, metrics


def nothing_breaks():
    said = [line for line in log.splitlines() if re.search("Error|Exception|Traceback", line)]
    assert not [line for line in said if not NOT_THERE.search(line)], said


main([everything_is_measured, nothing_breaks])
