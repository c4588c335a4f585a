// Pages that were read can be read again without network: the worker (sw.js) keeps them. Forgotten when one logs out.
const tag = document.querySelector("script[data-worker]");
const tell = (worker, said) => worker?.postMessage(said);

if (tag && "serviceWorker" in navigator) {
  addEventListener("load", async () => {
    try {
      await navigator.serviceWorker.register(tag.dataset.worker, { scope: "/" });
      const { active } = await navigator.serviceWorker.ready;
      if (navigator.connection?.saveData || !document.contentType.includes("html")) return;
      const address = location.href.split("#")[0];
      setTimeout(() => tell(active, { keep: address, language: document.documentElement.lang }), 2000);
    } catch { /* a browser that keeps nothing */ }
  });
  addEventListener("submit", ({ target }) => {
    if (target.action?.endsWith("/logout/")) tell(navigator.serviceWorker.controller, { forget: true });
  });
}
// Nobody is asked to install anything: who wants to finds how on a page of its own.
addEventListener("beforeinstallprompt", (event) => event.preventDefault());
