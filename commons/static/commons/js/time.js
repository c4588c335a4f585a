// Recent moments in relative words ("il y a 5 minutes"). The page carries the full words; they move to the title.
// Only <time data-ago> of the last day: an appointment stays as it is written.
const DAY = 86400;
const words = new Intl.RelativeTimeFormat(document.documentElement.lang || "fr", { numeric: "auto" });

function relative(seconds) {
  if (seconds < 3600) return words.format(-Math.max(1, Math.floor(seconds / 60)), "minute");
  return words.format(-Math.floor(seconds / 3600), "hour");
}

export function refresh(root = document) {
  for (const element of root.querySelectorAll("time[data-ago]")) {
    const seconds = (Date.now() - Date.parse(element.dateTime)) / 1000;
    if (!element.title) element.title = element.textContent;
    const said = seconds >= -30 && seconds < DAY ? relative(Math.max(0, seconds)) : element.title;
    if (element.textContent !== said) element.textContent = said;
  }
}

refresh();
setInterval(() => document.hidden || refresh(), 60_000);
document.addEventListener("visibilitychange", () => document.hidden || refresh());
document.addEventListener("calade:added", (event) => refresh(event.target));
