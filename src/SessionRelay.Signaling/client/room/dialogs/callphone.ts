import type { Participant, SessionApi } from "../../src/index.js";
import { h } from "../dom.js";
import { wordsOf } from "../media.js";
import { phoneLink } from "../phonelink.js";
import { strings } from "../strings.js";
import { dialogActions, openDialog } from "./dialog.js";

/** Shows the number at which somebody can be called, or says why there is none. */
export async function openCallPhone(session: SessionApi, person: Participant): Promise<void> {
  const words = strings.phone;
  const done = h("button", { class: "control primary", type: "button", onclick: () => dialog.close() }, words.done);
  const text = h("div", { role: "status" }, h("p", {}, words.looking));
  const dialog = openDialog(words.heading(person.name), text, dialogActions(done));
  try {
    const number = await session.callPhone(person.id);
    text.replaceChildren(h("p", {}, words.dial), h("p", {}, phoneLink(number)), h("p", { class: "soft" }, words.goesOn(person.name)));
  } catch (refusal) {
    text.replaceChildren(h("p", {}, wordsOf(refusal)));
  }
}
