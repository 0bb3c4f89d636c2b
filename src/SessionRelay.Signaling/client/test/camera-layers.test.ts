import assert from "node:assert/strict";
import { test } from "node:test";
import { planLayers, wanted } from "../src/media/camera-layers.js";

const sent = (width: number, height: number): string[] =>
  planLayers(width, height)
    .filter((layer) => layer.active)
    .map((layer) => `${layer.rid} ${width / layer.scaleResolutionDownBy}x${height / layer.scaleResolutionDownBy}`);

test("a large picture is sent in three sizes", () => assert.deepEqual(sent(1280, 720), ["q 320x180", "h 640x360", "f 1280x720"]));
test("a phone held upright is as large", () => assert.deepEqual(sent(720, 1280), ["q 180x320", "h 360x640", "f 720x1280"]));
test("640 × 480 is sent whole in the second encoding, since Chromium drops the third", () => assert.deepEqual(sent(640, 480), ["q 320x240", "h 640x480"]));
test("320 × 240 is sent whole in the first encoding, since Chromium drops the others", () => assert.deepEqual(sent(320, 240), ["q 320x240"]));

test("whatever the size, one encoding holds the whole picture", () => {
  for (let width = 160; width <= 4096; width += 32) {
    for (const height of [(width * 9) / 16, (width * 3) / 4, width, width * 2]) {
      assert.ok(
        planLayers(width, height).some((layer) => layer.active && layer.scaleResolutionDownBy === 1),
        `${width} × ${height}`,
      );
    }
  }
});

test("an encoding that nobody watches is off, and none is switched on by that", () => {
  const plan = wanted(planLayers(640, 480), new Set(["q"]));
  assert.deepEqual(
    plan.map(({ rid, active }) => [rid, active]),
    [
      ["q", false],
      ["h", true],
      ["f", false],
    ],
  );
});
