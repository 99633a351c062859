// Says so when the server did not answer what the reader just asked for. Nothing they typed is touched.

const SENTENCES = {
  0: "The server cannot be reached. What you typed is still here; try again in a moment.",
  403: "You may read this, but not change it. Nothing was changed.",
  404: "This is no longer here. Nothing was changed; reload the page to see what there is.",
  413: "That is too large to be sent. Files may have up to 25 MB. Nothing was stored.",
  429: "That was a lot at once. Wait a minute, then try again; what you typed is still here.",
};
const FAILED = "Something went wrong on our side. What you typed is still here; try again in a moment.";

function show(sentence) {
  const messages = document.getElementById("messages");
  if (!messages) return;
  const alert = document.createElement("div");
  alert.className = "usa-alert usa-alert--error";
  alert.setAttribute("role", "alert");
  alert.dataset.connection = "";
  const body = document.createElement("div");
  body.className = "usa-alert__body";
  const text = document.createElement("p");
  text.className = "usa-alert__text";
  text.textContent = sentence;
  body.append(text);
  alert.append(body);
  messages.querySelector("[data-connection]")?.remove();
  messages.append(alert);
}

// A form that saves by itself says in its own place that it waits for the connection.
const speaksForItself = (event) => event.detail.elt?.closest("[data-autosave]");

document.addEventListener("htmx:sendError", (event) => {
  if (!speaksForItself(event)) show(SENTENCES[0]);
});

document.addEventListener("htmx:responseError", (event) => {
  if (!speaksForItself(event)) show(SENTENCES[event.detail.xhr.status] ?? FAILED);
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) document.querySelector("#messages [data-connection]")?.remove();
});
