"""Originals are read in processes of their own: what kills, hangs or bloats its reader costs itself only (S11).

A reader gets ten seconds and 512 MB for a message, starts without the rest of the program, and is replaced when it
falls. It answers message by message, so that the one it fell over is known. Each has a thread of the caller's beside it
that takes its answers: while it reads one chunk the next lies ready, whatever the caller does meanwhile.

    serving    inside the process: reads what it is handed, within its memory
    worker     one process, as its caller sees it: asked, waited for, replaced
    readers    one or two of them, and what they say in order
"""
