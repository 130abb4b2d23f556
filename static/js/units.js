// 选单位: a box for a kind, a branch or a group ticks its units; the count follows. Without this file every box counts on its own.
"use strict";
(() => {
  const pks = (box) => box.dataset.unitsOf.split(" ");

  document.querySelectorAll("[data-units]").forEach((field) => {
    const units = new Map([...field.querySelectorAll("[data-unit]")].map((box) => [box.dataset.unit, box]));
    const sources = [...field.querySelectorAll("[data-units-of]")];

    const count = () => {
      field.querySelector("[data-units-count]").textContent = [...units.values()].filter((box) => box.checked).length;
      field.querySelectorAll("[data-units-kind]").forEach((kind) => {
        const here = kind.querySelectorAll("[data-unit]:checked").length;
        kind.querySelector("[data-units-here]").textContent = here ? `，已选 ${here} 个` : "";
      });
    };
    const tick = (source) => pks(source).forEach((pk) => { units.get(pk).checked = true; });

    field.addEventListener("change", ({ target }) => {
      if (target.matches("[data-units-of]")) {
        if (target.checked) tick(target);
        else {
          const held = new Set(sources.filter((one) => one.checked).flatMap(pks)); // by another box
          pks(target).filter((pk) => !held.has(pk)).forEach((pk) => { units.get(pk).checked = false; });
        }
      } else if (target.matches("[data-unit]") && !target.checked) {
        sources.filter((one) => pks(one).includes(target.value)).forEach((one) => { one.checked = false; });
      }
      count();
    });

    const find = field.querySelector("[data-units-find]");
    find.hidden = units.size < 12;
    find.addEventListener("input", () => {
      const words = find.value.trim();
      field.querySelectorAll("[data-units-words]").forEach((row) => { row.hidden = !row.dataset.unitsWords.includes(words); });
      field.querySelectorAll("[data-units-kind]").forEach((kind) => {
        const found = kind.querySelector("[data-units-words]:not([hidden])");
        kind.hidden = Boolean(words) && !found;
        if (words) kind.open = Boolean(found);
      });
    });
    find.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });

    sources.filter((source) => source.checked).forEach(tick);
    count();
    field.querySelectorAll("[data-units-kind]").forEach((kind) => { kind.open = Boolean(kind.querySelector("[data-unit]:checked")) || field.querySelectorAll("[data-units-kind]").length === 1; });
  });
})();
