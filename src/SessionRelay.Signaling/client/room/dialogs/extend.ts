import { SessionError, type SessionApi } from "../../src/index.js";
import { h, setText } from "../dom.js";
import { wordsOf } from "../media.js";
import { strings } from "../strings.js";
import { dialogActions, openDialog } from "./dialog.js";

const Step = 5; // minutes: the calendar's unit

/** The calendar's units that give back so much lost time, in minutes; 0 when nothing was lost. */
export function givesBack(lostSeconds: number): number {
  return lostSeconds >= 1 ? Math.ceil(Math.floor(lostSeconds) / 60 / Step) * Step : 0;
}

/** Lengths to offer, in minutes, for a policy's most: among them the one that gives back what was lost. */
export function extensions(most: number, lostSeconds = 0): readonly number[] {
  const whole = Math.floor(most / Step) * Step;
  return [...new Set([Step, 2 * Step, givesBack(lostSeconds), whole])].filter((minutes) => minutes > 0 && minutes <= whole).sort((a, b) => a - b);
}

/** Lets the host choose by how much the session grows. A refusal is told in the dialog. */
export function openExtend(session: SessionApi, done: (words: string) => void): void {
  const words = strings.extend;
  const problem = h("p", { class: "problem", role: "alert" });
  const lost = session.clock?.lostSeconds ?? 0;
  const choices = extensions(session.session?.policy.extendMinutes ?? Step, lost).map((minutes) =>
    h("button", { class: "control primary", type: "button", onclick: () => void choose(minutes) }, minutes === givesBack(lost) ? words.byLost(minutes) : words.by(minutes)),
  );
  const cancel = h("button", { class: "control", type: "button", onclick: () => dialog.close() }, words.cancel);
  const dialog = openDialog(words.heading, h("p", {}, words.text), problem, dialogActions(...choices, cancel));

  async function choose(minutes: number): Promise<void> {
    for (const button of choices) button.disabled = true;
    try {
      const granted = await session.extend(minutes);
      dialog.close();
      done(words.done(granted));
    } catch (refusal) {
      setText(problem, refusal instanceof SessionError && refusal.code === "extend-refused" ? refusal.message || words.refused : wordsOf(refusal));
      for (const button of choices) button.disabled = false;
    }
  }
}
