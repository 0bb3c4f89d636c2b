import assert from "node:assert/strict";
import { test } from "node:test";
import { LongestMessage, lengthWords } from "../chat.js";
import { extensions, givesBack } from "../dialogs/extend.js";
import { infoFrom } from "../info.js";
import { fullness } from "../levelmeter.js";

test("a message may be as long as the relay takes, and says what is left before it is not", () => {
  assert.deepEqual(lengthWords(0), { words: "", tooLong: false });
  assert.deepEqual(lengthWords(LongestMessage - 201), { words: "", tooLong: false });
  assert.deepEqual(lengthWords(LongestMessage - 200), { words: "200 characters left", tooLong: false });
  assert.deepEqual(lengthWords(LongestMessage), { words: "0 characters left", tooLong: false });
  assert.equal(lengthWords(LongestMessage + 1).tooLong, true);
});

test("extensions are offered in the calendar's units, up to the most that the policy allows", () => {
  const cases: [most: number, offered: number[]][] = [
    [15, [5, 10, 15]],
    [10, [5, 10]],
    [5, [5]],
    [7, [5]],
    [60, [5, 10, 60]],
    [4, []],
    [0, []],
  ];
  for (const [most, offered] of cases) assert.deepEqual(extensions(most), offered, String(most));
});

test("what was lost can be given back by one press, in the calendar's units, where the policy allows it", () => {
  for (const [lost, minutes] of [[0, 0], [0.4, 0], [1, 5], [300, 5], [301, 10], [407, 10], [1_200, 20]] as const) assert.equal(givesBack(lost), minutes, String(lost));
  assert.deepEqual(extensions(60, 1_200), [5, 10, 20, 60]);
  assert.deepEqual(extensions(15, 1_200), [5, 10, 15]);
  assert.deepEqual(extensions(15, 407), [5, 10, 15]);
  assert.deepEqual(extensions(0, 407), []);
});

test("the level bar is empty in silence, full for a loud voice, and never leaves its frame", () => {
  assert.equal(fullness(0), 0);
  assert.equal(fullness(Number.NaN), 0);
  assert.equal(fullness(0.001), 0);
  assert.equal(fullness(1), 1);
  const quiet = fullness(0.02);
  const loud = fullness(0.1);
  assert.ok(quiet > 0 && loud > quiet && loud < 1);
});

test("the server's word about itself is optional", () => {
  assert.deepEqual(infoFrom({ demo: true, practice: "Linden Practice" }), { demo: true, practice: "Linden Practice" });
  for (const answer of [null, undefined, 5, "x", [], {}, { demo: "yes", practice: 7 }]) assert.deepEqual(infoFrom(answer), { demo: false, practice: null });
});
