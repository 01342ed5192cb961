"""The recipes for reviews, run with the events of each forge against a server of the test."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from git_report.summary.summary import MARKER
from tests.checkouts import Checkout, MakeRepository
from tests.project.documents import ROOT

pytestmark = pytest.mark.slow

RECIPES = ROOT / "examples/ci"
SCRIPT = RECIPES / "review.py"
TOKEN = "secret-token"
ZEROS = "0" * 40
SUMMARY = f"{MARKER}\n\n## notes: report-01.md → report-02.md\n\n- report-02 read Beta\n"
_PATH = os.environ["PATH"]
_SEEN = (  # of the machine that runs the tests nothing counts, which may be one of these forges
    "HOME PATH GIT_CONFIG_NOSYSTEM GIT_CONFIG_GLOBAL GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL "
    "GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL LANG TMPDIR"
).split()


@dataclass
class Server:
    """A forge's comments, and what was asked of it."""

    shape: str
    comments: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    address: str = ""
    redirect: str = ""

    def texts(self) -> list[str]:
        """What the comments say, first to last."""
        return [self.text(each) for each in self.comments]

    def text(self, comment: Mapping[str, Any]) -> str:
        if self.shape == "azure":
            return str(comment["comments"][0]["content"])
        return str(comment["content"]["raw"] if self.shape == "bitbucket" else comment["body"])

    def add(self, text: str, *, mine: bool = False) -> None:
        """A comment that was there before."""
        made: dict[str, Any] = {"body": text}
        if self.shape == "azure":
            made = {"comments": [{"id": 1, "content": text}]}
        elif self.shape == "bitbucket":
            made = {"content": {"raw": text}}
        self.comments.append({"id": len(self.comments) + 100, "mine": mine, **made})

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        if method in self.refused:
            return 403, {"message": "no"}
        address = urlsplit(path)
        if method == "GET":
            query = parse_qs(address.query)
            size = int((query.get("per_page") or query.get("pagelen") or ["0"])[0])
            page = self.comments
            if size and self.shape != "forgejo":
                start = size * (int(query.get("page", ["1"])[0]) - 1)
                page = self.comments[start : start + size]
            key = {"azure": "value", "bitbucket": "values"}.get(self.shape)
            return 200, {key: page} if key else page
        if method == "POST":
            if self.shape == "azure":
                body["comments"][0]["id"] = 1
            self.comments.append({"id": len(self.comments) + 100, "mine": True, **body})
            return 201, {}
        pattern = r"threads/(\d+)/comments/1" if self.shape == "azure" else r"(\d+)"
        asked = re.search(rf"/{pattern}$", address.path)
        assert asked, path
        comment = next(each for each in self.comments if each["id"] == int(asked[1]))
        if not comment["mine"]:
            return 403, {"message": "not yours"}
        if self.shape == "azure":
            comment["comments"][0].update(body)
        else:
            comment.update(body)
        return 200, {}


@pytest.fixture
def serve() -> Iterator[Callable[[str], Server]]:
    """Start the server of a forge."""
    running: list[ThreadingHTTPServer] = []

    def start(shape: str) -> Server:
        state = Server(shape)

        class Handler(BaseHTTPRequestHandler):
            def _do(self) -> None:
                size = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(size)) if size else None
                state.asked.append((self.command, self.path, dict(self.headers.items())))
                if state.redirect:
                    self.send_response(302)
                    self.send_header("Location", state.redirect)
                    self.end_headers()
                    return
                status, told = state.answer(self.command, self.path, body)
                data = json.dumps(told).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PUT = do_PATCH = _do  # noqa: N815  http.server's names

            def log_message(self, *_: Any) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        running.append(server)
        state.address = f"http://127.0.0.1:{server.server_address[1]}"
        return state

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


