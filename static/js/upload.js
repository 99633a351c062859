// Sends a file as soon as it is chosen, shows how far it is, and lists it when it is stored; takes files out again.

const token = () => document.querySelector("input[name=csrfmiddlewaretoken]").value;
const announce = (words) => document.dispatchEvent(new CustomEvent("announce", { detail: words }));

function post(url, body, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("X-CSRFToken", token());
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => event.lengthComputable && onProgress?.(event));
    request.addEventListener("load", () => {
      try {
        resolve({ ok: request.status === 200, ...JSON.parse(request.responseText) });
      } catch {
        resolve({ ok: false, sentence: sentenceFor(request.status) });
      }
    });
    request.addEventListener("error", reject);
    request.send(body);
  });
}

function sentenceFor(status) {
  if (status === 413) return "This file is too large to be sent. Nothing was stored.";
  if (status === 403) return "You may read this, but not change it. Nothing was stored.";
  if (status === 200) return "You have been signed out. Sign in again, then choose the file once more.";
  return "Something went wrong on our side, and the file was not stored. Try again in a moment.";
}

function say(field, problems) {
  const place = field.querySelector("[data-problems]");
  place.replaceChildren(
    ...problems.map((problem) => {
      const line = document.createElement("span");
      line.className = "usa-error-message";
      line.textContent = problem;
      return line;
    }),
  );
}

function list(field, answer) {
  field.querySelector("[data-files]").innerHTML = answer.files;
  say(field, answer.problems);
  announce(answer.announce);
  document.dispatchEvent(new CustomEvent("portal:saved", { detail: answer.saved }));
  document.dispatchEvent(new CustomEvent("portal:ask"));
}

async function send(field, input, url) {
  const place = field.querySelector("[data-upload-progress]");
  const refused = [];
  for (const file of [...input.files]) {
    const line = document.createElement("p");
    line.textContent = `Sending ${file.name} `;
    const bar = document.createElement("progress");
    bar.className = "progress";
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", `Sending ${file.name}`);
    place.replaceChildren(line, bar);
    const body = new FormData();
    body.append("file", file);
    try {
      const answer = await post(url, body, (event) => {
        bar.value = event.loaded / event.total;
      });
      if (answer.ok) list(field, answer);
      else refused.push(`${file.name}: ${answer.sentence}`);
    } catch {
      refused.push(`${file.name}: the server cannot be reached. Choose the file again once the connection is back.`);
      document.dispatchEvent(new CustomEvent("portal:unreachable"));
    }
  }
  place.replaceChildren();
  if (refused.length) {
    say(field, refused);
    announce(refused.join(" "));
  }
  input.value = "";
  input.dispatchEvent(new Event("change", { bubbles: true })); // the drop zone shows that it is empty again
}

document.addEventListener("change", (event) => {
  const zone = event.target.matches?.("input[type=file]") && event.target.closest("[data-upload]");
  if (zone && event.target.files.length) send(zone.closest("[data-field]"), event.target, zone.dataset.upload);
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-remove-file]");
  if (!button) return;
  event.preventDefault();
  const field = button.closest("[data-field]");
  try {
    const answer = await post(button.dataset.removeFile, new FormData());
    if (answer.ok) list(field, answer);
    else say(field, [answer.sentence]);
    field.focus();
  } catch {
    say(field, ["The server cannot be reached, so the file is still there. Try again once the connection is back."]);
  }
});

document.addEventListener("portal:connection", (event) => {
  for (const zone of document.querySelectorAll("[data-upload]")) {
    zone.hidden = !event.detail;
    zone.closest("[data-field]").querySelector("[data-upload-offline]").hidden = event.detail;
  }
});
