"""``git report completion``: print the script with which a shell completes commands."""

from __future__ import annotations

from importlib import resources

import click
from click.shell_completion import get_completion_class

from git_report.cli.main import PROGRAMS, completion_variable

SHELLS = ("bash", "zsh", "fish")
# zsh's completion of git calls a function that is named after the command; fish's completes no
# other programs, or completes them wrongly (fish 3.6).
_BEHIND_GIT = {
    "zsh": """
_git-report() {
    _git_report_completion "$@"
}

_git-report-iterate() {
    _git_report_iterate_completion "$@"
}
""",
    "fish": """
# The words after "git report" before the cursor; 1 where another command of git is typed.
function __git_report_words --argument-names name
    set -l words (commandline -opc)
    set -e words[1]
    while set -q words[1]
        switch $words[1]
            case -C -c --git-dir --work-tree --namespace --config-env
                set -e words[1]
                set -e words[1]
            case '-*'
                set -e words[1]
            case $name
                set -q words[2]; and printf '%s\\n' $words[2..]
                return 0
            case '*'
                return 1
        end
    end
    return 1
end

function __git_report_behind_git --argument-names name
    set -l words (__git_report_words $name)
    set -l token (commandline -ct)
    complete -C (string join -- ' ' git-$name (string escape -- $words) "$token")
end

complete --no-files --command git --condition '__git_report_words report >/dev/null' \\
    --arguments '(__git_report_behind_git report)'
complete --no-files --command git --condition '__git_report_words report-iterate >/dev/null' \\
    --arguments '(__git_report_behind_git report-iterate)'
""",
}


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> None:
    """Print the completion script for a shell.

    \b
    bash, in ~/.bashrc:   eval "$(git-report completion bash)"
    zsh, in ~/.zshrc:     eval "$(git-report completion zsh)"
    fish:                 git-report completion fish > ~/.config/fish/conf.d/git-report.fish

    Completes commands, options, report folders, versions, references and finding codes. It
    also works after "git": git report <TAB>, git report-iterate <TAB>.
    """  # noqa: D301 - the escape is click's mark of lines to be kept
    click.echo(make_script(shell), nl=False)


def make_script(shell: str) -> str:
    """The script: for bash our own, which git's completion can call; for others, click's."""
    if shell == "bash":
        script = resources.files("git_report.setup") / "completion.bash"
        return script.read_text(encoding="utf-8")
    kind = get_completion_class(shell)
    assert kind is not None
    # The command itself is not used: the script asks the program when it runs.
    empty = click.Command("git-report")
    scripts = (
        kind(empty, {}, program, completion_variable(program)).source() for program in PROGRAMS
    )
    # A value may have a comma; click's script for fish cuts it there.
    script_text = "\n".join(scripts).replace('string split ","', 'string split --max 1 ","')
    return script_text + _BEHIND_GIT[shell]
