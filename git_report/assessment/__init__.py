"""Lists about a report and a reference, computed without a model, for writers and readers."""
