// Passkeys of staff: a button appears where the browser knows them; the server checks what comes back.

const known = window.PublicKeyCredential?.parseRequestOptionsFromJSON;

async function options(form) {
  if (!form.dataset.fetch) return JSON.parse(document.getElementById(form.dataset.options).textContent).publicKey;
  const answer = await fetch(form.dataset.fetch, { headers: { "X-Requested-With": "XMLHttpRequest" } });
  return (await answer.json()).request_options.publicKey;
}

async function credential(form) {
  const given = await options(form);
  if (form.dataset.does === "get") {
    return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(given) });
  }
  if (form.elements.passwordless?.checked) {
    given.authenticatorSelection = { ...given.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required" };
  }
  return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(given) });
}

async function press(event) {
  const form = event.target;
  if (form.dataset.signed) return;
  event.preventDefault();
  try {
    form.elements.credential.value = JSON.stringify((await credential(form)).toJSON());
    form.dataset.signed = "yes";
    form.requestSubmit();
  } catch (refused) { // the person closed the browser's own window, or has no passkey for this site
    if (refused.name !== "NotAllowedError" && refused.name !== "InvalidStateError") throw refused;
  }
}

for (const form of known ? document.querySelectorAll("form.passkey") : []) {
  form.hidden = false;
  form.addEventListener("submit", press);
}
