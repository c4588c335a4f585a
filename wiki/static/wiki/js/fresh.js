// A page that says when it is no longer the newest: <p data-fresh="page:12" data-seq="17" data-events="…" hidden>.
// It changes nothing under the reader's eyes: it only shows itself, and a link leads to the newer version.
import { listen } from "../../commons/js/wire.js";

for (const note of document.querySelectorAll("[data-fresh]")) {
  listen(note.dataset.fresh, {
    seq: Number(note.dataset.seq),
    events: note.dataset.events,
    apply: () => { note.hidden = false; },
    reset: () => { note.hidden = false; },
  });
}
