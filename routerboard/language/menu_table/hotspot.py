"""HotSpots: guests who log in. How to read it: see the package."""

from __future__ import annotations

MENUS: dict[str, str] = {
    "/ip/hotspot": """
        | add disable enable export remove reset-html set setup
        :
        address-pool =none; addresses-per-mac =2; disabled bool =no; idle-timeout time =5m; interface interface *;
        keepalive-timeout time =none; login-timeout time =none; name; profile =default
        --
        invalid; ip-of-dns-name; proxy-status;
        HTTPS
        """,
    "/ip/hotspot/active": """
        | add<7.21 login remove set<7.21
        :
        comment >=7.0<7.21
        --
        address; advertisement; blocked; bytes-in; bytes-out; domain; idle-time; idle-timeout; keepalive-timeout;
        limit-bytes-in; limit-bytes-out; limit-bytes-total; login-by; mac-address; packets-in; packets-out; radius;
        server; session-time-left; uptime; user;
        comment >=7.21
        """,
    "/ip/hotspot/host": """
        | make-binding remove
        :
        --
        address; authorized; bridge-port; bypassed; bytes-in; bytes-out; comment; dynamic; found-by; host-dead-time;
        http-proxy; idle-time; idle-timeout; keepalive-timeout; mac-address; packets-in; packets-out; server;
        static; to-address; uptime; vlan-id;
        DHCP
        """,
    "/ip/hotspot/ip-binding": """
        ordered | add disable enable export move remove set
        :
        address >=7.0 *; comment >=7.0; disabled bool >=7.0; mac-address >=7.0 *; server >=7.0; to-address >=7.0;
        type enum:blocked|bypassed|regular >=7.0
        --
        blocked; bypassed
        """,
    "/ip/hotspot/profile": """
        | add export remove set
        :
        dns-name; hotspot-address =0.0.0.0; html-directory =flash/hotspot; html-directory-override;
        http-cookie-lifetime time =3d; http-proxy =0.0.0.0:0; install-hotspot-queue bool =no; login-by
        enum:mac|cookie|http-chap|https|http-pap|trial|mac-cookie =cookie,http-chap; mac-auth-mode
        enum:mac-as-username|mac-as-username-and-password =mac-as-username; mac-auth-password; name; nas-port-type
        enum:cable|ethernet|wireless-802.11 =wireless-802.11; radius-accounting bool =yes; radius-default-domain;
        radius-interim-update time =received; radius-location-id; radius-location-name; radius-mac-format enum:"XX
        XX XX XX XX XX"|XX-XX-XX-XX-XX-XX|XX:XX:XX:XX:XX:XX|XXXX:XXXX:XXXX|XXXXXX-XXXXXX|XXXXXX:XXXXXX|XXXXXXXXXXXX
        =XX:XX:XX:XX:XX:XX; rate-limit; smtp-server =0.0.0.0; split-user-domain bool =no; ssl-certificate;
        trial-uptime-limit time =30m; trial-uptime-reset time =1d; trial-user-profile =default; use-radius bool =no
        --
        default
        """,
    "/ip/hotspot/user": """
        | add disable enable export remove reset-counters set
        :
        address; comment; disabled bool =no; email; limit-bytes-in; limit-bytes-out; limit-bytes-total; limit-uptime
        time; mac-address; name *; otp-secret >=7.21.3; totp-secret >=7.21<7.21.3; password password;
        profile =default; routes; server =all
        --
        bytes-in; bytes-out; default; dynamic; packets-in; packets-out; uptime
        """,
    "/ip/hotspot/user/profile": """
        | add export remove set unset
        :
        add-mac-cookie bool =yes; address-list; address-pool =none; advertise bool =no; advertise-interval time;
        advertise-timeout enum:immediately|never; advertise-url; idle-timeout time =none; incoming-filter;
        incoming-packet-mark; insert-queue-before; keepalive-timeout time =2m; mac-cookie-timeout time =3d; name;
        on-login script >=7.0; on-logout script >=7.0; open-status-page enum:http-login|always =always;
        outgoing-filter; outgoing-packet-mark; parent-queue; queue-type
        enum:default|default-small|ethernet-default|hotspot-default|multi-queue-ethernet-default|only-hardware-queue|pcq-download-default|pcq-upload-default|synchronous-default|wireless-default;
        rate-limit; session-timeout time; shared-users =1; status-autorefresh time =1m; transparent-proxy bool =no
        --
        default
        """,
    "/ip/hotspot/walled-garden": """
        ordered | add disable enable export move remove reset-counters reset-counters-all set unset
        :
        action enum:allow|deny =allow; comment; disabled bool =no; dst-host; dst-port; method
        !enum:CONNECT|DELETE|GET|HEAD|OPTIONS|POST|PUT|TRACE; path; server; src-address
        --
        dst-address; dynamic; hits
        """,
    "/ip/hotspot/walled-garden/ip": """
        ordered | add disable enable export move remove set unset
        :
        action enum:accept|drop|reject =accept; comment; disabled bool =no; dst-address !address-range;
        dst-address-list; dst-host; dst-port !ports; protocol; server; src-address !address-range; src-address-list
        --
        dynamic <7.0; invalid
        """,
}
