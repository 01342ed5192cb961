"""INTERIM, replaced by the real parser."""

from __future__ import annotations
import re
from git_report.markdown.document import *
from git_report.markdown.document import Span

H = re.compile(r"^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
FN = re.compile(r"^\[\^([^\]]+)\]:[ \t]*(.*)$")


def render_tail(definitions, notice, record):
    lines = [f"[^{d.label}]: {d.text}\n\n" for d in definitions]
    clean = lambda v: " ".join(v.split()).replace("--", "–")
    rec = "".join(f"{clean(k)}: {clean(v)}\n" for k, v in record.entries)
    return (
        "".join(lines)
        + (notice + "\n\n" if notice else "")
        + f"<!-- git-report {record.version:02d}\n{rec}-->\n"
    )


def parse(text: str) -> Document:
    lines = text.split("\n")
    lines = [l + "\n" for l in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    off = [0]
    for l in lines:
        off.append(off[-1] + len(l.encode("utf-8", "surrogateescape")))
    n = len(lines)

    def span(a, b):
        return Span(off[a], off[b], a + 1, b)

    def T(a, b):
        return "".join(lines[a:b])

    # tail
    tail = None
    end = n
    k = n
    while k > 0 and not lines[k - 1].strip():
        k -= 1
    if k and lines[k - 1].strip().endswith("-->"):
        j = k - 1
        while j >= 0 and not lines[j].startswith("<!--"):
            j -= 1
        if j >= 0 and lines[j].startswith("<!-- git-report "):
            rec = T(j, k)
            m = re.match(r"<!-- git-report (\d+)", rec)
            ents = tuple(tuple(x.split(": ", 1)) for x in rec.split("\n")[1:] if ": " in x)
            i = j
            notice = ""
            defs = []
            while i > 0:
                s = lines[i - 1].strip()
                if not s:
                    i -= 1
                    continue
                if s.startswith("*Extractive digest") and not defs:
                    notice = s
                    i -= 1
                    continue
                f = FN.match(s)
                if f:
                    defs.insert(0, Definition(f[1], f[2], i))
                    i -= 1
                    continue
                break
            while i < j and not lines[i].strip():
                i += 1
            tail = Tail(span(i, n), T(i, n), tuple(defs), notice, Record(int(m[1]), ents))
            end = i
    front = None
    i = 0
    if lines and lines[0].strip("\ufeff\r\n \t") == "---":
        for j in range(1, end):
            if lines[j].strip() in ("---", "..."):
                front = Block(Kind.FRONT_MATTER, span(0, j + 1), T(0, j + 1))
                i = j + 1
                break
    out = []
    while i < end:
        a = i
        l = lines[i].rstrip("\r\n")

        def blanks(j):
            while j < end and not lines[j].strip():
                j += 1
            return j

        if not l.strip():
            i = blanks(i)
            out.append(Block(Kind.BLANK, span(a, i), T(a, i)))
            continue
        h = H.match(l)
        if h:
            i = blanks(i + 1)
            out.append(Heading(Kind.HEADING, span(a, i), T(a, i), len(h[1]), (h[2] or "").strip()))
            continue
        f = re.match(r"^ {0,3}(`{3,}|~{3,})(.*)$", l)
        if f:
            j = i + 1
            closed = False
            while j < end:
                if re.match(
                    r"^ {0,3}" + re.escape(f[1][0]) + "{" + str(len(f[1])) + r",}\s*$", lines[j]
                ):
                    closed = True
                    j += 1
                    break
                j += 1
            i = blanks(j)
            out.append(Code(Kind.CODE, span(a, i), T(a, i), f[2].strip(), True, closed))
            continue
        j = i
        while j < end and lines[j].strip() and (j == i or not H.match(lines[j].rstrip("\r\n"))):
            j += 1
        body = lines[i:j]
        i = blanks(j)
        sp = span(a, i)
        tx = T(a, i)
        if len(body) > 1 and "|" in body[0] and re.match(r"^\s*\|?[\s:|-]+\|[\s:|-]*$", body[1]):

            def row(x):
                s = lines[x].strip().removeprefix("|").removesuffix("|")
                return Row(x + 1, lines[x], tuple(c.strip() for c in re.split(r"(?<!\\)\|", s)))

            out.append(
                Table(
                    Kind.TABLE,
                    sp,
                    tx,
                    row(a),
                    body[1],
                    tuple(row(a + q) for q in range(2, len(body))),
                )
            )
        elif re.match(r"^\s*(?:[-*+]|\d+[.)])\s", body[0]):
            its = []
            starts = [
                q for q in range(len(body)) if re.match(r"^ {0,1}(?:[-*+]|\d+[.)])\s", body[q])
            ] or [0]
            if starts[0] != 0:
                starts[0] = 0
            for q, s in enumerate(starts):
                e = a + starts[q + 1] if q + 1 < len(starts) else i
                its.append(Item(span(a + s, e), T(a + s, e), body[s].split()[0]))
            out.append(List(Kind.LIST, sp, tx, body[0].lstrip()[0].isdigit(), tuple(its)))
        elif body[0].startswith(">"):
            out.append(Quote(Kind.QUOTE, sp, tx, "".join(re.sub(r"^> ?", "", x) for x in body)))
        elif body[0].startswith("<"):
            out.append(Block(Kind.HTML, sp, tx))
        elif re.match(r"^ {0,3}([-*_])(\s*\1){2,}\s*$", body[0]):
            out.append(Block(Kind.RULE, sp, tx))
        elif body[0].startswith("[^") and FN.match(body[0].strip()):
            out.append(Block(Kind.DEFINITION, sp, tx))
        else:
            out.append(Block(Kind.PARAGRAPH, sp, tx))
    # sections
    total = len(out)
    counter = [0]

    def build(i, level, heading, path, number):
        idx = counter[0]
        counter[0] += 1
        blocks = []
        subs = []
        start = i
        while i < total and not isinstance(out[i], Heading):
            blocks.append(out[i])
            i += 1
        own_end = i
        k = 0
        while i < total and out[i].level > level:
            k += 1
            h = out[i]
            s, i = build(i + 1, h.level, h, path + (h.title,), number + (k,))
            subs.append(s)

        def bs(a, b):
            first = heading or (out[start] if start < total and b > start else None)
            if first is None:
                p = front.span.end if front else 0
                l = front.span.last if front else 0
                return Span(p, p, l + 1, l)
            last = out[b - 1] if b > start else heading
            return Span(first.span.start, last.span.end, first.span.first, last.span.last)

        return Section(
            idx,
            path,
            number,
            level,
            heading,
            tuple(blocks),
            tuple(subs),
            bs(start, own_end),
            bs(start, i),
        ), i

    import sys

    root, _ = build(0, 0, None, (), ())
    return Document(text, front, root, tail)
