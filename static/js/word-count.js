// Counts the words of <textarea data-word-limit="150"> while one types, in the line named by data-word-count.
// The line is read out only when typing pauses; the server counts again.

const PAUSE = 1000;
const timers = new WeakMap();

const count = (text) => (text.match(/\S+/g) ?? []).length;

function update(field) {
  const line = document.getElementById(field.dataset.wordCount);
  if (!line) return;
  const limit = Number(field.dataset.wordLimit);
  const words = count(field.value);
  const over = words - limit;
  line.textContent = over > 0 ? `${words} of ${limit} words, ${over} too many` : `${words} of ${limit} words`;
  line.classList.toggle("is-over", over > 0);
  window.clearTimeout(timers.get(field));
  timers.set(
    field,
    window.setTimeout(() => {
      if (document.activeElement !== field || over < -20) return;
      document.dispatchEvent(new CustomEvent("announce", { detail: line.textContent }));
    }, PAUSE),
  );
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.("textarea[data-word-limit]")) update(event.target);
});
