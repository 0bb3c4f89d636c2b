import { SessionError, type SessionApi } from "../src/index.js";
import { Announcer } from "./announcer.js";
import { pageAudio } from "./audio.js";
import { openDevices } from "./dialogs/devices.js";
import { h } from "./dom.js";
import type { EndPage } from "./endwords.js";
import { MediaSwitches, wordsOf } from "./media.js";
import { Notices } from "./notices.js";
import { EndedPage } from "./pages/end.js";
import type { Page } from "./pages/page.js";
import { PrejoinPage } from "./pages/prejoin.js";
import { ReturningPage } from "./pages/returning.js";
import { RoomPage } from "./pages/room.js";
import { WaitingPage } from "./pages/waiting.js";
import { strings } from "./strings.js";
import type { TicketInfo } from "./ticket.js";
import { chooseView, type View } from "./view.js";

const TickMs = 1_000;

/** Holds one session and shows the page that fits its state. */
export class App {
  readonly element: HTMLElement;
  readonly #session: SessionApi;
  readonly #ticket: TicketInfo;
  readonly #startOver: (() => void) | null;
  readonly #announcer = new Announcer();
  readonly #notices = new Notices();
  readonly #switches: MediaSwitches;
  readonly #place = h("div", { class: "place" });
  #view: View | null = null;
  #page: Page | null = null;
  #pending = false;
  #moving = false;
  /** People who ask to go on with another device and have no answer yet: the hub says so before the room is drawn. */
  readonly #moves = new Set<string>();

  constructor(session: SessionApi, ticket: TicketInfo, startOver: (() => void) | null) {
    this.#session = session;
    this.#ticket = ticket;
    this.#startOver = startOver;
    this.#switches = new MediaSwitches(session.local, (words) => this.#notices.show(words), ticket.camera);
    this.element = h("div", { class: "app" }, this.#notices.element, this.#place, this.#announcer.element);
    for (const event of ["state", "participants", "slots", "chat", "clock", "phone", "signaling", "pictureheld"] as const) session.on(event, () => this.#later());
    session.on("error", (problem) => {
      if (problem.code !== "stale") this.#notices.show(wordsOf(problem)); // an offer that a newer one has overtaken is nobody's concern
    });
    session.on("moverequested", ({ participantId }) => {
      this.#moves.add(participantId);
      this.#later();
    });
    session.local.on("changed", () => this.#later());
    session.local.on("problem", (problem) => this.#notices.show(wordsOf(problem)));
    pageAudio(); // waits for the first gesture from now on, so that a chime is heard after a reload too
    setInterval(() => this.#page?.tick?.(), TickMs);
  }

  /** Shows what a person meets first: the check of their devices, or the way back into a session that they were in. */
  start(returning: boolean): void {
    if (returning) {
      void this.#switches.start();
      this.#enter();
    }
    this.#draw();
  }

  /** Events come in bursts; one drawing serves them all. A microtask, since hidden pages draw no frames. */
  #later(): void {
    if (this.#pending) return;
    this.#pending = true;
    queueMicrotask(() => {
      this.#pending = false;
      this.#draw();
    });
  }

  #draw(): void {
    const view = chooseView(this.#session.state, this.#session.reason?.code ?? null, this.#view);
    if (view !== this.#view) this.#turnTo(view);
    this.#page?.update();
    const room = this.#page instanceof RoomPage ? this.#page : null;
    const other = room?.with ?? null;
    const title = other === null ? strings.title : strings.titleWith(other);
    const waiting = room?.waiting ?? 0;
    document.title = waiting > 0 ? strings.titleWaiting(waiting, title) : title;
  }

  #turnTo(view: View): void {
    this.#page?.close();
    for (const dialog of document.querySelectorAll("dialog")) dialog.close();
    const first = this.#view === null;
    this.#view = view;
    this.#page = this.#pageFor(view);
    this.#place.replaceChildren(this.#page.element);
    document.body.dataset["view"] = view.startsWith("end:") ? "end" : view;
    if (view.startsWith("end:")) {
      this.#notices.clearAll();
      this.#moves.clear();
      this.#session.local.stop();
    }
    if (!first) this.#page.heading.focus();
  }

  #pageFor(view: View): Page {
    const devices = (): void => openDevices(this.#session.local, null);
    switch (view) {
      case "prejoin":
        return new PrejoinPage(this.#session, this.#ticket, this.#switches, devices, () => this.#enter());
      case "returning":
        return new ReturningPage(this.#moving ? strings.returning.asked : strings.returning.text);
      case "waiting":
        return new WaitingPage(this.#session, this.#switches, devices, () => this.#leave());
      case "room":
        return new RoomPage(this.#session, this.#switches, this.#announcer, this.#moves, {
          openDevices: (shortcuts) => openDevices(this.#session.local, shortcuts),
          leave: () => this.#leave(),
        });
      default:
        return new EndedPage(view.slice("end:".length), this.#canAct() ? (does) => this.#act(does) : null);
    }
  }

  #enter(move = false): void {
    this.#moving = move;
    this.#session.enter({ move }).then(
      () => this.#later(),
      (problem: unknown) => {
        if (!(problem instanceof SessionError)) this.#notices.show(wordsOf(problem));
        this.#later();
      },
    );
  }

  #leave(): void {
    this.#session
      .leave()
      .catch(() => undefined)
      .finally(() => this.#later()); // gone either way: the relay notices
  }

  /** Whether this page can try once more by itself: a refusal spent nothing; a seat that was given up needs the ticket. */
  #mayKnock(): boolean {
    return this.#session.state === "idle" || this.#session.state === "declined";
  }

  #canAct(): boolean {
    return this.#mayKnock() || this.#startOver !== null;
  }

  #act(does: NonNullable<EndPage["action"]>["does"]): void {
    if (!this.#mayKnock()) {
      this.#startOver?.();
      return;
    }
    void this.#switches.start();
    this.#enter(does === "move");
  }
}
