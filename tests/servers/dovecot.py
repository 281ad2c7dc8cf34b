"""A real IMAP server on this machine: Dovecot over Maildir, with a certificate of its own authority.

Every user name may sign in with PASSWORD, and each has a mailbox of their own; tests take a fresh name each. So may
who brings an access token of one of `tokens.issuers` (XOAUTH2, OAUTHBEARER).
"""

from __future__ import annotations

import imaplib
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import trustme
from imapclient.imap_utf7 import encode

from tests.servers.tokens import Tokens

PASSWORD = 'a pass-word with spaces, "quotes" and ü'
_CONFIGURATION = """
base_dir = {base}/run
state_dir = {base}/run
log_path = {base}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{base}/cert.pem
ssl_key = <{base}/key.pem
disable_plaintext_auth = no
auth_failure_delay = 0
auth_mechanisms = plain login xoauth2 oauthbearer
auth_cache_size = 0
first_valid_uid = 1
mail_location = maildir:~/Maildir
rawlog_dir = {base}/home/%u/rawlog
passdb {{
  driver = passwd-file
  mechanisms = plain login
  args = scheme=PLAIN username_format=everybody {base}/passwd
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {base}/oauth2.conf
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={base}/home/%u allow_all_users=yes
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Verschickt {{
    special_use = \\Sent
  }}
  mailbox Drafts {{
    special_use = \\Drafts
  }}
}}
service imap-login {{
  chroot =
  process_min_avail = 1
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
{users}
"""


class Dovecot:
    """A running server."""

    def __init__(self, base: Path, until: datetime | None = None) -> None:
        """`until`: when its certificate ends."""
        self.base = base
        self.host = "localhost"
        self.plain_port, self.tls_port, tokens_port = _free_ports(3)
        self.ca_file = base / "ca.pem"
        root = os.getuid() == 0
        self._owner = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.getuid())
        self._write_certificates(until)
        (base / "passwd").write_text(f"everybody:{{PLAIN}}{PASSWORD}\n", encoding="utf-8")
        self.tokens = Tokens(tokens_port)
        (base / "oauth2.conf").write_text(f"tokeninfo_url = {self.tokens.url}\nusername_attribute = email\n")
        (base / "home").mkdir()
        users = "" if root else _as_ordinary_user(self._owner)
        self._conf = base / "dovecot.conf"
        self._conf.write_text(
            _CONFIGURATION.format(
                base=base,
                uid=self._owner.pw_uid,
                gid=self._owner.pw_gid,
                plain=self.plain_port,
                tls=self.tls_port,
                users=users,
            )
        )
        self._process: subprocess.Popen[bytes] | None = None
        self._users = 0

    def start(self) -> None:
        self.tokens.start()
        command = [shutil.which("dovecot") or "/usr/sbin/dovecot", "-F", "-c", str(self._conf)]
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        until = time.monotonic() + 10
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.tls_port), 1).close()
            except OSError:
                if self._process.poll() is not None:
                    break
                time.sleep(0.01)
            else:
                return
        raise RuntimeError(f"dovecot did not start:\n{self.log()}")

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(10)
        self.tokens.stop()

    def log(self) -> str:
        log = self.base / "log"
        return log.read_text(errors="replace") if log.exists() else ""

    def mailbox(self) -> DovecotMailbox:
        """An empty mailbox of a new user."""
        self._users += 1
        return DovecotMailbox(self, f"user{self._users}@studionorth.example")

    def doveadm(self, *args: str) -> str:
        command = [shutil.which("doveadm") or "/usr/bin/doveadm", "-c", str(self._conf), *args]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def own(self, path: Path) -> None:
        if os.getuid() == 0:
            os.chown(path, self._owner.pw_uid, self._owner.pw_gid)

    def _write_certificates(self, until: datetime | None) -> None:
        authority = trustme.CA()
        certificate = authority.issue_cert(
            "localhost", not_after=until
        )  # not 127.0.0.1: by that name it is the wrong host
        authority.cert_pem.write_to_path(str(self.ca_file))
        certificate.cert_chain_pems[0].write_to_path(str(self.base / "cert.pem"))
        certificate.private_key_pem.write_to_path(str(self.base / "key.pem"))


