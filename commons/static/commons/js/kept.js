// The page "no connection" names the pages that were read last and can be read now.
const list = document.querySelector("[data-kept]");

const titleOf = (html) => new DOMParser().parseFromString(html, "text/html").title;

async function show() {
  const store = await caches.open("read-1");
  const kept = (await store.keys()).reverse();
  for (const request of kept) {
    const link = document.createElement("a");
    link.href = request.url;
    link.textContent = titleOf(await (await store.match(request, { ignoreVary: true })).text());
    const item = document.createElement("li");
    item.append(link);
    list.querySelector("ul").append(item);
  }
  list.hidden = !kept.length;
}

if (list && "caches" in globalThis) show();
