"use strict";
/* The difference of two versions: blocks by their tracks, then rows or items, then words.
   Everything here takes values and gives values back; page.js shows them. */

/* ---- sequences ---- */

/* Myers' greedy algorithm (1986) on arrays of numbers: the kept pairs [i, j], in order.
   Beyond `most` edits the middle counts as replaced. */
function keptPairs(a, b, most = 1200) {
  let start = 0, endA = a.length, endB = b.length;
  while (start < endA && start < endB && a[start] === b[start]) start++;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) { endA--; endB--; }
  const pairs = [];
  for (let i = 0; i < start; i++) pairs.push([i, i]);
  for (const [i, j] of middlePairs(a.slice(start, endA), b.slice(start, endB), most)) {
    pairs.push([i + start, j + start]);
  }
  for (let k = 0; endA + k < a.length; k++) pairs.push([endA + k, endB + k]);
  return pairs;
}

function middlePairs(a, b, most) {
  const n = a.length, m = b.length;
  if (!n || !m) return [];
  const limit = Math.min(n + m, most), size = 2 * limit + 2;
  let furthest = new Int32Array(size);
  const trace = [];
  for (let d = 0; d <= limit; d++) {
    trace.push(furthest.slice(limit - d, limit + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && furthest[limit + k - 1] < furthest[limit + k + 1]);
      let x = down ? furthest[limit + k + 1] : furthest[limit + k - 1] + 1;
      while (x < n && x - k < m && a[x] === b[x - k]) x++;
      furthest[limit + k] = x;
      if (x >= n && x - k >= m) return walkBack(trace, n, m, d);
    }
  }
  return [];
}

function walkBack(trace, x, y, last) {
  const pairs = [];
  for (let d = last; d > 0; d--) {
    // What round d read: its diagonals from -d to d + 1.
    const at = (k) => trace[d][k + d];
    const k = x - y;
    const down = k === -d || (k !== d && at(k - 1) < at(k + 1));
    const from = down ? k + 1 : k - 1;
    const fromX = at(from), fromY = fromX - from;
    const snake = down ? fromX : fromX + 1;
    while (x > snake) pairs.push([--x, --y]);
    x = fromX; y = fromY;
  }
  while (x > 0) pairs.push([--x, --y]);
  return pairs.reverse();
}

/* The longest increasing subsequence of distinct numbers, as a set of indexes. */
function increasing(numbers) {
  const tails = [], before = new Array(numbers.length);
  numbers.forEach((number, at) => {
    let low = 0, high = tails.length;
    while (low < high) {
      const mid = (low + high) >> 1;
      if (numbers[tails[mid]] < number) low = mid + 1; else high = mid;
    }
    before[at] = low ? tails[low - 1] : -1;
    tails[low] = at;
  });
  const found = new Set();
  for (let at = tails.length ? tails[tails.length - 1] : -1; at >= 0; at = before[at]) found.add(at);
  return found;
}

/* ---- words ---- */

/* As the tool counts them: a number with its separators is one word, so is a character of a script
   that is written without spaces. */
