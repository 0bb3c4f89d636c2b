import { h } from "../dom.js";
import { strings } from "../strings.js";
import { dialogActions, openDialog } from "./dialog.js";

/** Asks before the session ends for all, since nobody can undo that. */
export function confirmEnd(end: () => void): void {
  const words = strings.endDialog;
  confirm(words.heading, words.text, words.yes, words.no, end);
}

/** Asks before somebody is taken out for good. */
export function confirmRemove(name: string, remove: () => void): void {
  const words = strings.remove;
  confirm(words.heading(name), words.text, words.yes, words.no, remove);
}

function confirm(heading: string, text: string, yesWords: string, noWords: string, deed: () => void): void {
  const yes = h("button", { class: "control danger", type: "button" }, yesWords);
  const no = h("button", { class: "control", type: "button" }, noWords);
  const dialog = openDialog(heading, h("p", {}, text), dialogActions(yes, no));
  no.addEventListener("click", () => dialog.close());
  yes.addEventListener("click", () => {
    dialog.close();
    deed();
  });
}
