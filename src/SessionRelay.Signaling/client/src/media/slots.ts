import type { Slot } from "../api/model.js";
import type { SlotEntry } from "../wire/messages.js";

/** Joins the hub's entries, one an m-line, to pairs that have somebody, with the stream of each. Entries of pairs that this connection lacks are left out. */
export function joinSlots(entries: readonly SlotEntry[], streamOf: (slot: number) => MediaStream | undefined): readonly Slot[] {
  const slots: Slot[] = [];
  const pairs = new Map<number, SlotEntry[]>();
  for (const entry of entries) {
    if (entry.participantId !== null) {
      pairs.set(entry.slot, [...(pairs.get(entry.slot) ?? []), entry]);
    }
  }
  for (const [slot, lines] of [...pairs].sort(([a], [b]) => a - b)) {
    const stream = streamOf(slot);
    const audio = lines.find((line) => line.kind === "audio");
    const video = lines.find((line) => line.kind === "video");
    const named = video ?? audio;
    if (stream && named?.participantId) {
      slots.push({
        slot,
        participantId: named.participantId,
        source: named.source,
        stream,
        audioPaused: audio?.paused ?? null,
        videoPaused: video?.paused ?? null,
      });
    }
  }
  return slots;
}
