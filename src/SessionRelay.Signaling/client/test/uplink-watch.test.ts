import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import {
  FIRST_TRIAL_AFTER_MS,
  NARROW_BITRATE,
  NARROW_FOR_MS,
  SETTLES_MS,
  TOLD_FOR_MS,
  TRIAL_AT_MOST_MS,
  TRIAL_MS,
  type UplinkState,
  UplinkWatch,
  WIDE_BITRATE,
  WIDE_FOR_MS,
} from "../src/path/uplink-watch.js";

const SOUND_ALONE = 84_000;
const TICK_MS = 250;

let now: number;
let watch: UplinkWatch;

beforeEach(() => {
  now = 0;
  watch = new UplinkWatch(now);
});

/** Ticks with one estimate until the state is this one; gives how long that took. */
function until(state: UplinkState, estimate: number | null): number {
  const from = now;
  while (watch.state !== state) {
    assert.ok(now - from < 60_000, `never ${state}`);
    now += TICK_MS;
    watch.tick(now, estimate);
  }
  return now - from;
}

function run(ms: number, estimate: number | null): void {
  for (const end = now + ms; now < end; ) {
    now += TICK_MS;
    watch.tick(now, estimate);
  }
}

function held(): void {
  run(SETTLES_MS, 2_000_000);
  until("held", 85_000);
}

test("a way up that takes sound only holds the picture back within a second", () => {
  run(SETTLES_MS + TICK_MS, 2_000_000);
  assert.ok(until("held", 85_000) <= NARROW_FOR_MS + TICK_MS);
});

test("an estimate that dips for a moment, and one that is just enough, hold nothing back", () => {
  run(SETTLES_MS, 300_000);
  for (let dip = 0; dip < 20; dip++) {
    run(TICK_MS, 60_000);
    run(TICK_MS, NARROW_BITRATE);
  }
  assert.equal(watch.state, "free");
});

test("a path that has just begun, or is back, is not judged by its first estimates", () => {
  run(SETTLES_MS, 30_000);
  assert.equal(watch.state, "free");
  run(TICK_MS, 1_000_000);
  watch.settle(now);
  run(SETTLES_MS, 30_000);
  assert.equal(watch.state, "free");
});

test("a browser that does not tell its estimate goes on", () => {
  run(30_000, null);
  assert.equal(watch.state, "free");
});

test("a trial that gets through lets the picture go on", () => {
  held();
  assert.equal(until("trial", SOUND_ALONE), FIRST_TRIAL_AFTER_MS);
  assert.equal(until("free", WIDE_BITRATE), WIDE_FOR_MS + TICK_MS);
});

test("what sound alone is granted is no room for a picture", () => {
  held();
  until("trial", SOUND_ALONE);
  assert.equal(until("held", SOUND_ALONE), TRIAL_MS);
});

test("a probe that a shaper's tokens let through is no room either, and the trial is over at once", () => {
  held();
  until("trial", SOUND_ALONE);
  run(TICK_MS, 200_000);
  assert.equal(until("held", SOUND_ALONE), TICK_MS);
});

test("a narrow way whose queue the relay has seen needs no second look; a queue alone, or one of long ago, holds nothing back", () => {
  run(SETTLES_MS, 2_000_000);
  watch.heard(now, true, false);
  run(10_000, 2_000_000);
  assert.equal(watch.state, "free", "somebody else's upload");
  run(TICK_MS, 85_000);
  assert.equal(watch.state, "free", "that was long ago");
  run(TICK_MS, 2_000_000);
  watch.heard(now, true, false);
  assert.equal(until("held", 85_000), TICK_MS);
});

test("a way up that the relay sees to take no more than sound is narrow at once, whatever the browser still believes; not before the path has settled", () => {
  watch.heard(now, true, true);
  run(TICK_MS, 2_000_000);
  assert.equal(watch.state, "free", "a path that has just begun");
  run(SETTLES_MS + TOLD_FOR_MS, 2_000_000);
  assert.equal(watch.state, "free", "that was long ago");
  watch.heard(now, true, true);
  assert.equal(until("held", 2_000_000), TICK_MS);
});

test("a browser that does not tell its estimate holds nothing back, whatever the relay sees", () => {
  run(SETTLES_MS + TICK_MS, null);
  watch.heard(now, true, true);
  run(TICK_MS, null);
  assert.equal(watch.state, "free");
});

test("a trial that makes a queue is over at once, and a queue of before says nothing of it", () => {
  held();
  watch.heard(now, true, false);
  until("trial", SOUND_ALONE);
  run(TICK_MS, SOUND_ALONE);
  assert.equal(watch.state, "trial");
  watch.heard(now + 1, true, false);
  assert.equal(until("held", WIDE_BITRATE), TICK_MS);
});

test("trials get rarer, to a bound", () => {
  held();
  until("trial", SOUND_ALONE);
  const waits: number[] = [];
  for (let trial = 0; trial < 8; trial++) {
    until("held", SOUND_ALONE);
    waits.push(until("trial", SOUND_ALONE));
  }
  assert.deepEqual(waits, [...waits].sort((one, other) => one - other));
  assert.ok((waits[0] ?? 0) < TRIAL_AT_MOST_MS);
  assert.equal(waits.at(-1), TRIAL_AT_MOST_MS);
});

test("without a picture to send nothing is held back", () => {
  held();
  run(TICK_MS, null);
  assert.equal(watch.state, "free");
});
