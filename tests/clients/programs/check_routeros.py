"""check_routeros, checks for Nagios and Icinga: each says OK of a board that is well."""

import subprocess
import sys
import tempfile
from pathlib import Path

from common import main, told

version, major, port = told()
PROGRAM = Path(sys.executable).with_name("check_routeros")


def said(*words):
    login = ["--host", "127.0.0.1", "--port", str(port), "--username", "admin", "--password", "", "--no-ssl"]
    done = subprocess.run([PROGRAM, *login, *words], capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def sockets():
    with tempfile.TemporaryDirectory() as folder:
        assert "All interfaces UP" in said("interface", "--name", "ether1", "--cookie-filename", f"{folder}/{{name}}")


def the_system():
    for part in ("cpu", "license", "update", "uptime"):
        assert " OK - " in said(f"system.{part}")


def a_ping():
    assert "packet_loss=0%" in said("tool.ping", "--address", "8.8.8.8")


main([sockets, the_system, a_ping])
