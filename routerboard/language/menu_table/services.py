"""Users, dial-in, queues, tools, files and the log. How to read it: see the package."""

from __future__ import annotations

MENUS: dict[str, str] = {
    "/certificate": """
        | acme-renew>=7.24 add add-acme>=7.22 add-scep card-reinstall card-verify create-certificate-request
        enable-ssl-certificate export export-certificate import issued-revoke remove scep-renew set sign
        sign-certificate-request unset
        :
        common-name >=7.0; country >=7.0; days-valid >=7.0; digest-algorithm enum:md5|sha1|sha256|sha384|sha512
        >=7.0; key-size enum:1024|1536|2048|4096|8192|prime256v1|secp384r1|secp521r1 >=7.0; key-usage
        enum:digital-signature|content-commitment|key-encipherment|data-encipherment|key-agreement|key-cert-sign|crl-sign|encipher-only|decipher-only|tls-server|tls-client|code-sign|email-protect|timestamp|ocsp-sign|dvcs
        >=7.0; locality >=7.0; name >=7.0 *; organization >=7.0; state >=7.0; subject-alt-name enum:DNS|IP|email
        >=7.0; trust-store >=7.21; trusted bool >=7.0; unit >=7.0
        --
        akid; authority; ca; ca-crl-host; ca-fingerprint; challenge-password; crl; expired; expires-after;
        fingerprint; invalid-after; invalid-before; issued; issuer; key-type; private-key; req-fingerprint; revoked;
        scep-url; serial-number; skid; smart-card-key; status;
        acme-managed >=7.22; acme-status >=7.22; directory-url >=7.22; domain-names >=7.22; dynamic >=7.22
        """,
    "/file": """
        | add copy>=7.23 head>=7.23 read>=7.13.5 remove set tail>=7.23
        :
        contents >=7.0; name >=7.0 *; type enum:directory|file >=7.15
        --
        last-modified; package-architecture; package-build-time; package-name; package-version; shared; size
        """,
    "/log": """
        | debug error info warning
        :
        --
        buffer; extra-info; message; time; topics
        """,
    "/ppp/active": """
        |
        :
        """,
    "/ppp/profile": """
        | add export remove set unset
        :
        address-list; bridge interface; bridge-horizon; bridge-learning enum:default|no|yes =default;
        bridge-path-cost; bridge-port-priority; bridge-port-trusted bool >=7.17; bridge-port-vid >=7.17;
        change-tcp-mss enum:default|no|yes =yes; comment >=7.0; dhcpv6-lease-time time >=7.20; dhcpv6-pd-pool >=7.0;
        dhcpv6-use-radius bool >=7.20; dns-server; idle-timeout time; incoming-filter enum:forward|input|output;
        insert-queue-before; interface-list; local-address; name *; on-down script; on-up script; only-one
        enum:default|no|yes =default; outgoing-filter enum:forward|input|output; parent-queue; queue-type
        enum:default|default-small|ethernet-default|hotspot-default|multi-queue-ethernet-default|only-hardware-queue|pcq-download-default|pcq-upload-default|synchronous-default|wireless-default;
        rate-limit; remote-address; remote-ipv6-prefix-pool >=7.0; remote-ipv6-prefix-reuse bool >=7.20;
        session-timeout time; use-compression enum:default|no|yes =default; use-encryption
        enum:default|no|required|yes =default; use-ipv6 enum:default|no|required|yes =yes; use-mpls
        enum:default|no|required|yes =default; use-upnp enum:default|no|yes =default; wins-server
        --
        default
        """,
    "/ppp/secret": """
        | add disable enable export remove set unset
        :
        caller-id; comment >=7.0; disabled bool =no; ipv6-routes; limit-bytes-in =0; limit-bytes-out =0;
        local-address; name *; password password; profile =default; remote-address; remote-ipv6-prefix; routes;
        service enum:any|async|l2tp|ovpn|pppoe|pptp|sstp =any
        --
        last-caller-id; last-disconnect-reason; last-logged-out
        """,
    "/queue/simple": """
        ordered | add disable enable export move remove reset-counters reset-counters-all set unset
        :
        bucket-size =0.1/0.1; burst-limit =0/0; burst-threshold =0/0; burst-time time =0s/0s; comment; disabled bool
        =no; dst; limit-at =0/0; max-limit =0/0; name; packet-marks; parent interface =none; priority =8/8; queue
        enum:default|default-small|ethernet-default|hotspot-default|multi-queue-ethernet-default|only-hardware-queue|pcq-download-default|pcq-upload-default|synchronous-default|wireless-default
        =default-small/default-small; target *; time; total-bucket-size >=7.0; total-burst-limit >=7.0;
        total-burst-threshold >=7.0; total-burst-time time >=7.0; total-limit-at >=7.0; total-max-limit >=7.0;
        total-priority >=7.0; total-queue
        enum:default|default-small|ethernet-default|hotspot-default|multi-queue-ethernet-default|only-hardware-queue|pcq-download-default|pcq-upload-default|synchronous-default|wireless-default
        >=7.0
        --
        bytes; dropped; dynamic; invalid; packet-rate; packets; pcq-queues; queued-bytes; queued-packets; rate;
        total-bytes; total-dropped; total-packet-rate; total-packets; total-pcq-queues; total-queued-bytes;
        total-queued-packets; total-rate
        """,
    "/safe-mode": """
        single >=7.18 | export>=7.21 release>=7.18 take>=7.18 toggle>=7.18 unroll>=7.18
        :
        --
        current; enabled; owner; user
        """,
    "/snmp": """
        single | export send-trap set
        :
        contact; enabled bool =no; engine-id <7.10.2; engine-id-suffix >=7.10.2; location; src-address =::;
        trap-community =public; trap-generators enum:interfaces|start-trap|temp-exception =temp-exception;
        trap-interfaces; trap-target; trap-version enum:1|2|3 =1; vrf >=7.0
        --
        engine-id >=7.10.2
        """,
    "/snmp/community": """
        |
        :
        addresses <7.0 =::/0; authentication-password <7.0; authentication-protocol <7.0 =MD5; comment <7.0; default
        <7.0; disabled bool <7.0 =no; encryption-password <7.0; encryption-protocol <7.0 =DES; name <7.0;
        read-access <7.0 =yes; security <7.0 =none; write-access <7.0 =no
        """,
    "/tool/netwatch": """
        | add disable enable export remove set unset
        :
        accept-icmp-time-exceeded bool >=7.16; certificate >=7.0; check-certificate bool >=7.0; comment;
        disabled bool =no; dns-server >=7.16; down-script script; early-failure-detection bool >=7.20;
        early-success-detection bool >=7.20; host *; http-codes >=7.0; ignore-initial-down bool >=7.17;
        ignore-initial-up bool >=7.17; interval time; name >=7.0; packet-count >=7.0; packet-interval time
        >=7.0; packet-size >=7.0; port >=7.0; record-type enum:A|AAAA|MX|NS >=7.16; src-address >=7.11.3;
        start-delay time >=7.0; startup-delay time >=7.0; test-script >=7.0; thr-avg time >=7.0; thr-http-time time
        >=7.0; thr-jitter time >=7.0; thr-loss-count >=7.0; thr-loss-percent >=7.0; thr-max time >=7.0; thr-stdev
        time >=7.0; thr-tcp-conn-time time >=7.0; timeout time; ttl >=7.16; type
        enum:dns|http-get|https-get|icmp|simple|tcp-conn >=7.0; up-script script
        --
        done-tests; failed-tests; http-resp-time; http-status-code; ip; ip6; loss-count; loss-percent; mail-servers;
        name-servers; response-count; rtt-avg; rtt-jitter; rtt-max; rtt-min; rtt-stdev; sent-count; since; status;
        tcp-connect-time
        """,
    "/tool/mac-server": """
        single | export set
        :
        allowed-interface-list enum:all|dynamic|none|static
        """,
    "/user": """
        | add disable enable expire-password export recursive-print>=7.20 remove set
        :
        address; comment; disabled bool =no; group *; inactivity-policy enum:lockscreen|logout|none
        >=7.16; inactivity-timeout time >=7.16; name *; password password *
        --
        expired; last-logged-in
        """,
    "/user/active": """
        | add>=7.20 remove>=7.20 request-logout<7.20
        :
        --
        address; by-romon; group; name; radius; via; when
        """,
    "/user/group": """
        | add export remove set
        :
        comment; name; policy list; skin =default
        """,
}
