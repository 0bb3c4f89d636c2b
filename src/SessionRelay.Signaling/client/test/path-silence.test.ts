import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { PathWatch } from "../src/path/path-watch.js";

let now: number;
let bytes: number;
let watch: PathWatch;

beforeEach(() => {
  now = 1000;
  bytes = 0;
  watch = new PathWatch(now);
  run(2000, true);
});

/** Ticks for a while and gives what was to be done, with the milliseconds since the call. */
function run(ms: number, packets: boolean): [number, string][] {
  const steps: [number, string][] = [];
  for (let passed = 250; passed <= ms; passed += 250) {
    now += 250;
    bytes += packets ? 80 : 0;
    for (const step of watch.tick(now, bytes)) {
      steps.push([passed, step]);
    }
  }
  return steps;
}

test("a path with packets needs nothing", () => assert.deepEqual(run(60_000, true), []));

test("one second of nothing is a broken path, three ask for a fresh connection, then every five", () =>
  assert.deepEqual(run(14_000, false), [
    [1000, "silent"],
    [3000, "fresh"],
    [8000, "fresh"],
    [13_000, "fresh"],
  ]));

test("less than a second of nothing is no alarm", () => {
  assert.deepEqual(run(750, false), []);
  assert.deepEqual(run(250, true), []);
  assert.deepEqual(run(750, false), []);
});

test("packets after a silence are a recovery, once", () => {
  run(1500, false);
  assert.deepEqual(run(1000, true), [[250, "recovered"]]);
  assert.equal(watch.silent, false);
});

test("counters that start again after an ICE restart are no packets, and their growth is", () => {
  run(1250, false);
  bytes = 0;
  assert.deepEqual(run(250, false), []);
  assert.deepEqual(run(250, true), [[250, "recovered"]]);
});

test("after a sign of change half a second is enough", () => {
  watch.nudge(now);
  assert.deepEqual(run(750, false), [[500, "silent"]]);
});

test("a device that slept has not missed packets: it looks anew, and quickly", () => {
  now += 3_600_000;
  assert.deepEqual(watch.tick(now, bytes), []);
  assert.deepEqual(run(1000, false), [[500, "silent"]]);
});

test("a device that slept on a good path goes on as if nothing had been", () => {
  now += 3_600_000;
  bytes += 80;
  assert.deepEqual(watch.tick(now, bytes), []);
  assert.deepEqual(run(5000, true), []);
});
