"""``python -m git_report.cli``: the same as ``git report``, for an interpreter without the script."""

from git_report.cli.shell import main

main()
