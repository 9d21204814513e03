# Hotel Acacia: for RouterOS 7.20.8
/routing table
# the way out by Wan1, for connections that belong to it
add name=to_Wan1 fib comment=simplifi:table:Wan1
# the way out by Wan2, for connections that belong to it
add name=to_Wan2 fib comment=simplifi:table:Wan2
# the way out by Wan3, for connections that belong to it
add name=to_Wan3 fib comment=simplifi:table:Wan3
# the way out by Wan4, for connections that belong to it
add name=to_Wan4 fib comment=simplifi:table:Wan4
# the way out by Wan5, for connections that belong to it
add name=to_Wan5 fib comment=simplifi:table:Wan5
# the way out by Wan6, for connections that belong to it
add name=to_Wan6 fib comment=simplifi:table:Wan6
# the way out by Wan7, for connections that belong to it
add name=to_Wan7 fib comment=simplifi:table:Wan7
# the way out by Wan8, for connections that belong to it
add name=to_Wan8 fib comment=simplifi:table:Wan8
/interface list
# everything that leads to the Internet
add name=WAN comment=simplifi:list:WAN
/ip firewall address-list
# the LAN: guests reach each other and the router, not a line
add list=simplifi-local address=192.168.88.0/24 comment=simplifi:local:192.168.88.0/24
# multicast never leaves by a line
add list=simplifi-local address=224.0.0.0/4 comment=simplifi:local:224.0.0.0/4
# broadcasts never leave by a line
add list=simplifi-local address=255.255.255.255/32 comment=simplifi:local:255.255.255.255/32
# Wan1's modem and who is beside it are answered directly; the lease's script fills it in
add list=simplifi-local address=192.0.2.101 disabled=yes comment=simplifi:lease:Wan1:network
# Wan2's modem and who is beside it are answered directly; the lease's script fills it in
add list=simplifi-local address=192.0.2.102 disabled=yes comment=simplifi:lease:Wan2:network
# Wan3's modem and who is beside it are answered directly; the lease's script fills it in
add list=simplifi-local address=192.0.2.103 disabled=yes comment=simplifi:lease:Wan3:network
# Wan4's modem and who is beside it are answered directly; the lease's script fills it in
add list=simplifi-local address=192.0.2.104 disabled=yes comment=simplifi:lease:Wan4:network
# Wan5's modem and who is beside it are answered directly; the lease's script fills it in
add list=simplifi-local address=192.0.2.105 disabled=yes comment=simplifi:lease:Wan5:network
# Wan6's modem and who is beside it are answered directly; the lease's script fills it in
add list=simplifi-local address=192.0.2.106 disabled=yes comment=simplifi:lease:Wan6:network
# Wan7's modem and who is beside it are answered directly; the lease's script fills it in
add list=simplifi-local address=192.0.2.107 disabled=yes comment=simplifi:lease:Wan7:network
# Wan8's modem and who is beside it are answered directly; the lease's script fills it in
add list=simplifi-local address=192.0.2.108 disabled=yes comment=simplifi:lease:Wan8:network
# modems that give leases: their pages stay reachable wherever they move
add list=simplifi-private address=10.0.0.0/8 comment=simplifi:private:10.0.0.0/8
# modems that give leases: their pages stay reachable wherever they move
add list=simplifi-private address=100.64.0.0/10 comment=simplifi:private:100.64.0.0/10
# modems that give leases: their pages stay reachable wherever they move
add list=simplifi-private address=172.16.0.0/12 comment=simplifi:private:172.16.0.0/12
# modems that give leases: their pages stay reachable wherever they move
add list=simplifi-private address=192.168.0.0/16 comment=simplifi:private:192.168.0.0/16
/interface list member
# Wan1: the firewall treats it as the Internet side
add list=WAN interface=ether1 comment=simplifi:WAN:ether1
# Wan2: the firewall treats it as the Internet side
add list=WAN interface=ether2 comment=simplifi:WAN:ether2
# Wan3: the firewall treats it as the Internet side
add list=WAN interface=ether3 comment=simplifi:WAN:ether3
# Wan4: the firewall treats it as the Internet side
add list=WAN interface=ether4 comment=simplifi:WAN:ether4
# Wan5: the firewall treats it as the Internet side
add list=WAN interface=ether5 comment=simplifi:WAN:ether5
# Wan6: the firewall treats it as the Internet side
add list=WAN interface=ether6 comment=simplifi:WAN:ether6
# Wan7: the firewall treats it as the Internet side
add list=WAN interface=ether7 comment=simplifi:WAN:ether7
# Wan8: the firewall treats it as the Internet side
add list=WAN interface=ether8 comment=simplifi:WAN:ether8
/ip address
# the router's address among the guests
add address=192.168.88.1/24 interface=bridge comment=simplifi:address:192.168.88.1/24
/ip route
# 8.8.4.4 is reached by Wan1 alone: while it answers, the Internet behind Wan1 lives; waits for the lease, whose script fills the gateway in
add dst-address=8.8.4.4/32 gateway=192.0.2.1 scope=10 disabled=yes comment=simplifi:route:Wan1:probe:1
# with Wan1 down, 8.8.4.4 must not answer by another line
add dst-address=8.8.4.4/32 blackhole distance=20 comment=simplifi:hole:Wan1:1
# 149.112.112.112 is reached by Wan2 alone: while it answers, the Internet behind Wan2 lives; waits for the lease, whose script fills the gateway in
add dst-address=149.112.112.112/32 gateway=192.0.2.1 scope=10 disabled=yes comment=simplifi:route:Wan2:probe:1
# with Wan2 down, 149.112.112.112 must not answer by another line
add dst-address=149.112.112.112/32 blackhole distance=20 comment=simplifi:hole:Wan2:1
# 64.6.64.6 is reached by Wan3 alone: while it answers, the Internet behind Wan3 lives; waits for the lease, whose script fills the gateway in
add dst-address=64.6.64.6/32 gateway=192.0.2.1 scope=10 disabled=yes comment=simplifi:route:Wan3:probe:1
# with Wan3 down, 64.6.64.6 must not answer by another line
add dst-address=64.6.64.6/32 blackhole distance=20 comment=simplifi:hole:Wan3:1
# 74.82.42.42 is reached by Wan4 alone: while it answers, the Internet behind Wan4 lives; waits for the lease, whose script fills the gateway in
add dst-address=74.82.42.42/32 gateway=192.0.2.1 scope=10 disabled=yes comment=simplifi:route:Wan4:probe:1
# with Wan4 down, 74.82.42.42 must not answer by another line
add dst-address=74.82.42.42/32 blackhole distance=20 comment=simplifi:hole:Wan4:1
# 4.2.2.4 is reached by Wan5 alone: while it answers, the Internet behind Wan5 lives; waits for the lease, whose script fills the gateway in
add dst-address=4.2.2.4/32 gateway=192.0.2.1 scope=10 disabled=yes comment=simplifi:route:Wan5:probe:1
# with Wan5 down, 4.2.2.4 must not answer by another line
add dst-address=4.2.2.4/32 blackhole distance=20 comment=simplifi:hole:Wan5:1
# 208.67.220.220 is reached by Wan6 alone: while it answers, the Internet behind Wan6 lives; waits for the lease, whose script fills the gateway in
add dst-address=208.67.220.220/32 gateway=192.0.2.1 scope=10 disabled=yes comment=simplifi:route:Wan6:probe:1
# with Wan6 down, 208.67.220.220 must not answer by another line
add dst-address=208.67.220.220/32 blackhole distance=20 comment=simplifi:hole:Wan6:1
# 94.140.15.15 is reached by Wan7 alone: while it answers, the Internet behind Wan7 lives; waits for the lease, whose script fills the gateway in
add dst-address=94.140.15.15/32 gateway=192.0.2.1 scope=10 disabled=yes comment=simplifi:route:Wan7:probe:1
# with Wan7 down, 94.140.15.15 must not answer by another line
add dst-address=94.140.15.15/32 blackhole distance=20 comment=simplifi:hole:Wan7:1
# 185.228.169.9 is reached by Wan8 alone: while it answers, the Internet behind Wan8 lives; waits for the lease, whose script fills the gateway in
add dst-address=185.228.169.9/32 gateway=192.0.2.1 scope=10 disabled=yes comment=simplifi:route:Wan8:probe:1
# with Wan8 down, 185.228.169.9 must not answer by another line
add dst-address=185.228.169.9/32 blackhole distance=20 comment=simplifi:hole:Wan8:1
/ip firewall nat
# what leaves by Wan1 carries Wan1's address; tunnels are left alone
add chain=srcnat action=masquerade out-interface=ether1 ipsec-policy=out,none comment=simplifi:nat:Wan1
# what leaves by Wan2 carries Wan2's address; tunnels are left alone
add chain=srcnat action=masquerade out-interface=ether2 ipsec-policy=out,none comment=simplifi:nat:Wan2
# what leaves by Wan3 carries Wan3's address; tunnels are left alone
add chain=srcnat action=masquerade out-interface=ether3 ipsec-policy=out,none comment=simplifi:nat:Wan3
# what leaves by Wan4 carries Wan4's address; tunnels are left alone
add chain=srcnat action=masquerade out-interface=ether4 ipsec-policy=out,none comment=simplifi:nat:Wan4
# what leaves by Wan5 carries Wan5's address; tunnels are left alone
add chain=srcnat action=masquerade out-interface=ether5 ipsec-policy=out,none comment=simplifi:nat:Wan5
# what leaves by Wan6 carries Wan6's address; tunnels are left alone
add chain=srcnat action=masquerade out-interface=ether6 ipsec-policy=out,none comment=simplifi:nat:Wan6
# what leaves by Wan7 carries Wan7's address; tunnels are left alone
add chain=srcnat action=masquerade out-interface=ether7 ipsec-policy=out,none comment=simplifi:nat:Wan7
# what leaves by Wan8 carries Wan8's address; tunnels are left alone
add chain=srcnat action=masquerade out-interface=ether8 ipsec-policy=out,none comment=simplifi:nat:Wan8
/ip dns
# a provider's own server often answers only inside its network; these answer on every line
set servers=1.1.1.1,9.9.9.9
/ip dhcp-client
# Wan1 gets its address from the modem; RouterOS 7.20.8 puts its routes into the tables by itself, and takes them out with the lease
add interface=ether1 add-default-route=yes default-route-tables=main:1,to_Wan1:1,to_Wan8:2 check-gateway=ping use-peer-dns=no script=":if (\$bound=1) do={ :local gw (\$\"gateway-address\" . \"%ether1\"); :foreach r in=[/ip route find where comment~\"^simplifi:route:Wan1:\"] do={ /ip route set \$r gateway=\$gw disabled=no }; :local net \"\"; :for n from=1 to=5 do={ :if (\$net = \"\") do={ :foreach a in=[/ip address find where interface=\"ether1\" and dynamic=yes] do={ :local own [:tostr [/ip address get \$a address]]; :if (\$own ~ (\"^\" . \$\"lease-address\" . \"/\")) do={ :set net ([:tostr [/ip address get \$a network]] . [:pick \$own [:find \$own \"/\"] [:len \$own]]) } }; :if (\$net = \"\") do={ :delay 1s } } }; :if (\$net != \"\") do={ :foreach r in=[/ip firewall address-list find where comment~\"^simplifi:lease:Wan1:\"] do={ :do { /ip firewall address-list set \$r address=\$net disabled=no } on-error={} } } } else={ :foreach r in=[/ip route find where comment~\"^simplifi:route:Wan1:\"] do={ /ip route set \$r disabled=yes } }" disabled=no comment=simplifi:dhcp:ether1
# Wan2 gets its address from the modem; RouterOS 7.20.8 puts its routes into the tables by itself, and takes them out with the lease
add interface=ether2 add-default-route=yes default-route-tables=main:2,to_Wan1:2,to_Wan2:1 check-gateway=ping use-peer-dns=no script=":if (\$bound=1) do={ :local gw (\$\"gateway-address\" . \"%ether2\"); :foreach r in=[/ip route find where comment~\"^simplifi:route:Wan2:\"] do={ /ip route set \$r gateway=\$gw disabled=no }; :local net \"\"; :for n from=1 to=5 do={ :if (\$net = \"\") do={ :foreach a in=[/ip address find where interface=\"ether2\" and dynamic=yes] do={ :local own [:tostr [/ip address get \$a address]]; :if (\$own ~ (\"^\" . \$\"lease-address\" . \"/\")) do={ :set net ([:tostr [/ip address get \$a network]] . [:pick \$own [:find \$own \"/\"] [:len \$own]]) } }; :if (\$net = \"\") do={ :delay 1s } } }; :if (\$net != \"\") do={ :foreach r in=[/ip firewall address-list find where comment~\"^simplifi:lease:Wan2:\"] do={ :do { /ip firewall address-list set \$r address=\$net disabled=no } on-error={} } } } else={ :foreach r in=[/ip route find where comment~\"^simplifi:route:Wan2:\"] do={ /ip route set \$r disabled=yes } }" disabled=no comment=simplifi:dhcp:ether2
# Wan3 gets its address from the modem; RouterOS 7.20.8 puts its routes into the tables by itself, and takes them out with the lease
add interface=ether3 add-default-route=yes default-route-tables=main:3,to_Wan2:2,to_Wan3:1 check-gateway=ping use-peer-dns=no script=":if (\$bound=1) do={ :local gw (\$\"gateway-address\" . \"%ether3\"); :foreach r in=[/ip route find where comment~\"^simplifi:route:Wan3:\"] do={ /ip route set \$r gateway=\$gw disabled=no }; :local net \"\"; :for n from=1 to=5 do={ :if (\$net = \"\") do={ :foreach a in=[/ip address find where interface=\"ether3\" and dynamic=yes] do={ :local own [:tostr [/ip address get \$a address]]; :if (\$own ~ (\"^\" . \$\"lease-address\" . \"/\")) do={ :set net ([:tostr [/ip address get \$a network]] . [:pick \$own [:find \$own \"/\"] [:len \$own]]) } }; :if (\$net = \"\") do={ :delay 1s } } }; :if (\$net != \"\") do={ :foreach r in=[/ip firewall address-list find where comment~\"^simplifi:lease:Wan3:\"] do={ :do { /ip firewall address-list set \$r address=\$net disabled=no } on-error={} } } } else={ :foreach r in=[/ip route find where comment~\"^simplifi:route:Wan3:\"] do={ /ip route set \$r disabled=yes } }" disabled=no comment=simplifi:dhcp:ether3
# Wan4 gets its address from the modem; RouterOS 7.20.8 puts its routes into the tables by itself, and takes them out with the lease
add interface=ether4 add-default-route=yes default-route-tables=main:4,to_Wan3:2,to_Wan4:1 check-gateway=ping use-peer-dns=no script=":if (\$bound=1) do={ :local gw (\$\"gateway-address\" . \"%ether4\"); :foreach r in=[/ip route find where comment~\"^simplifi:route:Wan4:\"] do={ /ip route set \$r gateway=\$gw disabled=no }; :local net \"\"; :for n from=1 to=5 do={ :if (\$net = \"\") do={ :foreach a in=[/ip address find where interface=\"ether4\" and dynamic=yes] do={ :local own [:tostr [/ip address get \$a address]]; :if (\$own ~ (\"^\" . \$\"lease-address\" . \"/\")) do={ :set net ([:tostr [/ip address get \$a network]] . [:pick \$own [:find \$own \"/\"] [:len \$own]]) } }; :if (\$net = \"\") do={ :delay 1s } } }; :if (\$net != \"\") do={ :foreach r in=[/ip firewall address-list find where comment~\"^simplifi:lease:Wan4:\"] do={ :do { /ip firewall address-list set \$r address=\$net disabled=no } on-error={} } } } else={ :foreach r in=[/ip route find where comment~\"^simplifi:route:Wan4:\"] do={ /ip route set \$r disabled=yes } }" disabled=no comment=simplifi:dhcp:ether4
# Wan5 gets its address from the modem; RouterOS 7.20.8 puts its routes into the tables by itself, and takes them out with the lease
add interface=ether5 add-default-route=yes default-route-tables=main:5,to_Wan4:2,to_Wan5:1 check-gateway=ping use-peer-dns=no script=":if (\$bound=1) do={ :local gw (\$\"gateway-address\" . \"%ether5\"); :foreach r in=[/ip route find where comment~\"^simplifi:route:Wan5:\"] do={ /ip route set \$r gateway=\$gw disabled=no }; :local net \"\"; :for n from=1 to=5 do={ :if (\$net = \"\") do={ :foreach a in=[/ip address find where interface=\"ether5\" and dynamic=yes] do={ :local own [:tostr [/ip address get \$a address]]; :if (\$own ~ (\"^\" . \$\"lease-address\" . \"/\")) do={ :set net ([:tostr [/ip address get \$a network]] . [:pick \$own [:find \$own \"/\"] [:len \$own]]) } }; :if (\$net = \"\") do={ :delay 1s } } }; :if (\$net != \"\") do={ :foreach r in=[/ip firewall address-list find where comment~\"^simplifi:lease:Wan5:\"] do={ :do { /ip firewall address-list set \$r address=\$net disabled=no } on-error={} } } } else={ :foreach r in=[/ip route find where comment~\"^simplifi:route:Wan5:\"] do={ /ip route set \$r disabled=yes } }" disabled=no comment=simplifi:dhcp:ether5
# Wan6 gets its address from the modem; RouterOS 7.20.8 puts its routes into the tables by itself, and takes them out with the lease
add interface=ether6 add-default-route=yes default-route-tables=main:6,to_Wan5:2,to_Wan6:1 check-gateway=ping use-peer-dns=no script=":if (\$bound=1) do={ :local gw (\$\"gateway-address\" . \"%ether6\"); :foreach r in=[/ip route find where comment~\"^simplifi:route:Wan6:\"] do={ /ip route set \$r gateway=\$gw disabled=no }; :local net \"\"; :for n from=1 to=5 do={ :if (\$net = \"\") do={ :foreach a in=[/ip address find where interface=\"ether6\" and dynamic=yes] do={ :local own [:tostr [/ip address get \$a address]]; :if (\$own ~ (\"^\" . \$\"lease-address\" . \"/\")) do={ :set net ([:tostr [/ip address get \$a network]] . [:pick \$own [:find \$own \"/\"] [:len \$own]]) } }; :if (\$net = \"\") do={ :delay 1s } } }; :if (\$net != \"\") do={ :foreach r in=[/ip firewall address-list find where comment~\"^simplifi:lease:Wan6:\"] do={ :do { /ip firewall address-list set \$r address=\$net disabled=no } on-error={} } } } else={ :foreach r in=[/ip route find where comment~\"^simplifi:route:Wan6:\"] do={ /ip route set \$r disabled=yes } }" disabled=no comment=simplifi:dhcp:ether6
# Wan7 gets its address from the modem; RouterOS 7.20.8 puts its routes into the tables by itself, and takes them out with the lease
add interface=ether7 add-default-route=yes default-route-tables=main:7,to_Wan6:2,to_Wan7:1 check-gateway=ping use-peer-dns=no script=":if (\$bound=1) do={ :local gw (\$\"gateway-address\" . \"%ether7\"); :foreach r in=[/ip route find where comment~\"^simplifi:route:Wan7:\"] do={ /ip route set \$r gateway=\$gw disabled=no }; :local net \"\"; :for n from=1 to=5 do={ :if (\$net = \"\") do={ :foreach a in=[/ip address find where interface=\"ether7\" and dynamic=yes] do={ :local own [:tostr [/ip address get \$a address]]; :if (\$own ~ (\"^\" . \$\"lease-address\" . \"/\")) do={ :set net ([:tostr [/ip address get \$a network]] . [:pick \$own [:find \$own \"/\"] [:len \$own]]) } }; :if (\$net = \"\") do={ :delay 1s } } }; :if (\$net != \"\") do={ :foreach r in=[/ip firewall address-list find where comment~\"^simplifi:lease:Wan7:\"] do={ :do { /ip firewall address-list set \$r address=\$net disabled=no } on-error={} } } } else={ :foreach r in=[/ip route find where comment~\"^simplifi:route:Wan7:\"] do={ /ip route set \$r disabled=yes } }" disabled=no comment=simplifi:dhcp:ether7
# Wan8 gets its address from the modem; RouterOS 7.20.8 puts its routes into the tables by itself, and takes them out with the lease
add interface=ether8 add-default-route=yes default-route-tables=main:8,to_Wan7:2,to_Wan8:1 check-gateway=ping use-peer-dns=no script=":if (\$bound=1) do={ :local gw (\$\"gateway-address\" . \"%ether8\"); :foreach r in=[/ip route find where comment~\"^simplifi:route:Wan8:\"] do={ /ip route set \$r gateway=\$gw disabled=no }; :local net \"\"; :for n from=1 to=5 do={ :if (\$net = \"\") do={ :foreach a in=[/ip address find where interface=\"ether8\" and dynamic=yes] do={ :local own [:tostr [/ip address get \$a address]]; :if (\$own ~ (\"^\" . \$\"lease-address\" . \"/\")) do={ :set net ([:tostr [/ip address get \$a network]] . [:pick \$own [:find \$own \"/\"] [:len \$own]]) } }; :if (\$net = \"\") do={ :delay 1s } } }; :if (\$net != \"\") do={ :foreach r in=[/ip firewall address-list find where comment~\"^simplifi:lease:Wan8:\"] do={ :do { /ip firewall address-list set \$r address=\$net disabled=no } on-error={} } } } else={ :foreach r in=[/ip route find where comment~\"^simplifi:route:Wan8:\"] do={ /ip route set \$r disabled=yes } }" disabled=no comment=simplifi:dhcp:ether8
/ip firewall mangle
# modem pages and LAN stay reachable
add chain=prerouting action=accept dst-address-list=simplifi-local in-interface=bridge comment=simplifi:bypass
# modems that give leases: their pages stay reachable wherever they move
add chain=prerouting action=accept dst-address-list=simplifi-private in-interface=bridge connection-mark=no-mark comment=simplifi:bypass:private
# came in by Wan1, answer by Wan1
add chain=prerouting action=mark-connection in-interface=ether1 connection-state=new connection-mark=no-mark new-connection-mark=Wan1_conn passthrough=yes comment=simplifi:in:Wan1
# came in by Wan2, answer by Wan2
add chain=prerouting action=mark-connection in-interface=ether2 connection-state=new connection-mark=no-mark new-connection-mark=Wan2_conn passthrough=yes comment=simplifi:in:Wan2
# came in by Wan3, answer by Wan3
add chain=prerouting action=mark-connection in-interface=ether3 connection-state=new connection-mark=no-mark new-connection-mark=Wan3_conn passthrough=yes comment=simplifi:in:Wan3
# came in by Wan4, answer by Wan4
add chain=prerouting action=mark-connection in-interface=ether4 connection-state=new connection-mark=no-mark new-connection-mark=Wan4_conn passthrough=yes comment=simplifi:in:Wan4
# came in by Wan5, answer by Wan5
add chain=prerouting action=mark-connection in-interface=ether5 connection-state=new connection-mark=no-mark new-connection-mark=Wan5_conn passthrough=yes comment=simplifi:in:Wan5
# came in by Wan6, answer by Wan6
add chain=prerouting action=mark-connection in-interface=ether6 connection-state=new connection-mark=no-mark new-connection-mark=Wan6_conn passthrough=yes comment=simplifi:in:Wan6
# came in by Wan7, answer by Wan7
add chain=prerouting action=mark-connection in-interface=ether7 connection-state=new connection-mark=no-mark new-connection-mark=Wan7_conn passthrough=yes comment=simplifi:in:Wan7
# came in by Wan8, answer by Wan8
add chain=prerouting action=mark-connection in-interface=ether8 connection-state=new connection-mark=no-mark new-connection-mark=Wan8_conn passthrough=yes comment=simplifi:in:Wan8
# guests: 1 of 8 shares goes to Wan1
add chain=prerouting action=mark-connection in-interface=bridge connection-state=new connection-mark=no-mark dst-address-type=!local per-connection-classifier=both-addresses:8/0 new-connection-mark=Wan1_conn passthrough=yes comment=simplifi:pcc:Wan1:0
# guests: 1 of 8 shares goes to Wan2
add chain=prerouting action=mark-connection in-interface=bridge connection-state=new connection-mark=no-mark dst-address-type=!local per-connection-classifier=both-addresses:8/1 new-connection-mark=Wan2_conn passthrough=yes comment=simplifi:pcc:Wan2:1
# guests: 1 of 8 shares goes to Wan3
add chain=prerouting action=mark-connection in-interface=bridge connection-state=new connection-mark=no-mark dst-address-type=!local per-connection-classifier=both-addresses:8/2 new-connection-mark=Wan3_conn passthrough=yes comment=simplifi:pcc:Wan3:2
# guests: 1 of 8 shares goes to Wan4
add chain=prerouting action=mark-connection in-interface=bridge connection-state=new connection-mark=no-mark dst-address-type=!local per-connection-classifier=both-addresses:8/3 new-connection-mark=Wan4_conn passthrough=yes comment=simplifi:pcc:Wan4:3
# guests: 1 of 8 shares goes to Wan5
add chain=prerouting action=mark-connection in-interface=bridge connection-state=new connection-mark=no-mark dst-address-type=!local per-connection-classifier=both-addresses:8/4 new-connection-mark=Wan5_conn passthrough=yes comment=simplifi:pcc:Wan5:4
# guests: 1 of 8 shares goes to Wan6
add chain=prerouting action=mark-connection in-interface=bridge connection-state=new connection-mark=no-mark dst-address-type=!local per-connection-classifier=both-addresses:8/5 new-connection-mark=Wan6_conn passthrough=yes comment=simplifi:pcc:Wan6:5
# guests: 1 of 8 shares goes to Wan7
add chain=prerouting action=mark-connection in-interface=bridge connection-state=new connection-mark=no-mark dst-address-type=!local per-connection-classifier=both-addresses:8/6 new-connection-mark=Wan7_conn passthrough=yes comment=simplifi:pcc:Wan7:6
# guests: 1 of 8 shares goes to Wan8
add chain=prerouting action=mark-connection in-interface=bridge connection-state=new connection-mark=no-mark dst-address-type=!local per-connection-classifier=both-addresses:8/7 new-connection-mark=Wan8_conn passthrough=yes comment=simplifi:pcc:Wan8:7
# connections of Wan1 take the table to_Wan1
add chain=prerouting action=mark-routing in-interface=bridge connection-mark=Wan1_conn dst-address-type=!local new-routing-mark=to_Wan1 passthrough=no comment=simplifi:route:Wan1
# connections of Wan2 take the table to_Wan2
add chain=prerouting action=mark-routing in-interface=bridge connection-mark=Wan2_conn dst-address-type=!local new-routing-mark=to_Wan2 passthrough=no comment=simplifi:route:Wan2
# connections of Wan3 take the table to_Wan3
add chain=prerouting action=mark-routing in-interface=bridge connection-mark=Wan3_conn dst-address-type=!local new-routing-mark=to_Wan3 passthrough=no comment=simplifi:route:Wan3
# connections of Wan4 take the table to_Wan4
add chain=prerouting action=mark-routing in-interface=bridge connection-mark=Wan4_conn dst-address-type=!local new-routing-mark=to_Wan4 passthrough=no comment=simplifi:route:Wan4
# connections of Wan5 take the table to_Wan5
add chain=prerouting action=mark-routing in-interface=bridge connection-mark=Wan5_conn dst-address-type=!local new-routing-mark=to_Wan5 passthrough=no comment=simplifi:route:Wan5
# connections of Wan6 take the table to_Wan6
add chain=prerouting action=mark-routing in-interface=bridge connection-mark=Wan6_conn dst-address-type=!local new-routing-mark=to_Wan6 passthrough=no comment=simplifi:route:Wan6
# connections of Wan7 take the table to_Wan7
add chain=prerouting action=mark-routing in-interface=bridge connection-mark=Wan7_conn dst-address-type=!local new-routing-mark=to_Wan7 passthrough=no comment=simplifi:route:Wan7
# connections of Wan8 take the table to_Wan8
add chain=prerouting action=mark-routing in-interface=bridge connection-mark=Wan8_conn dst-address-type=!local new-routing-mark=to_Wan8 passthrough=no comment=simplifi:route:Wan8
# the router answers local askers directly, this laptop included
add chain=output action=accept dst-address-list=simplifi-local comment=simplifi:bypass:output
# the router answers by Wan1 what came in by Wan1
add chain=output action=mark-routing connection-mark=Wan1_conn new-routing-mark=to_Wan1 passthrough=no comment=simplifi:out:Wan1
# the router answers by Wan2 what came in by Wan2
add chain=output action=mark-routing connection-mark=Wan2_conn new-routing-mark=to_Wan2 passthrough=no comment=simplifi:out:Wan2
# the router answers by Wan3 what came in by Wan3
add chain=output action=mark-routing connection-mark=Wan3_conn new-routing-mark=to_Wan3 passthrough=no comment=simplifi:out:Wan3
# the router answers by Wan4 what came in by Wan4
add chain=output action=mark-routing connection-mark=Wan4_conn new-routing-mark=to_Wan4 passthrough=no comment=simplifi:out:Wan4
# the router answers by Wan5 what came in by Wan5
add chain=output action=mark-routing connection-mark=Wan5_conn new-routing-mark=to_Wan5 passthrough=no comment=simplifi:out:Wan5
# the router answers by Wan6 what came in by Wan6
add chain=output action=mark-routing connection-mark=Wan6_conn new-routing-mark=to_Wan6 passthrough=no comment=simplifi:out:Wan6
# the router answers by Wan7 what came in by Wan7
add chain=output action=mark-routing connection-mark=Wan7_conn new-routing-mark=to_Wan7 passthrough=no comment=simplifi:out:Wan7
# the router answers by Wan8 what came in by Wan8
add chain=output action=mark-routing connection-mark=Wan8_conn new-routing-mark=to_Wan8 passthrough=no comment=simplifi:out:Wan8
/system script
# any computer can see the site here, change it, or take it off again
add name=simplifi-site policy=read source="# simplifi-site 1\n# How this router was built, and below the ledger what an uninstall puts back.\n# Written and read by simplifi-tui. Running it does nothing.\n# --- site\n# version: 1\n# site: Hotel Acacia\n# method: pcc\n# classifier: both-addresses\n# wans:\n# - name: Wan1\n#   interface: ether1\n#   kind: dhcp\n# - name: Wan2\n#   interface: ether2\n#   kind: dhcp\n# - name: Wan3\n#   interface: ether3\n#   kind: dhcp\n# - name: Wan4\n#   interface: ether4\n#   kind: dhcp\n# - name: Wan5\n#   interface: ether5\n#   kind: dhcp\n# - name: Wan6\n#   interface: ether6\n#   kind: dhcp\n# - name: Wan7\n#   interface: ether7\n#   kind: dhcp\n# - name: Wan8\n#   interface: ether8\n#   kind: dhcp\n# lan:\n#   interface: bridge\n#   address: 192.168.88.1/24\n#   hotspot: false\n# health:\n#   check: gateway\n# dns:\n#   servers:\n#   - 1.1.1.1\n#   - 9.9.9.9\n# --- ledger 1\n# {\"menu\":\"/ip/dns\",\"verb\":\"set\",\"args\":{\"servers\":\"1.1.1.1,9.9.9.9\"},\"why\":\"a provider's own server often answers only inside its network; these answer on every line\",\"role\":\"foreign:dns\",\"before\":{\"servers\":\"\"}}\n# --- end" comment="simplifi:site - how this router was built, for simplifi-tui"
# connections whose line has died, or is back, begin anew instead of waiting for answers that never come
add name=simplifi-clear policy=read,write source="# Removes connections that leave by another line than the one whose address they have.\n:local lines {\"Wan1\"=\"ether1\";\"Wan2\"=\"ether2\";\"Wan3\"=\"ether3\";\"Wan4\"=\"ether4\";\"Wan5\"=\"ether5\";\"Wan6\"=\"ether6\";\"Wan7\"=\"ether7\";\"Wan8\"=\"ether8\"}\n:for pass from=1 to=7 do={\n  :local ways [:toarray \"\"]\n  :foreach route in=[/ip route find where dst-address=0.0.0.0/0 and active=yes] do={\n    :local hop [:tostr [/ip route get \$route immediate-gw]]\n    :local at [:find \$hop \"%\"]\n    :if ([:typeof \$at] = \"num\") do={ :set hop [:pick \$hop (\$at + 1) [:len \$hop]] }\n    :set (\$ways->[:tostr [/ip route get \$route routing-table]]) \$hop\n  }\n  :local own [:toarray \"\"]\n  :foreach name,port in=\$lines do={\n    :foreach row in=[/ip address find where interface=\$port] do={\n      :local address [:tostr [/ip address get \$row address]]\n      :set address [:pick \$address 0 [:find \$address \"/\"]]\n      :set (\$own->\$address) ((\$own->\$address) . \"|\" . \$port . \"|\")\n    }\n  }\n  :local main (\$ways->\"main\")\n  :foreach name,port in=\$lines do={\n    :local mark (\$name . \"_conn\")\n    :local way (\$ways->(\"to_\" . \$name))\n    :if ([:len \$way] = 0) do={ :set way \$main }\n    :if ([:len \$way] > 0) do={\n      :local others \"\"\n      :foreach address,ports in=\$own do={\n        :local at [:find \$ports (\"|\" . \$way . \"|\")]\n        :if ([:typeof \$at] != \"num\") do={ :set others (\$others . \"|\" . \$address) }\n      }\n      :if ([:len \$others] > 0) do={\n        :set others (\"^(\" . [:pick \$others 1 [:len \$others]] . \")(:|\\\$)\")\n        :foreach one in=[/ip firewall connection find where connection-mark=\$mark and reply-dst-address~\$others] do={\n          :do { /ip firewall connection remove \$one } on-error={}\n        }\n      }\n    }\n  }\n  :delay 5s\n}" comment=simplifi:clear
/tool netwatch
# when Wan1 dies or is back, stale ones go
add host=8.8.4.4 interval=10s timeout=1s startup-delay=30s up-script="/system script run simplifi-clear" down-script="/system script run simplifi-clear" comment=simplifi:watch:Wan1:1
# when Wan2 dies or is back, stale ones go
add host=149.112.112.112 interval=10s timeout=1s startup-delay=30s ignore-initial-up=yes up-script="/system script run simplifi-clear" down-script="/system script run simplifi-clear" comment=simplifi:watch:Wan2:1
# when Wan3 dies or is back, stale ones go
add host=64.6.64.6 interval=10s timeout=1s startup-delay=30s ignore-initial-up=yes up-script="/system script run simplifi-clear" down-script="/system script run simplifi-clear" comment=simplifi:watch:Wan3:1
# when Wan4 dies or is back, stale ones go
add host=74.82.42.42 interval=10s timeout=1s startup-delay=30s ignore-initial-up=yes up-script="/system script run simplifi-clear" down-script="/system script run simplifi-clear" comment=simplifi:watch:Wan4:1
# when Wan5 dies or is back, stale ones go
add host=4.2.2.4 interval=10s timeout=1s startup-delay=30s ignore-initial-up=yes up-script="/system script run simplifi-clear" down-script="/system script run simplifi-clear" comment=simplifi:watch:Wan5:1
# when Wan6 dies or is back, stale ones go
add host=208.67.220.220 interval=10s timeout=1s startup-delay=30s ignore-initial-up=yes up-script="/system script run simplifi-clear" down-script="/system script run simplifi-clear" comment=simplifi:watch:Wan6:1
# when Wan7 dies or is back, stale ones go
add host=94.140.15.15 interval=10s timeout=1s startup-delay=30s ignore-initial-up=yes up-script="/system script run simplifi-clear" down-script="/system script run simplifi-clear" comment=simplifi:watch:Wan7:1
# when Wan8 dies or is back, stale ones go
add host=185.228.169.9 interval=10s timeout=1s startup-delay=30s ignore-initial-up=yes up-script="/system script run simplifi-clear" down-script="/system script run simplifi-clear" comment=simplifi:watch:Wan8:1
