import type { SessionState } from "../src/index.js";

/** What the page shows; an end page carries its code. */
export type View = "prejoin" | "returning" | "waiting" | "room" | `end:${string}`;

/** The view for a session's state. What shows now matters where a state can be met in several places: while entering or reconnecting, people stay where they are. */
export function chooseView(state: SessionState, refusal: string | null, now: View | null): View {
  switch (state) {
    case "idle":
      return refusal === null ? (now === null || now === "prejoin" ? "prejoin" : now) : `end:${refusal}`;
    case "entering":
      return now === "prejoin" || now === "waiting" || now === "room" ? now : "returning";
    case "waiting":
      return "waiting";
    case "connecting":
    case "live":
      return "room";
    case "reconnecting":
      return now === "waiting" || now === "room" ? now : "returning";
    case "failed":
      return `end:${refusal ?? "unreachable"}`;
    case "left":
    case "removed":
    case "declined":
    case "replaced":
    case "ended":
      return `end:${state}`;
  }
}
