// Keeps a long text while it is written: <textarea data-draft="key or address" data-base="revision">, with
// <div data-draft-notice hidden> holding buttons data-draft-take and data-draft-drop. An address is also saved by POST,
// with the title of a page to be; it answers with the title it was kept under, or with who else is writing.
const PAUSE = 1500;
const TOO_OLD = 30 * 86_400_000;

function follow(box) {
  const place = box.dataset.draft;
  const key = `draft ${place}`;
  const notice = box.form.querySelector("[data-draft-notice]");
  const given = box.value;
  let timer = 0;
  let sending = null;

  function read() {
    try {
      const draft = JSON.parse(localStorage.getItem(key));
      if (draft?.sent && draft.base !== box.dataset.base) return drop(); // it was saved: the page has moved on
      return draft && Date.now() - draft.at < TOO_OLD ? draft : null;
    } catch {
      return null;
    }
  }
  function drop() {
    clearTimeout(timer);
    localStorage.removeItem(key);
    return null;
  }
  function keep(sent = false) {
    if (box.value === given) return drop();
    try {
      localStorage.setItem(key, JSON.stringify({ text: box.value, base: box.dataset.base, at: Date.now(), sent, form: box.form.elements.client_key?.value }));
    } catch { /* storage is full or forbidden: the server's copy remains */ }
    if (sent || !place.startsWith("/")) return;
    const body = new FormData();
    body.set("text", box.value);
    body.set("base", box.dataset.base || "");
    for (const name of ["title", "was", "summary", "csrfmiddlewaretoken"]) body.set(name, box.form.elements[name]?.value || "");
    if (box.form.elements.tags) body.set("tags", box.form.elements.tags.value); // without the field the page keeps its own
    sending?.abort();
    sending = new AbortController();
    fetch(place, { method: "POST", body, headers: { "X-Requested-With": "fetch" }, signal: sending.signal }).then(answered).catch(() => {});
  }
  async function answered(response) {
    if (!response.ok || response.redirected) return;
    const said = await response.text();
    if (response.headers.get("X-Kept")) box.form.elements.was.value = said;
    const note = document.querySelector("[data-others]");
    if (!note || note.textContent.trim() === said) return;
    note.querySelector("span").textContent = said;
    note.hidden = !said;
  }

  // Of a page to be that was sent: only the server knows whether it arrived.
  async function arrived(draft) {
    const body = new FormData();
    body.set("form", draft.form);
    body.set("csrfmiddlewaretoken", box.form.elements.csrfmiddlewaretoken.value);
    try {
      return (await fetch(place, { method: "POST", body, headers: { "X-Requested-With": "fetch" } })).headers.has("X-Arrived");
    } catch {
      return false;
    }
  }

  const draft = read();
  if (draft && draft.text !== given && notice) offer(draft);
  async function offer(draft) {
    if (draft.sent && !box.dataset.base && draft.form && await arrived(draft)) return drop();
    notice.hidden = false;
    notice.querySelector("[data-draft-take]").addEventListener("click", () => {
      box.value = draft.text;
      notice.hidden = true;
      box.focus();
    });
    notice.querySelector("[data-draft-drop]").addEventListener("click", () => { drop(); notice.hidden = true; });
  }
  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => keep(), PAUSE); });
  addEventListener("pagehide", () => { if (timer && box.value !== given && !box.form.dataset.sent) keep(); });
  box.form.addEventListener("submit", (event) => {
    box.form.dataset.sent = "1";
    clearTimeout(timer);
    sending?.abort();
    // Kept until the page comes back with a newer revision, or, of a page to be, until the server says that it arrived.
    if ((box.dataset.base || place.startsWith("/")) && event.submitter?.name !== "picture") keep(true);
    else drop();
  });
}

document.querySelectorAll("textarea[data-draft]").forEach(follow);