@dataclass(frozen=True)
class Job:
    """A clone of a branch of three commits on main, and a git-report that notes how it is asked."""

    clone: Checkout
    place: Path

    @property
    def base(self) -> str:
        return self.clone.text("rev-parse", "origin/main")

    @property
    def head(self) -> str:
        return self.clone.text("rev-parse", "topic")

    def run(
        self, env: Mapping[str, str], *steps: str, **more: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, SCRIPT, *steps],
            cwd=self.clone.root, env=self.environment(env, **more), capture_output=True, text=True,
        )  # fmt: skip

    def environment(self, env: Mapping[str, str], **more: str) -> dict[str, str]:
        own = {name: os.environ[name] for name in _SEEN if name in os.environ}
        path = f"{self.place / 'bin'}:{_PATH}"
        return {**own, "PATH": path, "NO_PROXY": "*", **env, **more}

    def asked(self) -> list[str]:
        """The git-report commands that were run."""
        log = self.place / "asked"
        return log.read_text().splitlines() if log.exists() else []

    def event(self, content: Mapping[str, Any]) -> Path:
        """The file of an event."""
        path = self.place / "event.json"
        path.write_text(json.dumps({"repository": {"default_branch": "main"}, **content}))
        return path


_PROGRAM = """#!/bin/sh
printf '%s\\n' "$*" >>'{place}/asked'
case $1 in
check) printf '%s' "${{CHECK_SAYS:-}}"; exit "${{CHECK:-0}}" ;;
summary) test -z "${{SUMMARY:-}}" || exit 1; cat '{place}/summary' ;;
esac
"""


@pytest.fixture
def job(tmp_path: Path, make_repository: MakeRepository) -> Job:
    origin = make_repository("origin", {"a": "1"})
    origin.git("branch", "-M", "main")
    origin.commit({"a": "2"})
    origin.git("checkout", "-q", "-b", "topic")
    for text in "345":
        origin.commit({"a": text})
    origin.git("checkout", "-q", "main")
    place = tmp_path / "place"
    (place / "bin").mkdir(parents=True)
    (place / "summary").write_text(SUMMARY, encoding="utf-8")
    for name, text in (("git-report", _PROGRAM.format(place=place)), ("pip", "#!/bin/sh\n")):
        program = place / "bin" / name
        program.write_text(text)
        program.chmod(0o755)
    clone = Checkout(tmp_path / "clone")
    origin.git("clone", "-q", "--branch", "topic", origin.root.as_uri(), str(clone.root))
    return Job(clone, place)


def _github(job: Job, api: str, event: Mapping[str, Any]) -> dict[str, str]:
    return {
        "GITHUB_EVENT_PATH": str(job.event(event)),
        "GITHUB_REPOSITORY": "ada/notes",
        "GITHUB_API_URL": api,
        "GITHUB_SHA": job.head,
        "GITHUB_STEP_SUMMARY": str(job.place / "page"),
    }


def _pull(job: Job) -> dict[str, Any]:
    ends = {"base": {"sha": job.base}, "head": {"sha": job.head}}
    return {"number": 7, "pull_request": {"number": 7, **ends}}


def _gitlab(job: Job, api: str) -> dict[str, str]:
    return {
        "GITLAB_CI": "true", "CI_API_V4_URL": api, "CI_DEFAULT_BRANCH": "main",
        "CI_COMMIT_SHA": job.head, "CI_COMMIT_BEFORE_SHA": ZEROS,
    }  # fmt: skip


def _merge_request(job: Job, api: str) -> dict[str, str]:
    return {
        **_gitlab(job, api), "CI_MERGE_REQUEST_IID": "7", "CI_MERGE_REQUEST_PROJECT_ID": "3",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": job.base,
    }  # fmt: skip


def _azure(job: Job) -> dict[str, str]:
    return {"TF_BUILD": "True", "BUILD_SOURCEVERSION": job.head}


def _azure_pull(job: Job, api: str) -> dict[str, str]:
    return {
        **_azure(job), "SYSTEM_PULLREQUEST_PULLREQUESTID": "7",
        "SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/main",
        "SYSTEM_PULLREQUEST_SOURCECOMMITID": job.head, "BUILD_SOURCEVERSION": ZEROS,
        "SYSTEM_COLLECTIONURI": f"{api}/org/", "SYSTEM_TEAMPROJECTID": "p-1",
        "BUILD_REPOSITORY_ID": "r-1", "BUILD_REPOSITORY_PROVIDER": "TfsGit",
    }  # fmt: skip


def _bitbucket(job: Job) -> dict[str, str]:
    return {"BITBUCKET_BUILD_NUMBER": "1", "BITBUCKET_COMMIT": job.head}


