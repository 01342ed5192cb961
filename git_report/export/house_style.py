"""The style of Word documents: pandoc's own reference document with different styles.

It is changed at run time, so that it contains whatever pandoc expects in its reference document.
"""

from __future__ import annotations

import io
import zipfile
from importlib.resources import files
from xml.etree import ElementTree

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TIES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_FOOTER_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"
_FOOTER_ID = "rIdFooter"
# A4 and the margins, in twentieths of a point.
_PAGE = {"w": "11906", "h": "16838"}
_MARGINS = {
    "top": "1247", "bottom": "1247", "left": "1247", "right": "1247",
    "header": "624", "footer": "624", "gutter": "0",
}  # fmt: skip


def restyle_reference(reference: bytes) -> bytes:
    """A reference document with our styles, paper, margins and page numbers."""
    with zipfile.ZipFile(io.BytesIO(reference)) as before:
        parts = {info.filename: before.read(info) for info in before.infolist()}
    parts["word/styles.xml"] = _merge_styles(parts["word/styles.xml"], _read("styles.xml"))
    parts["word/document.xml"] = _set_up_page(parts["word/document.xml"])
    parts["word/footer-page.xml"] = _read("footer.xml")
    parts["word/_rels/document.xml.rels"] = _append(
        parts["word/_rels/document.xml.rels"],
        f"{{{_PACKAGE}/relationships}}Relationship",
        {"Id": _FOOTER_ID, "Type": f"{_TIES}/footer", "Target": "footer-page.xml"},
    )
    parts["[Content_Types].xml"] = _append(
        parts["[Content_Types].xml"],
        f"{{{_PACKAGE}/content-types}}Override",
        {"PartName": "/word/footer-page.xml", "ContentType": _FOOTER_TYPE},
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for name, data in parts.items():
            # pandoc copies the dates of these parts: a ZipInfo without a date has a fixed one.
            after.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _merge_styles(before: bytes, ours: bytes) -> bytes:
    """The styles of two documents; of two styles with the same id, ours is used."""
    root, new = _parse(before), _parse(ours)
    identity = f"{{{_MAIN}}}styleId"
    names = {style.get(identity) for style in new}
    for style in list(root):
        if style.tag == f"{{{_MAIN}}}docDefaults" or style.get(identity, "-") in names:
            root.remove(style)
    defaults, *styles = new
    root.insert(0, defaults)
    root.extend(styles)
    return _write(root)


def _set_up_page(document: bytes) -> bytes:
    root = _parse(document)
    section = root.find(f".//{{{_MAIN}}}body/{{{_MAIN}}}sectPr")
    assert section is not None, "pandoc's reference document has no section properties"
    for name in ("footerReference", "pgSz", "pgMar"):
        for each in section.findall(f"{{{_MAIN}}}{name}"):
            section.remove(each)
    footer = ElementTree.Element(
        f"{{{_MAIN}}}footerReference",
        {f"{{{_MAIN}}}type": "default", f"{{{_TIES}}}id": _FOOTER_ID},
    )
    section.insert(0, footer)
    # In the order of the schema: references and notes, then the page.
    for name, values in (("pgSz", _PAGE), ("pgMar", _MARGINS)):
        attributes = {f"{{{_MAIN}}}{key}": value for key, value in values.items()}
        section.append(ElementTree.Element(f"{{{_MAIN}}}{name}", attributes))
    return _write(root)


def _append(part: bytes, tag: str, attributes: dict[str, str]) -> bytes:
    root = _parse(part)
    root.append(ElementTree.Element(tag, attributes))
    return _write(root)


def _parse(data: bytes) -> ElementTree.Element:
    """Parse a part, and register its namespace prefixes, so that they are written again."""
    # Only pandoc's own document and ours are parsed.
    for _, (prefix, address) in ElementTree.iterparse(io.BytesIO(data), ["start-ns"]):  # noqa: S314
        ElementTree.register_namespace(prefix, address)
    return ElementTree.fromstring(data)  # noqa: S314


def _write(root: ElementTree.Element) -> bytes:
    made = io.BytesIO()
    ElementTree.ElementTree(root).write(made, encoding="utf-8", xml_declaration=True)
    return made.getvalue()


def _read(name: str) -> bytes:
    return files("git_report.export").joinpath(name).read_bytes()
