import assert from "node:assert/strict";
import { test } from "node:test";
import { announcement, clockWords, inWords, lostWords } from "../clockwords.js";

const Minute = 60_000;
const at = (now: number): string => clockWords({ startsAt: 0, endsAt: 50 * Minute, now, graceMs: 15 * Minute });

test("the clock says in words how long the session still lasts", () => {
  const cases: [now: number, words: string][] = [
    [-6 * Minute, "Starts in 6 min"],
    [-1, "Starts in a minute"],
    [0, "50 min left"],
    [19 * Minute, "31 min left"],
    [19 * Minute + 1, "31 min left"],
    [49 * Minute - 1, "2 min left"],
    [49 * Minute, "Less than a minute left"],
    [50 * Minute - 1, "Less than a minute left"],
    [50 * Minute, "The time is up, the room closes in 15 min"],
    [64 * Minute + 1, "The time is up, the room closes in 1 min"],
    [65 * Minute, "The time is up"],
  ];
  for (const [now, words] of cases) assert.equal(at(now), words, String(now / Minute));
});

test("long sessions are told in hours", () => {
  assert.equal(clockWords({ startsAt: 0, endsAt: 120 * Minute, now: 0, graceMs: 0 }), "2 h left");
  assert.equal(clockWords({ startsAt: 0, endsAt: 120 * Minute, now: 30 * Minute, graceMs: 0 }), "1 h 30 min left");
  assert.equal(clockWords({ startsAt: 0, endsAt: 60 * Minute, now: 0, graceMs: 0 }), "60 min left");
});

test("lost time shows only when there is some", () => {
  assert.equal(lostWords(0), null);
  assert.equal(lostWords(0.9), null);
  assert.equal(lostWords(Number.NaN), null);
  assert.equal(lostWords(42), "42 s lost to connection trouble");
  assert.equal(lostWords(80), "1 min 20 s lost to connection trouble");
  assert.equal(lostWords(120), "2 min lost to connection trouble");
});

test("ten, five and one minute before the end are announced once each", () => {
  let said = 0;
  for (let left = 50 * Minute; left > -Minute; left -= 1_000) if (announcement(left + 1_000, left) !== null) said++;
  assert.equal(said, 3);
  assert.equal(announcement(10 * Minute + 500, 10 * Minute - 500), "10 minutes left.");
  assert.equal(announcement(1 * Minute + 500, 1 * Minute), "One minute left.");
});

test("nothing is announced on arrival, nor for a moment that a sleeping laptop slept through", () => {
  assert.equal(announcement(Number.NaN, 4 * Minute), null);
  assert.equal(announcement(12 * Minute, 7 * Minute), null);
});

test("a moment to come is told in minutes", () => {
  assert.equal(inWords(6 * Minute, 0), "in 6 minutes");
  assert.equal(inWords(1_000, 0), "in a minute");
});
