import assert from "node:assert/strict";
import { test } from "node:test";
import { AwayTimes } from "../awaytimes.js";

const person = (id: string, state: string) => ({ id, state });
const ids = (people: readonly { id: string }[]) => people.map(({ id }) => id);

test("somebody is long away after 20 s on the way back", () => {
  const away = new AwayTimes();
  assert.deepEqual(ids(away.longAway([person("gina", "reconnecting")], 1_000)), []);
  assert.deepEqual(ids(away.longAway([person("gina", "reconnecting")], 20_999)), []);
  assert.deepEqual(ids(away.longAway([person("gina", "reconnecting")], 21_000)), ["gina"]);
});

test("who comes back begins anew", () => {
  const away = new AwayTimes();
  away.longAway([person("gina", "reconnecting")], 0);
  assert.deepEqual(ids(away.longAway([person("gina", "live")], 25_000)), []);
  assert.deepEqual(ids(away.longAway([person("gina", "reconnecting")], 26_000)), []);
  assert.deepEqual(ids(away.longAway([person("gina", "reconnecting"), person("ben", "reconnecting")], 46_000)), ["gina"]);
});

test("who left, waits or connects is not away", () => {
  const away = new AwayTimes();
  for (const now of [0, 30_000]) assert.deepEqual(ids(away.longAway(["left", "waiting", "connecting", "live", "phone"].map((state) => person(state, state)), now)), []);
});
