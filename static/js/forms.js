// Forms: errors take the focus, unsaved work warns, a second click does not send twice, a password may be seen.
"use strict";
(() => {
  document.querySelector("[data-form-errors]")?.focus();

  const changed = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.form; // also of a field that stands outside of it
    if (form?.hasAttribute("data-unsaved")) changed.add(form);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    changed.delete(form);
    if (form.method !== "post" || form.hasAttribute("data-again")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 4000);
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed.size) event.preventDefault();
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });
  // A draft saved in the background: the form is clean again.
  document.addEventListener("mingdu:saved", (event) => changed.delete(event.target.closest("form")));

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-show-password]");
    if (!button) return;
    const field = document.getElementById(button.dataset.showPassword);
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
  });
  document.querySelectorAll("[data-show-password]").forEach((button) => { button.hidden = false; });

  // A sentence chosen from the 常用语 goes in at the cursor of the form's first text field.
  document.querySelectorAll("[data-phrases]").forEach((list) => { list.hidden = false; });
  document.addEventListener("change", (event) => {
    const list = event.target;
    if (!list.matches("[data-phrases]") || !list.value) return;
    const field = list.form.querySelector("textarea, input[type=text]");
    field.setRangeText(list.value, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
    list.selectedIndex = 0;
  });

  // <select data-send> and <input data-send> send their form at once.
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-send]")) event.target.form.requestSubmit();
  });
})();