class DovecotMailbox:
    """One user's mailbox; messages are seeded by writing Maildir files."""

    def __init__(self, server: Dovecot, user: str) -> None:
        self.server = server
        self.user = user
        self.home = server.base / "home" / user
        self.maildir = self.home / "Maildir"
        self._count = 0
        self._make(
            self.home, self.home / "rawlog", self.maildir, *(self.maildir / sub for sub in ("cur", "new", "tmp"))
        )

    def path(self, folder: str) -> Path:
        if folder == "INBOX":
            return self.maildir
        return self.maildir / ("." + ".".join(encode(part).decode() for part in folder.split("/")))

    def add_folder(self, folder: str) -> Path:
        path = self.path(folder)
        if folder != "INBOX" and not path.exists():
            self._make(path, path / "cur", path / "new", path / "tmp")
            (path / "maildirfolder").touch()
            self.server.own(path / "maildirfolder")
        return path

    def add(self, folder: str, messages: Iterable[bytes], at: int = 1_770_000_000) -> None:
        """Deliver messages as a delivery agent does; `at` is the arrival of the first in epoch seconds."""
        new = self.add_folder(folder) / "new"
        for raw in messages:
            self._count += 1
            path = new / f"{at + self._count}.M{self._count:06}P1.host"
            path.write_bytes(raw)
            os.utime(path, (at + self._count, at + self._count))
            self.server.own(path)

    def doveadm(self, command: str, *args: str) -> str:
        return self.server.doveadm(*command.split(), "-u", self.user, *args)

    def commands(self) -> list[str]:
        """Every command that clients sent after signing in, in order, as the server saw it."""
        return [
            line.split(" ", 2)[2]  # after the time and the tag
            for path in sorted((self.home / "rawlog").glob("*.in"))
            for line in path.read_text("utf-8").splitlines()
        ]

    def listing(self) -> dict[tuple[str, int, int], bytes]:
        """Every message by folder, UIDVALIDITY and UID, as the standard library's client is served it."""
        found: dict[tuple[str, int, int], bytes] = {}
        with imaplib.IMAP4("127.0.0.1", self.server.plain_port) as client:
            client.authenticate("PLAIN", lambda _: f"\0{self.user}\0{PASSWORD}".encode())
            for line in client.list()[1]:
                folder = line.rsplit(b" ", 1)[1].decode() if isinstance(line, bytes) else ""
                client.select(folder, readonly=True)
                validity = int(client.response("UIDVALIDITY")[1][0] or b"0")
                for part in client.uid("FETCH", "1:*", "(UID BODY.PEEK[])")[1]:
                    if isinstance(part, tuple):
                        uid = re.search(rb"UID (\d+)", part[0])
                        assert uid
                        found[folder, validity, int(uid[1])] = part[1]
        return found

    def files(self) -> dict[str, tuple[int, int, bytes]]:
        """Messages as they lie: path, modification time, inode, content."""
        return {
            str(path.relative_to(self.maildir)): (path.stat().st_mtime_ns, path.stat().st_ino, path.read_bytes())
            for path in self.maildir.rglob("*")
            if path.is_file() and path.parent.name in ("cur", "new")
        }

    def snapshot(self) -> dict[str, object]:
        """All that reading could change (H5): files, state of every folder (\\Recent too), flags and MODSEQ."""
        states = self.doveadm("mailbox status", "all", "*").splitlines()
        flags = self.doveadm("fetch", "mailbox uid flags modseq", "all").split("\f")
        lines = {f"state and flags {line}": True for line in (*states, *flags)}
        return {**self.files(), **lines}

    def _make(self, *paths: Path) -> None:
        for path in paths:
            path.mkdir()
            self.server.own(path)


@contextmanager
def running(until: datetime | None = None) -> Iterator[Dovecot]:
    # not under pytest's own folder: the mail user must be able to get in
    base = Path(tempfile.mkdtemp(prefix="dovecot-"))
    base.chmod(0o755)
    server = Dovecot(base, until)
    server.own(base / "home")
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(base, ignore_errors=True)


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def _as_ordinary_user(owner: pwd.struct_passwd) -> str:
    import grp

    group = grp.getgrgid(owner.pw_gid).gr_name
    return (
        f"default_login_user = {owner.pw_name}\n"
        f"default_internal_user = {owner.pw_name}\n"
        f"default_internal_group = {group}\n"
    )
