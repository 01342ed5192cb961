"""Report folders as they lie in a repository: instructions, checklist, versions, the tick."""
