// Copies what stands in a line, where the browser can; without it the line is there to be selected.

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const line = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(line.value);
      document.dispatchEvent(new CustomEvent("announce", { detail: "The address is copied" }));
      button.textContent = "Copied";
    } catch {
      line.select();
    }
  });
}
