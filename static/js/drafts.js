// Drafts: a form marked data-drafts keeps itself in the background while it is typed in, and says when it last did.
// What was changed on this page goes along in `touched`, so that a colleague's words elsewhere are not written over.
"use strict";
(() => {
  const form = document.querySelector("form[data-drafts]");
  if (!form) return;
  const WAIT = 15000;
  const said = form.querySelector("[data-drafts-said]");
  const touched = form.elements.namedItem("touched");
  let changed = new Set(touched.value ? touched.value.split(",") : []);
  let places = true; // boxes and rows are still the same ones
  let stopped = false;
  let timer = 0;
  let running = null;

  const say = (words) => { said.textContent = words; };
  const name = () => { touched.value = places ? [...changed].join(",") : ""; };
  const soon = () => { if (!stopped && !timer) timer = window.setTimeout(start, WAIT); };
  const stop = (words) => { stopped = true; say(words); };

  const start = () => {
    timer = 0;
    running = keep().finally(() => { running = null; });
  };

  const keep = async () => {
    const sent = changed;
    const body = new FormData(form);
    changed = new Set();
    let answer;
    try {
      answer = await fetch(form.dataset.drafts, { method: "POST", body });
    } catch {
      changed = new Set([...sent, ...changed]);
      name();
      say("网络中断，恢复后接着存");
      soon();
      return;
    }
    if (answer.redirected || !answer.headers.get("Content-Type")?.includes("json")) {
      changed = new Set([...sent, ...changed]);
      name();
      stop("没有自动保存，请按“存草稿”");
      return;
    }
    const told = await answer.json();
    if (!answer.ok) {
      changed = new Set([...sent, ...changed]);
      name();
      stop(told.refusal);
      return;
    }
    places = places && told.whole;
    document.querySelectorAll('input[name="seen"]').forEach((field) => { field.value = told.version; });
    name();
    say(told.saved);
    if (!changed.size) form.dispatchEvent(new CustomEvent("mingdu:saved", { bubbles: true }));
  };

  form.addEventListener("input", (event) => {
    if (!event.target.name || event.target.type === "hidden") return;
    changed.add(event.target.name);
    name();
    soon();
  });
  form.addEventListener("submit", (event) => {
    window.clearTimeout(timer);
    stopped = true;
    if (!running) return;
    event.preventDefault(); // the draft under way first: it makes the version on the page an old one
    event.stopImmediatePropagation();
    running.then(() => form.requestSubmit(event.submitter));
  });
})();
