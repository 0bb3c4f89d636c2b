import type { Participant, SessionApi } from "../../src/index.js";
import { AdmitBar } from "../admitbar.js";
import { aloneWords } from "../admitwords.js";
import type { Announcer } from "../announcer.js";
import { AwayTimes } from "../awaytimes.js";
import { ChatPanel } from "../chat.js";
import { Controls } from "../controls.js";
import { confirmEnd, confirmRemove } from "../dialogs/confirm.js";
import { openExtend } from "../dialogs/extend.js";
import { fill, h, setText, show } from "../dom.js";
import type { MediaSwitches } from "../media.js";
import { changeWords } from "../personwords.js";
import { PhoneBar } from "../phonebar.js";
import { ownPhoneWords } from "../phonewords.js";
import { phoneLink } from "../phonelink.js";
import { Shortcuts } from "../shortcuts.js";
import { Stage } from "../stage/stage.js";
import { strings } from "../strings.js";
import { TopBar } from "../topbar.js";
import type { Page } from "./page.js";
import { hostName } from "./waiting.js";

export interface RoomDeeds {
  openDevices(shortcuts: Shortcuts): void;
  leave(): void;
}

/** The session itself: top bar, who waits, stage, chat and controls. */
export class RoomPage implements Page {
  readonly element: HTMLElement;
  readonly heading: HTMLElement;
  readonly admitBar: AdmitBar;
  readonly #session: SessionApi;
  readonly #announcer: Announcer;
  readonly #top: TopBar;
  readonly #stage: Stage;
  readonly #chat: ChatPanel;
  readonly #controls: Controls;
  readonly #shortcuts: Shortcuts;
  readonly #phoneBar: PhoneBar;
  readonly #bannerWords = h("span", {});
  readonly #practice = h("span", { hidden: true });
  readonly #banner = h("p", { class: "banner", role: "status", hidden: true }, this.#bannerWords, this.#practice);
  readonly #known = new Map<string, Participant>();
  #unread = 0;
  #wasAway = false;
  readonly #away = new AwayTimes();
  #first = true;

  constructor(session: SessionApi, switches: MediaSwitches, announcer: Announcer, moves: Set<string>, deeds: RoomDeeds) {
    this.#session = session;
    this.#announcer = announcer;
    const say = (words: string): void => announcer.say(words);
    this.#shortcuts = new Shortcuts({ m: switches.toggleMicrophone, v: switches.toggleCamera });
    this.#top = new TopBar(say, {
      extend: () => openExtend(session, (words) => say(words)),
      devices: () => deeds.openDevices(this.#shortcuts),
      float: () => switches.attempt(this.#stage.toggleFloat(), strings.room.floatFailed),
    });
    this.heading = this.#top.heading;
    this.admitBar = new AdmitBar(session, moves, (deed) => switches.attempt(deed), say);
    this.#phoneBar = new PhoneBar(session, (deed) => switches.attempt(deed), say);
    this.#stage = new Stage(session, (person) => confirmRemove(person.name, () => switches.attempt(session.remove(person.id))), () => this.update());
    this.#chat = new ChatPanel(session, () => this.#chatClosed());
    this.#controls = new Controls({
      microphone: switches.toggleMicrophone,
      camera: switches.toggleCamera,
      screen: switches.toggleScreen,
      chat: () => (this.#chat.isOpen ? this.#chat.close() : this.#openChat()),
      picture: () => this.#togglePicture(),
      leave: deeds.leave,
      end: () => confirmEnd(() => switches.attempt(session.end())),
    });
    this.element = h(
      "main",
      { class: "room" },
      this.#top.element,
      this.admitBar.element,
      this.#phoneBar.element,
      this.#banner,
      h("div", { class: "middle" }, this.#stage.element, this.#chat.element),
      this.#controls.element,
    );
  }

  /** The person that the session is with: the host, or the only other one there. */
  get with(): string | null {
    const others = this.#others();
    const other = others.find((person) => person.role === "host") ?? (others.length === 1 ? others[0] : undefined);
    return other?.name ?? null;
  }

