import { h, setText } from "./dom.js";
import { icon, type IconName } from "./icons.js";

/** A button of words and a drawn sign. On a phone the words hide from the eye and stay its name. */
export interface SignButton {
  readonly element: HTMLButtonElement;
  /** Sets words and sign; `off` marks a device that is switched off. */
  set(words: string, sign: IconName, off?: boolean): void;
}

export function signButton(words: string, sign: IconName, press: () => void, style = ""): SignButton {
  const label = h("span", { class: "words" }, words);
  let shown = sign;
  let drawn = icon(sign);
  const element = h("button", { class: `control ${style}`.trim(), type: "button", title: words, onclick: press }, drawn, label);
  return {
    element,
    set(next, nextSign, off = false) {
      setText(label, next);
      element.title = next;
      element.classList.toggle("off", off);
      if (nextSign === shown) return;
      shown = nextSign;
      const fresh = icon(nextSign);
      drawn.replaceWith(fresh);
      drawn = fresh;
    },
  };
}
