"""A Routerboard to practise on: the real API protocol on a loopback port."""
