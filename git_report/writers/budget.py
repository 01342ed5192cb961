"""What a run may spend on a model."""

from __future__ import annotations

from git_report.edits.operations import Usage
from git_report.errors import ReportError


class BudgetError(ReportError):
    """A question that would be asked although the run has spent what it may."""


class Budget:
    """The tokens that all questions of a run may cost, in and out; 0 for any number.

    A question is asked as long as anything is left: what it will cost is known afterwards.
    """

    def __init__(self, most: int = 0) -> None:
        self.most = most
        self.spent = 0

    def check(self) -> None:
        """BudgetError where nothing is left."""
        if self.most and self.spent >= self.most:
            raise BudgetError(
                f"the run has used {self.spent:,} tokens; it may use {self.most:,}",
                hint="run the command again to continue, or raise the limit with "
                f"'git config report.maxTokensPerRun {2 * self.most}'",
            )

    def spend(self, usage: Usage) -> None:
        """Count what an answer cost."""
        self.spent += usage.input + usage.output
