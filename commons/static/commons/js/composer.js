// Sends the ordinary form in place: <form data-composer="key" data-sending data-sent data-failed>. The same client_id
// goes with each try, so trying again never posts twice. The words stay in sessionStorage until the server has them.
// Without network they wait, visibly (data-waiting), and leave by themselves; words changed meanwhile are new ones.
const SOONEST = 4_000; // ms between two tries by itself
const LATEST = 60_000;

function follow(form) {
  const box = form.querySelector("textarea");
  const id = form.elements.client_id;
  const state = form.querySelector("[data-state]");
  const key = `composer ${form.dataset.composer}`;
  let sending = false;
  let patience = SOONEST;
  let timer = 0;

  const say = (word) => { state.textContent = form.dataset[word] || ""; form.dataset.now = word; };
  const renew = () => { if (id) id.value = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`; };
  const keep = () => {
    const waits = form.dataset.now === "waiting" || form.dataset.now === "sending";
    if (box.value) sessionStorage.setItem(key, JSON.stringify([box.value, id?.value, waits]));
    else sessionStorage.removeItem(key);
  };

  const kept = JSON.parse(sessionStorage.getItem(key) || "null");
  if (kept && !box.value) {
    box.value = kept[0];
    if (id && kept[1]) id.value = kept[1];
  }
  if (id && !id.value) renew();
  box.addEventListener("input", () => {
    // A try may have arrived without our knowing it: what is sent now is not the same any more.
    if (["waiting", "failed"].includes(form.dataset.now)) { renew(); say(""); clearTimeout(timer); }
    keep();
  });

  const again = () => { if (form.dataset.now === "waiting") form.requestSubmit(); };
  const wait = () => {
    say("waiting");
    keep();
    clearTimeout(timer);
    timer = setTimeout(again, patience * (0.75 + Math.random() / 2));
    patience = Math.min(LATEST, patience * 2);
  };
  addEventListener("online", again);

  /** The page of an answer "too often" says why and how long: its first sentence is said here, the words stay. */
  const tooOften = (html) => {
    say("failed");
    keep();
    const why = new DOMParser().parseFromString(html, "text/html").querySelector("main .lead");
    if (why) state.textContent = why.textContent;
  };

  form.addEventListener("submit", async (event) => {
    if (!box.value.trim() || form.dataset.plain || event.submitter?.name === "draft") return;
    event.preventDefault();
    if (sending) return;
    sending = true;
    say("sending");
    keep();
    const sent = box.value;
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json", "X-Requested-With": "fetch" },
      });
      patience = SOONEST;
      if (answer.status === 429) return tooOften(await answer.text());
      if (answer.status >= 500) throw new Error(answer.status);
      if (answer.status === 202) { // somebody reads it first: the page says so
        sessionStorage.removeItem(key);
        return location.assign(answer.headers.get("Location"));
      }
      if (!answer.ok) { // the server has something to say: let it say so with its whole page
        form.dataset.plain = "1";
        return form.requestSubmit();
      }
      if (box.value === sent) box.value = "";
      for (const name of ["file", "alt"]) if (form.elements[name]) form.elements[name].value = "";
      renew();
      keep();
      say("sent");
      form.dispatchEvent(new CustomEvent("calade:sent", { bubbles: true }));
      if (!document.querySelector("[data-live]")) location.assign(answer.url);
    } catch (error) {
      if (error instanceof TypeError) wait(); // no answer at all
      else { say("failed"); keep(); }
    } finally {
      sending = false;
    }
  });

  if (kept?.[2] && box.value === kept[0]) wait();

  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
  });
}

document.querySelectorAll("form[data-composer]").forEach(follow);
