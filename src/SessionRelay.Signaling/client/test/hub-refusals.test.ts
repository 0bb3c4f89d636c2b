import assert from "node:assert/strict";
import { test } from "node:test";
import { isPassing, readRefusal } from "../src/hub/refusals.js";

const signalR = (words: string): Error => new Error(`An unexpected error occurred invoking 'Enter' on the server. HubException: ${words}`);

test("the hub's code and its words are read", () => {
  const refusal = readRefusal(signalR("extend-refused: The session can grow by at most 5 more minutes."));
  assert.equal(refusal?.code, "extend-refused");
  assert.equal(refusal?.message, "The session can grow by at most 5 more minutes.");
});

test("a code alone is said in plain words of ours", () => {
  const refusal = readRefusal(signalR("ticket-used"));
  assert.equal(refusal?.code, "ticket-used");
  assert.match(refusal?.message ?? "", /another device/);
});

test("a code that is not known here still has words", () => assert.notEqual(readRefusal(signalR("new-code"))?.message, ""));

for (const failure of [new Error("Invocation canceled due to the underlying connection being closed."), signalR("Something broke."), "text", null]) {
  test(`no refusal: ${String(failure)}`, () => assert.equal(readRefusal(failure), null));
}

test("a draining or busy node is waited for, a used ticket is not", () => {
  assert.deepEqual(
    ["draining", "node-full", "rate-limited", "ticket-used", "session-ended"].map((code) => isPassing(readRefusal(signalR(code)) ?? assert.fail())),
    [true, true, true, false, false],
  );
});
