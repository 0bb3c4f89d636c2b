import assert from "node:assert/strict";
import { test } from "node:test";
import { watchSize, worthTelling } from "../watchsize.js";

test("a tile asks for its device pixels in whole macroblocks", () => {
  assert.deepEqual(watchSize(640, 360, 1, true, false), { maxWidth: 640, maxHeight: 368, paused: false });
  assert.deepEqual(watchSize(300, 169, 1.5, true, false), { maxWidth: 464, maxHeight: 256, paused: false });
});

test("a very dense screen asks for no more than twice its CSS pixels", () => {
  assert.deepEqual(watchSize(320, 160, 4, true, false), { maxWidth: 640, maxHeight: 320, paused: false });
});

test("what nobody can see is paused: a hidden page, a tile out of sight, a tile without a size", () => {
  assert.equal(watchSize(640, 360, 1, true, true).paused, true);
  assert.equal(watchSize(640, 360, 1, false, false).paused, true);
  assert.equal(watchSize(0, 0, 1, true, false).paused, true);
});

test("sizes stay positive numbers for any layout", () => {
  for (const value of [Number.NaN, -5, Infinity, 0]) {
    const { maxWidth, maxHeight } = watchSize(value, value, value, true, false);
    assert.ok(Number.isInteger(maxWidth) && maxWidth > 0 && Number.isInteger(maxHeight) && maxHeight > 0, String(value));
  }
});

test("the relay hears of a pause at once, of a size only when it is a tenth away", () => {
  const told = watchSize(640, 360, 1, true, false);
  assert.equal(worthTelling(undefined, told), true);
  assert.equal(worthTelling(told, told), false);
  assert.equal(worthTelling(told, { ...told, maxWidth: 656 }), false);
  assert.equal(worthTelling(told, { ...told, maxWidth: 320 }), true);
  assert.equal(worthTelling(told, { ...told, maxHeight: 720 }), true);
  assert.equal(worthTelling(told, { ...told, paused: true }), true);
  const paused = { ...told, paused: true };
  assert.equal(worthTelling(paused, { ...paused, maxWidth: 16 }), false, "nothing comes while paused, so its size is no news");
  assert.equal(worthTelling(paused, told), true);
});
