import { h } from "./dom.js";

/** A number that can be pressed: phones dial it, other devices ask what should. Shown as it was written. */
export function phoneLink(number: string): HTMLAnchorElement {
  return h("a", { class: "phone-number", href: `tel:${number.replace(/(?!^)\+|[^\d+]/g, "")}` }, number);
}
