"""The analysis of one client as a person reads it in a terminal.

facts         facts, and how one gap came about
searched      what was searched
gaps          gaps of both sides
accounts      invoices and interest
ending        how the agreement may be ended
terms         how many terms of the contract each side met, in a few lines
agreements    what can be put right, and every obligation
"""
