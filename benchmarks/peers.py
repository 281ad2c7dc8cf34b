"""The same mailbox, pulled by us and by what others use; each run is a process of its own, as a person starts it."""

from __future__ import annotations

import base64
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path

from tests.servers.dovecot import PASSWORD, DovecotMailbox

PLAIN = "letters-and-hyphens"
"""A password that every client can send."""
_MAIN = """
import re
from harvester.__main__ import main
try:
    main()
finally:
    print(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
"""


def messages(count: int, every: int) -> Iterator[bytes]:
    """Mail of 27 KB on average; one in `every` is from the client."""
    chance = random.Random(7)  # noqa: S311 (the same mail every time)
    words = [chance.randbytes(chance.randrange(1, 5)).hex().encode() for _ in range(3000)]
    for number in range(count):
        sender = b"bob.roe@acme.example" if number % every == 0 else b"zoe%d@other.example" % (number % 97)
        size = max(100, int(27_000 / 2.2 * chance.lognormvariate(0, 1.25)))
        text = b" ".join(chance.choices(words, k=size // 12))
        yield (
            (
                b"From: %s\r\nTo: me@studionorth.example\r\nSubject: Mail %d\r\nMessage-ID: <%d@mail.example>\r\n"
                b"Date: Mon, 5 Jan 2026 10:00:00 +0000\r\n\r\n" % (sender, number, number)
            )
            + b"\r\n".join(text[at : at + 76] for at in range(0, len(text), 76))
            + base64.encodebytes(chance.randbytes(size // 3))
        )


@dataclass(frozen=True)
class Run:
    """One run of one program."""

    seconds: float
    cpu: float
    """Seconds of processor time of the program, its server not counted: a busy machine does not change them."""
    kilobytes: int = 0
    """Peak memory, where it was measured."""


def timed(command: Sequence[str], **environment: str) -> tuple[Run, subprocess.CompletedProcess[str]]:
    """One run of a command. Python programs keep their compiled modules, as they do wherever they are installed."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=kept | environment)
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(seconds, cpu), done


class Harvester:
    """`harvester pull` into a fresh folder."""

    def __init__(self, mailbox: DovecotMailbox, folder: Path) -> None:
        self.folder = folder
        self.password = (mailbox.server.base / "passwd").read_text(encoding="utf-8").partition("}")[2].rstrip("\n")
        folder.mkdir()
        (folder / "config.toml").write_text(
            '[us]\nname = "Studio North"\naddresses = ["me@studionorth.example"]\n'
            '[store]\nurl = "sqlite:///evidence.db"\n[sources.mail]\nkind = "imap"\nhost = "localhost"\n'
            f'port = {mailbox.server.plain_port}\ntls = "none"\nuser = "{mailbox.user}"\npassword = "env:BENCHMARK"\n'
            '[clients.acme]\nname = "Acme Ltd"\ndomains = ["acme.example"]\n'
        )
        (folder / "config.toml").chmod(0o600)

    def __call__(self) -> Run:
        command = [sys.executable, "-c", _MAIN, "--config", str(self.folder / "config.toml"), "pull"]
        run, done = timed(command, BENCHMARK=self.password)
        assert done.returncode in (0, 3), done.stderr  # 3: a mailbox without sent mail is never complete
        return replace(run, kilobytes=int(done.stdout.splitlines()[-1]))


class Other:
    """Another program, by its configuration file and its command."""

    password = PASSWORD

    def __init__(self, folder: Path, configuration: str, command: Sequence[str], held: str) -> None:
        folder.mkdir()
        folder.chmod(0o700)
        (folder / "password").write_text(self.password)
        (folder / "rc").write_text(configuration)
        (folder / "rc").chmod(0o600)
        self.folder = folder
        self._command = list(command)
        self._held = held

    def __call__(self) -> Run:
        run, done = timed(self._command, HOME=str(self.folder))
        assert done.returncode == 0, (self._command, done.stdout[-500:], done.stderr[-2000:])
        return run

    def held(self) -> int:
        """How many messages it has."""
        return sum(1 for sub in ("cur", "new") for _ in (self.folder / self._held / sub).glob("*"))


def mbsync(mailbox: DovecotMailbox, folder: Path) -> Other:
    """Isync's full pull into a Maildir, with its fsyncs; it cannot filter."""
    (folder.parent / f"{folder.name}-mail").mkdir()
    mail = folder.parent / f"{folder.name}-mail"
    configuration = (
        f"IMAPAccount a\nHost localhost\nPort {mailbox.server.plain_port}\nUser {mailbox.user}\n"
        f'PassCmd "cat {folder}/password"\nSSLType None\nAuthMechs LOGIN\n\nIMAPStore far\nAccount a\n\n'
        f"MaildirStore near\nPath {mail}/\nInbox {mail}/INBOX\nSubFolders Verbatim\n\n"
        "Channel c\nFar :far:\nNear :near:\nPatterns INBOX\nCreate Near\nSync Pull\nSyncState *\n"
    )
    return Other(folder, configuration, ["mbsync", "-c", str(folder / "rc"), "-q", "c"], f"../{mail.name}/INBOX")


def offlineimap(mailbox: DovecotMailbox, folder: Path) -> Other:
    """Offlineimap, one account, INBOX only, the server never written to."""
    configuration = (
        f"[general]\naccounts = a\nmetadata = {folder}/meta\n[Account a]\nlocalrepository = l\nremoterepository = r\n"
        f"[Repository l]\ntype = Maildir\nlocalfolders = {folder}/mail\n[Repository r]\ntype = IMAP\nssl = no\n"
        f"starttls = no\nremotehost = localhost\nremoteport = {mailbox.server.plain_port}\nreadonly = True\n"
        f"remoteuser = {mailbox.user}\nremotepassfile = {folder}/password\nauth_mechanisms = LOGIN\n"
        "folderfilter = lambda name: name == 'INBOX'\n"
    )
    return Other(folder, configuration, ["offlineimap", "-c", str(folder / "rc"), "-o", "-u", "quiet"], "mail/INBOX")


def getmail(mailbox: DovecotMailbox, folder: Path) -> Other:
    """Getmail6 into a Maildir, nothing deleted. It refuses to deliver as root: then `nobody` owns the Maildir."""
    mail = folder.parent / f"{folder.name}-mail"
    root = os.getuid() == 0
    user = "user = nobody\n" if root else ""
    configuration = (
        f"[retriever]\ntype = SimpleIMAPRetriever\nserver = localhost\nport = {mailbox.server.plain_port}\n"
        f'username = {mailbox.user}\npassword_command = ("cat", "{folder}/password")\nmailboxes = ("INBOX",)\n'
        f"[destination]\ntype = Maildir\npath = {mail}/\n{user}"
        "[options]\nread_all = false\ndelete = false\nverbose = 0\n"
    )
    made = Other(folder, configuration, ["getmail", f"--getmaildir={folder}", "--rcfile=rc"], f"../{mail.name}")
    for sub in ("cur", "new", "tmp"):
        (mail / sub).mkdir(parents=True)
    if root:
        folder.parent.chmod(0o711)
        for path in (mail, *mail.iterdir()):
            shutil.chown(path, "nobody")
    return made


def median(runs: Sequence[Run], of: Callable[[Run], float] = attrgetter("seconds")) -> float:
    return statistics.median(map(of, runs))


def quiet(mailbox: DovecotMailbox) -> DovecotMailbox:
    """A mailbox whose server writes no log of what it sends."""
    (mailbox.home / "rawlog").rmdir()
    return mailbox


def against(ours: Sequence[Run], theirs: Sequence[Run], name: str) -> tuple[str, str, str]:
    """Medians of wall time and of processor time, and their ratios, for a row."""
    wall, cpu = median(theirs) / median(ours), median(theirs, CPU) / median(ours, CPU)
    return _told(ours), f"{name} {_told(theirs)}", f"{wall:.2f} x ({cpu:.2f} x)"


def _told(runs: Sequence[Run]) -> str:
    return f"{median(runs):.2f} s ({median(runs, CPU):.2f})"


CPU = attrgetter("cpu")


def repeated(make: Callable[[Path], Callable[[], Run]], base: Path, times: int) -> list[Run]:
    """So many first runs, each into an empty place."""
    runs = []
    for number in range(times):
        folder = base / f"run{number}"
        runs.append(make(folder)())
        shutil.rmtree(folder)
    return runs


def row(code: str, what: str, ours: str, theirs: str, ratio: str) -> None:
    print(f"{code:3} {what:44} {ours:>16} {theirs:>30} {ratio:>18}", flush=True)
