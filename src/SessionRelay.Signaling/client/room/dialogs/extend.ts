import { SessionError, type SessionApi } from "../../src/index.js";
import { h, setText } from "../dom.js";
import { wordsOf } from "../media.js";
import { strings } from "../strings.js";
import { dialogActions, openDialog } from "./dialog.js";

const Step = 5; // minutes: the calendar's unit

/** Lengths to offer, in minutes, for a policy's most. */
export function extensions(most: number): readonly number[] {
  const whole = Math.floor(most / Step) * Step;
  return [...new Set([Step, 2 * Step, whole])].filter((minutes) => minutes > 0 && minutes <= whole).sort((a, b) => a - b);
}

/** Lets the host choose by how much the session grows. A refusal is told in the dialog. */
export function openExtend(session: SessionApi, done: (words: string) => void): void {
  const words = strings.extend;
  const problem = h("p", { class: "problem", role: "alert" });
  const choices = extensions(session.session?.policy.extendMinutes ?? Step).map((minutes) =>
    h("button", { class: "control primary", type: "button", onclick: () => void choose(minutes) }, words.by(minutes)),
  );
  const cancel = h("button", { class: "control", type: "button", onclick: () => dialog.close() }, words.cancel);
  const dialog = openDialog(words.heading, h("p", {}, words.text), problem, dialogActions(...choices, cancel));

  async function choose(minutes: number): Promise<void> {
    for (const button of choices) button.disabled = true;
    try {
      await session.extend(minutes);
      dialog.close();
      done(words.done(minutes));
    } catch (refusal) {
      setText(problem, refusal instanceof SessionError && refusal.code === "extend-refused" ? words.refused : wordsOf(refusal));
      for (const button of choices) button.disabled = false;
    }
  }
}
