// A form with data-passkey ("create" or "get") asks the browser for a key before it is sent. Its options stand in
// data-options, or are fetched from its own address. Without all this it stays hidden: codes open the same doors.
const able = window.PublicKeyCredential?.parseRequestOptionsFromJSON;

async function options(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options).publicKey;
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  return (await answer.json()).request_options.publicKey;
}

async function ceremony(form) {
  const asked = await options(form);
  if (form.dataset.passkey === "get") {
    return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked) });
  }
  // A key that the device itself keeps, so that it opens without an address, and never without a finger or a PIN.
  asked.authenticatorSelection = {
    ...asked.authenticatorSelection,
    residentKey: "required",
    requireResidentKey: true,
    userVerification: "required",
  };
  return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) });
}

for (const form of able ? document.querySelectorAll("form[data-passkey]") : []) {
  const said = form.querySelector("[data-refused]");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    said.textContent = "";
    try {
      form.elements.credential.value = JSON.stringify((await ceremony(form)).toJSON());
      form.submit();
    } catch {
      said.textContent = said.dataset.refused;
    }
  });
}
