// Lists: selection (all, ranges, Esc) and the column chooser (drag, or arrow keys on the grip).
"use strict";
(() => {
  let last = null;

  const ticks = (form) => [...form.querySelectorAll(".md-tick")];
  const show = (form) => {
    const all = ticks(form);
    const chosen = all.filter((tick) => tick.checked);
    form.dataset.picked = String(chosen.length); // the style sheet hides the bar at 0: :has() alone is not looked at again after a script unticks
    form.querySelectorAll("[data-selected]").forEach((node) => { node.textContent = chosen.length; });
    const head = form.querySelector(".md-tick-all");
    if (head) {
      head.checked = all.length > 0 && chosen.length === all.length;
      head.indeterminate = chosen.length > 0 && chosen.length < all.length;
    }
  };

  document.addEventListener("click", (event) => {
    const form = event.target.closest("[data-selection]");
    if (!form) return;
    if (event.target.matches(".md-tick-all")) {
      ticks(form).forEach((tick) => { tick.checked = event.target.checked; });
    } else if (event.target.matches(".md-tick")) {
      const all = ticks(form);
      if (event.shiftKey && last && all.includes(last)) {
        const [from, to] = [all.indexOf(last), all.indexOf(event.target)].sort((a, b) => a - b);
        all.slice(from, to + 1).forEach((tick) => { tick.checked = event.target.checked; });
      }
      last = event.target;
    } else {
      return;
    }
    show(form);
  });
  document.addEventListener("reset", (event) => {
    if (event.target.matches("[data-selection]")) setTimeout(() => show(event.target));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const form = document.querySelector("[data-selection]:has(.md-tick:checked)");
    if (form) {
      ticks(form).forEach((tick) => { tick.checked = false; });
      show(form);
    }
  });
  const showAll = () => document.querySelectorAll("[data-selection]").forEach(show);
  showAll();
  window.addEventListener("pageshow", showAll);
  document.addEventListener("htmx:afterSwap", showAll);

  // a table wider than its box can be scrolled by keyboard
  const reachable = () => document.querySelectorAll(".md-scroll").forEach((box) => {
    if (box.scrollWidth > box.clientWidth && !box.hasAttribute("tabindex")) {
      box.tabIndex = 0;
      box.setAttribute("role", "region");
      if (!box.hasAttribute("aria-label")) box.setAttribute("aria-label", "表格");
    }
  });
  reachable();
  window.addEventListener("resize", reachable);

  // column chooser
  let dragged = null;
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.(".md-chooser-item") || null;
    dragged?.classList.add("is-dragged");
  });
  document.addEventListener("dragover", (event) => {
    const over = event.target.closest(".md-chooser-item");
    if (!dragged || !over || over === dragged || over.parentNode !== dragged.parentNode) return;
    event.preventDefault();
    const box = over.getBoundingClientRect();
    over.parentNode.insertBefore(dragged, event.clientY > box.top + box.height / 2 ? over.nextSibling : over);
  });
  document.addEventListener("dragend", () => {
    dragged?.classList.remove("is-dragged");
    dragged = null;
  });
  document.addEventListener("keydown", (event) => {
    const item = event.target.closest?.(".md-chooser-item");
    if (!item || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    const other = event.key === "ArrowUp" ? item.previousElementSibling : item.nextElementSibling?.nextElementSibling;
    if (event.key === "ArrowUp" && !other) return;
    item.parentNode.insertBefore(item, other || null);
    event.target.focus();
  });
})();
