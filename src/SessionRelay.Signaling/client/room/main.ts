import { Session } from "../src/index.js";
import { App } from "./app.js";
import { h } from "./dom.js";
import { readInfo } from "./info.js";
import { EndedPage } from "./pages/end.js";
import { preferences } from "./preferences.js";
import { strings } from "./strings.js";
import { backFromFragment, readTicket, ticketFromFragment, ticketInfoFrom, type TicketInfo } from "./ticket.js";

const Client = { name: "room", version: "0.1.0" };

/** The ticket leaves the address bar before anything else happens: it must not end up in a screenshot, a bookmark or the history. */
function takeTicket(): string | null {
  const ticket = ticketFromFragment(location.hash);
  if (ticket !== null) preferences.write("back", backFromFragment(location.hash) ?? "");
  if (location.hash !== "") history.replaceState(null, "", location.pathname + location.search);
  return ticket;
}

function open(ticket: string | null): void {
  const place = document.getElementById("app")!;
  const refuse = (code: string): void => place.replaceChildren(new EndedPage(code, null).element);
  if (typeof RTCPeerConnection === "undefined") return refuse("unsupported-browser");
  const returning = ticket === null && Session.canResume();
  if (ticket === null && !returning && !Session.hasTicket()) return refuse("no-ticket");
  const session = new Session({ ...(ticket === null ? {} : { ticket }), client: Client });
  const app = new App(session, whoJoins(ticket), ticket === null ? null : () => startOver(ticket));
  place.replaceChildren(app.element);
  app.start(returning);
}

/** Name and role from the ticket, kept for a reload: the library gives no ticket back. */
function whoJoins(ticket: string | null): TicketInfo {
  if (ticket === null) return ticketInfoFrom(preferences.read("who"));
  const info = readTicket(ticket);
  preferences.write("who", JSON.stringify(info));
  return info;
}

/** The library keeps the ticket over the reload, which lets go of everything else. */
function startOver(ticket: string): void {
  new Session({ ticket, client: Client });
  location.reload();
}

async function showInfo(): Promise<void> {
  const { demo, practice } = await readInfo();
  const isDemo = demo || document.querySelector('meta[name="demo"][content="true"]') !== null;
  if (isDemo) document.getElementById("banner")!.replaceChildren(h("p", { class: "demo" }, strings.demo));
  if (practice !== null) document.getElementById("practice")!.replaceChildren(practice);
}

addEventListener("hashchange", () => {
  const ticket = takeTicket();
  if (ticket !== null) startOver(ticket); // another link was opened in this tab
});
open(takeTicket());
void showInfo();
