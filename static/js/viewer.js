// Page viewer: ← → and thumbnails turn pages without reloading, + and - zoom in three steps, words of the page on demand.
// Marked up in core/_page_viewer.html; without this script every control is a link.
// Event on the element with data-viewer: mingdu:page {number}. MingduViewer.show(root, number) turns to a page from outside.
"use strict";
(() => {
  if (window.MingduViewer) return;
  const ZOOMS = [["", "适合页面"], ["is-wide", "适合宽度"], ["is-large", "放大"]];
  const KEPT = 12;

  const isTyping = (node) => node.closest && node.closest("input, textarea, select, [contenteditable], dialog[open]");

  class Viewer {
    constructor(root) {
      this.root = root;
      this.section = root.querySelector("[data-pages]");
      this.sheet = root.querySelector("[data-sheet]");
      this.image = root.querySelector("[data-image]");
      this.count = Number(this.section.dataset.pages);
      this.number = Number(this.section.dataset.number);
      this.zoom = Math.max(0, ZOOMS.findIndex(([name]) => name && this.sheet.classList.contains(name)));
      this.kept = new Map();
      root.dataset.live = "";
      root.addEventListener("click", (event) => this.click(event));
      root.querySelector("[data-words]").addEventListener("toggle", () => this.showWords());
      this.showZoom();
      this.prepare(this.number + 1);
    }

    click(event) {
      const control = event.target.closest("[data-page], [data-step], [data-zoom]");
      if (!control || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      if (control.dataset.page) this.show(Number(control.dataset.page));
      else if (control.dataset.step) this.show(this.number + Number(control.dataset.step));
      else this.setZoom(this.zoom + Number(control.dataset.zoom));
    }

    address(number) { return `${this.section.dataset.base}pages/${number}.png${this.zoom === 2 ? "?size=large" : ""}`; }

    // Pages are fetched once and kept as blobs, because they may not be cached on disk.
    picture(number) {
      const url = this.address(number);
      if (!this.kept.has(url)) {
        const picture = fetch(url).then((answer) => (answer.ok && !answer.redirected ? answer.blob() : Promise.reject(new Error(url)))).then((blob) => URL.createObjectURL(blob));
        picture.catch(() => this.kept.delete(url));
        this.kept.set(url, picture);
        this.forgetOldest();
      }
      return this.kept.get(url);
    }
    forgetOldest() {
      if (this.kept.size <= KEPT) return;
      const [url, picture] = this.kept.entries().next().value;
      this.kept.delete(url);
      picture.then((address) => URL.revokeObjectURL(address)).catch(() => {});
    }
    prepare(number) { if (number >= 1 && number <= this.count) this.picture(number).catch(() => {}); }

    async show(number) {
      if (number < 1 || number > this.count || number === this.number) return;
      this.number = number;
      this.section.dataset.number = number;
      this.mark();
      await this.paint();
      this.showWords();
      this.prepare(number + 1);
      this.root.dispatchEvent(new CustomEvent("mingdu:page", { bubbles: true, detail: { number } }));
    }
    async paint() {
      const wanted = this.address(this.number);
      this.sheet.setAttribute("aria-busy", "true");
      const source = await this.picture(this.number).catch(() => wanted);
      if (wanted !== this.address(this.number)) return;
      this.image.src = source;
      this.image.alt = `${this.section.dataset.name} 第 ${this.number} 页，共 ${this.count} 页`;
      this.sheet.removeAttribute("aria-busy");
      this.sheet.parentElement.scrollTop = 0;
    }
    mark() {
      this.root.querySelector("[data-shown]").textContent = this.number;
      for (const link of this.root.querySelectorAll("[data-page]")) {
        const isCurrent = Number(link.dataset.page) === this.number;
        link.toggleAttribute("aria-current", isCurrent);
        if (isCurrent) {
          link.setAttribute("aria-current", "page");
          link.scrollIntoView({ block: "nearest", inline: "nearest" });
        }
      }
      const address = new URL(window.location);
      address.searchParams.set("page", this.number);
      window.history.replaceState(window.history.state, "", address);
    }

    setZoom(zoom) {
      const before = this.address(this.number);
      this.zoom = Math.min(Math.max(zoom, 0), ZOOMS.length - 1);
      this.showZoom();
      if (this.address(this.number) !== before) this.paint();
    }
    showZoom() {
      ZOOMS.forEach(([name], step) => { if (name) this.sheet.classList.toggle(name, step === this.zoom); });
      this.root.querySelector("[data-zoom-words]").textContent = ZOOMS[this.zoom][1];
    }

    async showWords() {
      const words = this.root.querySelector("[data-words]");
      if (!words.open || words.dataset.of === String(this.number)) return;
      const number = this.number;
      words.dataset.of = number;
      const answer = await fetch(`${this.section.dataset.base}pages/${number}.txt`).catch(() => null);
      const text = answer && answer.ok ? await answer.text() : "";
      if (number === this.number) words.querySelector("[data-text]").textContent = text.trim() || "本页没有可识别的文字（扫描件）。";
    }
  }

  const viewers = new Map();
  const bind = (scope) => {
    for (const root of scope.querySelectorAll("[data-viewer]:not([data-live])")) viewers.set(root, new Viewer(root));
  };
  document.addEventListener("keydown", (event) => {
    if (!["ArrowLeft", "ArrowRight", "+", "-"].includes(event.key) || event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
    const viewer = [...viewers.values()].find((one) => one.root.isConnected);
    if (!viewer) return;
    event.preventDefault();
    const step = ["ArrowRight", "+"].includes(event.key) ? 1 : -1;
    if (event.key.startsWith("Arrow")) viewer.show(viewer.number + step);
    else viewer.setZoom(viewer.zoom + step);
  });
  document.addEventListener("htmx:load", (event) => bind(event.detail.elt.parentNode || document));
  window.MingduViewer = { bind, show: (root, number) => viewers.get(root)?.show(number) };
  bind(document);
})();
