"""What a source says that cannot be signed in to with what is kept for it: the same words wherever it happens."""

from __future__ import annotations

from harvester.errors import SignInError


def nobody(source: str) -> SignInError:
    """Asked before anybody signed in."""
    return SignInError("Nobody is signed in.", again(source))


def unreadable(source: str) -> SignInError:
    """What is kept is no sign-in."""
    return SignInError(f"What is stored for the sign-in of {source} cannot be read.", again(source))


def again(source: str) -> str:
    """The next step."""
    return f"Run `harvester auth {source}`."
