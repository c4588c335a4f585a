// Served at /sw.js (its scope is the whole site). Without network it shows the pages that were read last, each with a
// line that says of when it is, or the page "no connection". It keeps what anybody may read, as a visitor sees it:
// nothing of a person stays on a device that others use too.
const STORE = "offline-2"; // the page "no connection" and what it needs
const READ = "read-1";
const FILES = "files-1"; // styles and scripts of the pages that are kept
const PAGE = "/offline/";
const MOST = { [READ]: 30, [FILES]: 80 };

const named = (html) => [...html.matchAll(/(?:href|src)="([^"]+\.(?:css|js|svg)(?:\?[^"]*)?)"/g)].map((found) => found[1]);

async function fill() {
  const store = await caches.open(STORE);
  const answer = await fetch(PAGE, { credentials: "omit" });
  if (!answer.ok) return;
  const html = await answer.clone().text();
  await store.put(PAGE, answer);
  await store.addAll(named(html));
}

/** The oldest leave. Names come in the order in which they were put there. */
async function trim(name) {
  const store = await caches.open(name);
  const known = await store.keys();
  await Promise.all(known.slice(0, Math.max(0, known.length - MOST[name])).map((request) => store.delete(request)));
}

/** Ask again as a visitor, and keep the answer if it is for everybody (such an answer has a tag of its text). */
async function keep(address, language) {
  const store = await caches.open(READ);
  const old = await store.match(address, { ignoreVary: true });
  const headers = { "Accept-Language": language };
  if (old) headers["If-None-Match"] = old.headers.get("etag");
  const answer = await fetch(address, { credentials: "omit", cache: "no-store", headers });
  const same = answer.status === 304;
  await store.delete(address, { ignoreVary: true });
  if (same ? !old : !answer.ok || answer.redirected || !answer.headers.get("etag")) return;
  const html = await (same ? old : answer).text();
  const kept = new Headers((same ? old : answer).headers);
  ["content-encoding", "content-length", "set-cookie"].forEach((name) => kept.delete(name));
  kept.set("x-kept", new Date().toISOString());
  await store.put(address, new Response(html, { headers: kept }));
  const files = await caches.open(FILES);
  await Promise.all(named(html).map(async (file) => (await files.match(file)) || files.add(file)));
  await Promise.all([trim(READ), trim(FILES)]);
}

async function without(request) {
  const found = await (await caches.open(READ)).match(request.url.split("#")[0], { ignoreVary: true });
  const plain = await caches.match(PAGE);
  if (!found || !plain) return plain || Response.error();
  const note = /<template data-note>([\s\S]*?)<\/template>/.exec(await plain.clone().text())?.[1] ?? "";
  const moment = new Date(found.headers.get("x-kept"));
  const html = await found.text();
  const language = /<html lang="([a-z-]+)"/.exec(html)?.[1];
  const said = note.replace("{moment}", moment.toLocaleString(language, { dateStyle: "long", timeStyle: "short" }));
  return new Response(html.replace(/<main [^>]*>/, (main) => main + said), { headers: found.headers });
}

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(
  caches.keys().then((names) => Promise.all(names.filter((name) => ![STORE, READ, FILES].includes(name)).map((name) => caches.delete(name))))
    .then(() => self.clients.claim()),
));
self.addEventListener("message", (event) => {
  if (event.data.keep) event.waitUntil(keep(event.data.keep, event.data.language).catch(() => {}));
  if (event.data.forget) event.waitUntil(caches.delete(READ));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => without(request)));
  } else if (request.method === "GET" && ["style", "image", "script"].includes(request.destination)) {
    event.respondWith(fetch(request).catch(async () => (await caches.match(request, { ignoreVary: true })) || Response.error()));
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
