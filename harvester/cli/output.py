"""Stdout as it really is: closed by a reader, on a full disk, in an alphabet that lacks a character."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from io import TextIOWrapper

from harvester.cli import exits
from harvester.cli.terminal import report_error
from harvester.errors import NoRoomError
from harvester.files import NO_ROOM

_OF_OUTPUT = frozenset({*NO_ROOM, errno.EIO})


def any_terminal() -> None:
    """From here on a character that the terminal cannot show becomes a “?”; documents are UTF-8 everywhere.

    A stream that the caller closed (`>&-`) leads nowhere: else the next file that is opened would take its number, and
    what another program writes to its own output would go into it.
    """
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_RDWR)
            os.set_inheritable(nowhere, True)
            setattr(sys, name, os.fdopen(nowhere, "r" if name == "stdin" else "w", encoding="utf-8"))
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def abandoned(error: SystemExit | OSError, debug: bool) -> int:
    """The exit code when output could not be written: quiet where the reader left, one sentence where no space is."""
    if isinstance(error, SystemExit | BrokenPipeError):
        _to_nowhere()
        return exits.READER_LEFT
    if error.errno in _OF_OUTPUT and not error.filename:
        _to_nowhere()
        fact = f"The output could not be written ({os.strerror(error.errno or 0)})."
        return report_error(NoRoomError(fact, "Make room, or let it go elsewhere."), debug)
    return report_error(error, debug)


def _to_nowhere() -> None:
    """What is still held for stdout is dropped, so that the end of the program does not fail over it again."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
