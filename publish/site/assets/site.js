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

for (const element of document.querySelectorAll(".script")) element.hidden = false;

for (const canvas of document.querySelectorAll("[data-canvas]")) {
  const graph = canvas.querySelector("svg");
  const size = [graph.width.baseVal.value, graph.height.baseVal.value];
  let scale = 1;
  let dragged = false;
  const zoom = (factor, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2) => {
    const wanted = Math.min(3, Math.max(0.15, scale * factor));
    const [left, top] = [canvas.scrollLeft + x, canvas.scrollTop + y].map((place) => place * (wanted / scale));
    scale = wanted;
    graph.setAttribute("width", size[0] * scale);
    graph.setAttribute("height", size[1] * scale);
    canvas.scrollTo(left - x, top - y);
  };
  canvas.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const box = canvas.getBoundingClientRect();
    zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });
  canvas.addEventListener("keydown", (event) => {
    const factor = { "+": 1.25, "=": 1.25, "-": 0.8, "0": 1 / scale }[event.key];
    if (!factor || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    zoom(factor);
  });
  canvas.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" || event.button) return;
    let [x, y] = [event.clientX, event.clientY];
    dragged = false;
    const move = (step) => {
      if (Math.hypot(step.clientX - event.clientX, step.clientY - event.clientY) > 4) dragged = true;
      canvas.classList.toggle("held", dragged);
      canvas.scrollBy(x - step.clientX, y - step.clientY);
      [x, y] = [step.clientX, step.clientY];
    };
    const stop = () => {
      canvas.classList.remove("held");
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", stop);
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", stop);
  });
  canvas.addEventListener("dragstart", (event) => event.preventDefault());
  let waiting = 0;
  canvas.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || !event.detail || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();  // a second click may follow, which shows the branch
    clearTimeout(waiting);
    if (!dragged && event.detail === 1) waiting = setTimeout(() => { location.href = link.getAttribute("href"); }, 300);
  });
  canvas.addEventListener("dblclick", (event) => {
    clearTimeout(waiting);
    const node = event.target.closest(".node");
    const links = [...graph.querySelectorAll(".link")];
    const kept = new Set(node ? [node.dataset.id] : []);
    for (const id of kept) for (const link of links) if (link.dataset.upper === id) kept.add(link.dataset.lower);
    for (const other of graph.querySelectorAll(".node")) other.classList.toggle("away", Boolean(node) && !kept.has(other.dataset.id));
    for (const link of links) link.classList.toggle("away", Boolean(node) && !(kept.has(link.dataset.upper) && kept.has(link.dataset.lower)));
  });
}

for (const choice of document.querySelectorAll("[data-highlight]")) {
  const graph = document.getElementById(choice.dataset.highlight);
  choice.addEventListener("change", () => {
    graph.classList.toggle("lit", Boolean(choice.value));
    for (const node of graph.querySelectorAll(".node")) {
      node.classList.toggle("lit", Boolean(choice.value) && node.dataset.sources.split(" ").includes(choice.value));
    }
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