def _bitbucket_pull(job: Job, api: str) -> dict[str, str]:
    return {
        **_bitbucket(job), "BITBUCKET_PR_ID": "7", "BITBUCKET_API_URL": api,
        "BITBUCKET_REPO_FULL_NAME": "ada/notes",
        "BITBUCKET_PR_DESTINATION_COMMIT": job.base[:12],
    }  # fmt: skip


# For each forge: the environment of a pull request, and where its comments are.
PULLS: dict[str, tuple[Callable[[Job, str], dict[str, str]], str]] = {
    "github": (lambda j, api: _github(j, api, _pull(j)), "/repos/ada/notes/issues/7/comments"),
    "forgejo": (
        lambda j, api: _github(j, f"{api}/api/v1", _pull(j)),
        "/api/v1/repos/ada/notes/issues/7/comments",
    ),
    "gitlab": (_merge_request, "/projects/3/merge_requests/7/notes"),
    "azure": (
        _azure_pull, "/org/p-1/_apis/git/repositories/r-1/pullRequests/7/threads"
    ),
    "bitbucket": (_bitbucket_pull, "/repositories/ada/notes/pullrequests/7/comments"),
}  # fmt: skip
_FORGES = pytest.mark.parametrize("forge", PULLS)


@_FORGES
def test_a_pull_request_has_one_comment_that_follows_it(
    forge: str, job: Job, serve: Callable[[str], Server]
) -> None:
    server = serve(forge)
    for number in range(105):  # ours is on the second page
        server.add(f"comment {number}, of <!-- git-report summary/1 -->")
    env = PULLS[forge][0](job, server.address)
    for version in ("report-02.md", "report-03.md"):
        text = SUMMARY.replace("report-02.md", version)
        (job.place / "summary").write_text(text, encoding="utf-8")
        done = job.run(env, GIT_REPORT_TOKEN=TOKEN)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
        ours = [each for each in server.comments if each["mine"]]
        assert len(ours) == 1
        assert version in server.text(ours[0])
    assert len(server.comments) == 106
    posted = [path for method, path, _ in server.asked if method == "POST"]
    assert [urlsplit(path).path for path in posted] == [PULLS[forge][1]]
    for _, _, headers in server.asked:
        assert TOKEN in headers.get("Authorization", "") + headers.get("Private-Token", "")
    assert f"check --range {job.base}..{job.head} --format" in job.asked()[0]
    assert job.asked()[-1].startswith(f"summary {job.base}...{job.head} --max")
    if forge == "bitbucket":
        assert server.texts()[-1].startswith("[//]: # (git-report summary/1)\n")
    if forge == "github":
        assert (job.place / "page").read_text(encoding="utf-8").count(MARKER) == 2


@_FORGES
def test_the_comment_of_somebody_else_is_not_ours(
    forge: str, job: Job, serve: Callable[[str], Server]
) -> None:
    server = serve(forge)
    server.add(SUMMARY.replace("Beta", "theirs"))
    done = job.run(PULLS[forge][0](job, server.address), GIT_REPORT_TOKEN=TOKEN)
    assert done.returncode == 0
    assert ["theirs" in text for text in server.texts()] == [True, False]


@_FORGES
@pytest.mark.parametrize("kind", ["file", "link"])
def test_a_comment_is_never_what_the_branch_has_in_its_place(
    forge: str, kind: str, job: Job, serve: Callable[[str], Server]
) -> None:
    """No summary is made: the branch has nothing in common with its base, or the program fails."""
    server = serve(forge)
    secret = job.place / "secret"
    secret.write_text(f"{SUMMARY}\nsecret\n", encoding="utf-8")
    summary = job.clone.root / "git-report-summary.md"
    for more in ({"GIT_REPORT_BASE": "f" * 40}, {"SUMMARY": "fails"}):
        if kind == "link":
            summary.symlink_to(secret)
        else:
            summary.write_text(secret.read_text())
        done = job.run(PULLS[forge][0](job, server.address), GIT_REPORT_TOKEN=TOKEN, **more)
        assert done.returncode == 1
        assert server.texts() == []
        assert not summary.is_symlink()
        assert not summary.exists()
    summary.symlink_to(secret)
    job.run(PULLS[forge][0](job, server.address), "comment", GIT_REPORT_TOKEN=TOKEN)
    assert server.texts() == []


