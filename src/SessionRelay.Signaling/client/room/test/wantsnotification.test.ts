import assert from "node:assert/strict";
import { test } from "node:test";
import type { Participant, Permission } from "../../src/index.js";
import { wantsNotification } from "../wantsnotification.js";

const person = (id: string, state: Participant["state"]): Participant => ({ id, name: id, role: "guest", state, audio: true, video: true, screen: false, quality: "good", byPhone: false, notice: "" });

function asks(can: readonly Permission[], ...others: Participant[]): boolean {
  return wantsNotification({ me: { participantId: "host", can }, participants: [person("host", "live"), ...others] });
}

test("a host alone is asked, and one whom somebody waits for", () => {
  assert.equal(asks(["admit"]), true);
  assert.equal(asks(["admit"], person("ann", "left")), true);
  assert.equal(asks(["admit"], person("ann", "waiting")), true);
  assert.equal(asks(["admit"], person("ann", "live"), person("bob", "waiting")), true);
});

test("a host in a running session is left in peace", () => {
  for (const state of ["live", "connecting", "reconnecting", "phone"] as const) assert.equal(asks(["admit"], person("ann", state)), false, state);
});

test("who admits nobody is never asked", () => {
  assert.equal(asks([], person("ann", "waiting")), false);
  assert.equal(wantsNotification({ me: null, participants: [] }), false);
});
