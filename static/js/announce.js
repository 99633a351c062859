// Reads out what changed on the page. A script sends `announce` with the words; a response of the server sends it as an
// HX-Trigger header, or marks what it brings with data-announce="the words".

const region = document.getElementById("announcer");

function announce(words) {
  if (!region || !words) return;
  // The same words twice are a change only if the region was empty in between.
  region.textContent = "";
  window.setTimeout(() => {
    region.textContent = words;
  }, 50);
}

document.addEventListener("announce", (event) => {
  const { detail } = event;
  announce(typeof detail === "string" ? detail : detail?.value);
});

document.addEventListener("htmx:afterSwap", (event) => {
  const { target } = event.detail;
  const marked = target.matches?.("[data-announce]") ? target : target.querySelector?.("[data-announce]");
  announce(marked?.dataset.announce);
});
