import type { Participant } from "../../src/index.js";
import { h } from "../dom.js";
import { wordsOf } from "../media.js";
import { phoneLink } from "../phonelink.js";
import { strings } from "../strings.js";
import { dialogActions, openDialog } from "./dialog.js";

/** Shows the number at which somebody can be called: this session has no phone line of its own. */
export function showNumber(person: Participant, number: string): void {
  const words = strings.phone;
  const goesOn = person.byPhone ? words.goesOnExpected : words.goesOn(person.name);
  open(person, h("p", {}, person.byPhone ? words.dialExpected : words.dial), h("p", {}, phoneLink(number)), h("p", { class: "soft" }, goesOn));
}

/** Says why somebody can't be called. */
export function showRefusal(person: Participant, refusal: unknown): void {
  open(person, h("p", {}, wordsOf(refusal)));
}

function open(person: Participant, ...content: HTMLElement[]): void {
  const done = h("button", { class: "control primary", type: "button", onclick: () => dialog.close() }, strings.phone.done);
  const dialog = openDialog(strings.phone.heading(person.name), ...content, dialogActions(done));
}
