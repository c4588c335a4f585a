// The toolbar over the text of a page, and its preview: shortcuts to what can be typed. Insertions go through the
// browser's own editing, so that Ctrl+Z takes them back like any typing.
const SOON = 600;

function put(box, from, to, text, selectFrom, selectTo) {
  box.focus();
  box.setSelectionRange(from, to);
  const done = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
  if (!done && box.value.slice(from, to) !== text) {
    box.setRangeText(text, from, to, "end");
    box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  box.setSelectionRange(selectFrom, selectTo);
}

function around(box, before, after, word) {
  const { selectionStart: from, selectionEnd: to, value } = box;
  const inside = value.slice(from, to) || word;
  put(box, from, to, before + inside + after, from + before.length, from + before.length + inside.length);
}

function lines(box, sign) {
  const from = box.value.lastIndexOf("\n", box.selectionStart - 1) + 1;
  const end = box.value.indexOf("\n", box.selectionEnd);
  const to = end < 0 ? box.value.length : end;
  const old = box.value.slice(from, to).split("\n");
  const off = old.every((line) => line.startsWith(sign));
  const text = old.map((line) => (off ? line.slice(sign.length) : sign + line)).join("\n");
  put(box, from, to, text, off ? from : from + (old.length > 1 ? 0 : text.length), from + text.length);
}

// A block stands between blank lines.
function block(box, text, selectFrom, selectTo) {
  const { selectionStart: from, selectionEnd: to, value } = box;
  const before = value.slice(0, from);
  const after = value.slice(to);
  const head = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const tail = !after ? "\n" : after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
  const at = from + head.length;
  put(box, from, to, head + text + tail, at + selectFrom, at + selectTo);
}

function note(box, words) {
  const { selectionEnd: at, value } = box;
  const used = [...value.matchAll(/\[\^(\d+)\]/g)].map((found) => Number(found[1]));
  const number = Math.max(Number(box.dataset.note || 1) - 1, ...used) + 1;
  const definition = `${value.endsWith("\n") ? "\n" : "\n\n"}[^${number}]: ${words}\n`;
  const mark = `[^${number}]`;
  put(box, value.length, value.length, definition, at, at);
  const end = box.value.length + mark.length - 1;
  put(box, at, at, mark, end - words.length, end);
}

function use(box, data) {
  const chosen = box.value.slice(box.selectionStart, box.selectionEnd);
  if (data.wrap) around(box, data.wrap, data.wrap, data.word);
  else if (data.line) lines(box, data.line);
  else if (data.link) {
    const words = chosen || data.word;
    const at = box.selectionStart + words.length + 3;
    put(box, box.selectionStart, box.selectionEnd, `[${words}](${data.link})`, at, at + data.link.length);
  } else if (data.note) note(box, data.note);
  else if (data.block) block(box, data.block, 2, data.block.indexOf(" |", 2));
  else if (data.box) {
    const head = `::: ${data.box}\n`;
    block(box, `${head}${chosen}\n:::`, head.length, head.length + chosen.length);
  }
}

function toolbar(bar, box) {
  const buttons = [...bar.querySelectorAll("button")];
  const panel = bar.parentElement.querySelector("[data-linking]");
  const press = (button) => {
    if (button.dataset.ask === "page") linking(panel, box);
    else if (button.dataset.ask) box.form.querySelector("[name=picture]").click();
    else use(box, button.dataset);
  };
  buttons.forEach((button, index) => { button.tabIndex = index ? -1 : 0; });
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    buttons.forEach((other) => { other.tabIndex = other === button ? 0 : -1; });
    press(button);
  });
  bar.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    const next = buttons[(to + buttons.length) % buttons.length];
    buttons.forEach((other) => { other.tabIndex = other === next ? 0 : -1; });
    next.focus();
  });
  box.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    const button = buttons.find((one) => one.dataset.key === event.key.toLowerCase());
    if (!button) return;
    event.preventDefault();
    press(button);
  });
  box.before(bar, panel); // between the label and the text that it changes
  bar.hidden = false;
}

// The title of a page, with those that exist while it is typed.
function linking(panel, box) {
  const input = panel.querySelector("input");
  const choices = panel.querySelector("datalist");
  const close = () => { panel.hidden = true; box.focus(); };
  const insert = () => {
    const title = input.value.replace(/[[\]|#]/g, " ").trim();
    const chosen = box.value.slice(box.selectionStart, box.selectionEnd);
    const label = chosen && chosen !== title && !/[[\]\n]/.test(chosen) ? `|${chosen}` : "";
    const text = `[[${title}${label}]]`;
    panel.hidden = true;
    if (title) put(box, box.selectionStart, box.selectionEnd, text, box.selectionStart + text.length, box.selectionStart + text.length);
    else box.focus();
  };
  if (!panel.dataset.ready) {
    panel.dataset.ready = "1";
    let timer = 0;
    const look = async () => {
      const address = `${panel.dataset.linking}?q=${encodeURIComponent(input.value)}`;
      const response = await fetch(address, { headers: { "X-Fragment": "1" } }).catch(() => null);
      if (response?.ok) choices.innerHTML = await response.text();
    };
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, SOON / 3); });
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
      if (event.key === "Enter" && event.target === input) { event.preventDefault(); insert(); }
    });
    panel.querySelector("[data-link-insert]").addEventListener("click", insert);
    panel.querySelector("[data-link-close]").addEventListener("click", close);
    look();
  }
  input.value = box.value.slice(box.selectionStart, box.selectionEnd).split("\n")[0].slice(0, 200);
  panel.hidden = false;
  input.focus();
}

// A picture is chosen on a page of its own, and stands where one was writing.
function picturing(box) {
  let touched = false;
  box.addEventListener("focus", () => { touched = true; });
  box.form.querySelector("[name=picture]")?.addEventListener("click", () => {
    const before = box.value.slice(0, box.selectionEnd);
    box.form.elements.line.value = touched ? before.split("\n").length - 1 : "";
  });
}

// Beside the text where there is room, from the first word on; on a phone once it was asked for.
function preview(part, box) {
  const shown = part.querySelector(".article");
  const beside = matchMedia("(min-width: 62rem)");
  let timer = 0;
  let asked = 0;
  async function look() {
    const mine = ++asked;
    const body = new FormData();
    body.set("text", box.value);
    body.set("csrfmiddlewaretoken", box.form.elements.csrfmiddlewaretoken.value);
    part.setAttribute("aria-busy", "true");
    const response = await fetch(part.dataset.preview, { method: "POST", body }).catch(() => null);
    if (mine !== asked) return false;
    part.removeAttribute("aria-busy");
    if (!response?.ok || response.redirected) return false;
    shown.innerHTML = await response.text();
    part.hidden = false;
    return true;
  }
  box.addEventListener("input", () => {
    clearTimeout(timer);
    if (beside.matches || !part.hidden) timer = setTimeout(look, SOON);
  });
  box.form.querySelector("[name=preview]").addEventListener("click", async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    if (await look()) part.querySelector("h2").focus();
  });
}

for (const bar of document.querySelectorAll("[data-tools]")) {
  const box = document.getElementById(bar.getAttribute("aria-controls"));
  toolbar(bar, box);
  picturing(box);
  preview(box.form.querySelector("[data-preview]"), box);
}
