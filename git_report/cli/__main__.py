"""``python -m git_report.cli``: ``git report`` if the console script is not on the PATH."""

from git_report.cli.main import main

main()
