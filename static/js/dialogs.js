// Confirmations: a link to #id opens its dialog as a modal one; Esc leaves; the focus returns. Without scripts the link shows it by :target.
"use strict";
(() => {
  let opener = null;

  document.addEventListener("click", (event) => {
    const trigger = event.target.closest("[data-dialog]");
    if (trigger) {
      const dialog = document.getElementById(trigger.dataset.dialog);
      if (!dialog) return;
      event.preventDefault();
      const form = dialog.querySelector("button[form]")?.form;
      if (form && !form.reportValidity()) return; // what is missing is asked for before the act is confirmed
      opener = trigger;
      dialog.showModal();
      (dialog.querySelector("[autofocus], select, textarea, input:not([type=hidden])") || dialog).focus();
      return;
    }
    const closer = event.target.closest("[data-dialog-close]");
    const dialog = closer?.closest("dialog");
    if (dialog?.open) {
      event.preventDefault();
      dialog.close();
    }
  });

  document.addEventListener("close", (event) => {
    if (event.target.matches("dialog") && opener) {
      opener.focus();
      opener = null;
    }
  }, true);

  // A dialog that came back with an error opens itself.
  document.querySelectorAll("dialog[data-open]").forEach((dialog) => dialog.showModal());
})();