const WORD = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]|[\p{L}\p{N}_](?:[\p{L}\p{N}\p{M}_]|['’](?=[\p{L}\p{N}])|(?<=\p{N})[.,](?=\p{N}))*|\S\p{M}*/gu;
const COUNTED = /^[\p{L}\p{N}]/u;

function wordsOf(text) { return text.match(WORD) || []; }

/* How many of them are more than a mark. */
function countWords(words) { return words.filter((word) => COUNTED.test(word)).length; }

/* How much two lists of words have in common, from 0 to 1 (Dice). */
function likeness(a, b) {
  if (!a.length || !b.length) return 0;
  const counts = new Map();
  for (const word of a) counts.set(word, (counts.get(word) || 0) + 1);
  let common = 0;
  for (const word of b) {
    const left = counts.get(word) || 0;
    if (left) { common++; counts.set(word, left - 1); }
  }
  return 2 * common / (a.length + b.length);
}

/* The words of an element with the text nodes that they stand in. */
function tokensOf(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), tokens = [];
  for (let node; (node = walker.nextNode());) {
    for (const match of node.data.matchAll(WORD)) {
      tokens.push({ word: match[0], node, start: match.index, end: match.index + match[0].length });
    }
  }
  return tokens;
}

/* Which words of two lists are not kept. A short kept island between changes is no help to a
   reader: it counts as changed. */
function changedWords(a, b) {
  const ids = new Map();
  const number = ({ word }) => ids.get(word) ?? (ids.set(word, ids.size), ids.size - 1);
  let pairs = keptPairs(a.map(number), b.map(number));
  const runs = [];
  for (const [i, j] of pairs) {
    const last = runs[runs.length - 1];
    if (last && last.i + last.size === i && last.j + last.size === j) last.size++;
    else runs.push({ i, j, size: 1 });
  }
  const kept = runs.filter((run) => {
    const inside = run.i > 0 && run.j > 0 && run.i + run.size < a.length && run.j + run.size < b.length;
    const letters = a.slice(run.i, run.i + run.size).reduce((sum, token) => sum + token.word.length, 0);
    return !(inside && letters <= 3);
  });
  const goneA = a.map(() => true), newB = b.map(() => true), before = new Array(a.length).fill(b.length);
  for (const run of kept) {
    for (let k = 0; k < run.size; k++) { goneA[run.i + k] = false; newB[run.j + k] = false; }
  }
  // Where in b the removed words of a would stand: before the first new word of their gap.
  let at = 0;
  for (const run of [...kept, { i: a.length, j: b.length, size: 0 }]) {
    const first = at;
    for (let i = run.i - 1; i >= 0 && goneA[i]; i--) before[i] = first;
    at = run.j + run.size;
  }
  return { goneA, newB, before };
}

/* ---- marking ---- */

/* Wrap the flagged words of text nodes; `removed` are texts to put in front of the token at a key. */
function markWords(tokens, flags, tag, removed = new Map()) {
  const nodes = new Map();
  tokens.forEach((token, at) => {
    if (!nodes.has(token.node)) nodes.set(token.node, []);
    nodes.get(token.node).push(at);
  });
  for (const [node, places] of nodes) {
    if (!places.some((at) => flags[at] || removed.has(at))) continue;
    const out = document.createDocumentFragment(), text = node.data;
    let done = 0;
    for (let k = 0; k < places.length; k++) {
      const at = places[k];
      if (removed.has(at)) {
        out.append(text.slice(done, tokens[at].start), wrap("del", removed.get(at)), " ");
        done = tokens[at].start;
      }
      if (!flags[at]) continue;
      let last = at;
      while (k + 1 < places.length && flags[places[k + 1]] && !removed.has(places[k + 1])) last = places[++k];
      out.append(text.slice(done, tokens[at].start), wrap(tag, text.slice(tokens[at].start, tokens[last].end)));
      done = tokens[last].end;
    }
    out.append(text.slice(done));
    node.replaceWith(out);
  }
}

function wrap(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

/* All words of an element as added or removed; how many. */
function markAll(root, tag) {
  const tokens = tokensOf(root);
  markWords(tokens, tokens.map(() => true), tag);
  return countWords(tokens.map(({ word }) => word));
}

/* The removed words as texts, by the place in b in front of which they stand. */
function removedTexts(a, goneA, before) {
  const texts = new Map();
  a.forEach((token, i) => {
    if (!goneA[i]) return;
    const last = a[i - 1];
    const gap = last && goneA[i - 1] && last.node === token.node ? token.node.data.slice(last.end, token.start) : " ";
    const known = texts.get(before[i]);
    texts.set(before[i], known === undefined ? token.word : known + gap + token.word);
  });
  return texts;
}

/* ---- blocks ---- */

/* Two elements as the old one with its removed words marked, the new one with its added words, and
   both in one; `added` and `removed` count words, `same` are the rows or items without a change,
   `breaks` those that follow a change of either side, `left` and `came` those without a partner. */
function compareElements(old, fresh) {
  const units = (root) => {
    const table = root.querySelector(":scope table");
    if (table) return [...table.rows];
    const list = root.firstElementChild;
    return list && /^[OU]L$/.test(list.tagName) ? [...list.children] : null;
  };
  const a = old.cloneNode(true), b = fresh.cloneNode(true), both = fresh.cloneNode(true);
  const unitsA = units(a), unitsB = units(b), unitsBoth = units(both);
  if (unitsA && unitsB) return compareUnits(a, b, both, unitsA, unitsB, unitsBoth);
  return { a, b, both, same: new Set(), breaks: new Set(), ...compareWords(a, b, both) };
}

function compareWords(a, b, both) {
  const tokensA = tokensOf(a), tokensB = tokensOf(b), tokensBoth = tokensOf(both);
  const { goneA, newB, before } = changedWords(tokensA, tokensB);
  const texts = removedTexts(tokensA, goneA, before);
  const rest = texts.get(tokensB.length);
  const end = tokensBoth.length ? tokensBoth[tokensBoth.length - 1].node.parentNode : both;
  markWords(tokensA, goneA, "del");
  markWords(tokensB, newB, "ins");
  markWords(tokensBoth, newB, "ins", texts);
  if (rest !== undefined) end.append(" ", wrap("del", rest));
  const count = (tokens, flags) => countWords(tokens.filter((_, at) => flags[at]).map(({ word }) => word));
  return { added: count(tokensB, newB), removed: count(tokensA, goneA) };
}

/* Rows of tables and items of lists find their partners first: a removed row is a row, not a word
   in its neighbour. */
function compareUnits(a, b, both, unitsA, unitsB, unitsBoth) {
  const partners = pairUnits(unitsA, unitsB);
  const moved = pairMoved(unitsA, unitsB, partners);
  const went = new Set([...partners.values(), ...moved.values()]), same = new Set(), breaks = new Set();
  const left = [], came = [];
  let added = 0, removed = 0, next = 0;
  const putRemoved = (end, where) => {
    for (; next < end; next++) {
      if (went.has(next)) continue;
      const copy = unitsA[next].cloneNode(true);
      left.push({ words: wordsOf(copy.textContent), elements: [unitsA[next], copy] });
      markAll(copy, "del");
      where(copy);
    }
  };
  unitsB.forEach((unit, j) => {
    const i = partners.get(j), shown = unitsBoth[j];
    if (moved.has(j)) {
      for (const one of [unitsA[moved.get(j)], unit, shown]) one.classList.add("shifted");
      return;
    }
    if (i === undefined) {
      let after = j + 1;
      while (after < unitsB.length && !partners.has(after)) after++;
      putRemoved(partners.get(after) ?? unitsA.length, (copy) => shown.before(copy));
      came.push({ words: wordsOf(unit.textContent), elements: [unit, shown] });
      added += markAll(unit, "ins");
      markAll(shown, "ins");
      return;
    }
    putRemoved(i, (copy) => shown.before(copy));
    next = i + 1;
    if ((j ? partners.get(j - 1) : -1) !== i - 1) { breaks.add(unit); breaks.add(unitsA[i]); }
    const sizes = compareUnit(unitsA[i], unit, shown);
    added += sizes.added;
    removed += sizes.removed;
    if (!unit.querySelector("ins") && !unitsA[i].querySelector("del")) for (const one of [unitsA[i], unit, shown]) same.add(one);
  });
  let end = unitsBoth[unitsBoth.length - 1];
  putRemoved(unitsA.length, (copy) => { if (end) end.after(copy); else both.append(copy); end = copy; });
  unitsA.forEach((unit, i) => { if (!went.has(i)) removed += markAll(unit, "del"); });
  return { a, b, both, added, removed, same, breaks, left, came };
}

/* Items that left and items that came, paired: the same words first, then those that are alike. */
function pairCrossed(left, came, most = 400) {
  const byWords = new Map(), pairs = [], rest = [];
  const key = ({ words }) => words.join(" ");
  for (const old of left) byWords.set(key(old), [...(byWords.get(key(old)) || []), old]);
  for (const fresh of came) {
    const old = byWords.get(key(fresh))?.shift();
    if (old) pairs.push([old, fresh]); else rest.push(fresh);
  }
  const taken = new Set(pairs.map(([old]) => old)), open = left.filter((old) => !taken.has(old) && old.words.length > 4);
  if (open.length * rest.length > most * most) return pairs;
  for (const fresh of rest.filter(({ words }) => words.length > 4)) {
    let best = null, score = 0.7;
    for (const old of open) {
      const value = taken.has(old) ? 0 : likeness(old.words, fresh.words);
      if (value > score) { best = old; score = value; }
    }
    if (best) { taken.add(best); pairs.push([best, fresh]); }
  }
  return pairs;
}

/* What stands in another place of the same table or list, word for word; new index to old index. */
function pairMoved(unitsA, unitsB, partners) {
  const went = new Set(partners.values()), left = new Map(), moved = new Map();
  const key = (unit) => wordsOf(unit.textContent).join(" ");
  unitsA.forEach((unit, i) => { if (!went.has(i)) left.set(key(unit), [...(left.get(key(unit)) || []), i]); });
  unitsB.forEach((unit, j) => {
    const there = !partners.has(j) && left.get(key(unit));
    if (there && there.length) moved.set(j, there.shift());
  });
  return moved;
}

/* An item, or a row cell by cell where both have the same number of cells. */
function compareUnit(a, b, both) {
  if (!a.cells || a.cells.length !== b.cells.length) return compareWords(a, b, both);
  let added = 0, removed = 0;
  [...a.cells].forEach((cell, at) => {
    const sizes = compareWords(cell, b.cells[at], both.cells[at]);
    added += sizes.added;
    removed += sizes.removed;
  });
  return { added, removed };
}

/* What a row is about stands in its first cell. */
function keyWords(unit) { return unit.cells?.length > 1 ? wordsOf(unit.cells[0].textContent) : []; }

/* The alike of a gap in the order of both: the heaviest such pairs, or, where a gap is large, for each
   new one in turn the best that is left. */
function pairAlike({ i0, i1, j0, j1 }, alike) {
  const wide = j1 - j0 + 1, pairs = [], least = 0.45;
  if ((i1 - i0) * (j1 - j0) > 4000) {
    for (let j = j0; j < j1; j++) {
      let best = -1, score = least;
      for (let i = i0; i < Math.min(i1, i0 + 60); i++) {
        const value = alike(i, j);
        if (value > score) { best = i; score = value; }
      }
      if (best >= 0) { pairs.push([best, j]); i0 = best + 1; }
    }
    return pairs;
  }
  const sums = new Float64Array((i1 - i0 + 1) * wide), values = new Float64Array(sums.length);
  const place = (i, j) => (i - i0) * wide + j - j0;
  for (let i = i1 - 1; i >= i0; i--) {
    for (let j = j1 - 1; j >= j0; j--) {
      const value = alike(i, j), at = place(i, j);
      values[at] = value > least ? value + sums[place(i + 1, j + 1)] : 0;
      sums[at] = Math.max(values[at], sums[place(i + 1, j)], sums[place(i, j + 1)]);
    }
  }
  for (let i = i0, j = j0; i < i1 && j < j1;) {
    const at = place(i, j);
    if (values[at] && values[at] === sums[at]) pairs.push([i++, j++]);
    else if (sums[place(i + 1, j)] === sums[at]) i++;
    else j++;
  }
  return pairs;
}

/* New index to old index, in order: the same words first, then what is alike between them. */
function pairUnits(unitsA, unitsB) {
  const a = unitsA.map((unit) => wordsOf(unit.textContent)), b = unitsB.map((unit) => wordsOf(unit.textContent));
  const keysA = unitsA.map(keyWords), keysB = unitsB.map(keyWords);
  const alike = (i, j) => {
    const value = likeness(a[i], b[j]);
    if (!keysA[i].length || !keysB[j].length) return value;
    const key = likeness(keysA[i], keysB[j]);
    return key === 1 ? 1 + value : key ? value : value - 0.3;
  };
  const ids = new Map();
  const number = (words) => {
    const key = words.join(" ");
    return ids.get(key) ?? (ids.set(key, ids.size), ids.size - 1);
  };
  const partners = new Map();
  let i0 = 0, j0 = 0;
  for (const [i1, j1] of [...keptPairs(a.map(number), b.map(number)), [a.length, b.length]]) {
    for (const [i, j] of pairAlike({ i0, i1, j0, j1 }, alike)) partners.set(j, i);
    if (i1 < a.length) partners.set(j1, i1);
    i0 = i1 + 1; j0 = j1 + 1;
  }
  return partners;
}

/* ---- versions ---- */

/* The rows of a comparison of two versions, which are lists of {block, track, kind, …}: {op, a, b}
   with op one of same, edited, added, removed, moved (here from elsewhere), gone (from here). */
function compareVersions(a, b, textOf) {
  const partner = new Array(b.length).fill(-1), taken = new Array(a.length).fill(false);
  const pair = (i, j) => { partner[j] = i; taken[i] = true; };
  const offer = (key) => {
    const shelf = new Map();
    a.forEach((each, i) => {
      if (taken[i]) return;
      if (!shelf.has(key(each))) shelf.set(key(each), []);
      shelf.get(key(each)).push(i);
    });
    b.forEach((each, j) => {
      const found = partner[j] < 0 && shelf.get(key(each));
      if (found && found.length) pair(found.shift(), j);
    });
  };
  offer((each) => `${each.track} ${each.block}`);  // unchanged
  offer((each) => each.track);                     // edited on the way
  offer((each) => `= ${each.block}`);              // gone and back again
  const paired = [];
  partner.forEach((i, j) => { if (i >= 0) paired.push([i, j]); });
  const still = increasing(paired.map(([i]) => i));
  const anchors = paired.filter((_, at) => still.has(at));
  fillGaps(a, b, anchors, partner, taken, pair, textOf);
  const anchored = new Set(anchors.map(([, j]) => j));
  return listRows(a, b, partner, anchored, textOf);
}

/* Whether a heading only follows the one above it, which is at another level as well. */
function followsLevel(old, fresh, above, textOf) {
  const shift = (one, other) => other.kind[1] - one.kind[1];
  return Boolean(above) && shift(old, fresh) === shift(...above) && textOf(old) === textOf(fresh);
}

/* The rows in the order of the new version, what is gone where it stood. What moved with the heading
   above it did not move by itself, and what was removed from a moved section is told there. */
function listRows(a, b, partner, anchored, textOf) {
  const aboveA = headingsAbove(a), aboveB = headingsAbove(b), to = new Map();
  partner.forEach((i, j) => { if (i >= 0) to.set(i, j); });
  const hasMoved = (j) => j !== undefined && j >= 0 && partner[j] >= 0 && !anchored.has(j);
  const alongWith = (i, j) => hasMoved(aboveB[j]) && partner[aboveB[j]] === aboveA[i];
  const change = (i, j) => {
    if (a[i].block === b[j].block) return "same";
    const up = aboveB[j], from = partner[up];
    const above = b[j].kind[0] === "h" && from >= 0 && from === aboveA[i] ? [a[from], b[up]] : null;
    return followsLevel(a[i], b[j], above, textOf) ? "same" : "edited";
  };
  const left = new Map(), rows = [];
  a.forEach((each, i) => {
    const target = to.get(aboveA[i]);
    if (to.has(i) || each.kind[0] === "h" || !hasMoved(target)) return;
    // After the last block before it that is in the moved section as well.
    let j = target;
    for (let k = aboveA[i] + 1; k < i; k++) if (to.has(k) && aboveB[to.get(k)] === target) j = Math.max(j, to.get(k));
    left.set(j, [...(left.get(j) || []), i]);
  });
  const told = new Set([...left.values()].flat());
  let i = 0;
  const leave = (end) => {
    for (; i < end; i++) {
      const j = to.get(i);
      if (told.has(i) || anchored.has(j) || (j !== undefined && alongWith(i, j))) continue;
      rows.push({ op: j === undefined ? "removed" : "gone", a: a[i], b: null });
    }
  };
  b.forEach((each, j) => {
    const from = partner[j];
    if (from < 0) rows.push({ op: "added", a: null, b: each });
    else if (anchored.has(j)) {
      leave(from);
      i = from + 1;
      rows.push({ op: change(from, j), a: a[from], b: each });
    } else rows.push({ op: alongWith(from, j) ? change(from, j) : "moved", a: a[from], b: each });
    for (const gone of left.get(j) || []) rows.push({ op: "removed", a: a[gone], b: null });
  });
  leave(a.length);
  return removedFirst(rows);
}

/* For each block the index of the heading that it stands under, -1 for none. */
function headingsAbove(blocks) {
  const open = [];
  return blocks.map(({ kind }, at) => {
    if (kind[0] !== "h") return open.length ? open[open.length - 1].at : -1;
    const level = Number(kind[1]);
    while (open.length && open[open.length - 1].level >= level) open.pop();
    const above = open.length ? open[open.length - 1].at : -1;
    open.push({ at, level });
    return above;
  });
}

/* What tracks do not tell (blocks cut apart or put together): the like between the same neighbours. */
function fillGaps(a, b, anchors, partner, taken, pair, textOf) {
  const ends = [...anchors, [a.length, b.length]], found = [];
  let i0 = 0, j0 = 0;
  for (const [i1, j1] of ends) {
    for (let j = j0; j < j1; j++) {
      if (partner[j] >= 0) continue;
      let best = -1, score = 0.5;
      for (let i = i0; i < Math.min(i1, i0 + 40); i++) {
        if (taken[i] || a[i].kind[0] !== b[j].kind[0]) continue;
        const value = likeness(wordsOf(textOf(a[i])), wordsOf(textOf(b[j])));
        if (value > score) { best = i; score = value; }
      }
      if (best >= 0) { pair(best, j); found.push([best, j]); i0 = best + 1; }
    }
    i0 = i1 + 1; j0 = j1 + 1;
  }
  anchors.push(...found);
  anchors.sort((x, y) => x[1] - y[1]);
}

/* Within a run of changes what is gone comes before what is new. */
function removedFirst(rows) {
  const out = [];
  for (let at = 0; at < rows.length;) {
    let end = at;
    while (end < rows.length && /^(added|removed|gone)$/.test(rows[end].op)) end++;
    const run = rows.slice(at, end);
    out.push(...run.filter((row) => !row.b), ...run.filter((row) => row.b));
    if (end < rows.length) out.push(rows[end]);
    at = end + 1;
  }
  return out;
}

/* Paragraphs that were cut in two, or joined, without a change of words: both rows get `cut`, which
   tells what happened. */
function markCuts(rows, textOf) {
  const words = (one) => textOf(one).split(/\s+/).filter(Boolean).join(" ");
  rows.forEach((row, at) => {
    if (row.op !== "edited" || row.b.kind !== "p" || row.a.kind !== "p") return;
    for (const [first, second] of [[rows[at - 1], row], [row, rows[at + 1]]]) {
      const other = first === row ? second : first, added = other?.op === "added";
      if (row.cut || !other || other.cut || !(added || other.op === "removed")) continue;
      const side = added ? "b" : "a", whole = added ? row.a : row.b;
      if (other[side].kind !== "p" || words(whole) !== `${words(first[side])} ${words(second[side])}`) continue;
      row.cut = other.cut = added ? "cut in two, its words as before" : "joined from two, their words as before";
    }
  });
}
