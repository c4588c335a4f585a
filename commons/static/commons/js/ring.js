// "Let this device ring": asks the browser after a tap, never before, and sends what it answers with the form.
const form = document.querySelector("form[data-ring]");

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

async function subscribe() {
  const worker = await navigator.serviceWorker.ready;
  const wanted = { userVisibleOnly: true, applicationServerKey: bytes(form.dataset.ring) };
  try {
    return await worker.pushManager.subscribe(wanted);
  } catch (problem) {
    // The town has another key than when this device was asked last.
    const old = await worker.pushManager.getSubscription();
    if (!old) throw problem;
    await old.unsubscribe();
    return worker.pushManager.subscribe(wanted);
  }
}

async function ask(event) {
  event.preventDefault();
  try {
    if (await Notification.requestPermission() !== "granted") throw new Error("refused");
    const { endpoint, keys } = (await subscribe()).toJSON();
    form.endpoint.value = endpoint;
    form.p256dh.value = keys.p256dh;
    form.auth.value = keys.auth;
    form.submit();
  } catch {
    const says = form.querySelector("[role=status]");
    says.textContent = says.dataset.refused;
  }
}

if (form && "serviceWorker" in navigator && "PushManager" in window) {
  form.hidden = false;
  form.addEventListener("submit", ask);
}
