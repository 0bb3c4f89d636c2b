import assert from "node:assert/strict";
import { test } from "node:test";
import { isPassing, readRefusal } from "../src/hub/refusals.js";

const signalR = (words: string): Error => new Error(`An unexpected error occurred invoking 'Enter' on the server. HubException: ${words}`);

test("the hub's code is read and said in plain words", () => {
  const refusal = readRefusal(signalR("ticket-used: jti was redeemed"));
  assert.equal(refusal?.code, "ticket-used");
  assert.match(refusal?.message ?? "", /another device/);
});

test("a code without words of ours is said in the hub's", () => {
  const refusal = readRefusal(signalR("new-code: Something new."));
  assert.equal(refusal?.code, "new-code");
  assert.equal(refusal?.message, "Something new.");
});

test("a code alone is a refusal too", () => {
  assert.equal(readRefusal(signalR("stale"))?.code, "stale");
});

for (const failure of [new Error("Invocation canceled due to the underlying connection being closed."), signalR("Something broke."), "text", null]) {
  test(`no refusal: ${String(failure)}`, () => assert.equal(readRefusal(failure), null));
}

test("a draining or busy node is waited for, a used ticket is not", () => {
  assert.deepEqual(
    ["draining", "node-full", "rate-limited", "ticket-used", "session-ended"].map((code) => isPassing(readRefusal(signalR(code)) ?? assert.fail())),
    [true, true, true, false, false],
  );
});
