// The button that puts the town on the home screen, where the browser offers to.
const place = document.querySelector("[data-install]");
let offer = null;

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offer = event;
  place.hidden = false;
});
place?.querySelector("button").addEventListener("click", async () => {
  await offer.prompt();
  place.hidden = true;
});
addEventListener("appinstalled", () => { place.hidden = true; });
