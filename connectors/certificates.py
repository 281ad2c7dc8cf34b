"""Why a server's certificate is not trusted, and what to do about each cause (S30)."""

from __future__ import annotations

from harvester.errors import CertificateError

_EXPIRED, _NOT_YET = 10, 9  # as OpenSSL numbers them
_OTHER_NAME = frozenset({62, 64})


def untrusted(where: str, error: BaseException, key: str) -> CertificateError:
    """`where` is the server as it may be told, `key` the configuration key that names it. Nothing was sent there."""
    code = getattr(error, "verify_code", 0)
    why = getattr(error, "verify_message", "") or getattr(error, "reason", "") or str(error)
    return CertificateError(
        f"The certificate of {where} is not trusted: {str(why).rstrip('.')}.", _next_step(code, key)
    )


def _next_step(code: int, key: str) -> str:
    if code in (_EXPIRED, _NOT_YET):
        return "Check this machine’s date; if it is right, who runs the server must renew the certificate."
    if code in _OTHER_NAME:
        return f"Check {key}: the certificate is for another name."
    return f"Check {key}; for a private authority set `ca_file`."
