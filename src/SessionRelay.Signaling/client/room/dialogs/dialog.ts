import { h } from "../dom.js";

/** A modal dialog with a heading. Esc and the last button close it; focus goes back to where it was; it is gone from the page once closed. */
export function openDialog(heading: string, ...content: Node[]): HTMLDialogElement {
  const title = h("h2", { id: "dialog-title", tabindex: "-1", autofocus: true }, heading);
  const dialog = h("dialog", { "aria-labelledby": "dialog-title" }, title, ...content);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // the backdrop: the content fills the dialog's own box
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** The row of buttons at a dialog's foot. */
export function dialogActions(...buttons: HTMLButtonElement[]): HTMLElement {
  return h("div", { class: "actions" }, ...buttons);
}
