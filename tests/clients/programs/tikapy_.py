"""tikapy (2015): the old login before 6.43, the first words of the API."""

from common import main, told
from tikapy import ClientError, TikapyClient

version, major, port = told()


def log_in_and_read():
    client = TikapyClient("127.0.0.1", port)
    client.login("admin", "")
    rows = client.talk(["/interface/print"])
    assert "ether1" in {row["name"] for row in rows.values()}
    made = client.talk(["/ip/firewall/address-list/add", "=list=x", "=address=10.0.0.9"])
    assert made.startswith("*")
    client.talk(["/ip/firewall/address-list/remove", f"=.id={made}"])


def a_login_that_was_taken_away_is_refused():
    try:
        TikapyClient("127.0.0.1", port).login("admin", "")
    except ClientError as error:
        assert "(6)" in str(error.__cause__), error.__cause__
    else:
        raise AssertionError("6.45.1 took the old login away")


main([log_in_and_read if version.startswith(("6.40", "6.44")) else a_login_that_was_taken_away_is_refused])
