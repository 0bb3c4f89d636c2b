import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { watchPage } from "../src/page/page-life.js";

class Network extends EventTarget {
  type: string | undefined;
}

let network: Network;
let woke: number;
let stop: () => void;
const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");

beforeEach(() => {
  network = new Network();
  network.type = "wifi";
  woke = 0;
  Object.assign(globalThis, { window: new EventTarget(), document: Object.assign(new EventTarget(), { visibilityState: "hidden" }) });
  Object.defineProperty(globalThis, "navigator", { value: { connection: network }, configurable: true });
});

afterEach(() => {
  stop();
  if (before) Object.defineProperty(globalThis, "navigator", before);
});

function watch(): void {
  stop = watchPage({ woke: () => woke++, closing: () => {}, restored: () => {} });
}

function change(type: string | undefined): void {
  network.type = type;
  network.dispatchEvent(new Event("change"));
}

test("from Wi-Fi to mobile and back is heard, each time once", () => {
  watch();
  change("cellular");
  change("cellular");
  change("wifi");
  assert.equal(woke, 2);
});

test("a new guess at the speed is no other network", () => {
  watch();
  change("wifi");
  assert.equal(woke, 0);
});

test("a browser that tells nothing of the network is watched all the same", () => {
  Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
  watch();
  window.dispatchEvent(new Event("online"));
  assert.equal(woke, 1);
});

test("nothing is heard any more after the end", () => {
  watch();
  stop();
  change("cellular");
  assert.equal(woke, 0);
});
