import assert from "node:assert/strict";
import { test } from "node:test";
import type { SessionState } from "../../src/index.js";
import { chooseView, type View } from "../view.js";

test("each state has its view", () => {
  const cases: [SessionState, string | null, View | null, View][] = [
    ["idle", null, null, "prejoin"],
    ["idle", "too-early", "prejoin", "end:too-early"],
    ["entering", null, "prejoin", "prejoin"],
    ["entering", null, null, "returning"],
    ["entering", null, "end:too-early", "returning"],
    ["waiting", null, "prejoin", "waiting"],
    ["connecting", null, "waiting", "room"],
    ["live", null, "room", "room"],
    ["failed", "media-failed", "room", "end:media-failed"],
    ["failed", null, "room", "end:unreachable"],
    ["removed", null, "room", "end:removed"],
    ["declined", null, "waiting", "end:declined"],
  ];
  for (const [state, refusal, now, view] of cases) assert.equal(chooseView(state, refusal, now), view, `${state} from ${now}`);
});

test("a dropped connection leaves people where they are", () => {
  assert.equal(chooseView("reconnecting", null, "room"), "room");
  assert.equal(chooseView("reconnecting", null, "waiting"), "waiting");
  assert.equal(chooseView("reconnecting", null, null), "returning");
  assert.equal(chooseView("entering", null, "room"), "room");
});
