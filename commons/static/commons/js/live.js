// A list that stays fresh: <section data-live="/live/topic/123/" data-seq="870" data-events="/…/events/"
// data-one="1 nouveau message" data-many="0 nouveaux messages"> holding [data-log], [data-list], [data-pill], [data-says],
// [data-changed]. It never moves the focus nor the page. Aloud only while the reader is at the end and looks; else in batches.
import { catchUp, listen } from "./wire.js";

const BATCH = 10_000; // ms between two announcements of what was added out of sight
const QUIET = 500; // ms in which a message that took the place of another is not read aloud once more
const STATES = new Set(["lock", "unlock", "archive", "slow", "move", "merge"]); // the page itself is another one now
const controls = (item) => [...item.querySelectorAll("a[href], button, summary, input, select, textarea")];

function follow(section) {
  const log = section.querySelector("[data-log]");
  const list = section.querySelector("[data-list]");
  const pill = section.querySelector("[data-pill]");
  const says = section.querySelector("[data-says]");
  const changed = section.querySelector("[data-changed]");
  const count = (n) => (n === 1 ? section.dataset.one : section.dataset.many.replace("0", n));
  let unseen = 0;
  let unsaid = 0;
  let speaking = 0;
  let quiet = 0;
  let atEnd = true;

  const present = () => atEnd && !document.hidden;
  const tune = () => log.setAttribute("aria-live", present() && !quiet ? "polite" : "off");
  const settle = () => {
    tune();
    if (present()) unseen = unsaid = 0;
    if (pill) { pill.hidden = !unseen; pill.querySelector("[data-count]").textContent = unseen ? count(unseen) : ""; }
  };
  const speak = () => {
    if (unsaid && says) says.textContent = count(unsaid);
    unsaid = 0;
    speaking = 0;
  };

  function added(item) {
    list.append(item);
    if (present()) return;
    unseen += 1;
    unsaid += 1;
    speaking ||= setTimeout(speak, BATCH);
  }

  /** The focus stays on the same button, or on the message where that button is gone. */
  function exchange(old, item) {
    const held = old.contains(document.activeElement) ? controls(old).indexOf(document.activeElement) : -1;
    clearTimeout(quiet);
    quiet = setTimeout(() => { quiet = 0; tune(); }, QUIET);
    tune();
    old.replaceWith(item);
    if (held < 0) return;
    const same = controls(item)[held];
    if (!same) item.tabIndex = -1;
    (same || item).focus({ preventScroll: true });
  }

  function apply({ kind, html, ref, seq }) {
    const place = ref || seq;
    const old = list.querySelector(`[data-seq="${place}"]`);
    const holder = document.createElement("template");
    holder.innerHTML = html || ""; // rendered and cleaned by our own server, for this kind of viewer
    const item = holder.content.firstElementChild;
    if (item && old) exchange(old, item);
    else if (item && kind === "post") added(item);
    else {
      if (changed && STATES.has(kind)) changed.hidden = false;
      return;
    }
    item.dispatchEvent(new CustomEvent("calade:added", { bubbles: true }));
    settle();
  }

  const end = section.querySelector("[data-end]");
  if (end) new IntersectionObserver(([entry]) => { atEnd = entry.isIntersecting; settle(); }, { rootMargin: "120px" }).observe(end);
  document.addEventListener("visibilitychange", settle);
  tune();
  const name = section.dataset.live.split("/").filter(Boolean).slice(-2).join(":");
  document.addEventListener("calade:sent", () => catchUp(name));
  listen(name, { seq: Number(section.dataset.seq), events: section.dataset.events, apply });
}

document.querySelectorAll("[data-live]").forEach(follow);
