/* The page itself: what is picked, and how it is shown. */
{
const data = JSON.parse(document.getElementById("data").textContent);
const versions = data.versions, last = versions.length - 1;
const $ = (id) => document.getElementById(id);
const byNumber = new Map(versions.map((version, at) => [version.number, at]));
const KINDS = { p: "paragraph", l: "list", t: "table", q: "quotation", c: "code", x: "HTML", r: "rule", d: "definition", f: "front matter", h: "heading" };
const OPS = { added: "added", removed: "removed", edited: "edited", moved: "moved here", gone: "moved away" };
const TINT = 137.508;  // the golden angle: neighbours differ most
const RING = 13;  // hues of one lightness that an eye tells apart

/* ---- small things ---- */

/* An element; strings are text and never HTML. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

function svg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const pad = (number) => String(number).padStart(2, "0");
const nameOf = (version) => `report-${pad(version.number)}`;
const counted = (number, word) => `${number.toLocaleString("en")} ${word}${number === 1 ? "" : "s"}`;
const titleOf = (version) => version.title || version.target || "no reference named";
function paint(element, number) {
  element.classList.add("hue");
  element.dataset.ring = Math.floor((number - 1) / RING) % 3;
  element.style.setProperty("--hue", ((number - 1) * TINT + 250) % 360);
  return element;
}
const shorten = (text, most) => (text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text);
const plusMinus = (added, removed) => [
  make("span", { class: "plus-n" }, `+${added.toLocaleString("en")}`), " ",
  make("span", { class: "minus-n" }, `−${removed.toLocaleString("en")}`),
];

/* A link to what was read; a path of the repository leads nowhere from here. */
function linkTo(version) {
  if (!version.target || version.target === version.title) return null;
  if (!/^https?:\/\//i.test(version.target)) return make("span", { class: "link" }, version.target);
  return make("a", { class: "link", href: version.target, rel: "noopener noreferrer" }, version.target);
}

/* ---- the data ---- */

const elements = new Map();

/* A block's HTML as an element of its own. The HTML was sanitised when the page was made. */
function elementOf(block) {
  if (!elements.has(block)) {
    const [kind, html] = data.blocks[block];
    const tag = kind[0] === "h" ? `h${Math.min(6, Number(kind[1]) + 1)}` : "div";
    const element = document.createElement(tag);
    element.innerHTML = html;
    for (const image of element.querySelectorAll("img")) {
      image.replaceWith(make("span", { class: "image" }, image.alt || "no description"));
    }
    // Else the last word of a cell and the first of the next would be one.
    for (const cell of element.querySelectorAll("td, th")) cell.after(" ");
    for (const table of element.querySelectorAll("table")) {
      const scroll = make("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Table" });
      table.replaceWith(scroll);
      scroll.append(table);
    }
    for (const code of element.querySelectorAll("pre")) { code.tabIndex = 0; code.dir = "ltr"; }
    element.dir = "auto";
    if (kind === "d") element.className = "definition";
    if (!element.textContent.trim() && !element.querySelector("hr")) {
      element.className = "unseen";
      element.dataset.kind = KINDS[kind[0]];
    }
    elements.set(block, element);
  }
  return elements.get(block).cloneNode(true);
}

const texts = new Map();
function textOf({ block }) {
  if (!texts.has(block)) texts.set(block, elementOf(block).textContent);
  return texts.get(block);
}

/* How many words a block has, as they are marked: a footnote's mark is none of the word before it. */
const sizes = new Map();
function sizeOf({ block }) {
  if (!sizes.has(block)) sizes.set(block, countWords(tokensOf(elementOf(block)).map(({ word }) => word)));
  return sizes.get(block);
}

/* The blocks of a version with the section that each stands in. */
const listed = new Map();
function blocksOf(at) {
  if (listed.has(at)) return listed.get(at);
  const { runs } = versions[at], out = [], open = [];
  let path = "", head = -1;
  for (let k = 0; k < runs.length; k += 2) {
    for (let n = runs[k]; n < runs[k] + runs[k + 1]; n++) {
      const [block, track, origin, before = 0, parts = null, sizes = null] = data.places[n];
      const kind = data.blocks[block][0];
      if (kind[0] === "h") {
        head = out.length;
        const level = Number(kind[1]);
        while (open.length && open[open.length - 1].level >= level) open.pop();
        open.push({ level, title: textOf({ block }).trim() || "(no title)" });
        path = open.slice(open.length > 1 && open[0].level === 1 ? 1 : 0).map((one) => one.title).join(" › ");
      }
      out.push({ block, track, origin, before, parts, sizes, kind, head, path: path || "(before the first heading)" });
    }
  }
  if (listed.size > 12) listed.clear();
  listed.set(at, out);
  return out;
}

/* ---- what is picked ---- */

const state = { mode: "compare", prior: Math.max(0, last - 1), now: last, side: false, whole: false, tint: true, only: null };
let stops = [], stop = -1;

function readPlace() {
  const match = /^#(compare|read)\/(\d+)(?:\.\.(\d+))?(\/side)?(?:\/from\/(\d+))?$/.exec(location.hash);
  if (!match) return false;
  const [, mode, first, second, side, from] = match;
  const a = byNumber.get(Number(first)), b = byNumber.get(Number(second ?? first));
  if (a === undefined || b === undefined) return false;
  const only = mode === "read" && byNumber.has(Number(from)) ? Number(from) : null;
  Object.assign(state, { mode, prior: Math.min(a, b), now: Math.max(a, b), side: Boolean(side), only });
  if (mode === "read") state.prior = Math.max(0, b - 1);
  return true;
}

function namePlace() {
  const { mode, prior, now, side, only } = state;
  if (mode === "read") return `#read/${versions[now].number}${only ? `/from/${only}` : ""}`;
  return `#compare/${versions[prior].number}..${versions[now].number}${side ? "/side" : ""}`;
}

/* Each view is a step of the browser's history: Back leads to the one before. */
function notePlace() {
  const place = namePlace();
  if (place === location.hash) return;
  try { history.pushState(null, "", place); } catch { /* a frame may not let us */ }
}

function change(what) {
  Object.assign(state, what);
  if (state.prior > state.now) [state.prior, state.now] = [state.now, state.prior];
  notePlace();
  show();
}

/* One version: with the one before it, or alone. */
const pick = (at) => change({ prior: Math.max(0, at - 1), now: at, only: null });

/* ---- versions: the chart and the list ---- */

function drawChart() {
  const wide = 260, high = 84, middle = 56, gap = versions.length > 60 ? 0.5 : 2;
  const step = Math.min(30, wide / versions.length);
  // A first version is all new: the others set the scale, and it may stand out of the top.
  const later = versions.slice(1).map((version) => version.words);
  const most = Math.max(1, ...(later.length ? later : [versions[0].words]).map((words) => words[0]));
  const least = Math.max(1, ...later.map((words) => words[1]));
  const up = (middle - 4) / most, down = Math.min(up, (high - middle - 4) / least);
  const bars = versions.map((version, at) => {
    const x = at * step + gap / 2, size = Math.max(0.6, step - gap);
    const plus = Math.min(middle - 2, version.words[0] * up), minus = version.words[1] * down;
    const bar = svg("g", { "data-at": at },
      svg("rect", { x, width: size, y: 0, height: high, class: "hit", fill: "transparent" }),
      svg("rect", { x, width: size, y: middle - plus, height: Math.max(plus, version.words[0] ? 1 : 0), class: "plus", rx: Math.min(1.5, size / 3) }),
      svg("rect", { x, width: size, y: middle + 1, height: Math.max(minus, version.words[1] ? 1 : 0), class: "minus", rx: Math.min(1.5, size / 3) }),
      svg("title", {}, `${nameOf(version)}: +${version.words[0]} −${version.words[1]} words, ${titleOf(version)}`));
    bar.addEventListener("click", () => pick(at));
    return bar;
  });
  const told = `Words added and removed in each of ${counted(versions.length, "version")}; the list below has the figures.`;
  $("chart").replaceChildren(svg("svg", { viewBox: `0 0 ${wide} ${high}`, role: "img", "aria-label": told }, ...bars,
    svg("line", { x1: 0, x2: wide, y1: middle + 0.5, y2: middle + 0.5, class: "axis" })));
}

function listVersions() {
  $("versions").replaceChildren(...versions.map((version, at) => make("li", {},
    make("button", { type: "button", "data-at": at, onclick: () => pick(at) },
      make("span", { class: "row" }, make("b", {}, pad(version.number)), make("span", {}, version.date.slice(0, 10) || "uncommitted"),
        make("span", {}, ...plusMinus(...version.words))),
      make("span", { class: "name", title: titleOf(version) }, titleOf(version))))).reverse());
  for (const id of ["prior", "new"]) {
    $(id).replaceChildren(...versions.map((version, at) => make("option", { value: at, title: titleOf(version) }, `${pad(version.number)} · ${shorten(titleOf(version), 44)}`)).reverse());
  }
}

/* Scrolls what scrolls around the versions, and never the page. */
function bringIntoView(button) {
  for (const box of [$("versions"), $("timeline")]) {
    if (box.scrollHeight <= box.clientHeight) continue;
    const { top, bottom } = button.getBoundingClientRect(), frame = box.getBoundingClientRect();
    if (top < frame.top || bottom > frame.bottom) box.scrollTop += top - frame.top - box.clientHeight / 3;
  }
}

function markPicked() {
  for (const button of $("versions").querySelectorAll("button")) {
    const at = Number(button.dataset.at), here = at === state.now || (state.mode === "compare" && at === state.prior);
    if (here) button.setAttribute("aria-current", "true"); else button.removeAttribute("aria-current");
    if (at === state.now) bringIntoView(button);
  }
  for (const bar of $("chart").querySelectorAll("g")) {
    const at = Number(bar.dataset.at), within = state.mode === "read" ? at === state.now : at > state.prior && at <= state.now;
    bar.querySelector(".hit").setAttribute("class", within ? "hit picked" : "hit");
  }
  $("prior").value = state.prior;
  $("new").value = state.now;
}

/* ---- comparing ---- */

function showComparison() {
  const { prior, now } = state;
  const rows = prior === now ? blocksOf(now).map((b) => ({ op: "added", a: null, b })) : compareVersions(blocksOf(prior), blocksOf(now), textOf);
  markCuts(rows, textOf);
  const sections = listSections(rows);
  const out = document.createDocumentFragment();
  for (const each of sections) tellSection(each);
  tellFlows(rows, sections);
  tellCrossings(rows);
  if (now - prior <= 1) countAsLogged(sections);
  // Where something only went from is no change of its own: it is told where it went to.
  const changed = sections.filter((each) => each.rows.some((row) => row.op !== "same" && row.op !== "gone"));
  let fold = [];
  const flush = () => { if (fold.length) out.append(...foldedRows(fold)); fold = []; };
  for (const row of rows) {
    if (row.op === "same" && !state.whole && !(row.b.kind[0] === "h" && changed.includes(row.section))) { fold.push(row); continue; }
    flush();
    // The whole paragraph stands in the row of what it was joined into.
    if (row.cut && row.op === "removed" && !state.side) continue;
    const element = rowElement(row);
    if (row.op !== "same") row.section.first ??= element;
    out.append(element);
  }
  flush();
  if (!changed.length) out.append(make("p", {}, prior === now ? "This version is empty." : "The two versions say the same."));
  $("text").className = state.side ? "side" : "inline";
  $("text").replaceChildren(out);
  headComparison(sections, changed);
  sideChanges(changed);
  setStops([...$("text").querySelectorAll(".change")]);
}

/* The words of one step are those of the log and of the list of versions. Between other versions
   nobody has counted them: they are those that are marked. */
function countAsLogged(sections) {
  const { prior, now } = state, { parts } = versions[now];
  const indexOf = (at, head) => blocksOf(at).slice(0, head + 1).filter(({ kind }) => kind[0] === "h").length;
  for (const each of sections) {
    const name = each.head === undefined ? `prior ${indexOf(prior, each.rows[0].a.head)}` : `${indexOf(now, each.head)}`;
    [each.added, each.removed] = parts[name] || [0, 0];
  }
}

/* The sections of the rows: those of the new version, and those that it has no more. */
function listSections(rows) {
  const goesOn = new Map([[-1, -1]]), sections = new Map();
  for (const { op, a, b } of rows) if (a && b && op !== "gone" && b.kind[0] === "h") goesOn.set(a.head, b.head);
  for (const row of rows) {
    const { a, b } = row, head = b ? b.head : goesOn.get(a.head);
    const key = head === undefined ? `prior ${a.head}` : head;
    if (!sections.has(key)) sections.set(key, { path: (b || a).path, head, rows: [], added: 0, removed: 0, first: null });
    row.section = sections.get(key);
    row.section.rows.push(row);
    if (b) row.section.path = b.path;
  }
  return [...sections.values()];
}

/* What became of a heading: other words, or another level. */
const tellHeading = ({ a, b }) => [textOf(a).trim() === textOf(b).trim() ? "" : "renamed", a.kind === b.kind ? "" : "releveled"].filter(Boolean);

/* A heading put between the blocks of a section splits it; where a heading went and its blocks stayed,
   its section was merged. Either way most of the words say so. */
function tellFlows(rows, sections) {
  const headed = new Map([[-1, sections.find((each) => each.rows.some(({ a }) => a && a.head === -1))]]);
  for (const { op, a, section } of rows) if (a && op !== "gone" && a.kind[0] === "h") headed.set(a.head, section);
  const flows = new Map(sections.map((each) => [each, { had: 0, has: 0, into: new Map(), from: new Map() }]));
  const add = (shelf, key, size) => shelf.set(key, (shelf.get(key) || 0) + size);
  for (const { op, a, b, section } of rows) {
    if (op === "gone" || (b || a).kind[0] === "h") continue;
    const source = a && headed.get(a.head);
    if (b) flows.get(section).has += sizeOf(b);
    if (source) flows.get(source).had += sizeOf(a);
    if (!b || !source || source === section) continue;
    add(flows.get(source).into, section, sizeOf(a));
    add(flows.get(section).from, source, sizeOf(b));
  }
  for (const each of sections) {
    const { had, has, into, from } = flows.get(each), [badge] = each.badges;
    const [other, size] = [...(badge === "added" ? from : badge === "removed" ? into : [])].sort((x, y) => y[1] - x[1])[0] || [];
    if (!other || other.badges[0] === badge || 2 * size < (badge === "added" ? has : had)) continue;
    if (badge === "added" && other.badges[0] === "removed") continue;
    each.badges[0] = badge === "added" ? "split" : "merged";
    each.how = badge === "added" ? `split from ${other.path}` : `merged into ${other.path}`;
  }
}

/* What happened to a section, and how many words. */
function tellSection(section) {
  for (const row of section.rows) {
    if (row.op === "same" || row.cut) continue;
    const whole = row.op === "added" ? row.b : row.op === "removed" ? row.a : null;
    if (whole) {
      row.whole = elementOf(whole.block);
      markAll(row.whole, row.op === "added" ? "ins" : "del");
      // A section's title says what was added; its words are those below it.
      if (whole.kind[0] !== "h") section[row.op] += sizeOf(whole);
    }
    else if (row.b && row.a.block !== row.b.block) {
      row.compared = compareElements(elementOf(row.a.block), elementOf(row.b.block));
      if (row.b.kind[0] === "h") continue;
      section.added += row.compared.added;
      section.removed += row.compared.removed;
    }
  }
  const heading = section.rows.find((row) => row.op !== "gone" && (row.b || row.a).kind[0] === "h");
  section.badges = [];
  if (heading && heading.op !== "same" && heading.op !== "edited") section.badges.push(heading.op);
  else {
    if (heading && heading.op === "edited") section.badges.push(...tellHeading(heading));
    if (section.rows.some((row) => row !== heading && row.op !== "same")) section.badges.push("edited");
  }
}

/* An item that left one section and came into another is one move, told in both places. */
function tellCrossings(rows) {
  const left = [], came = [];
  for (const row of rows) {
    if (row.compared?.left) {
      left.push(...row.compared.left.map((unit) => ({ ...unit, row })));
      came.push(...row.compared.came.map((unit) => ({ ...unit, row })));
    } else if (row.whole && row.whole.firstElementChild?.matches("ul, ol")) {
      const units = [...row.whole.firstElementChild.children].map((element) => ({ words: wordsOf(element.textContent), elements: [element], row }));
      (row.op === "added" ? came : left).push(...units);
    }
  }
  for (const [old, fresh] of pairCrossed(left, came)) {
    if (old.row.section === fresh.row.section) continue;
    const same = old.words.join(" ") === fresh.words.join(" ");
    const tell = (unit, text) => {
      for (const element of unit.elements) {
        if (same) for (const mark of element.querySelectorAll("ins, del")) mark.replaceWith(...mark.childNodes);
        element.classList.add("crossed");
        const at = element.cells ? element.cells[element.cells.length - 1] : element;
        at.append(make("span", { class: "cross" }, ` ${text}${same ? "" : ", reworded"}`));
      }
    };
    tell(old, `⇢ moved to ${fresh.row.section.path}`);
    tell(fresh, `⇠ moved from ${old.row.section.path}`);
    if (!same) continue;
    old.row.section.removed -= countWords(old.words);
    fresh.row.section.added -= countWords(fresh.words);
  }
}

function rowElement(row) {
  if (row.op === "same") return blockElement(row.b);
  const here = row.b || row.a;
  const box = make("div", { class: `block change ${row.cut ? "cut" : row.op}${here.kind[0] === "h" ? " h" : ""}`, tabindex: "-1" });
  const level = row.op === "edited" && here.kind[0] === "h" && row.a.kind !== here.kind ? ` · level ${row.a.kind[1]} → ${here.kind[1]}` : "";
  const where = row.op === "moved" && row.a.path !== row.b.path ? ` from ${row.a.path}` : "";
  const how = row.section.how && here.kind[0] === "h" ? ` · ${row.section.how}` : "";
  const same = row.compared && !level && !row.compared.both.querySelector("ins, del")
    ? row.compared.both.querySelector(".shifted") ? " · in another order" : " · no word of it: a link, or the layout" : "";
  const by = row.b ? ` · ${pad(row.b.origin)} ${titleOf(versions[byNumber.get(row.b.origin)] || {})}` : "";
  box.append(make("span", { class: "tell" }, `${KINDS[here.kind[0]]} ${row.cut || OPS[row.op]}${where}${level}${how}${same}${state.now - state.prior > 1 ? by : ""}`));
  if (row.op === "gone") {
    const words = textOf(row.a).trim();
    box.append(make("div", {}, words.length > 90 ? `${words.slice(0, 90)}…` : words));
    return box;
  }
  const left = row.op === "added" ? null : row.op === "removed" ? row.whole ?? elementOf(row.a.block) : row.compared ? row.compared.a : elementOf(row.a.block);
  const right = row.op === "removed" ? null : row.op === "added" ? row.whole ?? elementOf(row.b.block) : row.compared ? row.compared.b : elementOf(row.b.block);
  if (row.compared && !state.whole) for (const side of ["a", "b", "both"]) foldUnits(row.compared[side], row.compared);
  if (!state.side) { box.append(row.compared ? row.compared.both : right || left); return box; }
  const nothing = () => make("div", { class: "void" });
  box.append(make("div", { class: "pair" }, make("div", {}, left || nothing()), make("div", {}, right || nothing())));
  for (const empty of box.querySelectorAll(".pair > div:has(> .void)")) empty.replaceWith(nothing());
  return box;
}

/* Runs of unchanged rows or items between changes, folded; one stays at each end. A run ends where
   the other side has a change, so that both sides fold alike. */
function foldUnits(root, { same, breaks }) {
  let run = [];
  const fold = () => {
    const first = run[0]?.matches("li:first-child") && !breaks.has(run[0]);
    const hidden = run.slice(first ? 0 : 1, -1);
    run = [];
    if (hidden.length < 3) return;
    const row = hidden[0].tagName === "TR";
    for (const unit of hidden) tuck(unit);
    const open = () => {
      const box = button.closest(".change");
      for (const each of box.querySelectorAll(".folded")) each.remove();
      for (const each of box.querySelectorAll(".tucked")) untuck(each);
      return box;
    };
    const button = make("button", { type: "button", class: "fold", onclick: () => open().focus({ preventScroll: true }) },
      `⋯ ${counted(hidden.length, row ? "unchanged row" : "unchanged item")}`);
    for (const unit of hidden) unit.addEventListener("beforematch", open);
    hidden[0].before(row
      ? make("tr", { class: "folded" }, make("td", { colspan: hidden[0].cells.length }, button))
      : make("li", { class: "folded" }, button));
  };
  for (const unit of [...root.querySelectorAll("tbody > tr"), ...(root.firstElementChild?.matches("ul, ol") ? root.firstElementChild.children : [])]) {
    if (!same.has(unit) || breaks.has(unit)) fold();
    if (same.has(unit)) run.push(unit);
  }
  fold();
}

/* Out of sight, but found by the page's search: a row itself cannot be hidden like this. */
function tuck(unit) {
  unit.classList.add("tucked");
  for (const each of unit.cells || [unit]) {
    const inside = make("div", { hidden: "until-found" });
    inside.append(...each.childNodes);
    each.append(inside);
  }
}

function untuck(unit) {
  unit.classList.remove("tucked");
  for (const inside of unit.querySelectorAll(":scope > [hidden], :scope > td > [hidden], :scope > th > [hidden]")) inside.replaceWith(...inside.childNodes);
}

function blockElement(one) {
  return make("div", { class: `block${one.kind[0] === "h" ? " h" : ""}` }, elementOf(one.block));
}

/* Unchanged blocks behind a button. They are in the page, so that its search finds and opens them. */
function foldedRows(rows) {
  const words = rows.reduce((sum, row) => sum + sizeOf(row.b), 0);
  const shown = rows.map((row) => blockElement(row.b));
  const box = make("div", { hidden: "until-found", class: "tucked" }, ...shown);
  const open = () => { button.remove(); box.replaceWith(...shown); };
  const button = make("button", { type: "button", class: "fold", onclick: () => {
    open();
    shown[0].tabIndex = -1;
    shown[0].focus({ preventScroll: true });
  } }, `⋯ ${counted(rows.length, "unchanged block")}, ${counted(words, "word")}`);
  box.addEventListener("beforematch", open);
  return [button, box];
}

function headComparison(sections, changed) {
  const { prior, now } = state, version = versions[now], steps = versions.slice(prior + 1, now + 1);
  const sum = (key) => changed.reduce((all, each) => all + each[key], 0);
  const [added, removed] = now - prior > 1 ? [sum("added"), sum("removed")] : version.words;
  const first = prior === now;
  const counts = {};
  for (const each of changed) for (const badge of each.badges) counts[badge] = (counts[badge] || 0) + 1;
  const told = Object.entries(counts).map(([name, count]) => `${count} ${name}`).join(" · ") || "no section changed";
  $("head").replaceChildren(
    make("h2", {}, first ? `${nameOf(version)}, the first version` : `${nameOf(versions[prior])} → ${nameOf(version)}`),
    make("p", {}, tellReadings(steps.length ? steps : [version])),
    make("p", {}, `Sections: ${told} · words `, ...plusMinus(added, removed)),
    ...figureParts(first ? [] : steps), ...recordParts(first ? [version] : steps));
}

/* What was read on the way; a revision is no reference, and its title says what it is. */
function tellReadings(steps) {
  const version = steps[steps.length - 1], revisions = steps.filter((each) => each.revision).length;
  if (steps.length < 2) return `${version.revision ? "" : "Reference: "}${titleOf(version)}`;
  const counts = [[steps.length - revisions, "reference"], [revisions, "revision"]].filter(([number]) => number);
  return `${counts.map(([number, what]) => counted(number, what)).join(", ")}, the last: ${titleOf(version)}`;
}

/* Figures on the way from one version to the other, each with the version that changed it. */
function figureParts(steps) {
  const item = (version, kind, [old, fresh, context]) => make("li", {},
    steps.length > 1 ? make("span", { class: "badge" }, pad(version.number)) : null,
    old ? wrap("del", old) : "", kind === "changed" ? " → " : null, fresh ? wrap("ins", fresh) : "",
    context ? make("small", {}, context) : null);
  const changed = steps.flatMap((version) => version.figures.changed.map((figure) => item(version, "changed", figure)));
  const lost = steps.flatMap((version) => version.figures.lost.map((figure) => item(version, "lost", figure)));
  const added = steps.reduce((sum, version) => sum + version.figures.added, 0);
  const more = steps.reduce((sum, version) => sum + version.figures.more, 0);
  const parts = [];
  if (changed.length) parts.push(make("details", { open: changed.length < 9 }, make("summary", {}, `${counted(changed.length, "figure")} changed`), make("ul", {}, ...changed)));
  if (lost.length) parts.push(make("details", {}, make("summary", {}, `${counted(lost.length, "figure")} lost`), make("ul", {}, ...lost)));
  if (added || more) parts.push(make("p", {}, [added ? `${counted(added, "new figure")}` : "", more ? `${counted(more, "more changed or lost figure")}` : ""].filter(Boolean).join(", ")));
  return parts;
}

/* What the versions declared about themselves. */
function recordParts(steps) {
  const entries = steps.flatMap((version) => version.record.filter(([key]) => key !== "writer").map(([key, value]) => make("li", {},
    steps.length > 1 ? make("span", { class: "badge" }, pad(version.number)) : null, make("span", { class: "badge" }, key), value)));
  if (!entries.length) return [];
  return [make("details", {}, make("summary", {}, `Declared (${entries.length})`), make("ul", {}, ...entries))];
}

function sideChanges(changed) {
  $("side-title").textContent = `Changes (${counted(changed.length, "section")})`;
  $("side").setAttribute("aria-label", "Changes");
  $("side-list").replaceChildren(make("ol", {}, ...changed.map((each) => make("li", {},
    make("button", { type: "button", onclick: () => goTo(stops.indexOf(each.first)) },
      make("span", { class: "name" }, each.path), each.how ? make("span", { class: "how" }, each.how) : null,
      make("span", { class: "row" }, ...each.badges.map((badge) => make("span", { class: `badge ${badge}` }, badge)), ...plusMinus(each.added, each.removed)))))));
}

/* ---- reading, with blame ---- */

function showReading() {
  const blocks = blocksOf(state.now), version = versions[state.now];
  const words = new Map();
  const count = (origin, size) => words.set(origin, (words.get(origin) || 0) + size);
  const out = document.createDocumentFragment();
  for (const one of blocks) {
    const box = blockElement(one), told = tellOrigin(one);
    paint(box, one.origin);
    box.dataset.origin = one.origin;
    box.prepend(make("button", { type: "button", class: "who", title: told, "aria-label": told, "aria-expanded": "false", onclick: () => togglePassage(box, one) }, pad(one.origin)));
    box.addEventListener("click", (event) => {
      const chosen = event.target.closest("a, button, summary, .passage") || String(getSelection());
      if (!chosen) togglePassage(box, one);
    });
    for (const [origin, size] of (one.parts && paintParts(box, one)) || [[one.origin, sizeOf(one)]]) count(origin, size);
    out.append(box);
  }
  $("text").className = `blame${state.tint ? "" : " plain"}${state.only ? " only" : ""}`;
  $("text").replaceChildren(out);
  $("head").replaceChildren(
    make("h2", {}, nameOf(version)),
    make("p", {}, `Reference: ${titleOf(version)}`),
    make("p", {}, [version.date.slice(0, 10) || "uncommitted", version.record.find(([key]) => key === "writer")?.[1] || "by hand", version.commit.slice(0, 10), version.usage].filter(Boolean).join(" · ")),
    ...recordParts([version]));
  sideOutline(blocks);
  sideLegend(words);
  if (state.only) {
    for (const each of $("text").querySelectorAll(`[data-origin="${state.only}"]`)) each.classList.add("lit");
    setStops([...$("text").querySelectorAll(".block.lit, .block:has(.lit)")]);
  } else setStops([...$("text").querySelectorAll(".block.h")]);
}

function tellOrigin(one) {
  const reference = versions[byNumber.get(one.origin)];
  return `${nameOf(reference)}: ${titleOf(reference)}${one.before ? `; in the place of words of ${nameOf(versions[byNumber.get(one.before)])}` : ""}`;
}

/* Where a passage comes from and what it said before, below it. */
function togglePassage(box, one) {
  const open = box.querySelector(":scope > .passage"), button = box.querySelector(":scope > .who");
  button.setAttribute("aria-expanded", String(!open));
  if (open) { open.remove(); return; }
  box.append(passageElement(one));
}

function passageElement(one) {
  const version = versions[byNumber.get(one.origin)], at = byNumber.get(one.origin);
  const out = make("div", { class: "passage" },
    make("p", {}, make("b", {}, nameOf(version)), `, ${version.date.slice(0, 10) || "uncommitted"}: ${titleOf(version)} `, linkTo(version)));
  const spots = (state.now === last && data.spots[one.block]) || [];
  if (spots.length) {
    out.append(make("h4", {}, "In the sources"), make("ul", {}, ...spots.map(([number, line, kind, words]) => make("li", {},
      make("span", { class: "badge" }, pad(number)), `line ${line}: ${kind} `, make("q", {}, words)))));
  }
  const earlier = earlierWords(one);
  out.append(make("h4", {}, "Earlier words"));
  if (!earlier.length) out.append(make("p", {}, at ? "None: this version added the passage." : "None: this is the first version."));
  for (const { version: from, to, element } of earlier) {
    out.append(make("div", { class: "earlier" }, make("p", {},
      make("button", { type: "button", onclick: () => change({ mode: "compare", prior: byNumber.get(from), now: byNumber.get(to), only: null }) }, `${pad(from)} → ${pad(to)}`)), element));
  }
  return out;
}

/* Each change of a passage on its way here, the latest first. */
function earlierWords(one) {
  const found = [];
  let fresh = one.block;
  for (let at = state.now - 1; at >= 0; at--) {
    const old = blocksOf(at).find(({ track }) => track === one.track);
    if (!old) break;
    if (old.block === fresh) continue;
    found.push({ version: versions[at].number, to: versions[at + 1].number, element: compareElements(elementOf(old.block), elementOf(fresh)).both });
    fresh = old.block;
  }
  return found;
}

/* Rows, items and sentences that came from other references than their block's newest words;
   gives their origins and how many words each has. */
function paintParts(box, one) {
  box.classList.add("mixed");
  const table = box.querySelector("table");
  const units = one.sizes ? cutSentences(box, one.sizes) : table ? [...table.rows].map((row) => [row]) : [...box.querySelectorAll("li")].map((item) => [item]);
  if (units.length !== one.parts.length) return null;
  const sizes = units.map((pieces, at) => [one.parts[at], countWords(pieces.flatMap((piece) => wordsOf(piece.textContent)))]);
  units.forEach((pieces, at) => {
    const number = one.parts[at];
    for (const piece of pieces) {
      piece.classList.add("part");
      piece.dataset.origin = number;
      paint(piece, number);
    }
    if (one.sizes ? one.parts[at + 1] === number : at && one.parts[at - 1] === number) return;
    const mark = make("span", { class: "part-who", title: titleOf(versions[byNumber.get(number)]) }, pad(number));
    const unit = pieces[pieces.length - 1], nested = unit?.querySelector("ul, ol");
    if (!unit) return;
    if (one.sizes) unit.after(mark);
    else if (table) unit.cells[unit.cells.length - 1]?.append(mark);
    else if (nested) nested.before(mark);
    else unit.append(mark);
  });
  return sizes;
}

/* Sentences as spans; `sizes` count their characters without white space. */
function cutSentences(box, sizes) {
  const root = box.lastElementChild, walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), nodes = [];
  for (let node; (node = walker.nextNode());) nodes.push(node);
  const length = (text) => [...text.replace(/\s+/gu, "")].length;
  const whole = nodes.reduce((sum, node) => sum + length(node.data), 0);
  if (whole !== sizes.reduce((sum, size) => sum + size, 0)) return [];
  const sentences = sizes.map(() => []);
  let at = 0, left = sizes[0];
  for (const node of nodes) {
    const out = document.createDocumentFragment();
    let text = "";
    const put = () => {
      const words = text.trimEnd();
      if (words) { const piece = make("span", {}, words); sentences[at].push(piece); out.append(piece); }
      out.append(text.slice(words.length));
      text = "";
    };
    for (const character of node.data) {
      if (/\S/u.test(character)) {
        while (!left && at + 1 < sizes.length) { put(); left = sizes[++at]; }
        left--;
      }
      text += character;
    }
    put();
    node.replaceWith(out);
  }
  return sentences;
}

