// Everything works without this file: it adds copying, filtering and a jump to the passage asked for.
"use strict";

for (const button of document.querySelectorAll("button.copy")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  const label = button.firstChild.textContent;
  button.addEventListener("click", async () => {
    const note = button.parentElement.querySelector("[data-plain]");
    const html = new Blob([note.innerHTML], { type: "text/html" });
    const plain = new Blob([note.dataset.plain], { type: "text/plain" });
    try {
      await navigator.clipboard.write([new ClipboardItem({ "text/html": html, "text/plain": plain })]);
      button.firstChild.textContent = "Gekopieerd";
    } catch {
      button.firstChild.textContent = "Lukt niet";
    }
    setTimeout(() => { button.firstChild.textContent = label; }, 1600);
  });
}

for (const field of document.querySelectorAll("[data-filter]")) {
  field.closest(".filter").hidden = false;
  const rows = document.getElementById(field.dataset.filter).tBodies[0].rows;
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  });
}

for (const form of document.querySelectorAll("form[data-live]")) {
  let last = 0;
  form.addEventListener("change", async () => {
    const mine = ++last;
    const address = `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`;
    const answer = await fetch(address);
    if (mine !== last || !answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const place = document.getElementById(form.dataset.live);
    place.replaceChildren(...page.getElementById(form.dataset.live).childNodes);
    history.replaceState(null, "", address);
  });
}

const hit = document.querySelector(".passage.hit");
if (hit && !location.hash) hit.scrollIntoView({ block: "center" });

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const wanted = event.key === "/" ? document.getElementById("zoek") : document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!wanted) return;
  event.preventDefault();
  if (wanted.matches("input, textarea")) wanted.focus();
  else wanted.click();
});
