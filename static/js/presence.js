// Asks every 15 seconds who else is here and what has changed, and lets the other scripts know.
//   portal:pulse {the server's answer} · portal:unreachable · portal:signed-out · portal:steps {html} (heard here)

const EVERY = 15000;
const place = document.querySelector("[data-pulse]");
let timer;

function tell(name, detail) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

function knownVersions() {
  return [...document.querySelectorAll("[data-field]")]
    .map((field) => [field.dataset.field, field.querySelector("[data-version]")?.value])
    .filter(([, version]) => version !== undefined)
    .map((pair) => pair.join(":"))
    .join(",");
}

async function ask() {
  window.clearTimeout(timer);
  if (document.visibilityState === "visible") {
    try {
      const response = await fetch(`${place.dataset.pulse}?v=${knownVersions()}`, {
        headers: { Accept: "application/json" },
        redirect: "manual",
        cache: "no-store",
        signal: AbortSignal.timeout(10000),
      });
      if (response.type === "opaqueredirect") tell("portal:signed-out");
      else if (response.ok) show(await response.json());
      else if (response.status >= 500) tell("portal:unreachable");
    } catch {
      tell("portal:unreachable");
    }
  }
  timer = window.setTimeout(ask, EVERY);
}

function show(pulse) {
  const line = document.querySelector("[data-presence]");
  if (line && line.innerHTML.trim() !== pulse.presence.trim()) line.innerHTML = pulse.presence;
  for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = pulse.token;
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": pulse.token }));
  showSteps(pulse.steps);
  tell("portal:pulse", pulse);
}

// The list keeps its place, its fold and the focus: only what it says is changed.
function showSteps(html) {
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  for (const part of ["summary", ".label", "progress", ".steps"]) {
    const now = document.querySelector(`[data-steps] ${part}`);
    const then = fresh.content.querySelector(part);
    if (!now || !then || now.contains(document.activeElement) || now.outerHTML === then.outerHTML) continue;
    now.replaceWith(then);
  }
}

if (place) {
  timer = window.setTimeout(ask, EVERY);
  document.addEventListener("portal:ask", ask);
  document.addEventListener("portal:steps", (event) => showSteps(event.detail));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && ask());
  window.addEventListener("online", ask);
}