/* The titles of the version, each a way to its section. */
function sideOutline(blocks) {
  const heads = [...$("text").querySelectorAll(".block.h")];
  const titled = blocks.filter(({ kind }) => kind[0] === "h");
  $("outline-list").replaceChildren(make("ol", {}, ...titled.map((one, at) => make("li", { class: `level-${one.kind[1]}` },
    make("button", { type: "button", onclick: () => goTo(stops.includes(heads[at]) ? stops.indexOf(heads[at]) : -1, heads[at]) },
      make("span", { class: "name" }, textOf(one).trim() || "(no title)"))))));
}

/* The references with their share of the words, the largest first. */
function sideLegend(words) {
  $("side-title").textContent = "References";
  $("side").setAttribute("aria-label", "Outline and references");
  const whole = [...words.values()].reduce((sum, size) => sum + size, 0) || 1;
  const share = (version) => words.get(version.number) || 0;
  const shown = versions.filter((version) => version.number <= versions[state.now].number)
    .sort((a, b) => share(b) - share(a) || b.number - a.number);
  $("side-list").replaceChildren(make("ol", {}, ...shown.map((version) => {
    const own = state.only === version.number;
    const part = share(version) / whole;
    return make("li", { id: `reference-${version.number}` },
      paint(make("button", { type: "button", "aria-current": own ? "true" : null, "aria-pressed": String(own), onclick: () => showOnly(own ? null : version.number) },
        make("span", { class: "row" }, make("span", { class: "swatch" }), make("b", {}, pad(version.number)),
          make("span", {}, `${part && part < 0.01 ? "< 1" : Math.round(100 * part)} % · ${counted(share(version), "word")}`)),
        make("span", { class: "name" }, titleOf(version))), version.number),
      linkTo(version));
  })));
}

