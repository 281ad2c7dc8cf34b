"""Whose turn it was, since when, and for how long: the gaps of both sides by the same code (measurement.md R, B, F).

Each module imports only from those above it (checked in `pyproject.toml`):

    court                   ball-in-court: what one mail does to whoever owes          R
    spans                   the table of gaps in the making                            R
    closing                 which attended call closes what is open                    R19
    line                    the mails that decide, thread by thread                    R, T4, T5
    turns                   their steps gathered into spans                            R
    lasting                 how long something lasted, by the calendar of who owes     B
    signs                   what happened inside a span                                F
    decisions               what a person decided                                      C13
    rows                    spans become rows                                          X5, X6
    sensitivity, silence    other readings, the silence clock                          S
"""