  /** How many wait to be let in, in the waiting room or on the phone. */
  get waiting(): number {
    return this.admitBar.count + this.#phoneBar.count;
  }

  update(): void {
    const session = this.#session;
    const can = session.me?.can ?? [];
    this.#top.update(session, this.with);
    this.admitBar.update();
    this.#phoneBar.update();
    this.#stage.update(can.includes("admit") ? aloneWords(this.waiting) : strings.room.aloneGuest(hostName(session)));
    this.#controls.update(session.local, can, this.#stage.pictureHidden);
    this.#top.setFloat(can.includes("admit") && (this.#stage.floats || this.#stage.floatable !== null), this.#stage.floats);
    this.#controls.setShortcuts(this.#shortcuts.on);
    this.#connection();
    this.#tellChanges();
    this.#readChat();
    this.#first = false;
  }

  tick(): void {
    this.#top.tick(this.#session);
    this.#phoneBar.update();
    this.#connection();
  }

  close(): void {
    this.#shortcuts.close();
    this.#stage.close();
  }

  #others(): readonly Participant[] {
    return this.#session.participants.filter(
      (person) => person.id !== this.#session.me?.participantId && person.state !== "waiting" && person.state !== "left",
    );
  }

  #connection(): void {
    const state = this.#session.state;
    const away = state === "reconnecting";
    const onPhone = ownPhoneWords(this.#session.phones.find((call) => call.participantId === this.#session.me?.participantId)?.state);
    const words = away
      ? `${strings.room.dropped} ${onPhone}`.trim()
      : state === "connecting" || state === "entering"
        ? strings.room.connecting
        : [onPhone, this.#session.pictureHeld ? strings.room.held : "", this.#session.local.screen ? strings.room.sharing : ""].join(" ").trim();
    this.#banner.classList.toggle("calm", !away);
    setText(this.#bannerWords, words);
    this.#offerPractice();
    show(this.#banner, words !== "");
    if (this.#wasAway && state === "live") this.#announcer.say(strings.room.back);
    this.#wasAway = away || (this.#wasAway && state !== "live");
  }

  /** After a while on the way back a person is told whom to call; said once, when it appears. */
  #offerPractice(): void {
    const { state, session } = this.#session;
    const number = session?.practiceNumber ?? "";
    const offered = this.#away.longAway([{ id: "me", state }], performance.now()).length > 0 && number !== "";
    if (offered && this.#practice.hidden) fill(this.#practice, ` ${strings.phone.practice} `, phoneLink(number), ".");
    show(this.#practice, offered);
  }

  #tellChanges(): void {
    for (const person of this.#session.participants) {
      const before = this.#known.get(person.id);
      this.#known.set(person.id, person);
      if (person.id === this.#session.me?.participantId || this.#first) continue;
      const words = changeWords(person.name, before?.state, person.state);
      if (words !== null) this.#announcer.say(words);
      if (person.screen && before?.screen === false) this.#announcer.say(strings.person.shares(person.name));
    }
    for (const [id, person] of this.#known) {
      if (this.#session.participants.some((present) => present.id === id)) continue;
      this.#known.delete(id);
      const words = changeWords(person.name, person.state, "left");
      if (words !== null) this.#announcer.say(words);
    }
  }

  #readChat(): void {
    const fresh = this.#chat.update();
    if (this.#chat.isOpen || this.#first || fresh.length === 0) return;
    this.#unread += fresh.length;
    this.#controls.setUnread(this.#unread);
    this.#announcer.say(strings.chat.from(fresh[fresh.length - 1]!.name));
  }

  #openChat(): void {
    this.#chat.open();
    this.#unread = 0;
    this.#controls.setUnread(0);
    this.#controls.chat.setAttribute("aria-expanded", "true");
    this.element.classList.add("chatting");
  }

  #chatClosed(): void {
    this.#controls.chat.setAttribute("aria-expanded", "false");
    this.element.classList.remove("chatting");
    this.#controls.chat.focus();
  }

  #togglePicture(): void {
    this.#stage.pictureHidden = !this.#stage.pictureHidden;
    this.update();
  }
}
