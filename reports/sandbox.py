"""The sandbox in which a user's wording is filled: it reaches no file, and no sum that would fill the memory."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from jinja2.exceptions import SecurityError, TemplateSyntaxError
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment

_LARGEST = 1_000_000
"""Of a number, and of the letters that a multiplication may give."""


class Sandbox(SandboxedEnvironment):
    """Jinja's own, in which `*` and `**` are held to a size that a script could need."""

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Raises SecurityError where the result would be larger than any script."""
        if operator == "**" or _size(left) * _size(right) > _LARGEST:
            raise SecurityError(f"the result of {operator} is too large")
        return super().call_binop(context, operator, left, right)


def line_of(error: BaseException) -> int:
    """The line of the template in which it went wrong; 0 where that is not known."""
    if isinstance(error, TemplateSyntaxError):
        return error.lineno
    found, trace = 0, error.__traceback__
    while isinstance(trace, TracebackType):
        if trace.tb_frame.f_code.co_filename == "<template>":
            found = trace.tb_lineno
        trace = trace.tb_next
    return found


def _size(value: object) -> float:
    if isinstance(value, int | float):
        return abs(value)
    return float(len(value)) if isinstance(value, str | list | tuple) else 1.0
