"""Invitations, and how long each side took to respond to them (measurement.md M5 to M7).

Each module imports only from those above it (checked in `pyproject.toml`):

    rounds       what calendars and mail say of each meeting, in the order in which it was said
    waits        from an invitation to the first response, and what of it counts as an act
    responses    what ended each wait
    rows         waits become rows of the table of gaps
    explained    how one of them came to its start and end
"""
