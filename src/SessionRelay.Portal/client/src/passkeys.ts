/** Passkeys: the one thing here that needs script. Forms for them are hidden until the browser is known to have them. */
export function offerPasskeys(): void {
  if (!("credentials" in navigator) || typeof PublicKeyCredential === "undefined" || typeof PublicKeyCredential.parseRequestOptionsFromJSON !== "function") return;
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void use(form);
    });
  }
}

async function use(form: HTMLFormElement): Promise<void> {
  const told = form.querySelector<HTMLElement>("[role=status]");
  try {
    const credential = await (form.dataset["passkey"] === "create" ? create(form) : get(form));
    if (!credential) return;
    (form.elements.namedItem("Credential") as HTMLInputElement).value = JSON.stringify(credential);
    form.submit();
  } catch (failure) {
    if (told) told.textContent = words(failure);
  }
}

async function create(form: HTMLFormElement): Promise<Credential | null> {
  return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(await options(form)) });
}

async function get(form: HTMLFormElement): Promise<Credential | null> {
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(await options(form)) });
}

/** The server's challenge, asked for with the form's own token. */
async function options<T>(form: HTMLFormElement): Promise<T> {
  const answer = await fetch(form.dataset["options"] ?? "", { method: "POST", body: new FormData(form), credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return (await answer.json()) as T;
}

function words(failure: unknown): string {
  if (failure instanceof DOMException && failure.name === "NotAllowedError") return "Nothing was chosen. Press the button to try again.";
  if (failure instanceof DOMException && failure.name === "InvalidStateError") return "This device has a passkey for you already.";
  return "The passkey could not be used. Reload this page and try again, or sign in another way.";
}
