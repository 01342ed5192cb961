"""Living reports in git: one reference, one version, one commit."""
