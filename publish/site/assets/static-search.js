// Search in the plain files: the same rules as on the server, without synonyms and filters.
"use strict";

const place = document.getElementById("uitkomst");
const MOST = 50;
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const split = (text) => fold(text).match(/[\p{L}\p{N}]+/gu) || [];

function readQuery(text, stems) {
  const parts = [];
  for (const [, no, phrase, word] of text.slice(0, 400).matchAll(/(?<!\S)(-)?(?:"([^"]*)"?|([^\s"]+))/gu)) {
    const words = split(phrase ?? word);
    if (!words.length) continue;
    const isBegin = phrase === undefined && word.endsWith("*");
    const isPhrase = phrase !== undefined || words.length > 1;
    parts.push({ no: Boolean(no), words, isBegin, isPhrase, stem: Object.hasOwn(stems, words[0]) ? stems[words[0]] : null });
  }
  return parts;
}

function findForms(part, known, stems) {
  const [word] = part.words;
  const forms = new Set();
  for (const other of known) {
    const isForm = other === word || (part.isBegin && other.startsWith(word)) ||
      (!part.isBegin && ((part.stem && stems[other] === part.stem) || (word.length >= 5 && other.includes(word))));
    if (isForm) forms.add(other);
  }
  return forms;
}

function holds(passage, part) {
  if (part.isPhrase) {
    const { words } = part;
    return passage.words.some((_, at) => words.every((word, step) => passage.words[at + step] === word)) ? 1 : 0;
  }
  let count = 0;
  for (const word of passage.words) if (part.forms.has(word)) count += word === part.words[0] ? 2 : 1;
  return count;
}

function rank(passages, parts, isAny) {
  const wanted = parts.filter((part) => !part.no);
  for (const part of wanted) {
    part.weight = Math.log(1 + passages.length / (1 + passages.filter((passage) => holds(passage, part)).length));
  }
  const hits = [];
  for (const passage of passages) {
    if (parts.some((part) => part.no && holds(passage, part))) continue;
    const counts = wanted.map((part) => holds(passage, part));
    if (!(isAny ? counts.some(Boolean) : counts.every(Boolean))) continue;
    const score = counts.reduce((sum, count, at) => sum + wanted[at].weight * count / (count + 1.2), 0);
    hits.push([score / (1 + passage.words.length / 400), passage]);
  }
  return hits.sort((one, other) => other[0] - one[0]).map(([, passage]) => passage);
}

function showSnippet(passage, parts) {
  const line = document.createElement("p");
  line.className = "snippet";
  line.dir = "auto";
  const isHit = (text) => split(text).some((word) => parts.some((part) => !part.no && (part.isPhrase ? part.words.includes(word) : part.forms.has(word))));
  const pieces = passage.x.split(/([\p{L}\p{N}\p{M}]+)/u);
  const first = Math.max(0, pieces.findIndex(isHit));
  const begin = Math.max(0, first - 30);
  if (begin) line.append("… ");
  for (const piece of pieces.slice(begin, begin + 110)) {
    if (isHit(piece)) {
      const mark = document.createElement("mark");
      mark.textContent = piece;
      line.append(mark);
    } else {
      line.append(piece);
    }
  }
  if (begin + 110 < pieces.length) line.append(" …");
  return line;
}

async function search(text) {
  const status = document.createElement("p");
  place.replaceChildren(status);
  status.textContent = "Zoekt …";
  const answer = await fetch(place.dataset.index);
  if (!answer.ok) {
    status.textContent = "De zoekgegevens konden niet worden geladen.";
    return;
  }
  const { passages, stems } = await answer.json();
  for (const passage of passages) passage.words = split(`${passage.t} ${passage.x}`);
  const known = new Set(passages.flatMap((passage) => passage.words));
  const parts = readQuery(text, stems);
  for (const part of parts) if (!part.isPhrase) part.forms = findForms(part, known, stems);
  if (!parts.some((part) => !part.no)) {
    status.textContent = "Geef ten minste één woord dat moet voorkomen.";
    return;
  }
  let hits = rank(passages, parts, false);
  const isAny = !hits.length;
  if (isAny) hits = rank(passages, parts, true);
  const number = hits.length === 1 ? "1 passage" : `${hits.length} passages`;
  status.textContent = hits.length
    ? `${number}${isAny ? " met een van de woorden; geen passage heeft ze alle" : ""}${hits.length > MOST ? `, getoond de eerste ${MOST}` : ""}.`
    : "Geen passage gevonden.";
  const list = document.createElement("ol");
  list.className = "hits";
  for (const passage of hits.slice(0, MOST)) {
    const row = document.createElement("li");
    const head = document.createElement("p");
    const link = document.createElement("a");
    link.href = `${place.dataset.root}${passage.u}`;
    link.textContent = passage.t || "(zonder titel)";
    const outlet = document.createElement("span");
    outlet.className = "outlet";
    outlet.textContent = [passage.o, passage.d].filter(Boolean).join(", ");
    head.append(link, " ", outlet);
    row.append(head, showSnippet(passage, parts));
    list.append(row);
  }
  if (hits.length) place.append(list);
}

const asked = new URLSearchParams(location.search).get("q") || "";
for (const input of document.querySelectorAll('input[name="q"]')) input.value = asked;
if (place && asked.trim()) search(asked);
