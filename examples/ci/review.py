#!/usr/bin/env python3
"""Review the report folders of a pull request or a push, on any host.

    review.py             all of the following steps, even if one of them fails
    review.py check       git report check, over the commits of this event
    review.py summary     git report summary, into a file and the job's summary page, if any
    review.py comment     that file as a comment on the pull request, if there is a token

The range is read from the variables that the host sets for a job: GitHub, Forgejo and Gitea
Actions, GitLab CI, Azure Pipelines, Bitbucket Pipelines. Only git, git-report and Python 3.11 are
needed.

    GIT_REPORT_TOKEN            may write comments; without it, no comment is written
    GIT_REPORT_BASE             the commit before the range, instead of the event's
    GIT_REPORT_HEAD             the last commit of the range, instead of the event's
    GIT_REPORT_DEFAULT_BRANCH   what a new branch is compared with, if the host does not say
                                (main)
    GIT_REPORT_SUMMARY          where the summary is written (git-report-summary.md)
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import HTTPRedirectHandler, Request, build_opener

_MARKER = re.compile(r"(?:<!-- |\[//\]: # \()git-report summary/1")
_SECONDS = 30
_MOST_PAGES = 50
_NO_COMMIT = re.compile("0*")  # what forges write for the commit before a first push


class ReviewError(Exception):
    """What is wrong, and what to do about it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True)
class Comments:
    """Where a forge keeps the comments of a pull request.

    `items` is the key of a page's list, where a page is not the list itself; `page` the query of
    one page, empty where one answer has all; `method` changes a comment.
    """

    address: str
    authorization: tuple[str, str]
    page: str = ""
    items: str = ""
    method: str = "PUT"

    def place(self, comment: Mapping[str, Any]) -> str:
        """The address of one comment."""
        return f"{self.address}/{comment['id']}"

    def text(self, comment: Mapping[str, Any]) -> str:
        """What one comment says."""
        return str(comment.get("body") or "")

    def new(self, text: str) -> dict[str, Any]:
        """What is sent to write a comment."""
        return self.changed(text)

    def changed(self, text: str) -> dict[str, Any]:
        """What is sent to change one."""
        return {"body": text}


class GitHubComments(Comments):
    """GitHub's and Forgejo's: a comment's own address does not have the pull request in it."""

    def place(self, comment: Mapping[str, Any]) -> str:
        """The address of one comment."""
        issues = re.sub(r"/\d+/comments$", "", self.address)
        return f"{issues}/comments/{comment['id']}"


class BitbucketComments(Comments):
    """Bitbucket's, which shows an HTML comment as text, and a link definition as nothing."""

    def text(self, comment: Mapping[str, Any]) -> str:
        """What one comment says."""
        return "" if comment.get("deleted") else str(comment["content"].get("raw") or "")

    def changed(self, text: str) -> dict[str, Any]:
        """What is sent to change one."""
        return {"content": {"raw": re.sub(r"\A<!-- (.*?) -->", r"[//]: # (\1)", text)}}


class AzureComments(Comments):
    """Azure's threads, of which the first comment counts."""

    def place(self, comment: Mapping[str, Any]) -> str:
        """The address of one comment."""
        return f"{self.address}/{comment['id']}/comments/{comment['comments'][0]['id']}"

    def text(self, comment: Mapping[str, Any]) -> str:
        """What one comment says."""
        first: Mapping[str, Any] = next(iter(comment.get("comments") or []), {})
        return "" if first.get("isDeleted") else str(first.get("content") or "")

    def new(self, text: str) -> dict[str, Any]:
        """What is sent to write a comment; closed, since an open thread can block completion."""
        comment = {"parentCommentId": 0, "commentType": "text", **self.changed(text)}
        return {"comments": [comment], "status": "closed"}

    def changed(self, text: str) -> dict[str, Any]:
        """What is sent to change one."""
        return {"content": text}


@dataclass(frozen=True)
class Event:
    """What a job is run for.

    `base` is what the commits were made on: empty or zeros if the event does not say, as for a new
    branch; `is_push` if that is what the branch was before. `default` is the branch that a new one
    is compared with. `deepen` says how a recipe fetches more; `most` is how many characters a
    comment may have.
    """

    head: str
    base: str
    default: str
    deepen: str
    form: str = "text"
    most: int = 65_536
    comments: Comments | None = None
    is_push: bool = False
    is_deletion: bool = False


