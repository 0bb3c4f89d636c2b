import type { SessionApi } from "../src/index.js";

/** Whether a host may be asked about notifications now: while alone, or while somebody waits. With somebody in the room, nothing asks for attention. */
export function wantsNotification({ me, participants }: Pick<SessionApi, "me" | "participants">): boolean {
  if (!me?.can.includes("admit")) return false;
  const others = participants.filter((person) => person.id !== me.participantId && person.state !== "left");
  return others.length === 0 || others.some((person) => person.state === "waiting");
}
