"""What was searched, and what follows for a claim that something is absent (measurement.md K).

coverage     how far the sources reach, and which gaps that leaves doubtful
mailboxes    whose mailbox a source is
reach        both, from the ledger of the store
"""
