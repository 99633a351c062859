// Sends focus where the eye goes: to the error summary when a page opens with one, and to the element marked
// data-focus in whatever htmx has just brought.

function focusIn(root) {
  const marked = root.matches?.("[data-focus]") ? root : root.querySelector?.("[data-focus]");
  if (!marked) return;
  if (!marked.matches("a[href], button, input, select, textarea, summary, [tabindex]")) marked.tabIndex = -1;
  marked.focus();
}

focusIn(document.getElementById("main") ?? document.body);

document.addEventListener("htmx:afterSettle", (event) => focusIn(event.detail.elt));
