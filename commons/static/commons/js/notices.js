// The number beside "Me": follows person:<id>, named by this script's own tag (data-thing), and sets [data-badge].
import { listen } from "./wire.js";

const tag = document.querySelector("script[data-thing]");
const badge = document.querySelector("[data-badge]");

function show(unread) {
  badge.textContent = unread || "";
  badge.hidden = !unread;
}

if (tag && badge) {
  listen(tag.dataset.thing, {
    // A frame carries the whole count, so an old or missing one needs no catching up.
    apply: ({ kind, ref }) => kind === "notice" && show(Number(ref)),
    reset: () => {},
  });
}