/* Only what a reference introduced, from its first passage on. */
function showOnly(number) {
  change({ only: number });
  if (number !== null && stops.length) goTo(0);
}

/* ---- jumping ---- */

function setStops(list) {
  stops = list;
  stop = -1;
  tellStop();
}

function tellStop() {
  const what = state.mode === "compare" ? "change" : state.only ? "block" : "section";
  $("count").textContent = stop < 0 ? counted(stops.length, what) : `${stop + 1} / ${stops.length}`;
  $("jump").hidden = !stops.length;
}

/* To a stop, or to another place of the text. */
function goTo(at, elsewhere = null) {
  if (!stops.length && !elsewhere) return;
  $("text").querySelector(".current")?.classList.remove("current");
  if (!elsewhere || at >= 0) stop = Math.max(0, Math.min(stops.length - 1, at));
  const place = elsewhere || stops[stop];
  place.classList.add("current");
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: place.offsetHeight > innerHeight * 0.7 ? "start" : "center" });
  tellStop();
}

/* A mark of a footnote leads to its reference, a link into the report to the heading of that name. */
function follow(event) {
  const link = event.target.closest?.("#text a[href^='#']");
  if (!link) return;
  event.preventDefault();
  const [, number] = /^#reference-(\d+)$/.exec(link.getAttribute("href")) || [];
  if (number !== undefined) {
    if (!byNumber.has(Number(number))) return;
    if (state.mode !== "read") change({ mode: "read" });
    const entry = $(`reference-${number}`);
    entry?.closest("details").setAttribute("open", "");
    entry?.scrollIntoView({ block: "nearest" });
    entry?.querySelector("button").focus();
    return;
  }
  const slug = (text) => text.trim().toLowerCase().replace(/[^\p{L}\p{N}\p{M}_ -]/gu, "").replace(/ /g, "-");
  let wanted = link.getAttribute("href").slice(1);
  try { wanted = decodeURIComponent(wanted); } catch { /* as it stands */ }
  const heading = [...$("text").querySelectorAll(".block.h > :is(h2, h3, h4, h5, h6)")].find((each) => slug(each.textContent) === wanted.toLowerCase());
  heading?.scrollIntoView({ block: "start" });
}

