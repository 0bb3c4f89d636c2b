import type { ChatLine, SessionApi } from "../src/index.js";
import { h, setText, show } from "./dom.js";
import { icon } from "./icons.js";
import { strings } from "./strings.js";

/** The most characters of one message, as the relay takes it. */
export const LongestMessage = 2_000;
const TellFrom = 200; // characters left from which the rest is told
const MostLines = 500; // lines kept on the page, so that a long group session stays quick

/** What stands under the text box for a text of this length, and whether it can be sent. */
export function lengthWords(length: number): { words: string; tooLong: boolean } {
  const left = LongestMessage - length;
  if (left < 0) return { words: strings.chat.tooLong(-left), tooLong: true };
  return { words: left <= TellFrom ? strings.chat.left(left) : "", tooLong: false };
}

/** The chat beside the stage (over it on a phone). Whatever is written is shown as text, never as HTML. */
export class ChatPanel {
  readonly element: HTMLElement;
  readonly #session: SessionApi;
  readonly #closed: () => void;
  readonly #lines = h("div", { class: "chat-lines", role: "log", "aria-label": strings.chat.heading, tabindex: "0" });
  readonly #empty = h("p", { class: "chat-empty" }, strings.chat.empty);
  readonly #text = h("textarea", { id: "message", rows: "2", autocomplete: "off", enterkeyhint: "send" });
  readonly #length = h("p", { class: "chat-length", role: "status" });
  readonly #shown = new Set<string>();
  #sending = false;

  constructor(session: SessionApi, closed: () => void) {
    this.#session = session;
    this.#closed = closed;
    const close = h("button", { class: "icon-only", type: "button", "aria-label": strings.chat.close, onclick: () => this.close() }, icon("close"));
    const send = h("button", { class: "control primary", type: "submit" }, icon("send"), h("span", { class: "words" }, strings.chat.send));
    const form = h("form", { class: "chat-form" }, h("label", { for: "message" }, strings.chat.message), this.#text, send, this.#length);
    this.element = h("aside", { class: "chat", "aria-label": strings.chat.heading, hidden: true }, h("div", { class: "chat-head" }, h("h2", {}, strings.chat.heading), close), this.#empty, this.#lines, form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#send();
    });
    this.#text.addEventListener("input", () => this.#measure());
    this.#text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    });
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  open(): void {
    show(this.element, true);
    this.#toEnd();
    this.#text.focus();
  }

  close(): void {
    show(this.element, false);
    this.#closed();
  }

  /** Adds lines that are not there yet: after a return, the replay brings those that were missed. Returns the new ones that others wrote. */
  update(): readonly ChatLine[] {
    const fresh = this.#session.chat.filter((line) => !this.#shown.has(line.id));
    const atEnd = this.#lines.scrollHeight - this.#lines.scrollTop - this.#lines.clientHeight < 40;
    for (const line of fresh) {
      this.#shown.add(line.id);
      this.#lines.append(this.#draw(line));
    }
    while (this.#lines.childElementCount > MostLines) this.#lines.firstElementChild?.remove();
    show(this.#empty, this.#shown.size === 0);
    if (atEnd) this.#toEnd();
    return fresh.filter((line) => line.participantId !== this.#session.me?.participantId);
  }

  #draw(line: ChatLine): HTMLElement {
    const mine = line.participantId === this.#session.me?.participantId;
    const time = h("time", { datetime: line.at.toISOString() }, line.at.toLocaleTimeString([], { hour: "numeric", minute: "2-digit" }));
    return h("div", { class: mine ? "chat-line mine" : "chat-line" }, h("p", { class: "chat-who" }, mine ? strings.you : line.name, " ", time), h("p", { class: "chat-text" }, line.text));
  }

  async #send(): Promise<void> {
    const text = this.#text.value.trim();
    if (text === "" || this.#sending || this.#measure()) return;
    this.#sending = true;
    if (!this.#session.signaling) setText(this.#length, strings.chat.later);
    try {
      await this.#session.sendChat(text);
      if (this.#text.value.trim() === text) this.#text.value = "";
      this.#measure();
    } catch {
      setText(this.#length, strings.chat.failed);
    } finally {
      this.#sending = false;
    }
  }

  #measure(): boolean {
    const { words, tooLong } = lengthWords(this.#text.value.trim().length);
    setText(this.#length, words);
    this.#length.classList.toggle("too-long", tooLong);
    return tooLong;
  }

  #toEnd(): void {
    this.#lines.scrollTop = this.#lines.scrollHeight;
  }
}
