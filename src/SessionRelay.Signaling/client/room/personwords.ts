import { strings } from "./strings.js";

/** What of a person's connection is told beside their name. */
export interface PersonState {
  readonly state: "waiting" | "connecting" | "live" | "reconnecting" | "phone" | "left";
  readonly quality: "good" | "fair" | "poor" | "lost";
  /** Whether they send a picture, and why it is not forwarded, if so. */
  readonly video: boolean;
  readonly videoPaused: null | "bandwidth" | "muted" | "hidden";
}

/** A person's connection in words, or "" when there is nothing to say: all is well. */
export function personWords({ state, quality, video, videoPaused }: PersonState): string {
  const words = strings.person;
  switch (state) {
    case "connecting":
      return words.connecting;
    case "reconnecting":
      return words.reconnecting;
    case "phone":
      return words.phone;
    case "waiting":
      return words.waiting;
    case "left":
      return "";
    case "live":
      if (quality === "lost") return words.frozen;
      if (video && videoPaused === "bandwidth") return words.soundOnly;
      return quality === "poor" ? words.weak : "";
  }
}

/** What a screen reader hears when a person's state changes, or null. */
export function changeWords(name: string, before: PersonState["state"] | undefined, now: PersonState["state"]): string | null {
  if (before === now) return null;
  const words = strings.person;
  const here = (state: typeof before): boolean => state === "live" || state === "phone";
  if (here(now)) return before === "reconnecting" ? words.returned(name) : here(before) ? null : words.joined(name);
  if (now === "reconnecting") return words.lost(name);
  if (now === "left") return before === "waiting" || before === undefined ? null : words.left(name);
  return null;
}
