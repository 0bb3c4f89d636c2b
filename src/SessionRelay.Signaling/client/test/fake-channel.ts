import { setImmediate } from "node:timers/promises";
import { ChannelLost, type HubChannel, type HubEvent } from "../src/hub/channel.js";
import { type Deferred, deferred } from "../src/deferred.js";

/** A hub connection whose every answer the test gives. */
export class FakeChannel implements HubChannel {
  heard: (event: HubEvent, message: unknown) => void = () => {};
  closed: () => void = () => {};
  readonly started = deferred<void>();
  readonly calls: { method: string; argument: object; answer: Deferred<unknown> }[] = [];
  stopped = false;

  start(): Promise<void> {
    return this.started.promise;
  }

  invoke(method: string, argument: object): Promise<unknown> {
    const answer = deferred<unknown>();
    this.calls.push({ method, argument, answer });
    return answer.promise;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.drop();
  }

  /** The connection ends, as when the network is gone. */
  drop(): void {
    for (const { answer } of this.calls) {
      answer.reject(new ChannelLost("dropped"));
    }
    this.closed();
  }

  last(method: string): { argument: object; answer: Deferred<unknown> } {
    const call = this.calls.findLast((made) => made.method === method);
    if (!call) {
      throw new Error(`${method} was not called; called: ${this.calls.map((made) => made.method).join(", ")}`);
    }
    return call;
  }
}

/** Lets everything run that waits for no timer. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) {
    await setImmediate();
  }
}
