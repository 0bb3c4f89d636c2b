import type { SessionState } from "../api/model.js";
import type { MediaState } from "../path/media-path.js";

/** Where the person sits, by the hub's word. */
export type Place = "outside" | "entering" | "waiting" | "admitted";

/** How a seat ends. */
export type Over = Extract<SessionState, "left" | "removed" | "declined" | "replaced" | "ended" | "failed">;

/** The one word for place, path and end together. */
export function sessionState(place: Place, media: MediaState, over: Over | null): SessionState {
  if (over) {
    return over;
  }
  switch (place) {
    case "outside":
      return "idle";
    case "admitted":
      return media === "none" ? "connecting" : media;
    default:
      return place;
  }
}
