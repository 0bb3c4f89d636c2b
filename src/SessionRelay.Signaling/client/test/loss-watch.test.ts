import assert from "node:assert/strict";
import { test } from "node:test";
import { COUNTED_MS, LossWatch, LOSSY_AT_LEAST_MS, SETTLES_MS } from "../src/path/loss-watch.js";

/** A microphone of 50 packets a second, looked at four times a second; the relay reports once a second. */
class Sender {
  readonly watch = new LossWatch(0);
  now = 0;
  #sent = 0;
  #lost = 0;
  #reported = 0;

  run(ms: number, loss: number, room = true): boolean[] {
    const changes: boolean[] = [];
    for (const until = this.now + ms; this.now < until; ) {
      this.now += 250;
      this.#sent += 12.5;
      this.#lost += 12.5 * loss;
      if (this.now % 1_000 === 0) {
        this.#reported = Math.round(this.#lost);
      }
      if (this.watch.tick(this.now, { sent: Math.floor(this.#sent), lost: this.#reported }, room)) {
        changes.push(this.watch.lossy);
      }
    }
    return changes;
  }
}

test("sound that is lost makes the way lossy, and it stays so for a while", () => {
  const sender = new Sender();
  assert.deepEqual(sender.run(10_000, 0), []);
  assert.deepEqual(sender.run(5_000, 0.1), [true]);
  assert.deepEqual(sender.run(LOSSY_AT_LEAST_MS - 1_000, 0), []);
  assert.deepEqual(sender.run(2 * COUNTED_MS, 0), [false]);
});

test("a loss here and there is nothing", () => assert.deepEqual(new Sender().run(60_000, 0.02), []));

test("what was lost while the path was broken is not the way's", () => {
  const sender = new Sender();
  sender.run(10_000, 0);
  sender.run(750, 1);
  sender.watch.settle(sender.now);
  assert.deepEqual(sender.run(10_000, 0), []);
});

test("nothing is judged by a connection's first moments", () => {
  const sender = new Sender();
  assert.deepEqual(sender.run(SETTLES_MS - 500, 1), []);
  assert.deepEqual(sender.run(10_000, 0), []);
});

test("a way that is full is not filled more", () => {
  const sender = new Sender();
  sender.run(10_000, 0.3);
  assert.equal(sender.watch.lossy, true);
  assert.deepEqual(sender.run(1_000, 0.3, false), [false]);
  assert.deepEqual(sender.run(10_000, 0.3, false), []);
});

test("before the first report nothing is known", () => {
  const watch = new LossWatch(0);
  for (let now = 0; now < 20_000; now += 250) {
    assert.equal(watch.tick(now, null, true), false);
  }
});
