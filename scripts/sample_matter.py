"""Writes the sample matter that ships with the package. The same bytes each time, on every machine.

    python scripts/sample_matter.py             writes harvester/sample/
    python scripts/sample_matter.py --out DIR   writes elsewhere
    python scripts/sample_matter.py --scenes    lists the scenes: Message-ID, folder, what it shows

The story stands in scripts/sample_story/, month by month; each scene names the rule of measurement.md that it shows.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from datetime import datetime
from pathlib import Path

from sample_story.agreement import contract, paper
from sample_story.april import APRIL
from sample_story.february import FEBRUARY
from sample_story.january import JANUARY
from sample_story.letters import Post, mbox_entry
from sample_story.machines import machine_mails
from sample_story.march import MARCH
from sample_story.others import other_mails
from sample_story.people import WRITERS
from sample_story.tables import CALLS, CONFIG, calendar

STORY = (*JANUARY, *FEBRUARY, *MARCH, *APRIL)
FOLDERS = ("INBOX", "Sent", "Archive", "Acme", "Junk", "Trash", "Drafts")


def mailboxes() -> dict[str, bytes]:
    """Each folder as an mbox file, its messages in order of arrival."""
    post = Post(WRITERS)
    entries: dict[str, list[tuple[datetime, str, bytes]]] = defaultdict(list)
    for mail in STORY:
        raw, sender, at = post.bytes(mail), WRITERS[mail.by].address, post.delivered(mail)
        home = mail.folder or ("Sent" if mail.by == "ann" else "INBOX")
        for folder in (home, *mail.copies):
            entries[folder].append((at, sender, raw))
    for machine in [*machine_mails(post), *other_mails()]:
        entries[machine.folder].append((machine.delivered, machine.sender, machine.data))
    return {
        f"mail/{folder}.mbox": b"".join(mbox_entry(sender, at, raw) for at, sender, raw in sorted(entries[folder]))
        for folder in FOLDERS
    }


def sample() -> dict[str, bytes]:
    """Every file of the sample matter by its path under harvester/sample."""
    return {
        **mailboxes(),
        "calendar.ics": calendar(),
        "calls.csv": CALLS.encode(),
        "agreement.txt": paper().encode(),
        "contract.toml": contract().encode(),
        "config.toml": CONFIG.encode(),
    }


def scenes() -> list[str]:
    """One line a scene: Message-ID, folder, what it shows."""
    post = Post(WRITERS)
    lines = []
    for mail in STORY:
        post.bytes(mail)
        if mail.scene:
            home = mail.folder or ("Sent" if mail.by == "ann" else "INBOX")
            lines.append(f"{post.message_id(mail.name)}\t{home}\t{mail.scene}")
    for machine in machine_mails(post):
        head = machine.data.decode().partition("Message-ID: ")[2].partition("\n")[0]
        lines.append(f"{head}\t{machine.folder}\t{machine.scene}")
    return lines


def main() -> None:
    """Write the files, or list the scenes."""
    parser = argparse.ArgumentParser(description="Writes the sample matter.")
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "harvester" / "sample")
    parser.add_argument("--scenes", action="store_true", help="list the scenes instead of writing files")
    chosen = parser.parse_args()
    if chosen.scenes:
        sys.stdout.write("\n".join(scenes()) + "\n")
        return
    for name, data in sample().items():
        path = chosen.out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


if __name__ == "__main__":
    main()
