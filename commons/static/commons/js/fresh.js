// A part of the page that asks for itself again when it changed: <section data-fresh="listing:12" data-seq="870">.
// Nothing is replaced under the hands of somebody who is writing in it: they are told, and choose.
import { listen } from "./wire.js";

function follow(section) {
  const name = section.dataset.fresh;
  const note = document.querySelector("[data-fresh-note]");

  async function apply() {
    const box = document.activeElement;
    if (section.contains(box) && box.matches("input, textarea, select")) {
      if (note) note.hidden = false;
      return;
    }
    const answer = await fetch(location.href, { headers: { "X-Fragment": "1" } });
    if (answer.status >= 500) return setTimeout(apply, 8000 + Math.random() * 4000); // too many at once: the page stays
    if (!answer.ok) return location.reload();
    section.innerHTML = await answer.text(); // rendered and cleaned by our own server, for this reader
  }

  const events = `/live/events/?thing=${encodeURIComponent(name)}`;
  listen(name, { seq: Number(section.dataset.seq), events, apply });
}

document.querySelectorAll("[data-fresh]").forEach(follow);
