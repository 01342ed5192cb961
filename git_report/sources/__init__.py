"""Read references: what a checklist item names, as text for a writer."""

from git_report.sources.read_reference import MAX_BYTES, Reach, read_source, read_source_bytes
from git_report.sources.source import Source

__all__ = ["MAX_BYTES", "Reach", "Source", "read_source", "read_source_bytes"]
