import assert from "node:assert/strict";
import { test } from "node:test";
import { backoff, patience } from "../src/hub/backoff.js";

test("waits are 0, 250, 500 ms, 1, 2, 2 … s", () => {
  const middle = [0, 1, 2, 3, 4, 5, 1000].map((attempt) => backoff(attempt, () => 0.5));
  assert.deepEqual(middle, [0, 250, 500, 1000, 2000, 2000, 2000]);
});

test("chance takes or adds up to 30 %", () => {
  assert.equal(Math.round(backoff(3, () => 0)), 700);
  assert.equal(Math.round(backoff(3, () => 1)), 1300);
});

test("patience doubles from 700 ms to 10 s", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 50].map(patience), [700, 1400, 2800, 5600, 10_000, 10_000]);
});
