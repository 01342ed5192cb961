"""Images of a report: those in the repository are included, others become alternative text."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from git_report.edits.prose_changes import replace_prose
from git_report.markdown.inlines import Link
from git_report.markdown.leaves import find_markup

# Image types that all export formats support, by their first bytes.
_TYPES = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif"}


@dataclass(frozen=True, slots=True)
class Image:
    """An image of the repository: its name in the export, and its bytes."""

    name: str
    data: bytes = field(repr=False)

    @property
    def uri(self) -> str:
        """The image as a data URI."""
        kind = self.name.rpartition(".")[2]
        return f"data:image/{kind};base64,{base64.b64encode(self.data).decode('ascii')}"


@dataclass(frozen=True, slots=True)
class PlacedImages:
    """A text with renamed images: the images, and the targets of those that were left out."""

    text: str
    images: tuple[Image, ...]
    left_out: tuple[str, ...]


def place_images(text: str, find: Callable[[str], bytes | None], *, inline: bool) -> PlacedImages:
    """Give the images of a text new names; `find` returns the bytes of a target, or None.

    An `inline` image names its file; otherwise it refers to a definition, ``[image-1.png]``.
    """
    images: dict[str, Image | None] = {}
    written: dict[str, str] = {}
    for link in _list_images(text):
        if link.target not in images:
            count = sum(image is not None for image in images.values())
            images[link.target] = _read(count + 1, find(link.target))
        image = images[link.target]
        place = "" if image is None else f"({image.name})" if inline else f"[{image.name}]"
        written[link.source] = f"![{link.text}]{place}" if place else link.text
    return PlacedImages(
        replace_prose(text, written),
        tuple(image for image in images.values() if image is not None),
        tuple(target for target, image in images.items() if image is None),
    )


def _list_images(text: str) -> Iterator[Link]:
    for markup in find_markup(text):
        if isinstance(markup.found, Link) and markup.found.image:
            yield markup.found


def _read(number: int, data: bytes | None) -> Image | None:
    kind = next((k for start, k in _TYPES.items() if data and data.startswith(start)), "")
    return Image(f"image-{number}.{kind}", data) if data and kind else None
