import assert from "node:assert/strict";
import { test } from "node:test";
import { joinSlots } from "../src/media/slots.js";
import { readSlots } from "../src/wire/messages.js";

const stream = (slot: number): MediaStream | undefined => (slot < 3 ? ({ id: `stream ${slot}` } as MediaStream) : undefined);
const entry = (slot: number, kind: string, participantId: string | null, more: object = {}): object => ({
  slot,
  mid: `${slot}${kind}`,
  participantId,
  kind,
  source: "camera",
  paused: null,
  ...more,
});
const join = (...entries: object[]) => joinSlots(readSlots(entries), stream);

test("two m-lines of one pair are one slot with one stream", () =>
  assert.deepEqual(join(entry(0, "audio", "ann"), entry(0, "video", "ann")), [
    { slot: 0, participantId: "ann", source: "camera", stream: { id: "stream 0" }, audioPaused: null, videoPaused: null },
  ]));

test("empty pairs are left out, the others stand in the order of their numbers", () =>
  assert.deepEqual(
    join(entry(2, "audio", "cy"), entry(2, "video", "cy"), entry(1, "audio", null), entry(1, "video", null), entry(0, "video", "ann")).map((slot) => slot.slot),
    [0, 2],
  ));

test("each m-line has its own reason for a pause", () => {
  const [slot] = join(entry(0, "audio", "ann", { paused: "muted" }), entry(0, "video", "ann", { paused: "bandwidth" }));
  assert.equal(slot?.audioPaused, "muted");
  assert.equal(slot?.videoPaused, "bandwidth");
});

test("a screen is a slot of its own", () => {
  const slots = join(entry(0, "video", "ann"), entry(1, "video", "ann", { source: "screen" }));
  assert.deepEqual(
    slots.map((slot) => slot.source),
    ["camera", "screen"],
  );
});

test("a pair that this connection lacks is left out", () => assert.deepEqual(join(entry(7, "video", "ann")), []));
