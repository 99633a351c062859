// The steps of a clinic: dragged by their handle, moved with the arrows, taken out, added, and their minutes summed up.
// Without this script every button sends the form, and the page comes back with the rows as they then stand.

const form = document.querySelector("[data-run-of-show]");
const list = form?.querySelector("[data-steps]");

const rows = () => [...list.querySelectorAll("[data-step]")];
const movable = (row) => row?.matches("[data-step]") && row.querySelector("[data-handle]");
const announce = (words) => document.dispatchEvent(new CustomEvent("announce", { detail: words }));

function called(row) {
  const name = row.querySelector("[data-called]");
  return name.value || name.textContent || row.querySelector("select")?.selectedOptions[0]?.textContent || "The step";
}

// What the buttons say and send follows the place of their row; ids stay, so that labels keep their fields.
function renumber() {
  rows().forEach((row, index) => {
    for (const button of row.querySelectorAll("[data-move], [data-remove]")) {
      button.value = index;
      const words = button.querySelector(".usa-sr-only");
      words.textContent = words.textContent.replace(/step \S+$/, `step ${index + 1}`);
    }
  });
}

function sum() {
  const length = Number(form.dataset.length);
  const minutes = [...list.querySelectorAll("[data-minutes]")].reduce((all, input) => all + (Number.parseInt(input.value, 10) || 0), 0);
  const more = minutes - length;
  const rest = more > 0 ? `: ${more} too many` : more < 0 ? `: ${-more} left` : "";
  const line = form.querySelector("[data-sum]");
  const words = `${minutes} of ${length} minutes`;
  line.querySelector("b").textContent = words;
  if (line.lastChild.nodeType === Node.TEXT_NODE) line.lastChild.remove();
  line.append(rest);
}

function tellPlace(row) {
  renumber();
  announce(`${called(row)} is step ${rows().indexOf(row) + 1} of ${rows().length}. Not saved yet.`);
}

function move(row, way) {
  const neighbor = way === "up" ? row.previousElementSibling : row.nextElementSibling;
  if (!movable(neighbor)) {
    announce(`This step is as ${way === "up" ? "early" : "late"} as it can be.`);
    return;
  }
  if (way === "up") neighbor.before(row);
  else neighbor.after(row);
  tellPlace(row);
}

function add() {
  const row = form.querySelector("[data-blank-step]").content.firstElementChild.cloneNode(true);
  const id = `new-${Date.now()}`;
  for (const element of row.querySelectorAll("[id], [for]")) {
    for (const attribute of ["id", "for"]) {
      const value = element.getAttribute(attribute);
      if (value) element.setAttribute(attribute, value.replace("__n__", id));
    }
  }
  list.append(row);
  renumber();
  sum();
  row.querySelector("select").focus();
}

function remove(row) {
  const next = row.nextElementSibling ?? row.previousElementSibling;
  announce(`${called(row)} is taken out. Not saved yet.`);
  row.remove();
  renumber();
  sum();
  (next?.querySelector("[data-remove]") ?? form.querySelector("[data-add]")).focus();
}

// Dragging: the row follows the pointer by changing places with the one it is over. The document listens, since an
// element that changes its place loses the pointer it had captured.
function drag(event, row) {
  event.preventDefault();
  row.classList.add("is-dragged");
  const follow = ({ clientY }) => {
    const over = rows().find((other) => {
      const box = other.getBoundingClientRect();
      return other !== row && movable(other) && clientY > box.top && clientY < box.bottom;
    });
    if (!over) return;
    const box = over.getBoundingClientRect();
    if (clientY < box.top + box.height / 2) over.before(row);
    else over.after(row);
  };
  const stop = new AbortController();
  const drop = () => {
    stop.abort();
    row.classList.remove("is-dragged");
    tellPlace(row);
  };
  document.addEventListener("pointermove", follow, { signal: stop.signal });
  document.addEventListener("pointerup", drop, { signal: stop.signal });
  document.addEventListener("pointercancel", drop, { signal: stop.signal });
}

if (list) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move], [data-remove], [data-add]");
    if (!button) return;
    event.preventDefault();
    if (button.matches("[data-add]")) {
      add();
      return;
    }
    const row = button.closest("[data-step]");
    if (button.matches("[data-remove]")) {
      remove(row);
      return;
    }
    move(row, button.dataset.move);
    button.focus();
  });
  form.addEventListener("input", (event) => {
    if (event.target.matches("[data-minutes]")) sum();
  });
  list.addEventListener("pointerdown", (event) => {
    const row = event.target.closest("[data-handle]") && event.target.closest("[data-step]");
    if (row && event.button === 0) drag(event, row);
  });
}
