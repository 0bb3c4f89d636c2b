import assert from "node:assert/strict";
import { test } from "node:test";
import { aloneWords, arrivedWords, noticeChangeWords } from "../admitwords.js";

test("who comes is told with what is to be known of them, where there is something", () => {
  assert.equal(arrivedWords("Sam", ""), "Sam is waiting.");
  assert.equal(arrivedWords("Sam", "Says they are in California."), "Sam is waiting. Before you let them in: Says they are in California.");
});

test("who is alone in the room and has somebody waiting is not told that nobody has come", () => {
  assert.match(aloneWords(0), /when someone comes/);
  assert.doesNotMatch(aloneWords(1), /when someone comes/);
  assert.match(aloneWords(1), /when you admit them/);
});

test("a notice that changes is told once, and told to be gone", () => {
  assert.equal(noticeChangeWords("Sam", "", ""), null);
  assert.equal(noticeChangeWords("Sam", "Says they are in California.", "Says they are in California."), null);
  assert.match(noticeChangeWords("Sam", "", "Says they are in Oregon.") ?? "", /^Sam: Before you let them in: Says they are in Oregon\.$/);
  assert.match(noticeChangeWords("Sam", "Says they are in Oregon.", "") ?? "", /does not hold any more/);
});
