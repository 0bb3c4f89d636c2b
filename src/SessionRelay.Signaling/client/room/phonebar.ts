import { isPhoneOpen, type Participant, type PhoneCall, type SessionApi } from "../src/index.js";
import { noticeChangeWords } from "./admitwords.js";
import { chime } from "./audio.js";
import { AwayTimes } from "./awaytimes.js";
import { showNumber, showRefusal } from "./dialogs/callphone.js";
import { h, show } from "./dom.js";
import { deedWords, phoneLine, phoneNotice, type PhoneDeed, type PhoneLine } from "./phonewords.js";
import { strings } from "./strings.js";

interface Row {
  readonly element: HTMLElement;
  line: PhoneLine;
  notice: string;
}

/** The host's lines about people whose connection has stayed away for 20 s, and about their phones: one press calls, lets in, hangs up. */
export class PhoneBar {
  readonly element: HTMLElement;
  readonly #session: SessionApi;
  readonly #attempt: (deed: Promise<unknown>) => void;
  readonly #say: (words: string) => void;
  readonly #people = h("ul", { class: "waiting-people" });
  readonly #rows = new Map<string, Row>();
  readonly #away = new AwayTimes();
  /** Ended calls of people who have been back since: of the next time that they stay away these say nothing. */
  readonly #settled = new WeakSet<PhoneCall>();
  /** Whose phone stays although their browser is back. */
  readonly #kept = new Set<string>();

  constructor(session: SessionApi, attempt: (deed: Promise<unknown>) => void, say: (words: string) => void) {
    this.#session = session;
    this.#attempt = attempt;
    this.#say = say;
    this.element = h("section", { class: "admit-bar", "aria-label": strings.phone.region, hidden: true }, this.#people);
  }

  /** How many wait on the phone now. */
  get count(): number {
    return this.#session.phones.filter((call) => call.state === "waiting" && this.#rows.has(call.participantId)).length;
  }

  /** To be called each second as well, as somebody's staying away is no event. */
  update(): void {
    const session = this.#session;
    const may = (session.me?.can.includes("phone") ?? false) && session.session?.policy.phone !== "off";
    // While this page itself is away it knows nothing of the others.
    const here = session.signaling && session.state === "live";
    const people = may && here ? session.participants.filter((person) => person.id !== session.me?.participantId) : [];
    const away = this.#away.longAway(people, performance.now());
    for (const [id, row] of this.#rows) {
      if (people.some((person) => person.id === id)) continue;
      row.element.remove();
      this.#rows.delete(id);
    }
    for (const person of people) this.#draw(person, away.includes(person));
    show(this.element, this.#rows.size > 0);
  }

  #draw(person: Participant, longAway: boolean): void {
    const call = this.#session.phones.find((one) => one.participantId === person.id);
    if (call?.state !== "live" || !call.browser) this.#kept.delete(person.id);
    if (call && !isPhoneOpen(call.state) && person.state === "live") this.#settled.add(call);
    const line = phoneLine({ name: person.name, state: person.state, longAway, kept: this.#kept.has(person.id), byPhone: person.byPhone }, call && this.#settled.has(call) ? undefined : call);
    const row = this.#rows.get(person.id);
    if (line === null) {
      row?.element.remove();
      this.#rows.delete(person.id);
      return;
    }
    const notice = phoneNotice(person.notice, call);
    if (row?.line.words === line.words) {
      const words = noticeChangeWords(person.name, row.notice, notice);
      if (words === null) return;
      this.#say(words);
    } else {
      this.#say(notice === "" ? line.words : `${line.words} ${strings.admit.notice(notice)}`);
      if (call?.state === "waiting") chime();
    }
    this.#fill(row?.element ?? this.#add(person.id, line), person, line, notice);
    Object.assign(this.#rows.get(person.id)!, { line, notice });
  }

  #add(id: string, line: PhoneLine): HTMLElement {
    const element = h("li", {});
    this.#rows.set(id, { element, line, notice: "" });
    this.#people.append(element);
    return element;
  }

  /** Who had just pressed a button of the line goes on from its next one. The notice stands between the words and the button that admits, and belongs to the button. */
  #fill(element: HTMLElement, person: Participant, { words, deeds }: PhoneLine, notice: string): void {
    const held = element.contains(document.activeElement);
    const buttons = deeds.map((deed, at) =>
      h(
        "button",
        { class: at === 0 && deed !== "hangUp" ? "control small primary" : "control small", type: "button", onclick: () => this.#do(deed, person) },
        deedWords(deed, person.name),
      ),
    );
    const lines = [h("p", {}, words)];
    if (notice !== "") {
      const id = `phone-notice-${person.id}`;
      lines.push(h("p", { class: "notice", id }, notice));
      buttons[0]?.setAttribute("aria-describedby", id);
    }
    element.replaceChildren(...lines, ...buttons);
    if (held) buttons[0]?.focus();
  }

  #do(deed: PhoneDeed, person: Participant): void {
    switch (deed) {
      case "call":
        void this.#call(person);
        break;
      case "admit":
        this.#attempt(this.#session.admit(person.id));
        break;
      case "keep":
        this.#kept.add(person.id);
        this.update();
        break;
      default:
        this.#attempt(this.#session.hangUp(person.id));
    }
  }

  async #call(person: Participant): Promise<void> {
    try {
      const number = await this.#session.callPhone(person.id);
      if (number !== null) showNumber(person, number);
    } catch (refusal) {
      showRefusal(person, refusal);
    }
  }
}
