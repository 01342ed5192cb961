"""Bodies that are not text, whatever they are called: refused with what they seem to be."""

from __future__ import annotations

import gzip
import io
import random
import zipfile

import pytest

from git_report.errors import ReportError
from git_report.sources.fetched import Fetched
from git_report.sources.read_reference import Reach, read_file, read_source
from tests.sources.test_sources_read_reference import item
from tests.trees import Files

POINTER = (
    b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"6f" * 32 + b"\nsize 90405214\n"
)
NAMES = ("a.md", "a.txt", "a.html", "a.pdf", "a.csv", "a")


class Nothing:
    """An archive that holds nothing."""

    def find(self, *_: object) -> None: ...
    def read(self, *_: object) -> None: ...
    def recall(self, *_: object, **__: object) -> None: ...


def pack(*names: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return data.getvalue()


BODIES = {
    "a PNG image": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "a JPEG image": b"\xff\xd8\xff\xe0\0\x10JFIF\0",
    "a WebP image": b"RIFF\x24\0\0\0WEBPVP8 ",
    "an AVIF image": b"\0\0\0\x1cftypavif\0\0\0\0",
    "an audio file": b"ID3\4\0\0\0\0\0\x21",
    "a video file": b"\0\0\0\x18ftypisom\0\0\2\0",
    "a ZIP archive": pack("a.txt"),
    "a Word file": pack("[Content_Types].xml", "word/document.xml"),
    "an Excel file": pack("xl/workbook.xml"),
    "an office file of an old format": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 40,
    "gzip data that is not declared as compressed": gzip.compress(b"<html><p>Hello"),
    "a program": b"\x7fELF\2\1\1\0",
    "an SQLite database": b"SQLite format 3\0\x10\0",
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seems", BODIES)
def test_a_file_that_is_not_text_says_what_it_seems_to_be(seems: str, name: str) -> None:
    with pytest.raises(ReportError, match=f"'{name}' is not text: it seems to be {seems}"):
        read_source(Files({name: BODIES[seems]}), "", item(name), "i.md")


@pytest.mark.parametrize("seems", BODIES)
def test_a_page_that_is_not_text_says_what_it_seems_to_be(seems: str) -> None:
    class Served:
        def fetch(self, url: str, *_: object, **__: object) -> Fetched:
            return Fetched(url, url, "text/html", "utf-8", BODIES[seems])

    url = "https://a.example/x?a=b&c=d"
    with pytest.raises(ReportError, match=f"it seems to be {seems}") as caught:
        read_source(Files({}), "", item(url), "i.md", reach=Reach(Served(), Nothing()))
    assert f"'git report attach \"{url}\" FILE'" in caught.value.hint
    assert f'\'git report skip "{url}" -m "it cannot be read"\'' in caught.value.hint


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("pointer", "command"),
    [
        (POINTER, "git lfs pull"),
        (POINTER.replace(b"\n", b"\r\n"), "git lfs pull"),
        (POINTER.replace(b"git-lfs.github.com", b"hawser.github.com"), "git lfs pull"),
        (POINTER.replace(b"oid", b"ext-0-x sha256:" + b"1f" * 32 + b"\noid"), "git lfs pull"),
        (b"/annex/objects/MD5E-s12--9a0364b9e99bb480dd25e1f0284c8555.pdf\n", "git annex get"),
        (b"\0GITCRYPT\0" + bytes(range(256)) * 8, "git-crypt unlock"),
    ],
)
def test_what_stands_for_a_file_is_refused_by_name(name: str, pointer: bytes, command: str) -> None:
    match = f"'{name}' is (a Git LFS pointer|a git-annex pointer|encrypted with git-crypt): the"
    with pytest.raises(ReportError, match=match) as caught:
        read_source(Files({name: pointer}), "", item(name), "i.md")
    assert command in caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "Pointers begin with 'version https://git-lfs.github.com/spec/v1', then comes the oid.",
        "version https://git-lfs.github.com/spec/v1 is the first line of each pointer",
        "PK is not an archive, nor is BM an image, RIFF a sound or GIF a picture.",
        "MZ, ID3 and Rar! are names.",
        "%PDF is how those begin",
        "A name with \ufffd was lost, and one more \ufffd; all else can be read. " * 3,
    ],
)
def test_a_text_that_speaks_of_such_files_is_read(text: str) -> None:
    assert read_file(text.encode(), "a.txt").text == text


@pytest.mark.parametrize(
    ("name", "body", "message"),
    [
        ("a.html", "<p>Hello, all of you</p>".encode("utf-16-le"), "UTF-16 without a byte order"),
        ("a.txt", "Hello, all of you".encode("utf-16-be"), "UTF-16 without a byte order"),
        ("a.html", b"<p>" + "\ufffd\ufffd ab".encode() * 30, "60 replacement"),
        ("a.md", "\ufffd\ufffd ab".encode() * 30, "60 replacement"),
        ("a.html", random.Random(7).randbytes(4_000), "not readable text"),
        ("a.html", b"<p>" + bytes(range(1, 32)) * 20, "control"),
    ],
)
def test_soup_is_refused(name: str, body: bytes, message: str) -> None:
    with pytest.raises(ReportError) as caught:
        read_file(body, name)
    assert message in caught.value.message
