// Tables to fill in: "Add a row" copies the blank row of the <template>, the cross of a row takes it out.
// Either tells the form that the answer changed. Without this script both buttons send the form instead.

function tableOf(element) {
  return element.closest("[data-control]")?.querySelector("table[data-rows]");
}

function rowsOf(table) {
  return [...table.querySelectorAll("tbody [data-row]")];
}

function renumber(table) {
  rowsOf(table).forEach((row, index) => {
    for (const input of row.querySelectorAll("[aria-label]")) {
      input.setAttribute("aria-label", input.getAttribute("aria-label").replace(/row \S+$/, `row ${index + 1}`));
    }
    const number = row.querySelector("[data-row-number]");
    if (number) number.textContent = index + 1;
  });
}

function addRow(table, index) {
  const blank = table.closest("[data-control]").querySelector("template[data-blank-row]");
  const row = blank.content.firstElementChild.cloneNode(true);
  for (const element of row.querySelectorAll("[name], [value]")) {
    for (const attribute of ["name", "value"]) {
      const text = element.getAttribute(attribute);
      if (text?.includes("__row__")) element.setAttribute(attribute, text.replace("__row__", index));
    }
  }
  table.tBodies[0].append(row);
  renumber(table);
  return row;
}

function nextIndex(table) {
  const used = [...table.querySelectorAll("tbody [name]")].map((input) => Number(/-(\d+)-/.exec(input.name)?.[1] ?? -1));
  return Math.max(-1, ...used) + 1;
}

// Gives the table rows for every index that the names of these pairs speak of, and no others that are filled in.
export function fitRows(field, pairs) {
  const table = field.querySelector("table[data-rows]");
  if (!table) return;
  const wanted = [...new Set(pairs.map(([name]) => /-(\d+)-/.exec(name)?.[1]).filter(Boolean))];
  for (const row of rowsOf(table)) row.remove();
  for (const index of wanted) addRow(table, Number(index));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-add-row], [data-remove-row]");
  const table = button && tableOf(button);
  if (!table) return;
  event.preventDefault();
  if (button.matches("[data-add-row]")) {
    addRow(table, nextIndex(table)).querySelector("input, select").focus();
    return;
  }
  const row = button.closest("[data-row]");
  const neighbor = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  renumber(table);
  (neighbor?.querySelector("[data-remove-row]") ?? table.closest("[data-control]").querySelector("[data-add-row]")).focus();
  document.dispatchEvent(new CustomEvent("announce", { detail: "Row removed" }));
  table.dispatchEvent(new Event("change", { bubbles: true }));
});
