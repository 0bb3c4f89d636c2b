import { h } from "../dom.js";
import { strings } from "../strings.js";
import { dialogActions, openDialog } from "./dialog.js";

/** Asks before the session ends for all, since nobody can undo that. */
export function confirmEnd(end: () => void): void {
  const words = strings.endDialog;
  const yes = h("button", { class: "control danger", type: "button" }, words.yes);
  const no = h("button", { class: "control", type: "button" }, words.no);
  const dialog = openDialog(words.heading, h("p", {}, words.text), dialogActions(yes, no));
  no.addEventListener("click", () => dialog.close());
  yes.addEventListener("click", () => {
    dialog.close();
    end();
  });
}
