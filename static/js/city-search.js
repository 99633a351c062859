// Offers places while one types a city's name: the combobox pattern of WAI-ARIA with a list box. The server finds the
// places; without this script the line is a plain one and the server asks back when it is not sure.

const PAUSE = 200;

function typeahead(box) {
  const input = box.querySelector("input");
  const list = box.querySelector("[role=listbox]");
  let timer;
  let asked = "";
  let current = null;

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  input.autocomplete = "off";

  const options = () => [...list.querySelectorAll("[data-value]")];

  function point(option) {
    current?.classList.remove("usa-combo-box__list-option--focused");
    current?.setAttribute("aria-selected", "false");
    current = option ?? null;
    if (!current) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    current.classList.add("usa-combo-box__list-option--focused");
    current.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", current.id);
    current.scrollIntoView({ block: "nearest" });
  }

  function show(open) {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) point(null);
  }

  function choose(option) {
    input.value = option.dataset.value;
    asked = input.value;
    show(false);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  async function ask() {
    const query = input.value.trim();
    if (query === asked) return;
    asked = query;
    if (query.length < 2) {
      show(false);
      return;
    }
    try {
      const address = `${list.dataset.url}?q=${encodeURIComponent(query)}`;
      const response = await fetch(address, { headers: { "HX-Request": "true" } });
      const places = await response.text();
      if (!response.ok || input.value.trim() !== query) return;
      list.innerHTML = places;
    } catch {
      return; // no connection: the line stays a plain one
    }
    point(null);
    show(list.childElementCount > 0 && document.activeElement === input);
    const found = options().length;
    const words = found === 0 ? "No place of this name" : `${found} ${found === 1 ? "place" : "places"} to choose from`;
    document.dispatchEvent(new CustomEvent("announce", { detail: words }));
  }

  input.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, PAUSE);
  });

  input.addEventListener("keydown", (event) => {
    const all = options();
    const at = all.indexOf(current);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden && all.length) show(true);
      else if (event.key === "ArrowDown") point(all[(at + 1) % all.length]);
      else point(all[(at <= 0 ? all.length : at) - 1]);
    } else if (event.key === "Enter" && !list.hidden && current) {
      event.preventDefault();
      choose(current);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      show(false);
    }
  });

  // mousedown and not click: a click would come after the line has lost its focus and closed the list
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target.closest("[data-value]");
    if (option) choose(option);
  });

  input.addEventListener("blur", () => show(false));
}

for (const box of document.querySelectorAll("[data-typeahead]")) typeahead(box);
