"""Limit what a run may spend on a model."""

from __future__ import annotations

from git_report.edits.operations import Usage
from git_report.errors import ReportError


class BudgetError(ReportError):
    """The run has spent its budget, and one more question would be asked."""


class Budget:
    """The tokens, in and out, that all questions of a run may cost; 0 for no limit.

    A question is asked while anything is left, because its cost is known only afterwards.
    """

    def __init__(self, most: int = 0) -> None:
        self.most = most
        self.spent = 0

    def check(self) -> None:
        """Raise BudgetError if nothing is left."""
        if self.most and self.spent >= self.most:
            raise BudgetError(
                f"the run has used {self.spent:,} tokens; it may use {self.most:,}",
                hint="run the command again to continue, or raise the limit with "
                f"'git config report.maxTokensPerRun {2 * self.most}'",
            )

    def spend(self, usage: Usage) -> None:
        """Count the tokens of an answer."""
        self.spent += usage.input + usage.output
