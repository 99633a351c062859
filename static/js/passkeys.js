// Says in words what went wrong with a passkey; allauth's scripts only write it to the console.

const WORDS = {
  NotAllowedError: "Your device was not used, or the wait was too long. Nothing was changed. Try again, or choose another way.",
  InvalidStateError: "This device has a passkey for the portal already.",
  NotSupportedError: "This device cannot make such a passkey. Clear the box, or choose another way.",
  SecurityError: "The browser allows passkeys only on a secure address. Open the portal at its https address.",
};
const OTHER = "This browser could not use a passkey. Nothing was changed. Try again, or choose another way.";

document.addEventListener("allauth.error", (event) => {
  const box = document.querySelector("[data-passkey-trouble]");
  if (!box) return;
  event.preventDefault();
  const line = document.createElement("p");
  line.className = "usa-error-message";
  line.textContent = WORDS[event.detail.exception?.name] ?? OTHER;
  box.replaceChildren(line);
  box.hidden = false;
});