/* ---- everything together ---- */

function show() {
  const compare = state.mode === "compare";
  for (const button of $("modes").children) button.setAttribute("aria-pressed", String(button.dataset.mode === state.mode));
  for (const [id, on] of [["layout", state.side], ["whole", state.whole], ["tint", state.tint]]) $(id).setAttribute("aria-pressed", String(on));
  $("pick-prior").hidden = $("layout").hidden = $("whole").hidden = !compare;
  $("tint").hidden = compare;
  $("new-label").textContent = compare ? "to" : "version";
  markPicked();
  $("outline").hidden = compare;
  // The lists are those of the newest version.
  for (const id of ["state", "assessment"]) if ($(id)) $(id).hidden = state.now !== last;
  if (compare) showComparison(); else showReading();
  document.documentElement.dataset.place = namePlace();
}

const THEMES = ["", "light", "dark"];
function setTheme(theme) {
  if (theme) document.documentElement.dataset.theme = theme; else delete document.documentElement.dataset.theme;
  $("theme").textContent = { "": "◐ auto", light: "☀ light", dark: "☾ dark" }[theme];
  try { localStorage.setItem("git-report-theme", theme); } catch { /* a page of a file may have no storage */ }
}
const nextTheme = () => setTheme(THEMES[(THEMES.indexOf(document.documentElement.dataset.theme || "") + 1) % 3]);

