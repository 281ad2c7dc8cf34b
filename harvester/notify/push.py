"""Messages to Apprise targets (chat, phone, webhook); Apprise is an optional extra."""

from __future__ import annotations

from collections.abc import Sequence

from harvester.errors import TemporaryError, UsageError
from harvester.notify import Letter


def push(letter: Letter, urls: Sequence[str]) -> None:
    """Sends the text to every target. A URL holds a secret: errors name its scheme only.

    Raises UsageError for a URL that is none, TemporaryError when a target did not take it.
    """
    try:
        import apprise
    except ImportError:
        raise UsageError(
            "notify.urls needs the apprise package.", "Install `client-evidence-harvester[notify]`, or use notify.to."
        ) from None
    failed = []
    for url in urls:
        target = apprise.Apprise()
        scheme = url.partition(":")[0]
        if not target.add(url):
            raise UsageError(f"A URL of notify.urls ({scheme}:…) is none that Apprise knows.", "Correct it.")
        if not target.notify(title=letter.subject, body=letter.text, body_format=apprise.NotifyFormat.TEXT):
            failed.append(scheme)
    if failed:
        raise TemporaryError(f"{', '.join(failed)} did not take the digest.", "The next run sends it.")
