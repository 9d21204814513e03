"""Addresses, leases, names, routes and services of IPv4. How to read it: see the package."""

from __future__ import annotations

MENUS: dict[str, str] = {
    "/ip/vrf": """
        ordered >=7.0 | add disable enable export move remove set
        :
        comment >=7.0; disabled bool >=7.0; interfaces >=7.0 *; name >=7.0 *
        --
        builtin
        """,
    "/ip/route/vrf": """
        <7.0 |
        :
        """,
    "/ip/address": """
        | add disable enable export remove set
        :
        address prefix *; broadcast >=7.0; comment; disabled bool =no; interface interface *; netmask >=7.0; network
        --
        actual-interface; dynamic; invalid; slave; vrf
        """,
    "/ip/arp": """
        | add disable enable export remove set
        :
        address =0.0.0.0; comment; disabled bool =no; interface interface *; mac-address =00:00:00:00:00:00;
        published bool =no
        --
        complete; dhcp >=7.0; DHCP <7.0; dynamic; invalid; status; vrf
        """,
    "/ip/cloud": """
        single | export force-update set
        :
        ddns-enabled bool <7.17 =no; ddns-enabled enum:auto|yes >=7.17 =no; ddns-update-interval time =none;
        update-time bool =yes
        --
        dns-name; public-address; public-address-ipv6; status; warning
        """,
    "/ip/dhcp-client": """
        | add disable enable export release remove renew set unset
        :
        add-default-route enum:no|special-classless|yes =yes; allow-reconfigure bool >=7.19; check-gateway
        enum:arp|bfd|none|ping >=7.19 =none; comment; default-route-distance =1; default-route-tables >=7.18 =default;
        dhcp-options =hostname,clientid; disabled bool =no; dscp >=7.20; interface interface *; name >=7.22; script
        script; use-broadcast enum:always|both|never >=7.20; use-peer-dns bool =yes; use-peer-ntp bool =yes;
        vlan-priority >=7.20
        --
        address; caps-managers; custom-hostname-suffix; custom-source-mac-address; dhcp-server; dynamic;
        expires-after; gateway; invalid; netmask; primary-dns; primary-ntp; reconfigure-key;
        reconfigure-last-counter; secondary-dns; secondary-ntp; status
        """,
    "/ip/dhcp-server": """
        | add disable enable export remove set setup
        :
        add-arp bool >=7.0; add-dns-entries >=7.23; add-dns-entries-suffix >=7.23; address-lists >=7.17;
        address-pool =static-only; allow-dual-stack-queue bool; always-broadcast bool; authoritative
        enum:after-10sec-delay|after-2sec-delay|no|yes =yes; bootp-lease-time enum:forever|lease-time =forever;
        bootp-support enum:dynamic|none|static; client-mac-limit; comment; conflict-detection bool; delay-threshold
        time; dhcp-option-set; disabled bool =no; dynamic-lease-identifiers enum:client-mac|client-id|opt-82 >=7.21;
        insert-queue-before; interface interface *; lease-script script; lease-time time =10m; name; parent-queue;
        relay; server-address; support-broadband-tr101 bool >=7.21; use-framed-as-classless bool; use-radius
        enum:accounting|no|yes =no; use-reconfigure bool >=7.19
        --
        dynamic; invalid
        """,
    "/ip/dhcp-server/lease": """
        | add check-status disable enable export make-static remove send-reconfigure>=7.19 set unset
        :
        address; address-lists; agent-circuit-id >=7.21; agent-remote-id >=7.21; allow-dual-stack-queue bool >=7.0;
        always-broadcast bool; block-access bool >=7.0; client-id; comment; dhcp-option; dhcp-option-set >=7.0;
        disabled bool =no; insert-queue-before; lease-time time >=7.0; mac-address; parent-queue >=7.0; queue-type
        enum:default|default-small|ethernet-default|hotspot-default|multi-queue-ethernet-default|only-hardware-queue|pcq-download-default|pcq-upload-default|synchronous-default|wireless-default
        >=7.0; rate-limit >=7.0; routes >=7.0; server; use-src-mac bool >=7.0
        --
        active-address; active-agent-circuit-id; active-agent-remote-id; active-client-id; active-mac-address;
        active-server; age; blocked; class-id; dynamic; expires-after; host-name; last-seen; radius;
        reconfigure-key; reconfigure-last-sent; reconfigure-status; src-mac-address; status
        """,
    "/ip/dhcp-server/network": """
        | add export remove set unset
        :
        address; boot-file-name; caps-manager; comment; dhcp-option; dhcp-option-set; dns-none bool =no; dns-server;
        domain; gateway; netmask; next-server; ntp-none bool >=7.20; ntp-server; wins-server
        --
        dynamic
        """,
    "/ip/dhcp-server/option": """
        | add export remove set
        :
        name *; code *; comment >=7.16; force bool =no; value
        --
        raw-value
        """,
    "/ip/dns": """
        single | export set
        :
        address-list-extra-time time >=7.10.2; allow-remote-requests bool; cache-max-ttl time =1w; cache-size
        =2048KiB; doh-max-concurrent-queries >=7.0; doh-max-server-connections >=7.0; doh-timeout time >=7.0;
        max-concurrent-queries =100; max-concurrent-tcp-sessions =20; max-udp-packet-size =4096; mdns-repeat-ifaces
        >=7.16; query-server-timeout time =2s; query-total-timeout time =10s; servers; use-doh-server;
        verify-doh-cert bool =no; vrf >=7.15
        --
        cache-used; dynamic-servers
        """,
    "/ip/dns/cache": """
        | flush
        :
        --
        data; name; static; ttl; type
        """,
    "/ip/dns/static": """
        ordered | add disable enable export move remove set
        :
        address; address-list >=7.0; cname; comment; disabled bool =no; forward-to; match-subdomain bool >=7.0;
        mx-exchange; mx-preference; name *; ns; regexp; srv-port; srv-priority; srv-target; srv-weight; text; ttl
        time =1d; type enum:A|AAAA|CNAME|FWD|MX|NS|NXDOMAIN|SRV|TXT
        --
        dynamic
        """,
    "/ip/ipsec/mode-config": """
        | add export remove set unset
        :
        address; address-pool; address-prefix-length; comment; name *; responder bool =no; split-dns; split-include;
        src-address-list; static-dns; system-dns bool =no; use-responder-dns enum:exclusively|no|yes
        --
        default
        """,
    "/ip/ipsec/policy": """
        ordered | add disable enable export move remove set unset
        :
        action enum:discard|encrypt|none =encrypt; comment; disabled bool =no; dst-address; dst-port =any; group;
        ipsec-protocols enum:ah|ah-esp|esp =esp; level enum:require|unique|use =require; peer *; proposal =default;
        protocol =all; src-address; src-port =any; template bool; tunnel bool =no
        --
        active; default; dynamic; invalid; ph2-count; ph2-state; sa-dst-address; sa-src-address
        """,
    "/ip/neighbor": """
        | export unset>=7.19
        :
        --
        address; address4; address6; age; board; discovered-by; identity; interface; interface-name; ipv6;
        mac-address; platform; running; software-id; system-caps; system-caps-enabled; system-description; unpack;
        uptime; version
        """,
    "/ip/neighbor/discovery-settings": """
        single | export set
        :
        add-dns-entries >=7.23; add-dns-entries-suffix >=7.23; discover-interface-list !enum:all|dynamic|none|static;
        discover-interval time >=7.16; dying-gasp >=7.24; lldp-mac-phy-config bool >=7.15; lldp-max-frame-size bool
        >=7.15; lldp-med >=7.23; lldp-med-net-policy-vlan =disabled; lldp-vlan-info bool >=7.16; mode
        enum:rx-only|tx-and-rx|tx-only >=7.0; protocol =cdp,lldp,mndp
        """,
    "/ip/pool": """
        | add export remove set
        :
        comment; name; next-pool; ranges *
        --
        available; total; used
        """,
    "/ip/pool/used": """
        | set
        :
        address; info; owner; pool
        """,
    "/ip/route": """
        | add check>=7.18 disable enable export remove set unset
        :
        bgp-as-path <7.0; bgp-atomic-aggregate <7.0; bgp-communities <7.0; bgp-local-pref <7.0; bgp-med <7.0;
        bgp-origin <7.0; bgp-prepend <7.0; blackhole flag >=7.0; check-gateway enum:arp|none|ping; comment; disabled
        bool =no; distance int:0-255; dst-address prefix; gateway gateway; pref-src; route-tag <7.0; routing-mark
        table <7.0; routing-table table >=7.0 =main; scope int:0-255; suppress-hw-offload >=7.0<7.21 =no;
        target-scope int:0-255; type <7.0; vrf-interface
        --
        active; bgp; bgp-mpls-vpn; connect; dhcp; dynamic; ecmp; hw-offloaded; immediate-gw; inactive; is-is;
        local-address; modem; ospf; rip; static; vpn
        """,
    "/ip/route/rule": """
        ordered <7.0 |
        :
        action <7.0 =lookup; comment <7.0; disabled bool <7.0 =no; dst-address <7.0; interface interface <7.0;
        routing-mark table <7.0; src-address <7.0; table table <7.0 =main
        """,
    "/ip/service": """
        | disable enable export set unset<7.17
        :
        address; available-from >=7.24; certificate; disabled bool =no; max-sessions >=7.16; name <7.0; port;
        tls-version enum:any|only-1.2; vrf >=7.0
        --
        connection; container; dynamic; invalid; local; netns; proto; remote;
        name >=7.0
        """,
    "/ip/settings": """
        single | export set
        :
        accept-redirects bool =no; accept-source-route bool =no; allow-fast-path bool =yes; arp-timeout time =30s;
        icmp-errors-use-inbound-interface-address bool >=7.17; icmp-rate-limit =10; icmp-rate-mask =0x1818;
        ip-forward bool =yes; ipv4-fragment-time >=7.23; ipv4-high-fragment-thresh >=7.23;
        ipv4-multipath-hash-policy enum:l3|l3-inner|l4 >=7.16 =l3; max-neighbor-entries =8192;
        route-cache bool <7.13.5 =yes; rp-filter enum:loose|no|strict =no; secure-redirects bool =yes;
        send-redirects bool =yes; tcp-syncookies bool =no; tcp-timestamps enum:disabled|enabled|random-offset >=7.17
        --
        ipv4-fast-path-active; ipv4-fast-path-bytes; ipv4-fast-path-packets; ipv4-fasttrack-active;
        ipv4-fasttrack-bytes; ipv4-fasttrack-packets
        """,
    "/ip/upnp": """
        single | export set
        :
        allow-disable-external-interface bool =no; enabled bool =no; show-dummy-rule bool =yes
        """,
    "/ip/upnp/interfaces": """
        | add disable enable export remove set unset
        :
        disabled bool =no; forced-ip; interface interface *; type enum:external|internal *
        --
        dynamic
        """,
}
