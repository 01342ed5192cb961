"""Regular expressions that are compiled when they are first used.

To compile one takes a millisecond or two, and a hook that reads one small change tries few of
them: compiled when their modules are imported, they were a quarter of its CPU (bench/hooks.py).
"""

from __future__ import annotations

import re
from typing import Any, cast


def lazy(source: str, flags: int = 0) -> re.Pattern[str]:
    """What ``re.compile`` gives, as soon as something is asked of it."""
    return cast("re.Pattern[str]", _Lazy(source, flags))


class _Lazy:
    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a pattern has
        value = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, value)  # found without this from now on
        return value
