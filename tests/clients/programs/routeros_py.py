"""routeros-py, a port of go-routeros: blocking, under tags at once, and listening."""

import threading

import routeros
from common import main, told

version, major, port = told()


def reading():
    with routeros.dial(f"127.0.0.1:{port}", "admin", "") as client:
        reply = client.run("/ip/address/print", "?interface=bridge")
        assert [one.map["address"] for one in reply.re] == ["192.168.88.1/24"]
        assert client.run("/system/resource/print").re[0].map["version"].startswith(version)


def several_at_once():
    with routeros.dial(f"127.0.0.1:{port}", "admin", "") as client:
        client.async_start()
        counts = {}

        def ask(path):
            counts[path] = len(client.run(f"{path}/print").re)

        threads = [threading.Thread(target=ask, args=(path,)) for path in ("/interface", "/ip/address", "/ip/route")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        assert len(counts) == 3 and all(counts.values()), counts


main([reading, several_at_once])
