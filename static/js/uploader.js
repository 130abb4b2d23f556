// Upload box: many files at once, in parts that resume where they stood. Marked up in components/_uploader.html.
// Nothing is kept in the browser: the server knows what is unfinished. Without tus.min.js the box stays an ordinary form.
// Events (bubbling from the form): mingdu:uploaded {name, url} after each file, mingdu:uploads-done {done, failed} when none is under way.
"use strict";
(() => {
  if (window.MingduUploader) return;
  const AT_ONCE = 2;
  const RETRY_DELAYS = [500, 1000, 3000, 5000, 10000];
  const BACK_AFTER = 10000;
  const SHOWN_FOR = 4000;
  const SYMBOLS = { pdf: "file-type-pdf", jpg: "photo", jpeg: "photo", png: "photo", docx: "file-type-docx", xlsx: "file-type-xls", zip: "file-zip", mp4: "video", mov: "video", txt: "file-text" };
  const KEPT_STATUSES = new Set([0, 408, 409, 423, 429, 460, 500, 502, 503, 504]);

  const hex = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
  const sizeInWords = (size) => (size < 1024 * 1024 ? `${Math.max(1, Math.round(size / 1024))} KB` : `${(size / 1024 / 1024).toFixed(1)} MB`);
  const percentOf = (done, total) => (total ? Math.floor((100 * done) / total) : 0);

  // Reads parts and remembers the SHA-256 of the last one, where the browser offers it (https or localhost).
  class HashingReader {
    constructor() { this.checksum = ""; }
    async openFile(file) {
      return {
        size: file.size,
        slice: async (start, end) => {
          const value = file.slice(start, end);
          const bytes = await value.arrayBuffer();
          this.checksum = window.crypto.subtle ? `sha256 ${hex(await crypto.subtle.digest("SHA-256", bytes))}` : "";
          return { value, done: end >= file.size };
        },
        close() {},
      };
    }
  }

  class Row {
    constructor(box, name, size) {
      this.size = sizeInWords(size);
      this.node = box.form.querySelector("template[data-row]").content.firstElementChild.cloneNode(true);
      this.part("name").textContent = name;
      this.part("bar").setAttribute("aria-label", `${name} 上传进度`);
      this.symbol(SYMBOLS[name.split(".").pop().toLowerCase()] || "file");
      box.rows.append(this.node);
    }
    symbol(name) {
      const use = this.node.querySelector(".md-upload-mark use");
      use.setAttribute("href", use.getAttribute("href").replace(/#.*$/, `#${name}`));
    }
    part(name) { return this.node.querySelector(`[data-${name}]`); }
    show(state, { percent, failed = false, done = false, buttons = [] } = {}) {
      this.part("state").textContent = failed ? state : `${this.size}　${state}`;
      if (failed) this.symbol("file-x");
      if (percent !== undefined) this.part("bar").value = percent;
      this.part("bar").hidden = failed || done;
      this.part("done").hidden = !done;
      this.node.classList.toggle("is-failed", failed);
      this.node.classList.toggle("is-done", done);
      for (const name of ["pause", "go", "away"]) this.part(name).hidden = !buttons.includes(name);
    }
    link(url) {
      const anchor = document.createElement("a");
      anchor.href = url;
      anchor.textContent = this.part("name").textContent;
      this.part("name").replaceChildren(anchor);
    }
  }

  class Transfer {
    constructor(box, file, waiting) {
      Object.assign(this, { box, file, percent: 0, state: "waiting", url: "" });
      this.row = new Row(box, file.name, file.size);
      this.row.part("pause").addEventListener("click", () => this.pause());
      this.row.part("go").addEventListener("click", () => this.go());
      this.row.part("away").addEventListener("click", () => this.giveUp());
      this.upload = new tus.Upload(file, this.options(waiting));
      this.row.show("等待上传", { buttons: ["away"] });
    }

    options(waiting) {
      const reader = new HashingReader();
      const { form } = this.box;
      return {
        endpoint: form.dataset.endpoint,
        uploadUrl: waiting ? waiting.url : null,
        chunkSize: Number(form.dataset.chunk),
        retryDelays: RETRY_DELAYS,
        storeFingerprintForResuming: false,
        overridePatchMethod: true,
        fileReader: reader,
        headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
        metadata: { filename: this.file.name, purpose: form.elements.purpose.value, target: form.elements.target.value, stamp: stampOf(this.file) },
        onBeforeRequest: (request) => {
          if (request.getHeader("Upload-Offset") !== undefined && reader.checksum) request.setHeader("Upload-Checksum", reader.checksum);
        },
        onAfterResponse: (request, response) => { this.url = response.getHeader("Upload-File") || this.url; },
        onShouldRetry: (error) => KEPT_STATUSES.has(statusOf(error)),
        onProgress: (done, total) => this.progress(percentOf(done, total)),
        onSuccess: () => this.succeed(),
        onError: (error) => this.fail(error),
      };
    }

    start() {
      this.state = "running";
      clearTimeout(this.timer);
      this.row.show(`上传中 ${this.percent}%`, { percent: this.percent, buttons: ["pause", "away"] });
      this.upload.start();
    }
    progress(percent) {
      if (this.state !== "running") return;
      this.percent = percent;
      const words = percent < 100 ? `上传中 ${percent}%` : "已传 100%，正在检查";
      this.row.show(words, { percent, buttons: percent < 100 ? ["pause", "away"] : [] });
    }
    pause() {
      this.state = "paused";
      this.upload.abort();
      this.row.show(`已暂停，已传 ${this.percent}%`, { buttons: ["go", "away"] });
      this.box.next();
    }
    go() { this.state = "waiting"; this.box.next(); }
    succeed() {
      this.state = "done";
      this.row.show("已传", { done: true });
      if (this.url) this.row.link(this.url);
      this.box.finished(this);
    }
    fail(error) {
      const status = statusOf(error);
      if (error.originalRequest && KEPT_STATUSES.has(status)) {
        this.state = "broken";
        this.row.show(`网络中断，已传 ${this.percent}%，重新连接后接着传。`, { percent: this.percent, buttons: ["go", "away"] });
        this.timer = setTimeout(() => this.goOn(), BACK_AFTER);
        this.box.next();
        return;
      }
      this.state = "failed";
      this.row.show(`未保存：${sentenceOf(error, status)}`, { failed: true, buttons: ["away"] });
      this.box.finished(this);
    }
    goOn() { if (this.state === "broken") this.go(); }
    async giveUp() {
      const last = this.state;
      this.state = "gone";
      clearTimeout(this.timer);
      if (last !== "failed") await this.upload.abort();
      if (this.upload.url && last !== "failed") await this.box.drop(this.upload.url);
      this.row.node.remove();
      this.box.transfers.delete(this);
      this.box.next();
    }
  }

  const stampOf = (file) => String(file.lastModified).slice(0, 20);
  const statusOf = (error) => (error.originalResponse ? error.originalResponse.getStatus() : 0);
  const sentenceOf = (error, status) => {
    if (!error.originalRequest) return "文件读不出来，请重新选择这个文件。";
    const type = error.originalResponse.getHeader("Content-Type") || "";
    if (type.startsWith("text/plain")) return error.originalResponse.getBody() || "请重新选择这个文件。";
    if (status < 400) return "登录已过期，请重新登录后接着传。";
    return status === 413 ? "文件超过服务器允许的大小。" : "页面停留过久，请刷新页面后再传。";
  };

  class Box {
    constructor(form) {
      Object.assign(this, { form, transfers: new Set(), waiting: [], done: 0, failed: 0 });
      this.rows = form.querySelector("[data-rows]");
      this.input = form.querySelector("input[type=file]");
      form.classList.add("is-live");
      form.querySelector("[data-plain-only]").hidden = true;
      form.querySelector("[data-live-only]").hidden = false;
      this.input.addEventListener("change", () => { this.take(this.input.files); this.input.value = ""; });
      form.addEventListener("submit", (event) => event.preventDefault());
      this.listenForDrops(form.querySelector("[data-drop]"));
      window.addEventListener("online", () => this.transfers.forEach((one) => one.goOn()));
      window.addEventListener("beforeunload", (event) => { if (this.isBusy()) event.preventDefault(); });
      this.ready = this.remember();
    }

    listenForDrops(zone) {
      const over = (isOver) => (event) => { event.preventDefault(); zone.classList.toggle("is-over", isOver); };
      zone.addEventListener("dragover", over(true));
      zone.addEventListener("dragleave", over(false));
      zone.addEventListener("drop", (event) => { over(false)(event); this.take(event.dataTransfer.files); });
    }

    // What was left unfinished earlier, on whatever machine: shown, and gone on with when the file is chosen again.
    async remember() {
      const query = new URLSearchParams({ purpose: this.form.elements.purpose.value, target: this.form.elements.target.value });
      const answer = await fetch(`${this.form.dataset.endpoint}?${query}`).catch(() => null);
      if (!answer || !answer.ok || answer.redirected) return;
      for (const left of (await answer.json()).uploads) this.showLeft(left);
    }
    showLeft(left) {
      const row = new Row(this, left.name, left.size);
      const percent = percentOf(left.offset, left.size);
      row.show(`上次传到 ${percent}%，请再选一次这个文件，接着传。`, { percent, buttons: ["away"] });
      const entry = { ...left, row };
      row.part("away").addEventListener("click", async () => { await this.drop(left.url); this.forget(entry); });
      this.waiting.push(entry);
    }
    forget(entry) {
      entry.row.node.remove();
      this.waiting = this.waiting.filter((one) => one !== entry);
    }
    leftOf(file) {
      const entry = this.waiting.find((one) => one.name === file.name && one.size === file.size && one.stamp === stampOf(file));
      if (entry) this.forget(entry);
      return entry;
    }

    async take(files) {
      const chosen = this.input.multiple ? [...files] : [...files].slice(0, 1);
      await this.ready;
      for (const file of chosen) this.transfers.add(new Transfer(this, file, this.leftOf(file)));
      this.next();
    }
    next() {
      const inState = (state) => [...this.transfers].filter((one) => one.state === state);
      for (const one of inState("waiting").slice(0, Math.max(0, AT_ONCE - inState("running").length))) one.start();
    }
    isBusy() { return [...this.transfers].some((one) => ["waiting", "running", "broken"].includes(one.state)); }

    finished(transfer) {
      const isDone = transfer.state === "done";
      this[isDone ? "done" : "failed"] += 1;
      if (isDone) {
        this.tell("mingdu:uploaded", { name: transfer.file.name, url: transfer.url });
        this.refresh(transfer);
      }
      this.form.querySelector("[data-said]").textContent = `已传 ${this.done} 个文件${this.failed ? `，${this.failed} 个未保存` : ""}。`;
      this.next();
      if (!this.isBusy()) this.conclude();
    }
    conclude() {
      this.tell("mingdu:uploads-done", { done: this.done, failed: this.failed });
      if (this.form.dataset.after && this.done && !this.failed) window.location.assign(this.form.dataset.after);
    }
    refresh(transfer) {
      const place = this.form.dataset.refresh && document.querySelector(this.form.dataset.refresh);
      if (!place || !window.htmx) return;
      window.htmx.trigger(place, "uploaded");
      setTimeout(() => transfer.row.node.remove(), SHOWN_FOR);
    }
    tell(name, detail) { this.form.dispatchEvent(new CustomEvent(name, { bubbles: true, detail })); }
    drop(url) {
      const headers = { "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value, "X-HTTP-Method-Override": "DELETE" };
      return fetch(url, { method: "POST", headers }).catch(() => null);
    }
  }

  const bind = (root) => {
    for (const form of root.querySelectorAll("form[data-uploader]:not(.is-live)")) new Box(form);
  };
  window.MingduUploader = { bind };
  if (window.tus && window.tus.isSupported) {
    bind(document);
    document.addEventListener("htmx:load", (event) => bind(event.detail.elt.parentNode || document));
  }
})();
