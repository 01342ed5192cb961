"""Recognise bodies that are not text by their bytes, whatever their name or server says."""

from __future__ import annotations

from git_report.errors import ReportError
from git_report.report.pasting import ATTACH, SKIP
from git_report.report.stored_forms import find_stored_form

# Formats by the bytes at their start; no text begins with any of these.
_KINDS = (
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"\0\0\1\0", "an icon"),
    (b"8BPS\0", "a Photoshop image"),
    (b"\x1f\x8b", "gzip data that is not declared as compressed"),
    (b"BZh", "compressed with bzip2"),
    (b"\xfd7zXZ\0", "compressed with xz"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office file of an old format"),
    (b"{\\rtf", "a rich text file (RTF)"),
    (b"ID3\2", "an audio file"), (b"ID3\3", "an audio file"), (b"ID3\4", "an audio file"),
    (b"\xff\xfb", "an audio file"), (b"\xff\xf3", "an audio file"), (b"\xff\xf2", "an audio file"),
    (b"OggS\0", "an audio or video file"),
    (b"fLaC\0", "an audio file"),
    (b"\x1aE\xdf\xa3", "a video file"),
    (b"FLV\1", "a video file"),
    (b"\0\0\1\xba", "a video file"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"\x7fELF", "a program"),
    (b"\0asm", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"wOFF", "a font"), (b"wOF2", "a font"), (b"\0\1\0\0\0", "a font"),
    (b"%!PS-Adobe", "a PostScript file"),
)  # fmt: skip
_RIFF = {b"WEBP": "a WebP image", b"WAVE": "an audio file", b"AVI ": "a video file"}
_BRANDS = {b"heic": "an HEIC image", b"heix": "an HEIC image", b"mif1": "an HEIC image",
           b"avif": "an AVIF image", b"M4A ": "an audio file"}  # fmt: skip
_PARTS = (
    (b"mimetypeapplication/epub", "an EPUB book"),
    (b"mimetypeapplication/vnd.oasis", "an office file (OpenDocument)"),
    (b"word/", "a Word file"),
    (b"xl/", "an Excel file"),
    (b"ppt/", "a PowerPoint file"),
)
_SAMPLE = 65_536
_FEWEST_BROKEN = 10  # characters: a text may quote some


def check_body(data: bytes, target: str) -> None:
    """Raise ReportError, which names the likely format, for a body that is not text."""
    form = find_stored_form(data)
    if form is not None:
        raise ReportError(
            f"'{target}' is {form.name}: the file itself is not in this checkout",
            hint=f"fetch it with '{form.command}', then try again",
        )
    kind = _name_kind(data)
    if kind:
        raise ReportError(
            f"'{target}' is not text: it seems to be {kind}",
            hint=f"save its text {ATTACH}, or {SKIP}",
        )


def check_characters(text: str, subject: str) -> None:
    """Raise ReportError for a text with more than a few invalid characters.

    These are NUL, U+FFFD and control characters, the result of decoding bytes that are not text.
    """
    sample = text[:_SAMPLE]
    nul, lost = sample.count("\0"), sample.count("\ufffd")
    # Not ESC (27): the logs of tools have colours, which are removed later.
    control = sum(sample.count(chr(c)) for c in (*range(1, 9), *range(14, 27), *range(28, 32)))
    broken = nul + lost + control
    if broken < _FEWEST_BROKEN or broken * 20 <= len(sample):
        return
    found = [("NUL", nul), ("replacement (U+FFFD)", lost), ("control", control)]
    listed = ", ".join(f"{count:,} {name}" for name, count in found if count)
    guess = "UTF-16 without a byte order mark" if nul * 3 > len(sample) else (
        "compressed, binary, or in a different charset than it declares"
    )  # fmt: skip
    raise ReportError(
        f"{subject} is not readable text: {listed} of {len(sample):,} characters; it seems to be "
        f"{guess}",
        hint=f"save it as UTF-8 text {ATTACH}",
    )


def _name_kind(data: bytes) -> str:
    """The format of a body by its first bytes; empty if it may be text."""
    for start, kind in _KINDS:
        if data.startswith(start):
            return kind
    if data.startswith(b"RIFF"):
        return _RIFF.get(data[8:12], "")
    if data[4:8] == b"ftyp":
        return _BRANDS.get(data[8:12], "a video file")
    if data.startswith((b"PK\3\4", b"PK\5\6")):
        head = data[:_SAMPLE]
        return next((kind for part, kind in _PARTS if part in head), "a ZIP archive")
    return "a TAR archive" if data[257:262] == b"ustar" else ""
