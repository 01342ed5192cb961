"""What the package says of its repository, whose address is a setting of the build.

Without REPOSITORY_URL the README is taken as it is. With it, its relative links lead to the files
of this version in the repository, since a package index has no such files.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_SETTING = "REPOSITORY_URL"
_FENCE = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
_RELATIVE = re.compile(r"(!?)(\[[^\]]*\])\((?![a-z]+:|[#/])([^)\s]+)\)")


class RepositoryMetadataHook(MetadataHookInterface):
    """Adds the README and the addresses."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Fill in what pyproject.toml calls dynamic."""
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        address = os.environ.get(_SETTING, "").rstrip("/")
        if address:
            metadata["urls"] = list_addresses(address)
            text = make_absolute(text, address, f"v{metadata['version']}")
        metadata["readme"] = {"content-type": "text/markdown", "text": text}


def list_addresses(address: str) -> dict[str, str]:
    """The addresses that a package index shows."""
    return {
        "Repository": address,
        "Documentation": f"{address}/blob/HEAD/docs/README.md",
        "Changelog": f"{address}/blob/HEAD/CHANGELOG.md",
        "Issues": f"{address}/issues",
    }


def make_absolute(text: str, address: str, tag: str) -> str:
    """A README whose relative links and images lead to the repository, but for those in code."""

    def lead(match: re.Match[str]) -> str:
        image, label, target = match.groups()
        return f"{image}{label}({address}/{'raw' if image else 'blob'}/{tag}/{target})"

    parts = _FENCE.split(text)
    parts[::2] = [_RELATIVE.sub(lead, part) for part in parts[::2]]
    return "".join(parts)
