// Offers the page "no network" when there is none. Nothing else is stored: what a town says must be fresh.
if ("serviceWorker" in navigator && isSecureContext) {
  addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch(() => {}));
}
