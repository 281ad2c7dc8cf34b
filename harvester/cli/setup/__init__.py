"""`harvester init`, step by step.

given      what the flags said, and what the steps add to it
asking     questions on a terminal, answers from flags, and what is missing where nobody may be asked
mailbox    the server of the address, the sign-in, and a first look at the mail
consent    the sign-in with Google or Microsoft, in a browser
calendars  those of the same provider
people     our own addresses, and who writes for the client
clocks     time zone, hours and holidays of both sides
keeping    where the password is kept
text       the configuration file, with its comments
flow       the steps in their order; nothing is written before the last
"""