@pytest.mark.parametrize("name", ["git-report-summary.md", "gl-code-quality-report.json"])
def test_nothing_is_written_through_a_link_of_the_branch(name: str, job: Job) -> None:
    target = job.place / "target"
    target.write_text("kept")
    (job.clone.root / name).symlink_to(target)
    assert job.run(_merge_request(job, "http://localhost:1"), "check", "summary").returncode == 0
    assert target.read_text() == "kept"
    assert not (job.clone.root / name).is_symlink()


def test_a_folder_in_the_place_of_the_summary_is_reported(job: Job) -> None:
    (job.clone.root / "git-report-summary.md" / "a").mkdir(parents=True)
    done = job.run(_azure(job), "summary")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "error: 'git-report-summary.md' cannot be written: Is a directory" in done.stderr


@_FORGES
def test_what_a_fork_may_not_do_is_a_warning(
    forge: str, job: Job, serve: Callable[[str], Server]
) -> None:
    server = serve(forge)
    server.refused = {"POST"}
    done = job.run(PULLS[forge][0](job, server.address), GIT_REPORT_TOKEN=TOKEN)
    assert done.returncode == 0
    assert "warning: the comment was not written: HTTP Error 403" in done.stdout
    silent = job.run(PULLS[forge][0](job, server.address))
    assert silent.returncode == 0
    assert "no GIT_REPORT_TOKEN" in silent.stdout


def test_a_token_does_not_follow_a_redirect(job: Job, serve: Callable[[str], Server]) -> None:
    server, other = serve("github"), serve("github")
    server.redirect = other.address
    done = job.run(PULLS["github"][0](job, server.address), GIT_REPORT_TOKEN=TOKEN)
    assert "warning" in done.stdout
    assert other.asked == []


def test_nothing_is_said_of_a_pull_request_without_reports(
    job: Job, serve: Callable[[str], Server]
) -> None:
    server = serve("github")
    (job.place / "summary").write_text(f"{MARKER}\n\nNo report changed.\n")
    env = PULLS["github"][0](job, server.address)
    assert job.run(env, GIT_REPORT_TOKEN=TOKEN).returncode == 0
    assert server.comments == []
    server.add(SUMMARY)
    server.comments[0]["mine"] = True
    assert job.run(env, GIT_REPORT_TOKEN=TOKEN).returncode == 0
    assert server.texts() == [f"{MARKER}\n\nNo report changed.\n"]


def _push(before: str, after: str = "", **more: Any) -> Callable[[Job], dict[str, str]]:
    def make(job: Job) -> dict[str, str]:
        sha = before if before == ZEROS else job.clone.text("rev-parse", "-q", "--verify", before)
        now = after or "topic"
        end = now if now == ZEROS else job.clone.text("rev-parse", now)
        return _github(job, "https://api.example", {"before": sha, "after": end, **more})

    return make


