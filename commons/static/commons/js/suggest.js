// Titles under a box while somebody types: <input list data-suggest="address">. What is typed stays what it is.
const PATIENCE = 150;

for (const box of document.querySelectorAll("input[data-suggest]")) {
  let waiting = 0;
  let asked = "";
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PATIENCE);
  });

  async function ask() {
    const words = box.value.trim();
    if (words.length < 2 || words === asked) return;
    asked = words;
    try {
      const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(words)}`);
      if (answer.ok && asked === words) box.list.innerHTML = await answer.text();
    } catch {
      // No network: nothing is suggested, and the form still says so when it is sent.
    }
  }
}
