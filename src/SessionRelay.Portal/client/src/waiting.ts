import { chime, wakeSound } from "./chime.js";

/** The part of Today that is fetched anew every few seconds; it names who waits by ids that tell nothing. */
const LIST = "[data-waiting]";

/** Calls a therapist on the page of their day: a chime when somebody new waits, and a notification where they asked for it. */
export function callWhenSomebodyWaits(): void {
  const list = document.querySelector(LIST);
  if (!list?.parentElement) return;
  let known = waiting(list);
  const offer = offerNotifications();
  for (const gesture of ["pointerdown", "keydown"] as const) addEventListener(gesture, wakeSound, { passive: true, once: true });
  let shown: Notification | null = null;
  new MutationObserver(() => {
    const now = waiting(document.querySelector(LIST));
    const fresh = now.filter((id) => !known.includes(id));
    known = now;
    document.title = document.title.replace(/^\(\d+\) /, "");
    if (now.length > 0) document.title = `(${now.length}) ${document.title}`;
    else shown?.close();
    if (fresh.length === 0) return;
    chime();
    shown = notify() ?? shown;
  }).observe(list.parentElement, { childList: true });
  offer?.();
}

function waiting(list: Element | null): string[] {
  return (list?.getAttribute("data-waiting") ?? "").split(" ").filter((id) => id.length > 0);
}

/** @returns The deed that shows the offer as it stands, or null where there is none on the page. */
function offerNotifications(): (() => void) | null {
  const offer = document.querySelector<HTMLElement>("[data-call]");
  const button = offer?.querySelector("button");
  if (!offer || !button || typeof Notification === "undefined") return null;
  const words = offer.querySelector<HTMLElement>("[role=status]");
  const show = (): void => {
    // Who has said yes before needs no line about it on every page load.
    offer.hidden = Notification.permission === "granted" && words?.textContent === "";
    button.hidden = Notification.permission !== "default";
    if (words && Notification.permission === "denied") words.textContent = "This browser doesn’t show notifications of this page. While the page is open, a chime sounds.";
  };
  button.addEventListener("click", () => {
    void Notification.requestPermission().then((answer) => {
      if (words && answer === "granted") words.textContent = "You are told when somebody waits, while this page is open in a tab.";
      show();
    });
  });
  return show;
}

function notify(): Notification | null {
  if (document.visibilityState === "visible" || typeof Notification === "undefined" || Notification.permission !== "granted") return null;
  try {
    // no name: a notification may stand on a locked screen
    const notification = new Notification("Someone is waiting", { body: "Open today’s list to let them in.", tag: "sessionrelay-waiting" });
    notification.onclick = () => window.focus();
    return notification;
  } catch {
    return null; // phones only let a service worker notify: the chime has to do
  }
}
