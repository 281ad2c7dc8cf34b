"""A program on a terminal of its own (80 columns), driven as a person drives it, and what stood on the screen."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.patience import SECONDS

_PARTS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07|\r|\n|[^\x1b\r\n]+|\x1b")
_UP, _ERASE = "\x1b[1A", "\x1b[2K"


class Terminal:
    """A command on it; its output is read as it comes."""

    def __init__(self, words: Sequence[str], cwd: Path, environment: Mapping[str, str]) -> None:
        self._raw = b""
        self._told = 0
        pid, self._master = pty.fork()
        if not pid:  # the child: nothing but exec from here
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # whoever began the tests may have told it to be ignored
            os.chdir(cwd)
            os.execvpe(words[0], list(words), dict(environment))  # noqa: S606 (no shell is wanted)
        self._pid = pid
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 80, 0, 0))

    def answer(self, question: str, answer: str) -> None:
        """Waits until the screen ends in `question`, and types the answer."""
        self.wait_for(question)
        os.write(self._master, answer.encode() + b"\r")

    def interrupt(self, question: str) -> None:
        """Waits for the question, and presses Ctrl-C; again where nothing came of it.

        In the instant in which a line editor shows its prompt and does not yet listen, it misses a signal.
        """
        self.wait_for(question)
        until = time.monotonic() + SECONDS
        while "Interrupted" not in self.screen[self._told :] and time.monotonic() < until:
            os.write(self._master, b"\x03")
            again = time.monotonic() + 2
            while time.monotonic() < again and "Interrupted" not in self.screen[self._told :]:
                if not self._read():
                    return

    def wait_for(self, text: str) -> None:
        """Waits for a text after what was waited for before."""
        until = time.monotonic() + SECONDS
        while (at := self.screen.find(text, self._told)) < 0:
            if time.monotonic() > until or not self._read():
                raise AssertionError(f"“{text}” was not shown:\n{self.screen[self._told :]}")
        self._told = at + len(text)

    def end(self) -> int:
        """Waits for the end; the exit code."""
        until = time.monotonic() + SECONDS
        while self._read():
            if time.monotonic() > until:
                os.kill(self._pid, signal.SIGKILL)
                raise AssertionError(f"it did not end:\n{self.screen[self._told :]}")
        _, status = os.waitpid(self._pid, 0)
        os.close(self._master)
        return os.waitstatus_to_exitcode(status)

    @property
    def screen(self) -> str:
        """All that was shown and is not erased: lines as they stand, without colours."""
        lines = [""]
        row = column = 0
        for part in _PARTS.findall(self._raw.decode("utf-8", "replace")):
            if part == "\r":
                column = 0
            elif part == "\n":
                row += 1
                lines += [""] * (row == len(lines))
            elif part == _UP:
                row = max(0, row - 1)
            elif part == _ERASE:
                lines[row] = ""
            elif not part.startswith("\x1b"):
                lines[row] = lines[row][:column].ljust(column) + part + lines[row][column + len(part) :]
                column += len(part)
        return "\n".join(line.rstrip() for line in lines)

    def _read(self) -> bool:
        """Takes what came; False at the end."""
        ready, _, _ = select.select([self._master], [], [], 0.2)
        if not ready:
            return True
        try:
            data = os.read(self._master, 65536)
        except OSError:  # how Linux says that nobody is at the other end any more
            return False
        self._raw += data
        return bool(data)
