import { Session } from "../src/index.js";
import { App } from "./app.js";
import { h } from "./dom.js";
import { readInfo } from "./info.js";
import { EndedPage } from "./pages/end.js";
import { strings } from "./strings.js";
import { readTicket, ticketFromFragment, type TicketInfo } from "./ticket.js";

const Client = { name: "room", version: "0.1.0" };
const nobody: TicketInfo = { name: null, role: null, notBefore: null, expires: null };

/** The ticket leaves the address bar before anything else happens: it must not end up in a screenshot, a bookmark or the history. */
function takeTicket(): string | null {
  const ticket = ticketFromFragment(location.hash);
  if (location.hash !== "") history.replaceState(null, "", location.pathname + location.search);
  return ticket;
}

function open(ticket: string | null): void {
  const place = document.getElementById("app")!;
  const storage = sessionStorage;
  if (typeof RTCPeerConnection === "undefined") {
    place.replaceChildren(new EndedPage("unsupported-browser", () => undefined).element);
    return;
  }
  const returning = ticket === null && Session.canResume(storage);
  const kept = ticket ?? Session.keptTicket(storage);
  if (!returning && kept === null) {
    place.replaceChildren(new EndedPage("no-ticket", () => undefined).element);
    return;
  }
  const session = new Session({ ...(ticket === null ? {} : { ticket }), storage, client: Client });
  const app = new App(session, kept === null ? nobody : readTicket(kept), () => open(kept));
  place.replaceChildren(app.element);
  app.start(returning);
}

async function showInfo(): Promise<void> {
  const { demo, practice } = await readInfo();
  const isDemo = demo || document.querySelector('meta[name="demo"][content="true"]') !== null;
  if (isDemo) document.getElementById("banner")!.replaceChildren(h("p", { class: "demo" }, strings.demo));
  if (practice !== null) document.getElementById("practice")!.replaceChildren(practice);
}

addEventListener("hashchange", () => {
  if (ticketFromFragment(location.hash) !== null) open(takeTicket());
});
open(takeTicket());
void showInfo();
