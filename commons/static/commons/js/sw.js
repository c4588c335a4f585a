// Served at /sw.js (its scope is the whole site). Keeps one page and its stylesheets, shown when the network is gone.
const STORE = "offline-1";
const PAGE = "/offline/";

async function fill() {
  const store = await caches.open(STORE);
  const answer = await fetch(PAGE, { credentials: "omit" });
  if (!answer.ok) return;
  const html = await answer.clone().text();
  const styles = [...html.matchAll(/<link rel="(?:stylesheet|icon)" href="([^"]+)"/g)].map((found) => found[1]);
  await store.put(PAGE, answer);
  await store.addAll(styles);
}

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(
  caches.keys().then((names) => Promise.all(names.filter((name) => name !== STORE).map((name) => caches.delete(name))))
    .then(() => self.clients.claim()),
));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(PAGE)));
  } else if (request.method === "GET" && ["style", "image"].includes(request.destination)) {
    event.respondWith(fetch(request).catch(async () => (await caches.match(request)) || Response.error()));
  }
});

// A push says that something waits and where; what it is stands behind the login.
self.addEventListener("push", (event) => {
  const { sentence, address } = event.data.json();
  event.waitUntil(self.registration.showNotification(sentence, { tag: address, data: { address } }));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { address } = event.notification.data;
  if (address.startsWith("/avis/")) event.waitUntil(self.clients.openWindow(address));
});
