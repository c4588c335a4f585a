// Keeps a long text while it is written: <textarea data-draft="address"> in a form with a client_key, and
// <div data-draft-notice hidden> holding buttons data-draft-take and data-draft-drop. Each form keeps a draft of its own, in
// this browser and at the address (by POST): two windows never write over each other. The address answers with who else is
// writing or, asked about a `form` that was sent, whether it arrived.
const PAUSE = 1500;
const TOO_OLD = 30 * 86_400_000;

function follow(box) {
  const place = box.dataset.draft;
  const stem = `draft ${place} `;
  const fields = box.form.elements;
  const own = stem + fields.client_key.value;
  const notice = box.form.querySelector("[data-draft-notice]");
  const given = box.value;
  let timer = 0;
  let sending = null;

  // What other windows left here and this one does not hold, the newest first.
  function kept() {
    const found = [];
    for (const name of Object.keys(localStorage).filter((one) => one.startsWith(stem))) {
      let draft = null;
      try { draft = JSON.parse(localStorage.getItem(name)); } catch { /* not written here */ }
      if (draft && draft.text !== given && Date.now() - draft.at < TOO_OLD) found.push({ ...draft, name });
      else localStorage.removeItem(name);
    }
    return found.sort((one, other) => other.at - one.at);
  }
  function post(facts, options = {}) {
    const body = new FormData();
    for (const [name, value] of Object.entries({ csrfmiddlewaretoken: fields.csrfmiddlewaretoken.value, ...facts })) body.set(name, value);
    return fetch(place, { method: "POST", body, headers: { "X-Requested-With": "fetch" }, ...options });
  }
  function keep({ sent = false, leaving = false } = {}) {
    clearTimeout(timer);
    timer = 0;
    const form = fields.client_key.value;
    const base = fields.base?.value || "";
    try {
      localStorage.setItem(own, JSON.stringify({ text: box.value, base, at: Date.now(), sent, form }));
    } catch { /* storage is full or forbidden: the server's copy remains */ }
    if (sent) return;
    const facts = { text: box.value, base, client_key: form };
    for (const name of ["title", "draft", "summary"]) facts[name] = fields[name]?.value || "";
    if (fields.tags) facts.tags = fields.tags.value; // without the field the page keeps its own
    sending?.abort();
    sending = new AbortController();
    post(facts, { signal: sending.signal, keepalive: leaving }).then(answered).catch(() => {});
  }
  async function answered(response) {
    const note = document.querySelector("[data-others]");
    if (!note || !response.ok || response.redirected) return;
    const said = await response.text();
    if (note.textContent.trim() === said) return;
    note.querySelector("span").textContent = said;
    note.hidden = !said;
  }
  async function arrived(draft) {
    try {
      return (await post({ form: draft.form })).headers.has("X-Arrived");
    } catch {
      return false;
    }
  }
  async function offer([draft, ...others]) {
    notice.hidden = true;
    if (!draft) return;
    const forget = () => localStorage.removeItem(draft.name);
    if (draft.sent && await arrived(draft)) {
      forget();
      return offer(others);
    }
    notice.hidden = false;
    notice.querySelector("[data-draft-take]").onclick = () => {
      box.value = draft.text;
      if (fields.base && draft.base) fields.base.value = draft.base; // what others did since then is joined with it
      keep();
      if (draft.name !== own) forget();
      notice.hidden = true;
      box.focus();
    };
    notice.querySelector("[data-draft-drop]").onclick = () => { forget(); offer(others); };
  }

  try {
    offer(kept());
  } catch { /* storage is forbidden */ }
  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, PAUSE); });
  addEventListener("pagehide", () => { if (timer && !box.form.dataset.sent) keep({ leaving: true }); });
  box.form.addEventListener("submit", (event) => {
    box.form.dataset.sent = "1";
    sending?.abort();
    // Kept until the server says that it arrived. A picture is put into the server's copy.
    if (event.submitter?.name === "picture") localStorage.removeItem(own);
    else keep({ sent: true });
  });
}

document.querySelectorAll("textarea[data-draft]").forEach(follow);
