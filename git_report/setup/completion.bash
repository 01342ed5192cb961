# Completion of 'git report' and 'git report-iterate': in git's own completion, and as programs.
#
#   eval "$(git-report completion bash)"        in ~/.bashrc
#
# git's completion calls _git_report and _git_report_iterate, with $words and $cword set.

# Ask the program: what to put behind a completed word, then the program and its words, the last of
# which is the one to complete.
__git_report_reply() {
    local suffix=$1 program=$2 typed=${*: -1} type value
    shift
    # Of a word with a colon, as in a URL, bash replaces only what follows the last one.
    [[ $COMP_WORDBREAKS == *:* && $typed == *:* ]] && typed=${typed%"${typed##*:}"} || typed=
    while IFS=, read -r type value; do
        case $type in
        plain)
            value=${value#"$typed"}
            # Only where the shell needs it: a comma is typed as it is.
            [[ $value == *[!A-Za-z0-9_./,:=@%+-]* ]] && printf -v value '%q' "$value"
            COMPREPLY+=("$value$suffix")
            ;;
        dir) compopt -o dirnames 2>/dev/null ;;
        file) compopt -o default 2>/dev/null ;;
        esac
    done < <(
        IFS=' '
        env COMP_WORDS="$*" COMP_CWORD=$(($# - 1)) _GIT_REPORT_COMPLETE=bash_complete \
            _GIT_REPORT_ITERATE_COMPLETE=bash_complete "$program" 2>/dev/null
    )
}

# The same from git's words: the program, and the word that stands for it among them.
# shellcheck disable=SC2154
__git_report_from_git() {
    local first=${__git_cmd_idx-} i
    if [[ -z $first ]]; then # git before 2.33
        for ((i = 1; i < cword; i++)); do
            if [[ ${words[i]} == "$2" ]]; then
                first=$i
                break
            fi
        done
    fi
    [[ -n $first ]] || return 0
    # Behind a completed word git's completion puts nothing by itself.
    __git_report_reply ' ' "$1" "${words[@]:first+1:cword-first}"
}

_git_report() {
    __git_report_from_git git-report report
}

_git_report_iterate() {
    __git_report_from_git git-report-iterate report-iterate
}

__git_report_as_program() {
    local words=() i
    for ((i = 1; i <= COMP_CWORD; i++)); do
        # bash makes three words of --option=value, and of https://host.
        if [[ ${COMP_WORDS[i]} == : || ($i -gt 1 && ${COMP_WORDS[i - 1]} == :) ]]; then
            words[${#words[@]} - 1]+=${COMP_WORDS[i]}
        elif [[ ${COMP_WORDS[i]} != = || $i -eq $COMP_CWORD ]]; then
            words+=("${COMP_WORDS[i]}")
        fi
    done
    COMPREPLY=()
    __git_report_reply '' "$1" "${words[@]}"
}

complete -o bashdefault -o default -F __git_report_as_program git-report git-report-iterate
