import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { SessionError } from "../src/api/error.js";
import { ChannelLost } from "../src/hub/channel.js";
import { HubLink } from "../src/hub/hub-link.js";
import { FakeChannel, settled } from "./fake-channel.js";

let channels: FakeChannel[];
let log: string[];
let link: HubLink;
let now: number;

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  channels = [];
  log = [];
  now = 0;
  link = new HubLink({
    open: () => {
      const channel = new FakeChannel();
      channels.push(channel);
      return channel;
    },
    enter: (channel) => channel.invoke("Enter", {}),
    entered: (reply) => log.push(`entered ${String(reply)}`),
    heard: (event, message) => log.push(`${event} ${String(message)}`),
    changed: (up) => log.push(up ? "up" : "down"),
    refused: (error) => log.push(`refused ${error.code}`),
    random: () => 0.5,
    now: () => now,
  });
});

afterEach(() => mock.timers.reset());

async function pass(ms: number): Promise<void> {
  await settled();
  mock.timers.tick(ms);
  await settled();
}

async function open(number: number): Promise<FakeChannel> {
  await pass(0);
  const channel = channels[number];
  assert.ok(channel, `connection ${number} was not opened`);
  channel.started.resolve();
  await settled();
  return channel;
}

async function enter(number: number): Promise<FakeChannel> {
  const channel = await open(number);
  channel.last("Enter").answer.resolve(`reply ${number}`);
  await settled();
  return channel;
}

test("enters over the first connection", async () => {
  link.start();
  await enter(0);
  assert.deepEqual(log, ["entered reply 0", "up"]);
  assert.equal(link.up, true);
});

test("messages that come before the reply are heard after it, in their order", async () => {
  link.start();
  const channel = await open(0);
  channel.heard("participants", 1);
  channel.heard("slots", 2);
  channel.last("Enter").answer.resolve("reply");
  await settled();
  assert.deepEqual(log, ["entered reply", "up", "participants 1", "slots 2"]);
});

test("a dropped connection is followed by another one at once", async () => {
  link.start();
  (await enter(0)).drop();
  await enter(1);
  assert.deepEqual(log, ["entered reply 0", "up", "down", "entered reply 1", "up"]);
});

test("a hub that is away is tried with growing waits, without end", async () => {
  link.start();
  const waits = [0, 250, 500, 1000, 2000, 2000, 2000];
  for (const [attempt, wait] of waits.entries()) {
    await pass(Math.max(0, wait - 1));
    assert.equal(channels.length, wait === 0 ? attempt + 1 : attempt, `try ${attempt} came before its time`);
    await pass(1);
    assert.equal(channels.length, attempt + 1, `try ${attempt} did not come in time`);
    channels[attempt]?.started.reject(new Error("no server"));
  }
  assert.deepEqual(log, []);
});

test("a connection that does not open is given up for another, with more patience each time", async () => {
  link.start();
  await pass(0);
  assert.equal(channels.length, 1);
  await pass(700);
  await pass(250);
  assert.equal(channels.length, 2);
  assert.equal(channels[0]?.stopped, true);
  await pass(1399);
  assert.equal(channels[1]?.stopped, false);
  await pass(1);
  assert.equal(channels[1]?.stopped, true);
});

test("a call without an answer races a second connection and is made again over it", async () => {
  link.start();
  const first = await enter(0);
  const call = link.call("SetMedia", { audio: true }, true);
  await pass(699);
  assert.equal(channels.length, 1);
  await pass(1);
  const second = await enter(1);
  assert.equal(first.stopped, true);
  second.last("SetMedia").answer.resolve("done");
  assert.equal(await call, "done");
  assert.ok(!log.includes("down"), "the first connection was in use until the second had entered");
});

test("a call that is answered in time opens nothing", async () => {
  link.start();
  const first = await enter(0);
  const call = link.call("Admit", {}, true);
  await settled();
  first.last("Admit").answer.resolve(null);
  await call;
  await pass(5000);
  assert.equal(channels.length, 1);
});

