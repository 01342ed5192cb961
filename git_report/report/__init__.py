"""Report folders in a repository: instructions, checklist, versions, the tick."""
