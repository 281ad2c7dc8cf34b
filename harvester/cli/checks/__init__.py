"""`harvester check`, one module for each kind of thing that a run needs. Nothing here changes anything.

tried      one thing that was tried: how it stands, what was found, how to put it right
settings   the configuration, its permissions, both calendars, the contract files
servers    sign-in, TLS, folders and calendars of every source; sign-ins that will end
machine    the store, its room, the clock, and what is installed
"""
