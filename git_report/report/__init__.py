"""Report folders as they are in a repository: instructions, checklist, versions, the tick."""