def read_event(env: Mapping[str, str]) -> Event:
    """The event of the forge that runs this."""
    if env.get("GITHUB_EVENT_PATH"):
        return _read_github(env)
    if env.get("GITLAB_CI"):
        return _read_gitlab(env)
    if env.get("TF_BUILD"):
        return _read_azure(env)
    if env.get("BITBUCKET_BUILD_NUMBER"):
        return _read_bitbucket(env)
    return Event("HEAD", "", _default(env), "")


def _read_github(env: Mapping[str, str]) -> Event:
    """GitHub, Forgejo and Gitea: the event is a file, and it is known by what it contains."""
    event = json.loads(Path(env["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))
    default = str((event.get("repository") or {}).get("default_branch") or "") or _default(env)
    deepen = "set 'fetch-depth: 0' for actions/checkout"
    if pull := event.get("pull_request"):
        comments = _github_comments(env, pull["number"])
        return Event(
            pull["head"]["sha"], pull["base"]["sha"], default, deepen, "github", comments=comments
        )
    if group := event.get("merge_group"):
        return Event(group["head_sha"], group["base_sha"], default, deepen, "github")
    before = str(event.get("before") or "")
    after = str(event.get("after") or env.get("GITHUB_SHA") or "HEAD")
    gone = _NO_COMMIT.fullmatch(after) is not None
    return Event(after, before, default, deepen, "github", is_push=True, is_deletion=gone)


def _github_comments(env: Mapping[str, str], number: int) -> Comments | None:
    token = env.get("GIT_REPORT_TOKEN")
    api = env.get("GITHUB_API_URL", "https://api.github.com")
    if not token:
        return None
    address = f"{api}/repos/{env['GITHUB_REPOSITORY']}/issues/{number}/comments"
    # Forgejo and Gitea answer with all comments, and would so for each page.
    page = "" if api.endswith("/api/v1") else "per_page=100"
    return GitHubComments(address, ("Authorization", f"token {token}"), page, method="PATCH")


def _read_gitlab(env: Mapping[str, str]) -> Event:
    default = env.get("CI_DEFAULT_BRANCH") or _default(env)
    deepen = "set the variable 'GIT_DEPTH: 0' for the job"
    if not env.get("CI_MERGE_REQUEST_IID"):
        before = env.get("CI_COMMIT_BEFORE_SHA", "")
        return Event(env["CI_COMMIT_SHA"], before, default, deepen, is_push=True)
    # In a pipeline of merged results, the job's commit is a merge that the forge has made.
    head = env.get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA") or env["CI_COMMIT_SHA"]
    base = env["CI_MERGE_REQUEST_DIFF_BASE_SHA"]
    comments = None
    if token := env.get("GIT_REPORT_TOKEN"):
        project = quote(env["CI_MERGE_REQUEST_PROJECT_ID"], safe="")
        request = f"merge_requests/{env['CI_MERGE_REQUEST_IID']}"
        address = f"{env['CI_API_V4_URL']}/projects/{project}/{request}/notes"
        comments = Comments(address, ("PRIVATE-TOKEN", token), "per_page=100")
    return Event(head, base, default, deepen, most=200_000, comments=comments)


def _read_azure(env: Mapping[str, str]) -> Event:
    default = _default(env)
    deepen = "set 'fetchDepth: 0' for the checkout step"
    number = env.get("SYSTEM_PULLREQUEST_PULLREQUESTID")
    if not number:
        return Event(env["BUILD_SOURCEVERSION"], "", default, deepen)
    target = env["SYSTEM_PULLREQUEST_TARGETBRANCH"].removeprefix("refs/heads/")
    head = env.get("SYSTEM_PULLREQUEST_SOURCECOMMITID") or env["BUILD_SOURCEVERSION"]
    comments = None
    token = env.get("GIT_REPORT_TOKEN")
    if token and env.get("BUILD_REPOSITORY_PROVIDER", "TfsGit") == "TfsGit":
        project = quote(env["SYSTEM_TEAMPROJECTID"], safe="")
        requests = f"_apis/git/repositories/{env['BUILD_REPOSITORY_ID']}/pullRequests"
        address = f"{env['SYSTEM_COLLECTIONURI'].rstrip('/')}/{project}/{requests}/{number}/threads"
        authorization = ("Authorization", f"Bearer {token}")
        comments = AzureComments(address, authorization, items="value", method="PATCH")
    base = f"refs/remotes/origin/{target}"
    return Event(head, base, default, deepen, most=150_000, comments=comments)


def _read_bitbucket(env: Mapping[str, str]) -> Event:
    default = _default(env)
    deepen = "set 'clone: depth: full' for the pipeline"
    number = env.get("BITBUCKET_PR_ID")
    if not number:
        return Event(env["BITBUCKET_COMMIT"], "", default, deepen)
    comments = None
    if token := env.get("GIT_REPORT_TOKEN"):
        api = env.get("BITBUCKET_API_URL", "https://api.bitbucket.org/2.0")
        requests = f"repositories/{env['BITBUCKET_REPO_FULL_NAME']}/pullrequests"
        address = f"{api}/{requests}/{number}/comments"
        authorization = ("Authorization", f"Bearer {token}")
        comments = BitbucketComments(address, authorization, "pagelen=100", "values")
    base = env["BITBUCKET_PR_DESTINATION_COMMIT"]
    return Event(env["BITBUCKET_COMMIT"], base, default, deepen, most=32_000, comments=comments)


def _default(env: Mapping[str, str]) -> str:
    return env.get("GIT_REPORT_DEFAULT_BRANCH") or "main"


def find_base(event: Event, env: Mapping[str, str]) -> tuple[str, str]:
    """The range's ends, as commits of this clone; no base where all of history is new.

    Raises ReviewError where the clone does not have them.
    """
    last = env.get("GIT_REPORT_HEAD") or event.head
    head = _commit(last)
    if head is None:
        raise _missing(event, f"the commit '{last[:12]}'")
    named = env.get("GIT_REPORT_BASE") or event.base
    if _NO_COMMIT.fullmatch(named):
        return _fork_point(event, head), head
    base = _commit(named)
    if base is None and event.is_push and not _is_shallow():
        return _fork_point(event, head), head  # a forced push replaced it
    if base is None:
        raise _missing(event, f"'{named[:12] if len(named) >= 40 else named}', the base,")
    if not _merge_base(base, head):
        raise _missing(event, f"what '{named[:12]}' and '{head[:12]}' have in common")
    return base, head


def _fork_point(event: Event, head: str) -> str:
    """Where a branch left the default one; empty if it is that one, or there is none."""
    default = _commit(f"refs/remotes/origin/{event.default}")
    if default == head:
        return ""
    base = _merge_base(default, head) if default else ""
    if not base and _is_shallow():
        raise _missing(event, f"where this branch left 'origin/{event.default}'")
    return "" if base == head else base


def _missing(event: Event, what: str) -> ReviewError:
    hint = f"{event.deepen}, or run" if event.deepen else "run"
    deeper = "--unshallow " if _is_shallow() else ""
    refspec = '"+refs/heads/*:refs/remotes/origin/*"'
    return ReviewError(
        f"{what} is not in this clone", f"{hint} 'git fetch {deeper}origin {refspec}'"
    )


def _is_shallow() -> bool:
    return _git("rev-parse", "--is-shallow-repository") == "true"


def _commit(name: str) -> str | None:
    return _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")


def _merge_base(base: str, head: str) -> str:
    return _git("merge-base", base, head) or ""


def _git(*args: str) -> str | None:
    """What git prints; None where it fails."""
    done = subprocess.run(["git", *args], capture_output=True, text=True, check=False)
    return None if done.returncode else done.stdout.removesuffix("\n")


def check(event: Event, env: Mapping[str, str]) -> bool:
    """Check each commit of the range, or every version where there is none."""
    base, head = find_base(event, env)
    if not base:
        print("no commit to compare with: checking every version", flush=True)
    over = ("--range", f"{base}..{head}") if base else ("--all",)
    if env.get("GITLAB_CI"):
        with _make_room(Path("gl-code-quality-report.json")).open("xb") as report:
            command = ["git-report", "check", *over, "--format", "gitlab"]
            subprocess.run(command, stdout=report, stderr=subprocess.DEVNULL, check=False)
    command = ["git-report", "check", *over, "--format", event.form]
    if not env.get("TF_BUILD"):
        return subprocess.run(command, check=False).returncode == 0
    # Azure takes orders from any place of a line, and findings quote reports.
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    print(done.stdout.decode("utf-8", "replace").replace("##", "# #"), end="")
    return done.returncode == 0


def summarise(event: Event, env: Mapping[str, str]) -> bool:
    """Write the summary into its file, and where the forge shows it."""
    # Before anything can fail: a comment is never to be what the branch has under this name.
    path = _make_room(_summary_path(env))
    base, head = find_base(event, env)
    if not base:
        print("no commit to compare with: no summary")
        return True
    command = ["git-report", "summary", f"{base}...{head}", "--max", str(event.most)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        return False
    with path.open("xb") as file:
        file.write(done.stdout)
    if page := env.get("GITHUB_STEP_SUMMARY"):
        with Path(page).open("ab") as file:
            file.write(done.stdout)
    elif env.get("TF_BUILD"):
        print(f"##vso[task.uploadsummary]{path.resolve()}")
    else:
        sys.stdout.write(done.stdout.decode("utf-8"))
    return True


def comment(event: Event, env: Mapping[str, str]) -> bool:
    """Write or change the one comment with the summary.

    What the forge refuses, as from a fork, is said and no failure: the job's own page has it.
    """
    path = _summary_path(env)
    if event.comments is None or path.is_symlink() or not path.is_file():
        print("no comment: this is no pull request, or there is no summary or no GIT_REPORT_TOKEN")
        return True
    text = path.read_text(encoding="utf-8")
    try:
        _write(event.comments, text)
    except (OSError, ValueError) as error:
        print(f"warning: the comment was not written: {error}")
    return True


def _write(comments: Comments, text: str) -> None:
    found = [each for each in _list(comments) if _MARKER.match(comments.text(each))]
    # Somebody else may have pasted a summary: the forge knows whose comments can be changed.
    for each in found:
        try:
            _ask(comments, comments.place(each), comments.method, comments.changed(text))
        except HTTPError as error:
            if error.code not in (401, 403, 404):
                raise
        else:
            return
    if "\n## " in text or found:  # nothing is said of what touches no report
        _ask(comments, comments.address, "POST", comments.new(text))


def _list(comments: Comments) -> Iterator[dict[str, Any]]:
    for number in range(1, _MOST_PAGES + 1):
        query = f"?{comments.page}&page={number}" if comments.page else ""
        told = _ask(comments, f"{comments.address}{query}")
        page = told[comments.items] if comments.items else told
        yield from page
        if not page or not comments.page:
            return


class _NoRedirect(HTTPRedirectHandler):
    """A redirect would take the token to another host."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def _ask(
    comments: Comments, address: str, method: str = "GET", body: Mapping[str, Any] | None = None
) -> Any:
    headers = dict([comments.authorization])
    if isinstance(comments, AzureComments):
        address += "?api-version=7.0"
    data = None
    if body is not None:
        headers["Content-Type"] = "application/json"
        data = json.dumps(body).encode("utf-8")
    request = Request(address, data, headers, method=method)
    with build_opener(_NoRedirect).open(request, timeout=_SECONDS) as answer:
        return json.loads(answer.read() or b"null")


def _summary_path(env: Mapping[str, str]) -> Path:
    return Path(env.get("GIT_REPORT_SUMMARY") or "git-report-summary.md")


def _make_room(path: Path) -> Path:
    """A path at which nothing is any more: a branch can have a file there, or a link elsewhere."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise ReviewError(f"'{path}' cannot be written: {error.strerror}", "rename it") from None
    return path


STEPS = {"check": check, "summary": summarise, "comment": comment}


def main(arguments: Sequence[str], env: Mapping[str, str]) -> int:
    """Run the steps that are named, each whatever became of the others."""
    if not set(arguments) <= STEPS.keys():
        print(__doc__, file=sys.stderr)
        return 2
    event = read_event(env)
    if event.is_deletion:
        print("the branch was deleted: nothing to review")
        return 0
    failed = []
    for name in arguments or STEPS:
        try:
            if not STEPS[name](event, env):
                failed.append(name)
        except ReviewError as error:
            print(f"error: {error}\nhint: {error.hint}", file=sys.stderr)
            failed.append(name)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
