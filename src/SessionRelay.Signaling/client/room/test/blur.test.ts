import assert from "node:assert/strict";
import { test } from "node:test";
import { blurOf, setBlur } from "../blur.js";

/** A camera as browsers show one, with what it can do and what was asked of it. */
function camera(capabilities: unknown, blurred?: boolean): { stream: MediaStream; asked: unknown[] } {
  const asked: unknown[] = [];
  const track = {
    getCapabilities: () => capabilities,
    getSettings: () => ({ backgroundBlur: blurred }),
    applyConstraints: (wanted: unknown) => {
      asked.push(wanted);
      return Promise.resolve();
    },
  };
  return { stream: { getVideoTracks: () => [track] } as unknown as MediaStream, asked };
}

test("blur is offered where the camera can be switched both ways", () => {
  assert.equal(blurOf(camera({ backgroundBlur: [false, true] }, true).stream), true);
  assert.equal(blurOf(camera({ backgroundBlur: [true, false] }, false).stream), false);
});

test("blur is not offered where it is always on, always off, unknown, or there is no camera", () => {
  for (const capabilities of [{ backgroundBlur: [true] }, { backgroundBlur: [false] }, { backgroundBlur: true }, { backgroundBlur: null }, {}]) {
    assert.equal(blurOf(camera(capabilities).stream), null);
  }
  assert.equal(blurOf(null), null);
  assert.equal(blurOf({ getVideoTracks: () => [] } as unknown as MediaStream), null);
  assert.equal(blurOf({ getVideoTracks: () => [{}] } as unknown as MediaStream), null); // Firefox has no getCapabilities in older editions
});

test("a press asks the camera for it, and without a camera nothing happens", async () => {
  const { stream, asked } = camera({ backgroundBlur: [false, true] }, false);
  await setBlur(stream, true);
  await setBlur(null, true);
  assert.deepEqual(asked, [{ backgroundBlur: true }]);
});