_ABSENT = "f" * 40
# What a job is run for, and the range that is checked; None where it is every version.
EVENTS: dict[str, tuple[Callable[[Job], dict[str, str]], tuple[str, str] | None]] = {
    "github pull request": (lambda j: PULLS["github"][0](j, ""), ("origin/main", "topic")),
    "github push": (_push("topic~1"), ("topic~1", "topic")),
    "github first push": (_push(ZEROS), ("origin/main", "topic")),
    "github first push of main": (_push(ZEROS, "origin/main"), None),
    "github forced push": (_push(_ABSENT, forced=True), ("origin/main", "topic")),
    "github merge queue": (
        lambda j: _github(j, "", {"merge_group": {"base_sha": j.base, "head_sha": j.head}}),
        ("origin/main", "topic"),
    ),
    "github schedule": (
        lambda j: _github(j, "", {"schedule": "17 5 * * *"}), ("origin/main", "topic"),
    ),
    "gitlab branch": (
        lambda j: {**_gitlab(j, ""), "CI_COMMIT_BEFORE_SHA": j.clone.text("rev-parse", "topic~2")},
        ("topic~2", "topic"),
    ),
    "gitlab new branch": (lambda j: _gitlab(j, ""), ("origin/main", "topic")),
    "gitlab forced push": (
        lambda j: {**_gitlab(j, ""), "CI_COMMIT_BEFORE_SHA": _ABSENT},
        ("origin/main", "topic"),
    ),
    "gitlab merged results": (
        lambda j: {
            **_merge_request(j, ""), "CI_COMMIT_SHA": _ABSENT,
            "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": j.head,
        },
        ("origin/main", "topic"),
    ),
    "azure branch": (_azure, ("origin/main", "topic")),
    "azure main": (lambda j: {"TF_BUILD": "True", "BUILD_SOURCEVERSION": j.base}, None),
    "bitbucket branch": (_bitbucket, ("origin/main", "topic")),
    "bitbucket main": (lambda j: {**_bitbucket(j), "BITBUCKET_COMMIT": j.base}, None),
    "elsewhere": (lambda _: {}, ("origin/main", "topic")),
    "a base that is given": (lambda _: {"GIT_REPORT_BASE": "topic~1"}, ("topic~1", "topic")),
    "another default branch": (
        lambda j: {**_azure(j), "GIT_REPORT_DEFAULT_BRANCH": "none"}, None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EVENTS)
def test_the_range_is_that_of_the_event(name: str, job: Job) -> None:
    make, ends = EVENTS[name]
    done = job.run(make(job), "check", "summary")
    assert done.returncode == 0, done.stderr
    if ends is None:
        assert [asked.split(" --format")[0] for asked in job.asked()] == ["check --all"]
        return
    base, head = (job.clone.text("rev-parse", each) for each in ends)
    checked, *_, summary = job.asked()
    assert checked.startswith(f"check --range {base}..{head} --format ")
    assert summary.startswith(f"summary {base}...{head} ")


def test_a_deleted_branch_has_nothing_to_review(job: Job) -> None:
    done = job.run(_push("topic", ZEROS)(job))
    assert (done.returncode, job.asked()) == (0, [])


@pytest.mark.parametrize(
    ("forge", "setting"),
    [
        ("github", "fetch-depth: 0"), ("forgejo", "fetch-depth: 0"), ("gitlab", "GIT_DEPTH: 0"),
        ("azure", "fetchDepth: 0"), ("bitbucket", "depth: full"),
    ],
)  # fmt: skip
def test_a_shallow_clone_says_what_to_fetch(
    forge: str, setting: str, job: Job, tmp_path: Path
) -> None:
    env = PULLS[forge][0](job, "https://api.example")
    shallow = Checkout(tmp_path / "shallow")
    origin = job.clone.text("remote", "get-url", "origin")
    job.clone.git("clone", "-q", "--depth=1", "--branch=topic", origin, str(shallow.root))
    there = Job(shallow, job.place)
    done = there.run(env)
    assert done.returncode == 1
    assert job.asked() == []
    assert setting in done.stderr
    command = re.search(r"or run '(git fetch [^']*)'", done.stderr)
    assert command is not None, done.stderr
    subprocess.run(["sh", "-c", command[1]], cwd=shallow.root, check=True, capture_output=True)
    assert there.run(env).returncode == 0


def test_a_first_push_in_a_shallow_clone_is_no_empty_range(job: Job, tmp_path: Path) -> None:
    env = _push(ZEROS)(job)
    shallow = Checkout(tmp_path / "shallow")
    origin = job.clone.text("remote", "get-url", "origin")
    job.clone.git("clone", "-q", "--depth=1", "--branch=topic", origin, str(shallow.root))
    done = Job(shallow, job.place).run(env, "check")
    assert done.returncode == 1
    assert "where this branch left 'origin/main' is not in this clone" in done.stderr


@pytest.mark.parametrize(("fails", "code"), [({"CHECK": "1"}, 1), ({"SUMMARY": "1"}, 1), ({}, 0)])
def test_no_step_skips_another(
    fails: dict[str, str], code: int, job: Job, serve: Callable[[str], Server]
) -> None:
    server = serve("github")
    env = PULLS["github"][0](job, server.address)
    done = job.run(env, GIT_REPORT_TOKEN=TOKEN, **fails)
    assert done.returncode == code
    assert [asked.split()[0] for asked in job.asked()] == ["check", "summary"]
    assert len(server.comments) == ("SUMMARY" not in fails)


def test_azure_takes_no_order_from_a_finding(job: Job) -> None:
    env = _azure(job)
    said = "a.md:7: R004 the target of 'x' changed to '##vso[task.setvariable variable=a]b'"
    done = job.run(env, "check", CHECK_SAYS=said)
    assert "R004" in done.stdout
    assert "##" not in done.stdout


def test_gitlab_has_a_report_of_the_findings(job: Job) -> None:
    done = job.run(_merge_request(job, ""), "check", CHECK_SAYS="[]", CHECK="1")
    assert done.returncode == 1
    assert (job.clone.root / "gl-code-quality-report.json").read_text() == "[]"


def _scripts(name: str) -> list[str]:
    """What a recipe runs, one script a step."""
    recipe = yaml.safe_load((RECIPES / name).read_text())
    if "review-reports" in recipe:
        told = recipe["review-reports"]
        return ["\n".join([*told["before_script"], *told["script"]])]
    if "definitions" in recipe:
        return ["\n".join(recipe["definitions"]["steps"][0]["step"]["script"])]
    steps = recipe["steps"] if "steps" in recipe else recipe["jobs"]["review"]["steps"]
    return [script for step in steps if (script := step.get("run") or step.get("bash"))]


@pytest.mark.parametrize(
    ("name", "forge"),
    [
        ("review.yml", "github"), ("forgejo.yml", "forgejo"), ("gitlab-ci.yml", "gitlab"),
        ("azure-pipelines.yml", "azure"), ("bitbucket-pipelines.yml", "bitbucket"),
    ],
)  # fmt: skip
def test_a_recipe_runs_from_its_first_line_to_its_last(
    name: str, forge: str, job: Job, serve: Callable[[str], Server], make_repository: MakeRepository
) -> None:
    tool = make_repository("tool", {"examples/ci/review.py": SCRIPT.read_bytes()})
    tool.git("tag", "v0.1.0")
    server = serve(forge)
    env = {
        **PULLS[forge][0](job, server.address),
        "GIT_REPORT_TOKEN": TOKEN,
        "GIT_REPORT_SOURCE": str(tool.root),
        "GIT_REPORT_REVISION": "v0.1.0",
        "RUNNER_TEMP": str(job.place),
        "AGENT_TEMPDIRECTORY": str(job.place),
    }
    for script in _scripts(name):
        own = re.sub(r"(?m)^export GIT_REPORT_(SOURCE|REVISION)=.*$", "", script)
        done = subprocess.run(
            ["bash", "-e", "-c", own], cwd=job.clone.root, env=job.environment(env),
            capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
    assert [asked.split()[0] for asked in job.asked()][-2:] == ["check", "summary"]
    assert len(server.comments) == 1


def test_no_recipe_installs_a_name() -> None:
    for path in [*RECIPES.glob("*.yml"), ROOT / "action.yml"]:
        installs = re.findall(r"pip install (.*)", path.read_text())
        assert installs, path
        for arguments in installs:
            assert re.search(
                r'"(\$\w+(/git-report)?|git-report-iterate(\[\w+\])? @ git\+\$.*)"$', arguments
            )


def test_it_works_with_git_report_itself(job: Job, make_repository: MakeRepository) -> None:
    (job.place / "bin" / "git-report").unlink()
    shutil.copytree(ROOT / "examples/llm-on-aws", job.clone.root / "notes")
    job.clone.commit({})
    start = job.clone.text("rev-parse", "HEAD")
    program = [sys.executable, "-m", "git_report.cli"]
    iterate = [*program, "iterate", "--writer", "extractive", "notes"]
    subprocess.run(iterate, cwd=job.clone.root, check=True, capture_output=True)
    wrapper = job.place / "bin" / "git-report"
    wrapper.write_text(f"#!/bin/sh\nexec '{sys.executable}' -m git_report.cli \"$@\"\n")
    wrapper.chmod(0o755)
    env = {**_merge_request(job, ""), "CI_MERGE_REQUEST_DIFF_BASE_SHA": start}
    done = job.run(env)
    assert done.returncode == 0, done.stderr
    assert f"{MARKER}\n\n## notes: report-01.md" in done.stdout
    assert json.loads((job.clone.root / "gl-code-quality-report.json").read_text()) == []
    drifted = (job.clone.root / "notes/diff.md").read_text() + "\nby hand\n"
    job.clone.commit({"notes/diff.md": drifted})
    env["CI_COMMIT_SHA"] = job.clone.text("rev-parse", "HEAD")
    done = job.run(env, "check")
    assert (done.returncode, "D001" in done.stdout) == (1, True)
