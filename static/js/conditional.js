// Questions that are shown only for a given answer to another: data-shown-for="q12" data-shown-values='["yes"]'.
// The server decides the same when the page is made; what is hidden is kept, and counts for nothing.

function valuesOf(name) {
  const field = document.getElementById(name);
  if (!field || field.closest("[data-shown-for][hidden]")) return [];
  return [...field.querySelectorAll("[data-control] [name]")]
    .filter((input) => !["radio", "checkbox"].includes(input.type) || input.checked)
    .map((input) => input.value);
}

export function update() {
  const shown = [];
  for (const row of document.querySelectorAll("[data-shown-for]")) {
    const wanted = JSON.parse(row.dataset.shownValues);
    const show = valuesOf(row.dataset.shownFor).some((value) => wanted.includes(value));
    if (show && row.hidden) shown.push(row.querySelector("label, legend")?.firstChild.textContent.trim());
    row.hidden = !show;
  }
  if (shown.length) {
    document.dispatchEvent(new CustomEvent("announce", { detail: `One more question below: ${shown.join(" ")}` }));
  }
}

document.addEventListener("change", update);
document.addEventListener("portal:filled", update);
