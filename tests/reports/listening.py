"""What every format reads and connects to while it is rendered: `python -m tests.reports.listening FOLDER` (S17).

A process of its own: a hook stays for ever, and hears each thread that installs a tracer, which CPython 3.11 then
takes for two at once.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from reports import FORMATS, report
from tests.reports.dossiers import hostile

_EVENTS = ("open", "socket.", "subprocess.", "os.system", "urllib.")


def main(folder: Path) -> None:
    """Prints by format the events heard; the last is of a file that was written."""
    heard: dict[str, list[tuple[str, str]]] = {}
    dossier, listening = hostile(), ""

    def listen(event: str, arguments: tuple[object, ...]) -> None:
        if listening and event.startswith(_EVENTS):
            heard[listening].append((event, str(arguments[0]) if arguments else ""))

    sys.addaudithook(listen)
    for form in FORMATS:
        heard[form] = []
        listening = form
        report(form)(dossier)
    heard["a file"] = []
    listening = "a file"
    (folder / "x").write_text("")
    listening = ""
    sys.stdout.write(json.dumps(heard))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
