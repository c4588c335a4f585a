// Offers the page "no network" when there is none. Nothing else is stored: what a town says must be fresh.
const tag = document.querySelector("script[data-worker]");

if (tag && "serviceWorker" in navigator) {
  addEventListener("load", () => navigator.serviceWorker.register(tag.dataset.worker, { scope: "/" }).catch(() => {}));
}
