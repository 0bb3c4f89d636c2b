import { isPhoneOpen, type Participant, type SessionApi } from "../src/index.js";
import { arrivedWords, noticeChangeWords } from "./admitwords.js";
import { chime } from "./audio.js";
import { h, show } from "./dom.js";
import { preferences } from "./preferences.js";
import { strings } from "./strings.js";
import { wantsNotification } from "./wantsnotification.js";

const MovePrefix = "move "; // no participant's id holds a space

function isMove(key: string): boolean {
  return key.startsWith(MovePrefix);
}

/** The host's line about who waits: admit or decline, with a chime, and a notification where the host wants that. */
export class AdmitBar {
  readonly element: HTMLElement;
  readonly #session: SessionApi;
  readonly #attempt: (deed: Promise<unknown>) => void;
  readonly #say: (words: string) => void;
  readonly #people = h("ul", { class: "waiting-people" });
  readonly #ask = h("div", { class: "admit-ask", hidden: true });
  readonly #rows = new Map<string, HTMLElement>();
  readonly #notices = new Map<string, string>();
  readonly #moves: Set<string>;
  #notification: Notification | null = null;

  /** `moves`: who asks to go on with another device. Each is taken out when it is answered. */
  constructor(session: SessionApi, moves: Set<string>, attempt: (deed: Promise<unknown>) => void, say: (words: string) => void) {
    this.#session = session;
    this.#moves = moves;
    this.#attempt = attempt;
    this.#say = say;
    this.element = h("section", { class: "admit-bar", "aria-label": strings.admit.region, hidden: true }, this.#people, this.#ask);
    this.#ask.append(
      h("p", {}, strings.admit.ask),
      h("button", { class: "control small", type: "button", onclick: () => this.#answer(true) }, strings.admit.askYes),
      h("button", { class: "control small", type: "button", onclick: () => this.#answer(false) }, strings.admit.askNo),
    );
  }

  /** How many wait now. */
  get count(): number {
    return [...this.#rows.keys()].filter((key) => !isMove(key)).length;
  }

  update(): void {
    const may = this.#session.me?.can.includes("admit") ?? false;
    // Who waits on the phone has a line of its own, with other words.
    const byPhone = new Set(this.#session.phones.filter((call) => isPhoneOpen(call.state)).map((call) => call.participantId));
    const waiting = may ? this.#session.participants.filter((person) => person.state === "waiting" && !byPhone.has(person.id)) : [];
    for (const [key, row] of this.#rows) {
      if (isMove(key) || waiting.some((person) => person.id === key)) continue;
      row.remove();
      this.#rows.delete(key);
      this.#notices.delete(key);
    }
    const fresh = waiting.filter((person) => !this.#rows.has(person.id));
    for (const person of fresh) this.#arrived(person);
    for (const person of waiting) this.#note(person);
    for (const participantId of this.#moves) this.#moveRequested(participantId);
    if (this.count === 0) this.#notification?.close();
    const permission = typeof Notification === "undefined" ? "denied" : Notification.permission;
    const askNow = permission === "default" && preferences.read("notify") === null && wantsNotification(this.#session);
    show(this.#ask, askNow);
    show(this.element, this.#rows.size > 0 || askNow);
  }

  /** Somebody with a used link asks to go on with another device. */
  #moveRequested(participantId: string): void {
    const key = `${MovePrefix}${participantId}`;
    if (this.#rows.has(key)) return;
    const name = this.#session.participants.find((person) => person.id === participantId)?.name ?? strings.you;
    const answer = (allow: boolean): void => {
      this.#rows.get(key)?.remove();
      this.#rows.delete(key);
      this.#moves.delete(participantId);
      this.update();
      this.#attempt(this.#session.allowMove(participantId, allow));
    };
    this.#row(key, strings.admit.move(name), [strings.admit.moveYes(name), () => answer(true)], [strings.admit.moveNo(name), () => answer(false)]);
    this.#call(strings.admit.move(name));
  }

  #arrived(person: Participant): void {
    this.#row(
      person.id,
      strings.admit.waits(person.name),
      [strings.admit.admit(person.name), () => this.#attempt(this.#session.admit(person.id))],
      [strings.admit.decline(person.name), () => this.#attempt(this.#session.remove(person.id))],
    );
    this.#draw(person);
    this.#call(arrivedWords(person.name, person.notice));
  }

  /** Who waits may have told the booking system once more where they are: what is to be known of them changes with it. */
  #note(person: Participant): void {
    const words = noticeChangeWords(person.name, this.#notices.get(person.id) ?? "", person.notice);
    if (words === null) return;
    this.#draw(person);
    this.#say(words);
  }

  /** The notice stands between the name and the button that admits, and belongs to the button. */
  #draw({ id, notice }: Participant): void {
    const row = this.#rows.get(id);
    row?.querySelector(".notice")?.remove();
    this.#notices.set(id, notice);
    const admit = row?.querySelector("button");
    admit?.removeAttribute("aria-describedby");
    if (notice === "" || !admit) return;
    const line = h("p", { class: "notice", id: `notice-${id}` }, notice);
    admit.before(line);
    admit.setAttribute("aria-describedby", line.id);
  }

  #row(key: string, words: string, yes: readonly [string, () => void], no: readonly [string, () => void]): void {
    const row = h(
      "li",
      {},
      h("p", {}, words),
      h("button", { class: "control small primary", type: "button", onclick: yes[1] }, yes[0]),
      h("button", { class: "control small", type: "button", onclick: no[1] }, no[0]),
    );
    this.#rows.set(key, row);
    this.#people.append(row);
    show(this.element, true);
  }

  #call(words: string): void {
    this.#say(words);
    chime();
    if (document.visibilityState === "visible" || typeof Notification === "undefined" || Notification.permission !== "granted") return;
    try {
      // no name: a notification may stand on a locked screen
      this.#notification = new Notification(strings.admit.notification, { body: strings.admit.notificationBody, tag: "sessionrelay-waiting" });
      this.#notification.onclick = () => window.focus();
    } catch {
      this.#notification = null; // phones only let a service worker notify: the chime has to do
    }
  }

  #answer(yes: boolean): void {
    preferences.write("notify", yes ? "yes" : "no");
    if (yes) void Notification.requestPermission().finally(() => this.update());
    this.update();
  }
}