const KEYS = {
  j: () => goTo(stop + 1),
  k: () => goTo(stop < 0 ? stops.length - 1 : stop - 1),
  n: () => pick(Math.min(last, state.now + 1)),
  p: () => pick(Math.max(0, state.now - 1)),
  d: () => change({ mode: "compare" }),
  b: () => change({ mode: "read" }),
  s: () => state.mode === "compare" && change({ side: !state.side }),
  u: () => state.mode === "compare" && change({ whole: !state.whole }),
  c: () => change({ tint: !state.tint }),
  t: nextTheme,
  "?": () => $("help").showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("select, input, textarea")) return;
  if ($("help").open || !Object.hasOwn(KEYS, event.key)) return;
  event.preventDefault();
  KEYS[event.key]();
});
document.addEventListener("click", follow);
// A frame may tell of one of the two alone.
for (const event of ["popstate", "hashchange"]) addEventListener(event, () => { if (location.hash !== namePlace() && readPlace()) show(); });
// Paper has no room for two columns, half of them empty: it gets both versions in one.
let wasSide = false;
addEventListener("beforeprint", () => {
  wasSide = state.side && state.mode === "compare";
  if (wasSide) { state.side = false; show(); }
  for (const each of document.querySelectorAll("#head details, aside details, #state details")) each.open = true;
});
addEventListener("afterprint", () => { if (wasSide) { state.side = true; show(); } });
for (const button of $("modes").children) button.addEventListener("click", () => change({ mode: button.dataset.mode, only: null }));
$("prior").addEventListener("change", (event) => change({ prior: Number(event.target.value) }));
$("new").addEventListener("change", (event) => (state.mode === "read" ? pick(Number(event.target.value)) : change({ now: Number(event.target.value) })));
$("layout").addEventListener("click", KEYS.s);
$("whole").addEventListener("click", KEYS.u);
$("tint").addEventListener("click", KEYS.c);
$("theme").addEventListener("click", nextTheme);
$("keys").addEventListener("click", KEYS["?"]);
$("close").addEventListener("click", () => $("help").close());
$("back").addEventListener("click", KEYS.k);
$("forth").addEventListener("click", KEYS.j);

$("path").textContent = data.path;
let theme = "";
try { theme = localStorage.getItem("git-report-theme") || ""; } catch { /* none */ }
setTheme(THEMES.includes(theme) ? theme : "");
if (matchMedia("(max-width: 760px)").matches) for (const each of document.querySelectorAll("nav details, aside details")) each.open = false;
drawChart();
listVersions();
readPlace();
try { history.replaceState(null, "", namePlace()); } catch { /* a frame may not let us */ }
show();
// Milliseconds from the start of loading to here, where every control works.
document.documentElement.dataset.ready = String(Math.round(performance.now()));
}
