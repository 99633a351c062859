// A menu made of <details data-disclosure>: Escape closes it and gives focus back, so does a click elsewhere.

function close(details) {
  details.open = false;
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const details of document.querySelectorAll("details[data-disclosure][open]")) {
    close(details);
    if (details.contains(document.activeElement)) details.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  for (const details of document.querySelectorAll("details[data-disclosure][open]")) {
    if (!details.contains(event.target)) close(details);
  }
});
