"""Regular expressions that are compiled when they are first used.

Compiling one takes a millisecond or two, and a hook that reads one small change uses few of them:
compiling them when their modules are imported took a quarter of its CPU time (bench/hooks.py).
"""

from __future__ import annotations

import re
from typing import Any, cast


def lazy(source: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern that is compiled when one of its attributes is first used."""
    return cast("re.Pattern[str]", _Lazy(source, flags))


class _Lazy:
    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a pattern has
        value = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, value)  # later look-ups do not call __getattr__
        return value
