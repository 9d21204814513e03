"""The router itself: its clock, packages, scripts and scheduler. How to read it: see the package."""

from __future__ import annotations

MENUS: dict[str, str] = {
    "/system/backup": """
        unread | load save
        :
        """,
    "/system/clock": """
        single | export set
        :
        date; gmt-offset <7.0; time; time-zone-autodetect bool =yes; time-zone-name =manual
        --
        dst-active;
        gmt-offset >=7.0
        """,
    "/system/device-mode": """
        single >=7.0 | export>=7.21 update
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
        single | export>=7.21 generate-new-id renew
        :
        --
        deadline-at; features; level; limited-upgrades; next-renewal-at; nlevel; software-id; system-id
        """,
    "/system/logging": """
        | add disable enable export remove set
        :
        action enum:disk|echo|memory|remote =memory; comment >=7.22; disabled bool =no; prefix; regex >=7.17; topics
        --
        default; invalid
        """,
    "/system/logging/action": """
        | add clear>=7.20 export remove set
        :
        add-topics-string bool >=7.22; bsd-syslog <7.18 =no; cef-event-delimiter >=7.18; check-certificate >=7.23;
        comment; disk-file-count =2; disk-file-name =log; disk-lines-per-file =1000; disk-stop-on-full bool =no;
        email-cc >=7.23; email-start-tls bool =no; email-to; memory-lines =1000; memory-stop-on-full bool =no; name
        *; remember bool =yes; remote =0.0.0.0; remote-log-format enum:cef|default|syslog >=7.18; remote-port =514;
        remote-protocol enum:tcp|udp >=7.18; script script >=7.22; src-address =0.0.0.0; syslog-facility =daemon;
        syslog-severity enum:alert|auto|critical|debug|emergency|error|info|notice|warning =auto; syslog-time-format
        enum:bsd-syslog|iso8601 =bsd-syslog; target enum:disk|echo|email|memory|remote|script>=7.22 *; vrf >=7.19.6
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
        secondary-ntp <7.0 =0.0.0.0; server-dns-names <7.0; servers >=7.0; vrf >=7.0 =main
        --
        freq-drift; status; synced-server; synced-stratum; system-offset
        """,
    "/system/ntp/server": """
        single | export set
        :
        auth-key >=7.0 =none; broadcast bool =no; broadcast-addresses; enabled bool =no; local-clock-stratum >=7.0 =5;
        manycast bool =no; multicast bool =no; use-local-clock bool >=7.0 =no; vrf >=7.0 =main
        """,
    "/system/package": """
        | apply-changes>=7.18 disable downgrade enable export uninstall unschedule
        :
        --
        available; build-time; bundle; disabled; name; scheduled; size; version
        """,
    "/system/package/update": """
        single | cancel check-for-updates download export install set
        :
        channel enum:development|long-term|stable|testing =stable; check-certificate >=7.23; installed-version <7.0;
        ip-version >=7.23; latest-version <7.0; mode >=7.23; status <7.0
        --
        installed-version >=7.0; latest-version >=7.0; status >=7.0
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
        | add disable enable export remove set unset>=7.24
        :
        comment; days >=7.24; disabled bool =no; interval time =0s; name *; on-event script; policy list
        =ftp,reboot,read,write,policy,test,password,sniff,sensitive,romon; start-date; start-time
        --
        next-run; owner; run-count
        """,
    "/system/script": """
        | add export remove run set unset>=7.24
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
        name; user <7.0
        """,
    "/system/script/job": """
        | remove set
        :
        comment >=7.0; started >=7.0; type enum:api-login|command|login >=7.0
        --
        owner; parent; policy; script; trace
        """,
}