test("a call that must not be made twice rejects when its connection ends", async () => {
  link.start();
  const first = await enter(0);
  const call = link.call("SendChat", { text: "hello" }, false);
  await settled();
  first.drop();
  await assert.rejects(call, ChannelLost);
});

test("a call waits for the hub to be back", async () => {
  link.start();
  (await enter(0)).drop();
  const call = link.call("Admit", {}, true);
  const second = await enter(1);
  second.last("Admit").answer.resolve("ok");
  assert.equal(await call, "ok");
});

test("a refused call is the caller's, and the connection stays", async () => {
  link.start();
  const first = await enter(0);
  const call = link.call("Admit", {}, true);
  await settled();
  first.last("Admit").answer.reject(new SessionError("not-allowed", "no"));
  await assert.rejects(call, { code: "not-allowed" });
  assert.equal(link.up, true);
});

test("being replaced by one's own second connection is no end", async () => {
  link.start();
  const first = await enter(0);
  void link.call("SetMedia", {}, true).catch(() => {});
  await pass(700);
  await open(1);
  first.heard("replaced", "");
  channels[1]?.last("Enter").answer.resolve("reply 1");
  await settled();
  assert.ok(!log.some((line) => line.startsWith("replaced")));
  assert.equal(link.up, true);
});

test("an entry of one's own that was given up and comes late is no end, once", async () => {
  link.start();
  await open(0);
  await pass(700); // the first Enter got no answer in time
  await pass(250);
  const second = await enter(1);
  second.heard("replaced", ""); // the first one reached the hub after all
  await enter(2);
  assert.ok(!log.some((line) => line.startsWith("replaced")), log.join());
  channels[2]?.heard("replaced", "");
  assert.ok(log.includes("replaced "), "the next one is another tab's");
});

test("an entry that was given up a minute ago explains nothing", async () => {
  link.start();
  await open(0);
  await pass(700);
  await pass(250);
  const second = await enter(1);
  now = 60_000;
  second.heard("replaced", "");
  assert.ok(log.includes("replaced "));
});

test("being replaced by another tab is heard", async () => {
  link.start();
  (await enter(0)).heard("replaced", "");
  assert.ok(log.includes("replaced "));
});

test("a connection that was replaced is not listened to", async () => {
  link.start();
  const first = await enter(0);
  link.race();
  await enter(1);
  first.heard("ended", "");
  assert.ok(!log.some((line) => line.startsWith("ended")));
});

test("a draining node is left for the next while it still serves", async () => {
  link.start();
  const first = await enter(0);
  first.heard("reconnect", null);
  assert.equal(first.stopped, false);
  await enter(1);
  assert.equal(first.stopped, true);
  assert.ok(!log.includes("down"));
});

test("a refused entry ends the tries", async () => {
  link.start();
  const channel = await open(0);
  channel.last("Enter").answer.reject(new SessionError("ticket-used", "used"));
  await pass(60_000);
  assert.deepEqual(log, ["refused ticket-used"]);
  assert.equal(channels.length, 1);
});

for (const code of ["draining", "node-full", "rate-limited", "unavailable"]) {
  test(`an entry refused as ${code} is followed by another try`, async () => {
    link.start();
    const channel = await open(0);
    channel.last("Enter").answer.reject(new SessionError(code, "later"));
    await pass(250);
    await enter(1);
    assert.deepEqual(log, ["entered reply 1", "up"]);
  });
}

test("stopping rejects what waits and opens nothing more", async () => {
  link.start();
  (await enter(0)).drop();
  const call = link.call("Admit", {}, true);
  const rejected = assert.rejects(call, ChannelLost);
  await link.stop();
  await rejected;
  await pass(60_000);
  assert.ok(channels.length <= 2);
  assert.equal(link.up, false);
});
