// An assembly stays fresh: <section data-assembly="topic:12" data-seq data-events data-now> holding [data-panel], which
// news replace as a whole, and [data-captions], to which lines are added. Forms with data-quick are sent in place.
// The focus stays where it is: on the same button, or on the panel when that button is gone.
import { listen } from "./wire.js";

const MOST_LINES = 200;
const root = document.querySelector("[data-assembly]");
const says = root.querySelector("[data-assembly-says]");
const hand = root.querySelector("[data-hand]");
const words = (panel) => panel?.querySelector("[data-announce]")?.textContent.trim() || "";

function replace(fresh) {
  const old = root.querySelector(`[data-panel="${fresh.dataset.panel}"]`);
  if (!old) return;
  const held = old.contains(document.activeElement) ? document.activeElement : null;
  const before = words(old);
  old.replaceChildren(...fresh.childNodes);
  if (held) {
    const same = held.dataset.key && old.querySelector(`[data-key="${held.dataset.key}"]`);
    if (!same) old.tabIndex = -1;
    (same || old).focus({ preventScroll: true });
  }
  if (words(old) && words(old) !== before) says.textContent = words(old);
  const now = old.querySelector("[data-now]");
  if (now) root.dataset.now = now.dataset.now;
  if (fresh.dataset.panel === "hands") tellHand(old);
  if (fresh.dataset.panel === "captions") watchCaptions();
}

/** Is mine up? Not known when it may stand among those that are not shown. */
function tellHand(panel) {
  if (!hand) return;
  const up = [...panel.querySelectorAll("[data-by]")].some((one) => one.dataset.by === hand.dataset.hand);
  if (up || !panel.querySelector("[data-more]")) raised(up);
}
function raised(up) {
  const focused = hand.contains(document.activeElement);
  for (const button of hand.querySelectorAll("[data-when]")) button.hidden = (button.dataset.when === "up") !== up;
  if (focused) hand.querySelector("[data-when]:not([hidden])").focus({ preventScroll: true });
}

function addLine(line) {
  const box = root.querySelector("[data-captions]");
  if (!box || box.querySelector(`[data-caption="${line.dataset.caption}"]`)) return;
  const list = box.querySelector("ol");
  list.append(line);
  while (list.children.length > MOST_LINES) list.firstElementChild.remove();
}
const isAtEnd = (box) => box.scrollTop > -40; // it is counted from the end

// Aloud only while its end is on the screen and somebody looks.
function watchCaptions() {
  const box = root.querySelector("[data-captions]");
  if (!box) return;
  let seen = false;
  const tune = () => box.setAttribute("aria-live", seen && isAtEnd(box) && !document.hidden ? "polite" : "off");
  new IntersectionObserver(([entry]) => { seen = entry.isIntersecting; tune(); }).observe(box);
  box.addEventListener("scroll", tune, { passive: true });
}

document.addEventListener("calade:news", ({ detail: { kind, html } }) => {
  if (kind !== "assembly" || !html) return;
  const holder = document.createElement("template");
  holder.innerHTML = html; // drawn by our own server, the same for everybody
  for (const piece of [...holder.content.children]) {
    if (piece.dataset.panel) replace(piece);
    else if (piece.dataset.caption) addLine(piece);
  }
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!("quick" in form.dataset) || form.dataset.plain) return;
  event.preventDefault();
  const { submitter } = event;
  const line = "captionForm" in form.dataset ? form.elements.text : null;
  if (line && !line.value.trim()) return;
  const typed = line?.value;
  try {
    const address = submitter?.getAttribute("formaction") || form.action;
    const answer = await fetch(address, {
      method: "POST",
      body: new FormData(form, submitter),
      headers: { "X-Requested-With": "fetch" },
    });
    if (!answer.ok) throw new Error(answer.status);
    if (submitter?.dataset.when) raised(submitter.dataset.when === "down");
    if (!line) return;
    form.elements.client_id.value = crypto.randomUUID?.() ?? form.elements.client_id.value.replace(/.{8}$/, () => Math.random().toString(16).slice(2, 10).padEnd(8, "0"));
    if (line.value === typed) line.value = "";
    form.querySelector("[data-state]").textContent = "";
  } catch (error) {
    if (line && error instanceof TypeError) form.querySelector("[data-state]").textContent = form.dataset.failed;
    else { form.dataset.plain = "1"; form.requestSubmit(submitter); } // the server has something to say
  }
});

watchCaptions();
if (!document.querySelector("[data-live]")) {
  listen(root.dataset.assembly, { seq: Number(root.dataset.seq), events: root.dataset.events, apply() {} });
}
