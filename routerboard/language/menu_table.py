"""Which properties each menu has, in which versions: facts that routers of 6.43 to 7.24 print of themselves.

A menu is three parts. Before `:` stand `single` or `ordered`, the versions that have the menu, and after `|` its
commands besides print and get. Then come the properties, `name [kind] [>=first version][<version without it] [*]
[=default]`: a kind left out is `text`, `*` is required on add. After `--` stand those that can only be read.
"""

TABLE: dict[str, str] = {
    "/certificate": """
        | acme-renew add add-acme add-scep card-reinstall card-verify create-certificate-request
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
        scep-url; serial-number; skid; smart-card-key; status
        """,
    "/file": """
        | add copy head read remove set tail
        :
        contents >=7.0; name >=7.0 *; type enum:directory|file >=7.15
        --
        last-modified; package-architecture; package-build-time; package-name; package-version; shared; size
        """,
    "/interface": """
        | blink disable enable export monitor-traffic recursive-print reset-counters set
        :
        comment >=7.0; disabled bool >=7.0; l2mtu >=7.0; mtu >=7.0; name >=7.0
        --
        actual-mtu; default-name; dynamic; fp-rps-drop; fp-rx-byte; fp-rx-packet; fp-tx-byte; fp-tx-packet;
        inactive; last-link-down-time; last-link-up-time; link-downs; mac-address; max-l2mtu; passthrough; running;
        rx-byte; rx-drop; rx-error; rx-packet; slave; tx-byte; tx-drop; tx-error; tx-packet; tx-queue-drop; type;
        vrf
        """,
    "/interface/bridge": """
        | add disable enable export monitor remove set unset
        :
        add-dhcp-option82 bool >=7.0<7.23; admin-mac; ageing-time time =5m; arp
        enum:disabled|enabled|local-proxy-arp|proxy-arp|reply-only =enabled; arp-timeout time =auto; auto-mac bool
        =yes; comment; dhcp-agent-circuit-id >=7.23; dhcp-agent-remote-id >=7.23; dhcp-snooping bool =no;
        dhcpv6-agent-circuit-id >=7.23; dhcpv6-agent-remote-id >=7.23; dhcpv6-snooping >=7.23; disabled bool =no;
        ether-type enum:0x8100|0x88a8|0x9100 =0x8100; fast-forward bool =yes; forward-delay time =15s;
        forward-reserved-addresses bool >=7.16; frame-types
        enum:admit-all|admit-only-untagged-and-priority-tagged|admit-only-vlan-tagged =admit-all; igmp-snooping bool
        =no; igmp-version enum:2|3 >=7.0; ingress-filtering bool =no; last-member-interval time >=7.0;
        last-member-query-count >=7.0; max-hops >=7.0; max-learned-entries enum:auto|unlimited >=7.16;
        max-message-age time =20s; membership-interval time >=7.0; mlag-heartbeat >=7.22; mlag-peer-port >=7.22;
        mlag-priority >=7.22; mld-version enum:1|2 =1; mtu =auto; multicast-querier bool =no; multicast-router
        enum:disabled|permanent|temporary-query >=7.0; mvrp bool >=7.15; name; port-cost-mode enum:short|long
        >=7.13.5; priority =0x8000; protocol-mode enum:mstp|none|rstp|stp =rstp; pvid =1; querier-interval time
        >=7.0; querier-uses-bridge-address >=7.24; query-interval time >=7.0; query-response-interval time >=7.0;
        ra-guard >=7.22; region-name >=7.0; region-revision >=7.0; startup-query-count >=7.0; startup-query-interval
        time >=7.0; transmit-hold-count =6; vlan-filtering bool =no
        --
        actual-mtu; dynamic; l2mtu; mac-address; running
        """,
    "/interface/bridge/host": """
        | add disable enable export remove set unset
        :
        bridge interface >=7.0 *; comment >=7.0; disabled bool >=7.0; interface interface >=7.0 *; mac-address >=7.0
        *; vid >=7.0
        --
        dynamic; external; invalid; local; on-interface; remote-ip
        """,
    "/interface/bridge/port": """
        ordered | add disable enable export monitor move remove set unset
        :
        auto-isolate bool =no; bpdu-guard bool =no; bridge interface *; broadcast-flood bool =yes; comment; disabled
        bool =no; edge enum:auto|no|no-discover|yes|yes-discover =auto; fast-leave bool =no; frame-types
        enum:admit-all|admit-only-untagged-and-priority-tagged|admit-only-vlan-tagged =admit-all; horizon =none; hw
        bool =yes; ingress-filtering bool =no; interface interface *; internal-path-cost =10; learn enum:auto|no|yes
        =auto; multicast-router enum:disabled|permanent|temporary-query =temporary-query; mvrp-applicant-state
        enum:non-participant|normal-participant >=7.15; mvrp-registrar-state enum:fixed|normal >=7.15; path-cost
        =10; point-to-point enum:auto|no|yes =auto; priority =0x80; pvid =1; restricted-role bool =no;
        restricted-tcn bool =no; tag-stacking bool =no; trusted bool =no; trusted-dhcpv6 >=7.23; trusted-ra >=7.22;
        unknown-multicast-flood bool =yes; unknown-unicast-flood bool =yes
        --
        actual-path-cost; debug-info; declared-vlan-ids; designated-bridge-id; designated-cost; designated-port-id;
        discard-transitions; dynamic; edge-port; edge-port-discovery; external-fdb-status; forward-transitions;
        forwarding; hw-offload; hw-offload-group; inactive; internal-root-path-cost; last-topology-change; learning;
        parent; point-to-point-port; port-id; registered-vlan-ids; role; root-path-cost; rx-bpdu; rx-tc;
        sending-rstp; status; topology-changes; tx-bpdu; tx-tc
        """,
    "/interface/bridge/settings": """
        single | export set
        :
        allow-fast-path bool =yes; use-ip-firewall bool =no; use-ip-firewall-for-pppoe bool =no;
        use-ip-firewall-for-vlan bool =no
        --
        bridge-fast-forward-bytes; bridge-fast-forward-packets; bridge-fast-path-active; bridge-fast-path-bytes;
        bridge-fast-path-packets
        """,
    "/interface/bridge/vlan": """
        | add disable enable export remove set
        :
        bridge interface *; comment; disabled bool =no; mvrp-forbidden >=7.15; tagged; untagged; vlan-ids *
        --
        current-tagged; current-untagged; dynamic
        """,
    "/interface/ethernet": """
        | blink cable-test disable enable export monitor reset-counters reset-mac-address set unset
        :
        advertise; arp enum:disabled|enabled|local-proxy-arp|proxy-arp|reply-only =enabled; arp-timeout time =auto;
        auto-negotiation bool =yes; bandwidth <7.0 =unlimited/unlimited; cable-settings enum:default|short|standard
        >=7.0; combo-mode enum:auto|copper|sfp; comment; default-name <7.0; disable-running-check bool >=7.0;
        disabled bool =no; fec-mode enum:auto|fec74|fec91|off; full-duplex <7.12.2 =yes; l2mtu; loop-protect
        enum:default|off|on =default; loop-protect-disable-time time =5m; loop-protect-send-interval time =5s;
        mac-address; mdix-enable bool; mtu =1500; name; orig-mac-address; poe-out <7.0; poe-priority <7.0;
        poe-voltage <7.0; power-cycle-interval <7.0; power-cycle-ping-address <7.0; power-cycle-ping-enabled <7.0;
        power-cycle-ping-timeout <7.0; rx-flow-control enum:auto|off|on =off; sfp-ignore-rx-los bool >=7.15;
        sfp-rate-select enum:low|high =high; sfp-shutdown-temperature =95; speed; tx-flow-control enum:auto|off|on
        =off
        --
        current-learned; custom-drop-packet; driver-rx-byte; driver-rx-packet; driver-tx-byte; driver-tx-packet;
        fc-fec-block-corrected; fc-fec-block-uncorrected; fc-fec-rx-block; loop-protect-status; not-learned;
        policy-drop-packet; rs-fec-codewords; rs-fec-corrected; rs-fec-symbol-error; rs-fec-uncorrected; running;
        rx-1024-1518; rx-1024-max; rx-128-255; rx-1519-max; rx-256-511; rx-512-1023; rx-64; rx-65-127;
        rx-align-error; rx-broadcast; rx-bytes; rx-carrier-error; rx-code-error; rx-control; rx-drop;
        rx-error-events; rx-fcs-error; rx-fragment; rx-ip-header-checksum-error; rx-jabber; rx-length-error;
        rx-multicast; rx-overflow; rx-packet; rx-pause; rx-tcp-checksum-error; rx-too-long; rx-too-short;
        rx-udp-checksum-error; rx-unicast; rx-unknown-op; slave; tx-1024-1518; tx-1024-max; tx-128-255; tx-1519-max;
        tx-256-511; tx-512-1023; tx-64; tx-65-127; tx-broadcast; tx-bytes; tx-carrier-sense-error; tx-collision;
        tx-control; tx-deferred; tx-drop; tx-drop-byte; tx-drop-packet; tx-drop-queue0-byte; tx-drop-queue0-packet;
        tx-drop-queue1-byte; tx-drop-queue1-packet; tx-drop-queue2-byte; tx-drop-queue2-packet; tx-drop-queue3-byte;
        tx-drop-queue3-packet; tx-drop-queue4-byte; tx-drop-queue4-packet; tx-drop-queue5-byte;
        tx-drop-queue5-packet; tx-drop-queue6-byte; tx-drop-queue6-packet; tx-drop-queue7-byte;
        tx-drop-queue7-packet; tx-excessive-collision; tx-excessive-deferred; tx-fcs-error; tx-fragment; tx-jabber;
        tx-late-collision; tx-multicast; tx-multiple-collision; tx-packet; tx-pause; tx-pause-honored;
        tx-queue-custom0-drop-byte; tx-queue-custom0-drop-packet; tx-queue-custom1-drop-byte;
        tx-queue-custom1-drop-packet; tx-queue0-byte; tx-queue0-packet; tx-queue1-byte; tx-queue1-packet;
        tx-queue2-byte; tx-queue2-packet; tx-queue3-byte; tx-queue3-packet; tx-queue4-byte; tx-queue4-packet;
        tx-queue5-byte; tx-queue5-packet; tx-queue6-byte; tx-queue6-packet; tx-queue7-byte; tx-queue7-packet;
        tx-rx-1024-1518; tx-rx-1024-max; tx-rx-128-255; tx-rx-1519-max; tx-rx-256-511; tx-rx-512-1023; tx-rx-64;
        tx-rx-65-127; tx-single-collision; tx-too-long; tx-too-short; tx-total-collision; tx-underrun; tx-unicast
        """,
    "/interface/ethernet/switch": """
        | set
        :
        cpu-flow-control bool; l3-hw-offloading bool >=7.1; mirror-source =none; mirror-target =none; name
        --
        invalid; type
        """,
    "/interface/list": """
        | add export remove set
        :
        comment; exclude enum:all|dynamic|none|static; include enum:all|dynamic|none|static; name *
        --
        builtin; dynamic
        """,
    "/interface/list/member": """
        | add disable enable export remove set
        :
        comment; disabled bool =no; interface interface *; list interface-list *
        --
        dynamic
        """,
    "/interface/lte": """
        | at-chat cell-monitor disable enable export firmware-upgrade monitor remove scan set show-capabilities
        unset
        :
        allow-roaming bool >=7.0; apn-profiles >=7.0; band >=7.0; comment >=7.0; disabled bool >=7.0; master
        >=7.0<7.15; modem-init >=7.0; mtu >=7.0; name >=7.0; network-mode >=7.0; nr-band >=7.0; operator >=7.0; pin
        >=7.0; sms-protocol enum:at|auto|mbim >=7.16; sms-read bool >=7.13.5
        --
        default-name; inactive; running
        """,
    "/interface/lte/apn": """
        | add export remove set
        :
        add-default-route bool =yes; apn *; authentication enum:chap|none|pap >=7.0 =none; comment >=7.0;
        default-route-distance =2; ip-type enum:auto|ipv4|ipv6 >=7.0 =auto; ipv6-interface >=7.0; name;
        passthrough-interface >=7.0; passthrough-mac enum:static|auto >=7.0; passthrough-subnet-selection >=7.0<7.13.5;
        passthrough-subnet-size enum:32|auto >=7.13.5; password password >=7.0; use-network-apn bool >=7.0 =yes;
        use-peer-dns bool =yes; user >=7.0
        --
        default
        """,
    "/interface/pppoe-client": """
        | add disable enable export monitor remove scan set unset
        :
        ac-name; add-default-route bool =no; allow enum:pap|chap|mschap1|mschap2 =pap,chap,mschap1,mschap2; comment;
        default-route-distance =1; dial-on-demand bool =no; disabled bool =yes; host-uniq; interface interface *;
        keepalive-timeout =10; max-mru =auto; max-mtu =auto; mrru =disabled; name; password password; profile
        =default; service-name; use-peer-dns bool =no; user
        --
        invalid; running
        """,
    "/interface/vlan": """
        | add disable enable export remove set
        :
        arp enum:disabled|enabled|local-proxy-arp|proxy-arp|reply-only =enabled; arp-timeout time =auto; comment;
        disabled bool =no; interface interface *; loop-protect enum:default|off|on =default;
        loop-protect-disable-time time =5m; loop-protect-send-interval time =5s; mtu =1500; mvrp bool >=7.15; name;
        use-service-tag bool =no; vlan-id *
        --
        hw-offloaded; l2mtu; loop-protect-status; mac-address; running
        """,
    "/interface/wireguard": """
        >=7.0 | add disable enable export remove set wg-export wg-import
        :
        comment >=7.0; disabled bool >=7.0 =no; listen-port >=7.0; mtu >=7.0 =1420; name >=7.0; private-key >=7.0;
        vrf >=7.21
        --
        public-key; running
        """,
    "/interface/wireless": """
        |
        :
        adaptive-noise-immunity <7.0 =none; allow-sharedkey <7.0 =no; ampdu-priorities <7.0 =0; amsdu-limit <7.0
        =8192; amsdu-threshold <7.0 =8192; antenna-gain <7.0 =0; antenna-mode <7.0; area <7.0; arp <7.0 =enabled;
        arp-timeout <7.0 =auto; band <7.0; basic-rates-b <7.0 =1Mbps; bridge-mode <7.0 =enabled; channel-width <7.0
        =20mhz; comment <7.0; compression <7.0 =no; country <7.0 =etsi; default-ap-tx-limit <7.0 =0;
        default-authentication <7.0 =yes; default-client-tx-limit <7.0 =0; default-forwarding <7.0 =yes;
        default-name <7.0; disable-running-check <7.0 =no; disabled bool <7.0 =yes; disconnect-timeout <7.0 =3s;
        distance int:0-255 <7.0 =dynamic; frame-lifetime <7.0 =0; frequency <7.0; frequency-mode <7.0
        =regulatory-domain; frequency-offset <7.0 =0; guard-interval <7.0 =any; hide-ssid <7.0 =no; ht-basic-mcs
        <7.0; ht-supported-mcs <7.0; hw-fragmentation-threshold <7.0 =disabled; hw-protection-mode <7.0 =none;
        hw-protection-threshold <7.0 =0; hw-retries <7.0 =7; installation <7.0 =any; interworking-profile <7.0
        =disabled; keepalive-frames <7.0 =enabled; l2mtu <7.0 =1600; mac-address <7.0; master-interface interface
        <7.0; max-station-count <7.0 =2007; mode <7.0 =ap-bridge; mtu <7.0 =1500; multicast-buffering <7.0 =enabled;
        multicast-helper <7.0 =default; name <7.0; noise-floor-threshold <7.0 =default; nv2-cell-radius <7.0 =30;
        nv2-downlink-ratio <7.0 =50; nv2-mode <7.0 =dynamic-downlink; nv2-noise-floor-offset <7.0 =default;
        nv2-preshared-key <7.0; nv2-qos <7.0 =default; nv2-queue-count <7.0 =2; nv2-security <7.0 =disabled;
        nv2-sync-secret <7.0; on-fail-retry-time <7.0 =100ms; preamble-mode <7.0 =both; radio-name <7.0;
        rate-selection <7.0 =advanced; rate-set <7.0 =default; running <7.0; rx-chains <7.0 =0,1; scan-list <7.0
        =default; secondary-channel <7.0; secondary-frequency <7.0; security-profile <7.0 =default;
        skip-dfs-channels <7.0 =disabled; ssid <7.0; station-bridge-clone-mac <7.0; station-roaming <7.0 =disabled;
        supported-rates-b <7.0; tdma-period-size <7.0 =2; tx-chains <7.0; tx-power <7.0; tx-power-mode <7.0
        =default; update-stats-interval <7.0 =disabled; vlan-id <7.0 =1; vlan-mode <7.0 =no-tag; wds-cost-range <7.0
        =50-150; wds-default-bridge <7.0 =none; wds-default-cost <7.0 =100; wds-ignore-ssid <7.0 =no; wds-mode <7.0
        =disabled; wireless-protocol <7.0 =any; wmm-support <7.0 =disabled; wps-mode <7.0 =push-button
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
        complete; dhcp; dynamic; invalid; status; vrf
        """,
    "/ip/cloud": """
        single | export force-update set
        :
        ddns-enabled enum:auto|yes =no; ddns-update-interval time =none; update-time bool =yes
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
        | add check-status disable enable export make-static remove send-reconfigure set unset
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
        code *; comment >=7.16; force bool =no; name *; value
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
    "/ip/firewall/address-list": """
        | add disable enable export remove set
        :
        address; comment; disabled bool =no; dynamic bool >=7.0; list *; timeout time
        --
        creation-time
        """,
    "/ip/firewall/connection": """
        | export remove
        :
        --
        assured; confirmed; connection-mark; connection-type; dst-address; dst-port; dstnat; dying; expected;
        fasttrack; gre-key; gre-protocol; gre-version; hw-offload; icmp-code; icmp-id; icmp-type; orig-bytes;
        orig-fasttrack-bytes; orig-fasttrack-packets; orig-packets; orig-rate; protocol; repl-bytes;
        repl-fasttrack-bytes; repl-fasttrack-packets; repl-packets; repl-rate; reply-dst-address; reply-dst-port;
        reply-src-address; reply-src-port; seen-reply; src-address; src-port; srcnat; tcp-state; timeout;
        uses-helper
        """,
    "/ip/firewall/connection/tracking": """
        single | export set
        :
        enabled enum:auto|no|yes =auto; generic-timeout time =10m; icmp-timeout time =10s; liberal-tcp-tracking bool
        >=7.20; loose-tcp-tracking bool =yes; tcp-close-timeout time =10s; tcp-close-wait-timeout time =10s;
        tcp-established-timeout time =1d; tcp-fin-wait-timeout time =10s; tcp-last-ack-timeout time =10s;
        tcp-max-retrans-timeout time =5m; tcp-syn-received-timeout time =5s; tcp-syn-sent-timeout time =5s;
        tcp-time-wait-timeout time =10s; tcp-unacked-timeout time =5m; udp-stream-timeout time =3m; udp-timeout time
        =10s
        --
        active-ipv4; active-ipv6; max-entries; total-entries; total-ip4-entries; total-ip6-entries
        """,
    "/ip/firewall/filter": """
        ordered | add disable enable export move remove reset-counters reset-counters-all set unset
        :
        action
        enum:accept|add-dst-to-address-list|add-src-to-address-list|drop|fasttrack-connection|jump|log|passthrough|reject|return|tarpit;
        address-list; address-list-timeout enum:none-dynamic|none-static; chain *; comment; connection-bytes;
        connection-limit; connection-mark !mark; connection-nat-state !enums:srcnat|dstnat|ein-snat|ein-dnat;
        connection-rate; connection-state !enums:invalid|established|related|new|untracked; connection-type
        enum:ftp|h323|irc|pptp|quake3|sip|tftp; content; disabled bool =no; dscp; dst-address !address-range;
        dst-address-list; dst-address-type !enum:unicast|local|broadcast|multicast|blackhole; dst-limit; dst-port
        !ports; fragment bool; hotspot !enums:auth|from-client|http|local-dst|to-client; hw-offload <7.21;
        icmp-options; in-bridge-port !interface; in-bridge-port-list enum:all|dynamic|none|static; in-interface
        !interface; in-interface-list !interface-list; ingress-priority; ipsec-policy; ipv4-options
        !enums:any|loose-source-routing|no-record-route|no-router-alert|no-source-routing|no-timestamp|none|record-route|router-alert|strict-source-routing|timestamp;
        jump-target; layer7-protocol; limit; log bool =no; log-prefix; nth nth; out-bridge-port !interface;
        out-bridge-port-list enum:all|dynamic|none|static; out-interface !interface; out-interface-list
        !interface-list; p2p
        enum:all-p2p|bit-torrent|blubster|direct-connect|edonkey|fasttrack|gnutella|soulseek|warez|winmx;
        packet-mark !mark; packet-size; per-connection-classifier !pcc; port !ports; priority; protocol; psd;
        random; realm; reject-with
        enum:icmp-admin-prohibited|icmp-host-prohibited|icmp-host-unreachable|icmp-net-prohibited|icmp-network-unreachable|icmp-port-unreachable|icmp-protocol-unreachable|tcp-reset;
        routing-mark !table; routing-table table <7.0; src-address !address-range; src-address-list;
        src-address-type !enum:unicast|local|broadcast|multicast|blackhole; src-mac-address; src-port !ports;
        tcp-flags !enums:ack|cwr|ece|fin|psh|rst|syn|urg; tcp-mss; time; tls-host; tos >=7.21; ttl
        enum:equal|greater-than|less-than|not-equal
        --
        bytes; dynamic; invalid; packets
        """,
    "/ip/firewall/layer7-protocol": """
        | add export remove set
        :
        comment; name; regexp
        """,
    "/ip/firewall/mangle": """
        ordered | add disable enable export move remove reset-counters reset-counters-all set unset
        :
        action; address-list; address-list-timeout enum:none-dynamic|none-static; chain *; comment;
        connection-bytes; connection-limit; connection-mark !mark; connection-nat-state !enums:srcnat|dstnat;
        connection-rate; connection-state !enums:invalid|established|related|new|untracked; connection-type
        enum:ftp|h323|irc|pptp|quake3|sip|tftp; content; disabled bool =no; dscp; dst-address !address-range;
        dst-address-list; dst-address-type !enum:unicast|local|broadcast|multicast|blackhole; dst-limit; dst-port
        !ports; fragment bool; hotspot !enums:auth|from-client|http|local-dst|to-client; icmp-options;
        in-bridge-port !interface; in-bridge-port-list enum:all|dynamic|none|static; in-interface !interface;
        in-interface-list !interface-list; ingress-priority; ipsec-policy; ipv4-options
        !enums:any|loose-source-routing|no-record-route|no-router-alert|no-source-routing|no-timestamp|none|record-route|router-alert|strict-source-routing|timestamp;
        jump-target; layer7-protocol; limit; log bool =no; log-prefix; new-connection-mark mark; new-dscp
        enum:from-priority|from-priority-to-high-3-bits; new-mss; new-packet-mark mark; new-priority
        enum:from-dscp|from-dscp-high-3-bits|from-ingress; new-routing-mark table; new-ttl
        enum:decrement|increment|set; nth nth; out-bridge-port !interface; out-bridge-port-list
        enum:all|dynamic|none|static; out-interface !interface; out-interface-list !interface-list; p2p
        enum:all-p2p|bit-torrent|blubster|direct-connect|edonkey|fasttrack|gnutella|soulseek|warez|winmx;
        packet-mark !mark; packet-size; passthrough bool; per-connection-classifier !pcc; port !ports; priority;
        protocol; psd; random; realm; route-dst; routing-mark !table; routing-table table <7.0; sniff-id;
        sniff-target; sniff-target-port; src-address !address-range; src-address-list; src-address-type
        !enum:unicast|local|broadcast|multicast|blackhole; src-mac-address; src-port !ports; tcp-flags
        !enums:ack|cwr|ece|fin|psh|rst|syn|urg; tcp-mss; time; tls-host; tos >=7.21; ttl
        enum:equal|greater-than|less-than|not-equal
        --
        bytes; dynamic; invalid; packets
        """,
    "/ip/firewall/nat": """
        ordered | add disable enable export move remove reset-counters reset-counters-all set unset
        :
        action
        enum:accept|add-dst-to-address-list|add-src-to-address-list|dst-nat|endpoint-independent-nat|jump|log|masquerade|netmap|passthrough|redirect|return|same|socksify|src-nat;
        address-list; address-list-timeout enum:none-dynamic|none-static; chain *; comment; connection-bytes;
        connection-limit; connection-mark !mark; connection-rate; connection-type
        enum:ftp|h323|irc|pptp|quake3|sip|tftp; content; disabled bool =no; dscp; dst-address !address-range;
        dst-address-list; dst-address-type !enum:unicast|local|broadcast|multicast|blackhole; dst-limit; dst-port
        !ports; fragment bool; hotspot !enums:auth|from-client|http|local-dst|to-client; icmp-options;
        in-bridge-port !interface; in-bridge-port-list enum:all|dynamic|none|static; in-interface !interface;
        in-interface-list !interface-list; ingress-priority; ipsec-policy; ipv4-options
        !enums:any|loose-source-routing|no-record-route|no-router-alert|no-source-routing|no-timestamp|none|record-route|router-alert|strict-source-routing|timestamp;
        jump-target; layer7-protocol; limit; log bool =no; log-prefix; nth nth; out-bridge-port !interface;
        out-bridge-port-list enum:all|dynamic|none|static; out-interface !interface; out-interface-list
        !interface-list; packet-mark !mark; packet-size; per-connection-classifier !pcc; port !ports; priority;
        protocol; psd; random; randomise-ports bool >=7.10.2; realm; routing-mark !table; routing-table table <7.0;
        same-not-by-dst bool; socks5-port >=7.20; socks5-server >=7.20; socksify-service >=7.20; src-address
        !address-range; src-address-list; src-address-type !enum:unicast|local|broadcast|multicast|blackhole;
        src-mac-address; src-port !ports; tcp-mss; time; tls-host <7.16; to-addresses; to-ports; tos >=7.21; ttl
        enum:equal|greater-than|less-than|not-equal
        --
        bytes; dynamic; invalid; packets
        """,
    "/ip/firewall/raw": """
        ordered | add disable enable export move remove reset-counters reset-counters-all set unset
        :
        action enum:accept|add-dst-to-address-list|add-src-to-address-list|drop|jump|log|notrack|passthrough|return;
        address-list; address-list-timeout enum:none-dynamic|none-static; chain *; comment; content; disabled bool
        =no; dscp; dst-address !address-range; dst-address-list; dst-address-type
        !enum:unicast|local|broadcast|multicast|blackhole; dst-limit; dst-port !ports; fragment bool; hotspot
        !enums:auth|from-client|http|local-dst|to-client; icmp-options; in-bridge-port !interface;
        in-bridge-port-list enum:all|dynamic|none|static; in-interface !interface; in-interface-list
        !interface-list; ingress-priority; ipsec-policy; ipv4-options
        !enums:any|loose-source-routing|no-record-route|no-router-alert|no-source-routing|no-timestamp|none|record-route|router-alert|strict-source-routing|timestamp;
        jump-target; limit; log bool =no; log-prefix; nth nth; out-bridge-port !interface; out-bridge-port-list
        enum:all|dynamic|none|static; out-interface !interface; out-interface-list !interface-list; packet-mark
        !mark; packet-size; per-connection-classifier !pcc; port !ports; priority; protocol; psd; random;
        src-address !address-range; src-address-list; src-address-type
        !enum:unicast|local|broadcast|multicast|blackhole; src-mac-address; src-port !ports; tcp-flags
        !enums:ack|cwr|ece|fin|psh|rst|syn|urg; tcp-mss; time; tls-host; tos >=7.21; ttl
        enum:equal|greater-than|less-than|not-equal
        --
        bytes; dynamic; invalid; packets
        """,
    "/ip/firewall/service-port": """
        | disable enable export set
        :
        disabled bool =no; name <7.0; ports; sip-direct-media bool; sip-timeout time
        --
        invalid
        """,
    "/ip/hotspot": """
        | add disable enable export remove reset-html set setup
        :
        address-pool =none; addresses-per-mac =2; disabled bool =no; idle-timeout time =5m; interface interface *;
        keepalive-timeout time =none; login-timeout time =none; name; profile =default
        --
        invalid; ip-of-dns-name; proxy-status
        """,
    "/ip/hotspot/active": """
        | add login remove set
        :
        comment >=7.0<7.21
        --
        address; advertisement; blocked; bytes-in; bytes-out; domain; idle-time; idle-timeout; keepalive-timeout;
        limit-bytes-in; limit-bytes-out; limit-bytes-total; login-by; mac-address; packets-in; packets-out; radius;
        server; session-time-left; uptime; user
        """,
    "/ip/hotspot/host": """
        | make-binding remove
        :
        --
        address; authorized; bridge-port; bypassed; bytes-in; bytes-out; comment; dynamic; found-by; host-dead-time;
        http-proxy; idle-time; idle-timeout; keepalive-timeout; mac-address; packets-in; packets-out; server;
        static; to-address; uptime; vlan-id
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
        time; mac-address; name *; otp-secret >=7.21.3; password password; profile =default; routes; server =all
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
        enum:CONNECT|DELETE|GET|HEAD|OPTIONS|POST|PUT|TRACE; path; server; src-address
        --
        dst-address; dynamic; hits
        """,
    "/ip/hotspot/walled-garden/ip": """
        ordered | add disable enable export move remove set unset
        :
        action enum:accept|drop|reject =accept; comment; disabled bool =no; dst-address !address-range;
        dst-address-list; dst-host; dst-port !ports; protocol; server; src-address !address-range; src-address-list
        --
        dynamic; invalid
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
        | export unset
        :
        --
        address; address4; address6; age; board; discovered-by; identity; interface; interface-name; ipv6;
        mac-address; platform; running; software-id; system-caps; system-caps-enabled; system-description; unpack;
        uptime; version
        """,
    "/ip/neighbor/discovery-settings": """
        single | export set
        :
        add-dns-entries >=7.23; add-dns-entries-suffix >=7.23; discover-interface-list enum:all|dynamic|none|static;
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
    "/ip/route": """
        | add check disable enable export remove set unset
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
        | disable enable export set unset
        :
        address; available-from >=7.24; certificate; disabled bool =no; max-sessions >=7.16; name <7.0; port;
        tls-version enum:any|only-1.2; vrf >=7.0
        --
        connection; container; dynamic; invalid; local; netns; proto; remote
        """,
    "/ip/settings": """
        single | export set
        :
        accept-redirects bool =no; accept-source-route bool =no; allow-fast-path bool =yes; arp-timeout time =30s;
        icmp-errors-use-inbound-interface-address bool >=7.17; icmp-rate-limit =10; icmp-rate-mask =0x1818;
        ip-forward bool =yes; ipv4-fragment-time >=7.23; ipv4-high-fragment-thresh >=7.23;
        ipv4-multipath-hash-policy enum:l3|l3-inner|l4 >=7.16 =l3; max-neighbor-entries =8192; route-cache <7.13.5 =yes;
        rp-filter enum:loose|no|strict =no; secure-redirects bool =yes; send-redirects bool =yes; tcp-syncookies
        bool =no; tcp-timestamps enum:disabled|enabled|random-offset >=7.17
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
    "/ipv6/address": """
        >=7.0 |
        :
        """,
    "/ipv6/firewall/filter": """
        ordered >=7.0 | add disable enable export move remove reset-counters reset-counters-all set unset
        :
        action
        enum:accept|add-dst-to-address-list|add-src-to-address-list|drop|fasttrack-connection|jump|log|passthrough|reject|return
        >=7.0; address-list >=7.0; address-list-timeout enum:none-dynamic|none-static >=7.0; chain >=7.0 *; comment
        >=7.0; connection-bytes >=7.0; connection-limit >=7.0; connection-mark !mark >=7.0; connection-nat-state
        !enums:srcnat|dstnat >=7.0; connection-rate >=7.0; connection-state
        !enums:invalid|established|related|new|untracked >=7.0; connection-type
        enum:ftp|h323|irc|pptp|quake3|sip|tftp >=7.0; content >=7.0; disabled bool >=7.0; dscp >=7.0; dst-address
        !address-range >=7.0; dst-address-list >=7.0; dst-address-type
        !enum:unicast|local|anycast|multicast|unreachable >=7.0; dst-limit >=7.0; dst-port !ports >=7.0; headers
        enum:hop|dst|route|frag|ah|esp|none|proto >=7.0; hop-limit enum:equal|greater-than|less-than|not-equal
        >=7.0; icmp-options >=7.0; in-bridge-port !interface >=7.0; in-bridge-port-list enum:all|dynamic|none|static
        >=7.0; in-interface !interface >=7.0; in-interface-list !interface-list >=7.0; ingress-priority >=7.0;
        ipsec-policy >=7.0; jump-target >=7.0; limit >=7.0; log bool >=7.0; log-prefix >=7.0; nth nth >=7.0;
        out-bridge-port !interface >=7.0; out-bridge-port-list enum:all|dynamic|none|static >=7.0; out-interface
        !interface >=7.0; out-interface-list !interface-list >=7.0; packet-mark !mark >=7.0; packet-size >=7.0;
        per-connection-classifier !pcc >=7.0; port !ports >=7.0; priority >=7.0; protocol >=7.0; random >=7.0;
        reject-with
        enum:icmp-address-unreachable|icmp-admin-prohibited|icmp-err-src-routing-header|icmp-headers-too-long|icmp-no-route|icmp-not-neighbour|icmp-port-unreachable|tcp-reset
        >=7.0; routing-mark !table >=7.0; src-address !address-range >=7.0; src-address-list >=7.0; src-address-type
        !enum:unicast|local|anycast|multicast|unreachable >=7.0; src-mac-address >=7.0; src-port !ports >=7.0;
        tcp-flags !enums:ack|cwr|ece|fin|psh|rst|syn|urg >=7.0; tcp-mss >=7.0; time >=7.0; tls-host >=7.0; tos
        >=7.21
        --
        bytes; dynamic; invalid; packets
        """,
    "/ipv6/nd": """
        >=7.0 |
        :
        """,
    "/ipv6/route": """
        >=7.0 | add disable enable export remove set unset
        :
        blackhole flag >=7.0; check-gateway enum:arp|none|ping >=7.0; comment >=7.0; disabled bool >=7.0; distance
        int:0-255 >=7.0; dst-address >=7.0; gateway >=7.0; pref-src >=7.20; routing-table table >=7.0; scope
        int:0-255 >=7.0; target-scope int:0-255 >=7.0; vrf-interface >=7.0
        --
        active; bgp; bgp-mpls-vpn; connect; dhcp; dynamic; ecmp; hw-offloaded; immediate-gw; inactive; is-is; modem;
        ospf; rip; slaac; static; vpn
        """,
    "/ipv6/settings": """
        single >=7.0 | export set
        :
        accept-redirects enum:no|yes-if-forwarding-disabled >=7.0; accept-router-advertisements
        enum:no|yes|yes-if-forwarding-disabled >=7.0; accept-router-advertisements-on enum:all|dynamic|none|static
        >=7.21; allow-fast-path bool >=7.18; disable-ipv6 bool >=7.0; disable-link-local-address bool >=7.18;
        forward bool >=7.0; max-neighbor-entries >=7.0; min-neighbor-entries >=7.17; multipath-hash-policy
        enum:l3|l3-inner|l4 >=7.16; soft-max-neighbor-entries >=7.17; stale-neighbor-detect-interval >=7.17;
        stale-neighbor-timeout >=7.17
        --
        ipv6-fast-path-active; ipv6-fast-path-bytes; ipv6-fast-path-packets; ipv6-fasttrack-active;
        ipv6-fasttrack-bytes; ipv6-fasttrack-packets
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
    "/routing/nexthop": """
        >=7.0 | dump-dot unset
        :
        --
        address; afi; bgp-vpn; check-gateway; gw-check-ok; gw-state; hops; immediate-gw.address;
        immediate-gw.blackhole; immediate-gw.flap-count; immediate-gw.interface-idx; immediate-gw.mpls-label;
        immediate-gw.mpls-peer-id; immediate-gw.weight; interface-ok; links; prev-reachable; reachable; routes;
        scope; target-scope; unresolved
        """,
    "/routing/route": """
        >=7.0 | disable enable set unset
        :
        comment >=7.0; disabled bool >=7.0
        --
        active; afi; belongs-to; bgp; bgp-mpls-vpn; bgp-net; bgp.aggregator; bgp.as-path; bgp.atomic-aggregate;
        bgp.cluster-list; bgp.communities; bgp.esi; bgp.ext-communities; bgp.igp-metric; bgp.large-communities;
        bgp.local-pref; bgp.med; bgp.nexthop; bgp.origin; bgp.originator-id; bgp.otc; bgp.out-nexthop; bgp.pmsi;
        bgp.session; bgp.unknown; bgp.weight; blackhole; check-gateway; connect; contribution; debug.fwp-ptr;
        debug.input.ptr; debug.input.raw; debug.input.refs; debug.input.size; debug.merge.ptr; debug.merge.raw;
        debug.merge.refs; debug.merge.size; debug.route-ptr; dhcp; distance; dst-address; ecmp; evpn; filtered;
        gateway; hoplimit; hw-offloaded; immediate-gw; isis; isis.metric; isis.type; label; ldp-address;
        ldp-mapping; ldp.label; ldp.peer-id; local-address; modem; mpls.in-label; mpls.labels; mpls.out-label; mtu;
        nexthop-id; ospf; ospf.metric; ospf.tag; ospf.type; pref-src; rip; rip.metric; rip.tag; route-cost;
        route-distinguisher; routing-table; rpki; scope; slaac; static; target-scope; total-cost; unreachable;
        ve-block-offset; ve-block-size; ve-id; vpn; vrf-interface
        """,
    "/routing/rule": """
        ordered >=7.0 | add disable enable export move remove set unset
        :
        action enum:drop|lookup|lookup-only-in-table|unreachable >=7.0; chain >=7.22; comment >=7.0; disabled bool
        >=7.0; dst-address >=7.0; interface interface >=7.0; min-prefix >=7.0; realm >=7.22; routing-mark table
        >=7.0; src-address >=7.0; table table >=7.0; vrf >=7.22
        --
        inactive
        """,
    "/routing/settings": """
        single | export set
        :
        check-gateway-ping-count >=7.21; check-gateway-ping-interval time >=7.21; check-gateway-ping-timeout time
        >=7.21; connected-in-chain >=7.19; dynamic-in-chain >=7.19; policy-rules >=7.22; single-process bool
        >=7.12.2
        """,
    "/routing/table": """
        >=7.0 | add disable enable export remove set unset
        :
        comment >=7.0; disabled bool >=7.0; fib flag >=7.0; name >=7.0
        --
        dynamic; invalid; used
        """,
    "/safe-mode": """
        single >=7.18 | export release take toggle unroll
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
        """,
    "/snmp/community": """
        |
        :
        addresses <7.0 =::/0; authentication-password <7.0; authentication-protocol <7.0 =MD5; comment <7.0; default
        <7.0; disabled bool <7.0 =no; encryption-password <7.0; encryption-protocol <7.0 =DES; name <7.0;
        read-access <7.0 =yes; security <7.0 =none; write-access <7.0 =no
        """,
    "/system/backup": """
        | load save
        :
        """,
    "/system/clock": """
        single | export set
        :
        date; gmt-offset <7.0; time; time-zone-autodetect bool =yes; time-zone-name =manual
        --
        dst-active
        """,
    "/system/device-mode": """
        single >=7.0 | export update
        :
        --
        allowed-versions; attempt-count; bandwidth-test; container; email; fetch; flagged; flagging-enabled;
        hotspot; install-any-version; ipsec; l2tp; mode; partitions; pptp; proxy; romon; routerboard; scheduler;
        smb; sniffer; socks; traffic-gen; zerotier
        """,
    "/system/health": """
        | export set
        :
        state-after-reboot enum:disabled|enabled >=7.0
        --
        12v; 3.3v; 5v; board-temp; core; cpu-temp; fan1; fan2; fan3; lm87-temp; state; temp1; temp2; temp3;
        voltage1; voltage10; voltage2; voltage3; voltage4; voltage5; voltage6; voltage7; voltage8; voltage9
        """,
    "/system/history": """
        |
        :
        --
        action; by; floating-undo; policy; redo; redoable; time; trace; undo; undoable
        """,
    "/system/identity": """
        single | export set
        :
        name =Mikrotik
        """,
    "/system/license": """
        single | export generate-new-id renew
        :
        --
        deadline-at; level; limited-upgrades; next-renewal-at; system-id
        """,
    "/system/logging": """
        | add disable enable export remove set
        :
        action enum:disk|echo|memory|remote =memory; comment >=7.22; disabled bool =no; prefix; regex >=7.17; topics
        --
        default; invalid
        """,
    "/system/logging/action": """
        | add clear export remove set
        :
        add-topics-string >=7.22; bsd-syslog <7.18 =no; cef-event-delimiter >=7.18; check-certificate >=7.23;
        comment; disk-file-count =2; disk-file-name =log; disk-lines-per-file =1000; disk-stop-on-full bool =no;
        email-cc >=7.23; email-start-tls bool =no; email-to; memory-lines =1000; memory-stop-on-full bool =no; name
        *; remember bool =yes; remote =0.0.0.0; remote-log-format enum:cef|default|syslog >=7.18; remote-port =514;
        remote-protocol enum:tcp|udp >=7.18; script script >=7.22; src-address =0.0.0.0; syslog-facility =daemon;
        syslog-severity enum:alert|auto|critical|debug|emergency|error|info|notice|warning =auto; syslog-time-format
        enum:bsd-syslog|iso8601 =bsd-syslog; target enum:disk|echo|email|memory|remote *; vrf >=7.19.6
        --
        default
        """,
    "/system/note": """
        single | export set
        :
        note; show-at-cli-login bool >=7.14.3; show-at-login bool =yes
        """,
    "/system/ntp/client": """
        single | export reset-freq-drift set
        :
        enabled bool =no; mode enum:broadcast|manycast|multicast|unicast =unicast; primary-ntp <7.0 =0.0.0.0;
        secondary-ntp <7.0 =0.0.0.0; server-dns-names <7.0; servers; vrf =main
        --
        freq-drift; status; synced-server; synced-stratum; system-offset
        """,
    "/system/ntp/server": """
        single | export set
        :
        auth-key =none; broadcast bool =no; broadcast-addresses; enabled bool =no; local-clock-stratum =5; manycast
        bool =no; multicast bool =no; use-local-clock bool =no; vrf =main
        """,
    "/system/package": """
        | apply-changes disable downgrade enable export uninstall unschedule
        :
        --
        available; build-time; bundle; disabled; name; scheduled; size; version
        """,
    "/system/package/update": """
        single | cancel check-for-updates download export install set
        :
        channel enum:development|long-term|stable|testing =stable; check-certificate >=7.23; installed-version <7.0;
        ip-version >=7.23; latest-version <7.0; mode >=7.23; status <7.0
        """,
    "/system/resource": """
        single | export monitor
        :
        --
        architecture-name; bad-blocks; board-name; build-time; cpu; cpu-count; cpu-frequency; cpu-load;
        factory-software; free-hdd-space; free-memory; platform; total-hdd-space; total-memory; uptime; version;
        write-sect-since-reboot; write-sect-total
        """,
    "/system/resource/cpu": """
        |
        :
        --
        cpu; disk; irq; load
        """,
    "/system/routerboard": """
        single |
        :
        """,
    "/system/scheduler": """
        | add disable enable export remove set unset
        :
        comment; days >=7.24; disabled bool =no; interval time =0s; name *; on-event script; policy list
        =ftp,reboot,read,write,policy,test,password,sniff,sensitive,romon; start-date; start-time
        --
        next-run; owner; run-count
        """,
    "/system/script": """
        | add export remove run set unset
        :
        comment; dont-require-permissions bool =no; name; owner; policy list
        =ftp,reboot,read,write,policy,test,password,sniff,sensitive,romon; source script
        --
        invalid; last-started; run-count
        """,
    "/system/script/environment": """
        | remove set
        :
        comment >=7.0; value
        --
        name; user
        """,
    "/system/script/job": """
        | remove set
        :
        comment >=7.0; started >=7.0; type enum:api-login|command|login >=7.0
        --
        owner; parent; policy; script; trace
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
        | add disable enable expire-password export recursive-print remove set
        :
        address; comment; disabled bool =no; expired <7.0; group *; inactivity-policy enum:lockscreen|logout|none
        >=7.16; inactivity-timeout time >=7.16; last-logged-in <7.0; name *; password password
        """,
    "/user/active": """
        | add remove request-logout
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
