// One socket for the whole page, and the rule that loses nothing: every live thing is numbered, so the next number is
// applied, a hole is fetched by HTTP, an old number is ignored. Without a socket the same address is long-polled.
const things = new Map(); // "topic:123" -> { seq, events, apply, reset, busy, again, poll }
const PATH = "/ws/live/";
const SILENCE = 70_000; // two heartbeats and a half: the line is dead even if nobody closed it
let socket = null;
let failures = 0;
let timer = 0;
let watchdog = 0;
let polling = false;
let leaving = false; // a page that is being left must not be loaded again: that would stop the way to the next one

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Follows one thing. `apply(event)` gets each event once and in order; `reset()` when too much was missed. */
export function listen(name, thing) {
  things.set(name, { seq: 0, reset: () => location.reload(), ...thing });
  if (socket?.readyState === WebSocket.OPEN) subscribe([name]);
  else if (!socket && !timer) connect();
}

function subscribe(names) {
  socket.send(JSON.stringify({ listen: names }));
  names.forEach(catchUp);
}

function take(thing, event) {
  if (event.seq <= thing.seq) return;
  thing.seq = event.seq;
  thing.apply(event);
  document.dispatchEvent(new CustomEvent("calade:news", { detail: event }));
}

function receive(frame) {
  if (frame.t === "hb" || frame.t === "listening") {
    for (const [name, last] of Object.entries(frame.last || {})) if (last > (things.get(name)?.seq ?? last)) catchUp(name);
  } else if (frame.t === "resync") {
    [...things.keys()].forEach((name) => catchUp(name));
  } else if (frame.t === "e") {
    const thing = things.get(frame.thing);
    if (!thing) return;
    if (thing.events && (frame.seq > thing.seq + 1 || (frame.seq > thing.seq && !frame.html))) catchUp(frame.thing);
    else take(thing, frame);
  }
}

/** Asks for what came after the last number seen; one request at a time for each thing. */
export async function catchUp(name, wait = 0) {
  const thing = things.get(name);
  if (!thing?.events) return true;
  if (thing.busy) return (thing.again = true);
  thing.busy = true;
  try {
    do {
      thing.again = false;
      const address = new URL(thing.events, location.href);
      address.searchParams.set("after", thing.seq);
      if (wait) address.searchParams.set("wait", wait);
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (!answer.ok) return false;
      const news = await answer.json();
      if (news.reset) return thing.reset();
      news.events.forEach((event) => take(thing, event));
      if (news.last > thing.seq) { // more than one answer holds, or numbers this reader may not see
        if (news.events.length) thing.again = true;
        else thing.seq = news.last;
      }
    } while (thing.again);
    return true;
  } catch {
    return false;
  } finally {
    thing.busy = false;
  }
}

function connect() {
  timer = 0;
  if (socket || !things.size) return;
  socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${PATH}`);
  socket.onopen = () => { failures = 0; polling = false; alive(); subscribe([...things.keys()]); };
  socket.onmessage = (message) => { alive(); [JSON.parse(message.data)].flat().forEach(receive); };
  socket.onclose = ({ code }) => {
    socket = null;
    clearTimeout(watchdog);
    if (code === 4401) return leaving || location.reload(); // logged out: the page must not keep showing what it may not
    if (code === 4403 || code === 4404) return; // not from here, or nothing to hear
    if (code === 4029) return poll(); // this person has very many pages open: this one asks instead
    failures += code === 4008 || code === 4012 ? 0 : 1; // this reader was too slow, or the server begins anew: it is well
    if (failures >= 3) poll();
    const patience = code === 4012 ? 10 : Math.min(30, 2 ** failures); // a whole town that comes back at once waits longer
    timer = setTimeout(connect, Math.random() * patience * 1000);
  };
}

function alive() {
  clearTimeout(watchdog);
  watchdog = setTimeout(() => socket?.close(), SILENCE);
}

async function poll() {
  if (polling) return;
  polling = true;
  while (polling) {
    const fine = await Promise.all([...things.keys()].map((name) => catchUp(name, 25)));
    await pause(fine.every(Boolean) ? 1000 : 5000 + Math.random() * 10_000);
  }
}

function wake() {
  if (document.hidden || !things.size) return;
  if (!socket) { clearTimeout(timer); connect(); }
  else if (socket.readyState === WebSocket.OPEN) [...things.keys()].forEach((name) => catchUp(name));
}
// Without network the line is not closed, it hangs: let go of it, so that coming back begins with a new one.
function hangUp() {
  clearTimeout(timer);
  timer = setTimeout(connect, 30_000); // some browsers say they are offline when they are not
  if (!socket) return;
  const hanging = socket;
  socket = hanging.onclose = hanging.onmessage = null;
  clearTimeout(watchdog);
  hanging.close();
}
addEventListener("offline", hangUp);
addEventListener("online", wake);
document.addEventListener("visibilitychange", wake);
addEventListener("beforeunload", () => { leaving = true; });
addEventListener("pageshow", () => { leaving = false; });
addEventListener("pagehide", () => { polling = false; });
