// Frame: "/" reaches the search, Esc closes menus, the drawer, toasts.
"use strict";
(() => {
  const typing = (node) => node.closest("input, textarea, select, [contenteditable]");

  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (menu !== except && !menu.contains(except)) menu.open = false;
    }
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target)) {
      const search = document.querySelector("[data-search]");
      if (search) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    }
    if (event.key === "Escape") {
      const open = document.querySelector("details[data-menu][open]");
      if (open) {
        event.preventDefault();
        open.open = false;
        open.querySelector("summary").focus();
      }
      closeDrawer();
    }
  });
  document.addEventListener("click", (event) => closeMenus(event.target));

  const side = document.getElementById("side");
  const opener = document.querySelector("[data-drawer]");
  const closeDrawer = () => {
    if (!side || !side.classList.contains("is-open")) return;
    side.classList.remove("is-open");
    opener.focus();
  };
  if (side && opener) {
    opener.setAttribute("role", "button");
    opener.setAttribute("aria-controls", "side");
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      side.classList.add("is-open");
      side.querySelector("a, summary").focus();
    });
    for (const closer of document.querySelectorAll(".md-side-close, .md-side-veil")) {
      closer.addEventListener("click", (event) => {
        if (!side.classList.contains("is-open")) return;
        event.preventDefault();
        closeDrawer();
      });
    }
  }

  const watchToast = (toast) => {
    const close = () => toast.remove();
    let timer = setTimeout(close, 6000);
    toast.addEventListener("mouseenter", () => clearTimeout(timer));
    toast.addEventListener("focusin", () => clearTimeout(timer));
    toast.addEventListener("mouseleave", () => { timer = setTimeout(close, 3000); });
    toast.querySelector("[data-toast-close]")?.addEventListener("click", close);
  };
  document.querySelectorAll("[data-toast]").forEach(watchToast);

  // Mingdu.toast("已复制 6 个单位"): what happened, in words; never for errors.
  window.Mingdu = {
    toast(words) {
      const box = document.querySelector("[data-toasts]");
      if (!box) return;
      const toast = document.createElement("div");
      toast.className = "md-toast";
      toast.textContent = words;
      box.append(toast);
      watchToast(toast);
    },
  };

  // copy list: <button data-copy="#names">复制未报名单</button>
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const source = document.querySelector(button.dataset.copy);
    if (!source) return;
    await navigator.clipboard.writeText(source.innerText.trim());
    window.Mingdu.toast(button.dataset.copied || "已复制。");
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
})();
