// Scoring desk: keys, autosave of every change against the version last seen, quotes of pages with a box, no reload.
// Without this script every control is a link or a form. Pages are turned by viewer.js (event mingdu:page).
"use strict";
(() => {
  const desk = document.querySelector("[data-scoring]");
  if (!desk) return;
  const saved = desk.querySelector("[data-saved]");
  const SVG = "http://www.w3.org/2000/svg";
  const rubric = () => document.getElementById("rubric");
  const form = () => rubric().querySelector("[data-item-form]");
  const draft = () => form() || rubric().querySelector("[data-summary-form]"); // what is typed on and saved as it is typed
  const page = () => Number(desk.querySelector("[data-pages]")?.dataset.number || 1);
  let cites = [];
  let dirty = false;
  let lost = false; // the last save did not go through
  let timer = 0;
  let queue = Promise.resolve();

  // --- saving ----------------------------------------------------------------------------------------------------
  const say = (text) => { saved.textContent = text; };
  const send = (url, body) => fetch(url, { method: "POST", body, headers: { "X-Desk": "rubric" }, keepalive: true });

  const parsed = (text) => new DOMParser().parseFromString(text, "text/html").getElementById("rubric");
  const show = (fresh) => {
    for (const part of fresh.querySelectorAll("[data-live]")) {
      const here = rubric().querySelector(`[data-live="${part.dataset.live}"]`);
      if (here) here.innerHTML = part.innerHTML;
    }
    rubric().dataset.version = fresh.dataset.version;
    rubric().dataset.cited = fresh.dataset.cited;
    for (const field of rubric().querySelectorAll('input[name="version"]')) field.value = fresh.dataset.version;
    say(`${fresh.dataset.savedAt} 已存`);
    markThumbs();
  };
  const refuse = (fresh, status) => {
    rubric().querySelectorAll("[data-refusal]").forEach((note) => note.remove());
    const note = fresh?.querySelector("[data-rubric-list] .md-note-red");
    lost = true;
    say(status === 409 ? "没有保存，请刷新" : "没有保存");
    if (!note) return;
    note.dataset.refusal = "";
    rubric().querySelector("[data-rubric-list]").prepend(note);
    note.scrollIntoView({ block: "nearest" });
  };

  const body = () => {
    const data = new FormData(draft());
    data.set("version", rubric().dataset.version);
    data.set("cites", JSON.stringify(cites));
    data.delete("next");
    return data;
  };
  const waitsForReason = () => form()?.querySelector("[data-na]")?.checked && !form().querySelector("[data-reason]").value.trim();

  const save = () => {
    window.clearTimeout(timer);
    if (!draft() || waitsForReason()) return queue;
    dirty = false;
    const url = draft().action;
    queue = queue.then(async () => {
      say("正在存");
      let answer;
      try {
        answer = await send(url, body());
      } catch {
        dirty = lost = true;
        say("网络中断，重新连接后接着存");
        timer = window.setTimeout(save, 4000);
        return;
      }
      if (answer.redirected) { lost = true; window.location.assign(answer.url); return; }
      const fresh = parsed(await answer.text());
      rubric().querySelectorAll("[data-refusal]").forEach((note) => note.remove());
      lost = false;
      if (answer.ok && fresh) show(fresh);
      else refuse(fresh, answer.status);
    });
    return queue;
  };
  const saveSoon = () => { dirty = true; window.clearTimeout(timer); timer = window.setTimeout(save, 700); };
  const flush = async () => { if (dirty) await save(); await queue; };
  window.addEventListener("online", () => { if (dirty) save(); });
  window.addEventListener("beforeunload", (event) => { if (lost) event.preventDefault(); });
  window.addEventListener("pagehide", () => { if (dirty && draft() && !waitsForReason()) send(draft().action, body()); });

  // --- going from item to item -------------------------------------------------------------------------------------
  const open = async (url) => {
    await flush();
    if (lost) { window.location.assign(url); return; } // the browser asks before what was typed is left behind
    const answer = await fetch(url, { headers: { "X-Desk": "rubric" } }).catch(() => null);
    const fresh = answer?.ok && !answer.redirected ? parsed(await answer.text()) : null;
    if (!fresh) { window.location.assign(url); return; }
    rubric().replaceWith(fresh);
    window.history.replaceState(null, "", url);
    begin();
  };
  const openItem = async (code) => { if (code) await open(`?tab=items&item=${code}&page=${page()}`); };

  // --- quotes ------------------------------------------------------------------------------------------------------
  const words = (cite) => (cite.page === 0 ? "卷内未见" : `第 ${cite.page} 页${cite.box ? " 框选 1 处" : ""}`);
  const button = (text, act, css) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = css;
    made.append(text);
    made.addEventListener("click", act);
    return made;
  };
  const key = (letter) => { const made = document.createElement("kbd"); made.textContent = letter; return made; };
  const showQuotes = () => {
    const box = form()?.querySelector("[data-quotes]");
    if (!box) return;
    box.querySelectorAll(".md-quote, .md-link").forEach((old) => old.remove());
    const made = cites.map((cite, place) => {
      const chip = document.createElement("span");
      chip.className = "md-quote";
      const away = button("×", () => { cites.splice(place, 1); changedQuotes(); }, "");
      away.setAttribute("aria-label", `去掉${words(cite)}`);
      chip.append(words(cite), away);
      return chip;
    });
    const add = button("加引用页 ", () => quote(), "md-link");
    add.append(key("P"));
    box.prepend(...made, add, button("卷内未见", () => { if (!cites.some((cite) => cite.page === 0)) { cites.push({ page: 0, box: null }); changedQuotes(); } }, "md-link"));
    showMarks();
  };
  const changedQuotes = () => { showQuotes(); saveSoon(); };
  const quote = (box = null) => {
    if (!form()) return;
    const number = page();
    if (!box && cites.some((cite) => cite.page === number)) return;
    cites = cites.filter((cite) => !(box && cite.page === number && !cite.box));
    cites.push({ page: number, box });
    changedQuotes();
  };
  const markThumbs = () => {
    const cited = new Set(rubric().dataset.cited.split(","));
    for (const thumb of desk.querySelectorAll("[data-thumbs] [data-page]")) thumb.classList.toggle("has-quote", cited.has(thumb.dataset.page));
  };

  // --- the box on the page -----------------------------------------------------------------------------------------
  const sheet = desk.querySelector("[data-sheet]");
  const marks = document.createElementNS(SVG, "svg");
  marks.setAttribute("class", "md-page-marks");
  marks.setAttribute("viewBox", "0 0 1000 1000");
  marks.setAttribute("preserveAspectRatio", "none");
  marks.setAttribute("aria-hidden", "true");
  const rectangle = ([x, y, width, height]) => {
    const made = document.createElementNS(SVG, "rect");
    made.setAttribute("class", "md-mark");
    for (const [name, value] of Object.entries({ x, y, width, height })) made.setAttribute(name, value);
    return made;
  };
  const showMarks = () => marks.replaceChildren(...cites.filter((cite) => cite.box && cite.page === page()).map((cite) => rectangle(cite.box)));
  const tool = button("框选", () => arm(tool.getAttribute("aria-pressed") !== "true"), "md-tool");
  const arm = (isArmed) => { tool.setAttribute("aria-pressed", String(isArmed)); marks.classList.toggle("is-drawing", isArmed); };
  let start = null;
  const place = (event) => {
    const frame = marks.getBoundingClientRect();
    const within = (value) => Math.round(Math.min(1, Math.max(0, value)) * 1000);
    return [within((event.clientX - frame.left) / frame.width), within((event.clientY - frame.top) / frame.height)];
  };
  const span = (end) => [Math.min(start[0], end[0]), Math.min(start[1], end[1]), Math.abs(start[0] - end[0]), Math.abs(start[1] - end[1])];
  marks.addEventListener("pointerdown", (event) => {
    if (!marks.classList.contains("is-drawing")) return;
    event.preventDefault();
    start = place(event);
    marks.setPointerCapture(event.pointerId);
  });
  marks.addEventListener("pointermove", (event) => { if (start) { showMarks(); marks.append(rectangle(span(place(event)))); } });
  marks.addEventListener("pointerup", (event) => {
    if (!start) return;
    const box = span(place(event));
    start = null;
    arm(false);
    if (box[2] > 8 && box[3] > 8) quote(box);
    else showMarks();
  });
  if (sheet) {
    sheet.append(marks);
    tool.setAttribute("aria-pressed", "false");
    desk.querySelector(".md-viewer-tools").append(tool);
  }
  let seen = 0;
  desk.addEventListener("mingdu:page", () => {
    showMarks();
    desk.querySelectorAll(".md-scoring-top details[open]").forEach((menu) => { menu.open = false; });
    window.clearTimeout(seen);
    seen = window.setTimeout(() => {
      const data = new FormData();
      data.set("page", page());
      data.set("csrfmiddlewaretoken", rubric().querySelector('input[name="csrfmiddlewaretoken"]').value);
      send(desk.dataset.seen, data).catch(() => {});
    }, 600);
  });

  // --- deduction cases ---------------------------------------------------------------------------------------------
  const deducted = (skipped) => [...form().querySelectorAll("[name=pick]:checked")].filter((pick) => pick !== skipped).reduce((sum, pick) => sum + Number(pick.dataset.points) * times(pick), 0);
  const counter = (pick) => pick.parentElement.querySelector("[data-times]");
  const times = (pick) => Number(counter(pick)?.value || 1);
  const label = (pick) => {
    const note = pick.parentElement.querySelector("i");
    note.textContent = pick.checked ? `−${pick.dataset.points}${times(pick) > 1 ? ` × ${times(pick)}` : ""}` : "";
  };
  const picked = (pick) => {
    const count = counter(pick);
    if (count && !pick.checked && deducted(pick) + (times(pick) + 1) * Number(pick.dataset.points) <= Number(form().dataset.points)) {
      count.value = times(pick) + 1;
      pick.checked = true;
    } else if (count && !pick.checked) count.value = 1;
    const na = form().querySelector("[data-na]");
    if (na && pick.checked) na.checked = false;
    label(pick);
    save();
  };
  const clear = () => form().querySelectorAll("[name=pick]:checked").forEach((pick) => { pick.checked = false; if (counter(pick)) counter(pick).value = 1; label(pick); });
  const notApplicable = (na) => {
    if (na.checked) clear();
    if (waitsForReason()) { form().querySelector("[data-reason]").focus(); say("请写不适用的理由"); }
    else save();
  };

  desk.addEventListener("change", (event) => {
    if (event.target.matches("[name=pick]")) picked(event.target);
    else if (event.target.matches("[data-na]")) notApplicable(event.target);
  });
  desk.addEventListener("input", (event) => { if (event.target.matches("[data-reason], [data-summary-form] textarea")) saveSoon(); });
  desk.addEventListener("submit", async (event) => {
    if (event.target.matches("[data-item-form]")) {
      event.preventDefault();
      await save();
      openItem(event.target.dataset.next);
    } else if (event.target.matches("[data-summary-form]")) {
      event.preventDefault();
      save();
    } else if (event.target.matches("[data-veto-form], [data-submit-form]")) {
      event.preventDefault();
      if (event.target.dataset.sent) return;
      await flush(); // what is typed goes first: the act counts on the version it makes
      if (lost) event.target.closest("dialog").close();
      else event.target.submit();
    }
  });
  desk.addEventListener("click", (event) => {
    const link = event.target.closest("[data-desk]");
    if (link && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      const url = new URL(link.href);
      url.searchParams.set("page", page());
      open(url);
    }
    const veto = event.target.closest("[data-veto]");
    if (veto) rubric().querySelector("[data-veto-form] [name=item]").value = veto.dataset.veto;
    const dialog = event.target.closest("[data-dialog]");
    if (dialog?.dataset.dialog === "veto") rubric().querySelector("[data-veto-form] [name=pages]").value = page();
    if (dialog) flush();
  }, true);

  // --- keys --------------------------------------------------------------------------------------------------------
  const full = async () => { const na = form().querySelector("[data-na]"); if (na) na.checked = false; clear(); await save(); };
  const turnTo = () => {
    const asked = window.prompt("跳到第几页？", String(page()));
    if (asked && /^\d{1,5}$/.test(asked)) window.MingduViewer?.show(desk, Number(asked));
  };
  const press = (selector) => { const control = form()?.querySelector(selector); if (control && !control.disabled) control.click(); };
  let acts = Promise.resolve(); // one key after the other: what is typed while an item opens belongs to that item
  const KEYS = {
    j: () => openItem(form()?.dataset.next),
    k: () => openItem(form()?.dataset.previous),
    n: () => (form()?.querySelector("[data-na]") ? press("[data-na]") : say("本项不能记不适用")),
    p: () => quote(),
    v: () => rubric().querySelector('[data-dialog="veto"]')?.click(),
    g: turnTo,
    "?": () => desk.querySelector('[data-dialog="keys"]')?.click(),
    0: () => (form() ? full() : undefined),
  };
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") { event.preventDefault(); save(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && event.target.matches("[data-reason]")) { event.target.blur(); return; }
    if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    const act = /^[1-9]$/.test(event.key) ? () => press(`[data-key="${event.key}"]`) : KEYS[event.key.toLowerCase()];
    if (act) { event.preventDefault(); acts = acts.then(act).catch(() => say("没有办成，请再按一次")); }
  });

  // Only the rubric's own list scrolls; the page of a phone stays where it is.
  const bringIntoView = () => {
    const list = rubric().querySelector("[data-rubric-list]");
    const item = rubric().querySelector(".md-item-open");
    if (!item) return;
    const [frame, box] = [list.getBoundingClientRect(), item.getBoundingClientRect()];
    if (box.top < frame.top || box.bottom > frame.bottom) list.scrollTop += box.top - frame.top - 72;
  };

  const begin = () => {
    cites = form() ? JSON.parse(form().querySelector("#cites").textContent) : [];
    dirty = lost = false;
    form()?.querySelectorAll(".md-plain-pages, [data-plain-save]").forEach((plain) => plain.remove());
    showQuotes();
    markThumbs();
    showMarks();
    bringIntoView();
  };
  begin();
})();
