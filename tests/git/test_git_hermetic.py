from __future__ import annotations

from tests.checkouts import Checkout, MakeRepository


def test_a_repository_has_its_own_identity_and_date(repository: Checkout) -> None:
    repository.commit({"a.md": "a\n"})
    told = repository.text("log", "-1", "--format=%an <%ae> %ad", "--date=raw")
    assert told == "Ada Tester <ada@example.com> 1750000000 +0000"


def test_repositories_of_one_test_are_apart(make_repository: MakeRepository) -> None:
    one = make_repository("one", {"a": "1"})
    two = make_repository("two", None, "--object-format=sha256")
    assert len(one.text("rev-parse", "HEAD")) == 40
    assert two.text("rev-parse", "--show-object-format") == "sha256"
