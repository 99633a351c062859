// Radio buttons cannot be taken back by themselves: "Clear this answer" does it where no answer is an answer too.

const fieldOf = (element) => element.closest("[data-control]");

function offer(control) {
  const button = control?.querySelector("[data-clear-choice]");
  if (button) button.hidden = !control.querySelector("input:checked");
}

export function offerAll() {
  for (const button of document.querySelectorAll("[data-clear-choice]")) offer(fieldOf(button));
}

document.addEventListener("change", (event) => {
  if (event.target.type === "radio") offer(fieldOf(event.target));
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-clear-choice]");
  if (!button) return;
  const control = fieldOf(button);
  for (const input of control.querySelectorAll("input:checked")) input.checked = false;
  control.querySelector("input").focus();
  button.hidden = true;
  document.dispatchEvent(new CustomEvent("announce", { detail: "Answer cleared" }));
  control.querySelector("input").dispatchEvent(new Event("change", { bubbles: true }));
});
