"""RouterOS as data: versions, menus, values, rows, changes and console text. Pure: no I/O, no clock."""
