// Minutes save themselves: <textarea data-autosave> in a form with `base`, <p data-state>, and data-saved, data-failed.
// When another host saved meanwhile the form is sent as a form: its page shows both texts.
const PAUSE = 8000;

const box = document.querySelector("textarea[data-autosave]");
const form = box.form;
const state = form.querySelector("[data-state]");
let saved = box.value;
let timer = 0;
let busy = false;

async function save() {
  clearTimeout(timer);
  if (busy || box.value === saved) return;
  busy = true;
  const typed = box.value;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" } });
    if (answer.status === 204) {
      saved = typed;
      form.elements.base.value = answer.headers.get("X-Version");
      state.textContent = form.dataset.saved;
    } else if (answer.status === 409) form.requestSubmit();
    else throw new Error(answer.status);
  } catch {
    state.textContent = form.dataset.failed;
  } finally {
    busy = false;
    if (box.value !== saved) timer = setTimeout(save, PAUSE);
  }
}

box.addEventListener("input", () => { state.textContent = ""; clearTimeout(timer); timer = setTimeout(save, PAUSE); });
form.addEventListener("submit", () => clearTimeout(timer));
document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
