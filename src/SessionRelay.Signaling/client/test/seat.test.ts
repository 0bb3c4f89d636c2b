import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { SessionError } from "../src/api/error.js";
import { Seat } from "../src/seat.js";
import { FakeChannel, settled } from "./fake-channel.js";
import { FakePeerConnection, install } from "./fake-peer-connection.js";
import { MemoryStorage } from "./memory-storage.js";

let storage: MemoryStorage;
let channels: FakeChannel[];
let seat: Seat;
let states: string[];
let page: EventTarget;

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  install();
  page = new EventTarget();
  Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
  Object.assign(globalThis, { window: page, document: Object.assign(new EventTarget(), { visibilityState: "visible" }) });
  storage = new MemoryStorage();
  seat = open("ticket");
});

afterEach(() => mock.timers.reset());

function open(ticket?: string): Seat {
  channels = [];
  states = [];
  const opened = new Seat({ storage, ...(ticket ? { ticket } : {}) }, () => {
    const channel = new FakeChannel();
    channels.push(channel);
    return channel;
  });
  opened.on("state", (state) => states.push(state));
  return opened;
}

const reply = (state: "waiting" | "admitted", more: object = {}): object => ({
  participantId: "ann",
  resume: `resume ${state}`,
  state,
  session: { id: "s", state: "open", startsAt: "2026-11-23T10:00:00Z", endsAt: "2999-11-23T10:50:00Z", policy: { maxPeople: 3, graceMinutes: 15 } },
  clock: { startsAt: "2026-11-23T10:00:00Z", endsAt: "2999-11-23T10:50:00Z", now: new Date().toISOString(), lostSeconds: 0, hostLate: false },
  participants: [{ id: "ann", name: "Ann", role: "guest", state: "connecting" }],
  chat: [],
  iceServers: [],
  can: ["audio", "chat"],
  ...more,
});

async function pass(ms: number): Promise<void> {
  await settled();
  mock.timers.tick(ms);
  await settled();
}

async function entry(number = 0): Promise<FakeChannel> {
  await pass(0);
  const channel = channels[number] ?? assert.fail(`connection ${number} was not opened`);
  channel.started.resolve();
  await settled();
  return channel;
}

async function enter(state: "waiting" | "admitted", more: object = {}): Promise<FakeChannel> {
  const entering = seat.enter();
  const channel = await entry();
  channel.last("Enter").answer.resolve(reply(state, more));
  await entering;
  await settled();
  return channel;
}

async function connect(channel: FakeChannel): Promise<FakePeerConnection> {
  channel.last("Connect").answer.resolve({ sdp: "answer", slots: [] });
  await settled();
  const peer = FakePeerConnection.all.at(-1) ?? assert.fail("no peer connection");
  peer.carry();
  await settled();
  return peer;
}

test("from the ticket over the waiting room to live", async () => {
  const channel = await enter("waiting");
  assert.equal(FakePeerConnection.all.length, 0, "no media before admission");
  channel.heard("admitted", reply("admitted"));
  await settled();
  await connect(channel);
  assert.deepEqual(states, ["entering", "waiting", "connecting", "live"]);
  assert.deepEqual(seat.me, { participantId: "ann", can: ["audio", "chat"] });
  assert.equal(seat.session?.policy.maxPeople, 3);
});

test("a ticket is redeemed with the attempt that this tab keeps", async () => {
  void seat.enter();
  const { argument } = (await entry()).last("Enter");
  assert.deepEqual(argument, { ticket: "ticket", attempt: storage.getItem("sessionrelay.attempt"), client: { name: "sessionrelay-client", version: "0.1.0" } });
});

test("nothing is sent to the hub before the press", async () => {
  await pass(60_000);
  assert.equal(channels.length, 0);
});

test("one pair for each other person, one for a screen, one for a phone", async () => {
  await enter("admitted");
  assert.equal(FakePeerConnection.all[0]?.transceivers.length, 3 + 2 * (3 - 1 + 2));
});

test("after a reload the page returns with the resume token alone", async () => {
  await enter("admitted");
  seat = open();
  const entering = seat.enter();
  const channel = await entry();
  assert.equal((channel.last("Enter").argument as { resume?: string }).resume, "resume admitted");
  channel.last("Enter").answer.resolve(reply("admitted"));
  await entering;
  assert.equal(seat.state, "connecting");
});

test("a way back that no longer holds is refused once and not kept", async () => {
  await enter("admitted");
  seat = open();
  const refused = assert.rejects(seat.enter(), { code: "ticket-invalid" });
  (await entry()).last("Enter").answer.reject(new SessionError("ticket-invalid", "no"));
  await refused;
  assert.equal(seat.state, "idle");
  await assert.rejects(open().enter(), { code: "no-ticket" });
});

test("a refused entry may be tried again", async () => {
  const refused = assert.rejects(seat.enter(), { code: "too-early" });
  (await entry()).last("Enter").answer.reject(new SessionError("too-early", "later"));
  await refused;
  assert.equal(seat.state, "idle");
  assert.equal(seat.reason?.code, "too-early");
  void seat.enter();
  (await entry(1)).last("Enter").answer.resolve(reply("waiting"));
  await settled();
  assert.equal(seat.state, "waiting");
});

test("a hub that never answers a first entry is told after ten seconds", async () => {
  const refused = assert.rejects(seat.enter(), { code: "unreachable" });
  await pass(9_999);
  assert.equal(seat.state, "entering");
  await pass(1);
  await refused;
  assert.equal(seat.state, "idle");
});

test("a hub that drops leaves the media alone, and the seat is taken again with the newest token", async () => {
  const channel = await enter("admitted");
  await connect(channel);
  const signaling: boolean[] = [];
  seat.on("signaling", (up) => signaling.push(up));
  channel.drop();
  assert.equal(seat.state, "live");
  const next = await entry(1);
  assert.equal((next.last("Enter").argument as { resume?: string }).resume, "resume admitted");
  next.last("Enter").answer.resolve(reply("admitted", { resume: "newer" }));
  await settled();
  assert.deepEqual(signaling, [false, true]);
  assert.equal(seat.state, "live");
  assert.equal(FakePeerConnection.all.length, 1);
  assert.equal(storage.getItem("sessionrelay.resume"), "newer");
  assert.ok(next.last("SetMedia"), "what is sent is said again");
});

for (const [event, message] of [
  ["replaced", {}],
  ["removed", { declined: false }],
  ["ended", {}],
] as const) {
  test(`${event}: everything is closed and no way back is kept`, async () => {
    const channel = await enter("admitted");
    const peer = await connect(channel);
    channel.heard(event, message);
    await pass(60_000);
    assert.equal(seat.state, event);
    assert.equal(peer.connectionState, "closed");
    assert.equal(channel.stopped, true);
    assert.equal(channels.length, 1);
    assert.equal(storage.getItem("sessionrelay.resume"), null);
  });
}

test("who was declined may knock again", async () => {
  (await enter("waiting")).heard("removed", { declined: true });
  await settled();
  assert.equal(seat.state, "declined");
  const entering = seat.enter();
  (await entry(1)).last("Enter").answer.resolve(reply("waiting"));
  await entering;
  assert.equal(seat.state, "waiting");
});

test("ending succeeds although the word of the end comes before the answer", async () => {
  const channel = await enter("admitted");
  const ending = seat.end();
  await settled();
  channel.heard("ended", {});
  await ending;
  assert.equal(seat.state, "ended");
});

test("leaving does not wait for a hub that is silent", async () => {
  const channel = await enter("admitted");
  const leaving = seat.leave();
  await pass(1_500);
  await leaving;
  assert.ok(channel.last("Leave"));
  assert.equal(seat.state, "left");
  assert.equal(storage.getItem("sessionrelay.resume"), null);
  assert.equal(storage.getItem("sessionrelay.ticket"), null);
  assert.notEqual(storage.getItem("sessionrelay.attempt"), null, "the same link pressed again in this tab is the same entry");
});

test("a page that closes says so and keeps its way back", async () => {
  const channel = await enter("admitted");
  page.dispatchEvent(new Event("pagehide"));
  await settled();
  assert.deepEqual(channel.last("Leave").argument, { closing: true });
  assert.notEqual(storage.getItem("sessionrelay.resume"), null);
});

test("what needs a seat is refused without one, with a code", async () => {
  await assert.rejects(seat.sendChat("hello"), { name: "SessionError", code: "not-entered" });
  const channel = await enter("admitted");
  const asked = assert.rejects(seat.admit("bob"), { code: "not-entered" });
  await settled();
  channel.heard("ended", {});
  await asked;
});

test("people, clock, chat, slots and questions are events", async () => {
  const heard: string[] = [];
  seat.on("participants", (people) => heard.push(`participants ${people.map(({ id }) => id).join()}`));
  seat.on("clock", ({ lostSeconds }) => heard.push(`clock ${lostSeconds}`));
  seat.on("chat", ({ text }) => heard.push(`chat ${text}`));
  seat.on("slots", (slots) => heard.push(`slots ${slots.map(({ participantId }) => participantId).join()}`));
  seat.on("moverequested", ({ participantId }) => heard.push(`move ${participantId}`));
  seat.on("layers", ({ rid, active }) => heard.push(`layers ${rid} ${active}`));
  const channel = await enter("admitted");
  heard.length = 0;
  channel.heard("participants", [{ id: "bob" }]);
  channel.heard("clock", { now: new Date().toISOString(), lostSeconds: 7 });
  channel.heard("chat", { id: "1", text: "hello", at: new Date().toISOString() });
  channel.heard("slots", [{ slot: 0, mid: "3", participantId: "bob", kind: "audio", source: "camera", paused: null }]);
  channel.heard("moveRequested", { participantId: "bob" });
  channel.heard("layers", { rid: "f", active: false });
  assert.deepEqual(heard, ["participants bob", "clock 7", "chat hello", "slots bob", "move bob", "layers f false"]);
});

/** Loses the answer to the call, and enters again over the next connection. */
async function loseAnswer(channel: FakeChannel, method: string, more: object): Promise<FakeChannel> {
  await settled();
  channel.last(method);
  channel.drop();
  const next = await entry(1);
  next.last("Enter").answer.resolve(reply("admitted", more));
  await settled();
  return next;
}

test("an extension whose answer was lost is not made twice", async () => {
  const channel = await enter("admitted", { clock: { endsAt: "2999-11-23T10:50:00Z" } });
  const extended = seat.extend(15);
  const next = await loseAnswer(channel, "Extend", { clock: { endsAt: "2999-11-23T11:00:00Z" } });
  assert.equal(await extended, 10); // as many as the calendar gave
  assert.ok(!next.calls.some(({ method }) => method === "Extend"));
});

test("an extension says how many minutes the calendar gave, and waits for it as long as a calendar may take", async () => {
  const channel = await enter("admitted", { clock: { endsAt: "2999-11-23T10:50:00Z" } });
  const extended = seat.extend(15);
  await settled();
  channel.last("Extend").answer.resolve({ endsAt: "2999-11-23T10:55:00Z" });
  assert.equal(await extended, 5);
});

test("an extension that was lost on the way is told, and not made by itself", async () => {
  const channel = await enter("admitted", { clock: { endsAt: "2999-11-23T10:50:00Z" } });
  const extended = assert.rejects(seat.extend(10), { name: "SessionError", code: "unanswered" });
  const next = await loseAnswer(channel, "Extend", { clock: { endsAt: "2999-11-23T10:50:00Z" } });
  await extended;
  assert.ok(!next.calls.some(({ method }) => method === "Extend"));
});

test("somebody turned away who knocks again is not turned away twice", async () => {
  const bob = { id: "bob", name: "Bob", role: "guest", state: "waiting" };
  const channel = await enter("admitted", { participants: [bob] });
  const removed = assert.rejects(seat.remove("bob"), { code: "unanswered" });
  const next = await loseAnswer(channel, "Remove", { participants: [bob] });
  await removed;
  assert.ok(!next.calls.some(({ method }) => method === "Remove"));
});

test("a removal whose answer was lost is done when the person is gone", async () => {
  const channel = await enter("admitted", { participants: [{ id: "bob", name: "Bob", role: "guest", state: "live" }] });
  const removed = seat.remove("bob");
  await loseAnswer(channel, "Remove", { participants: [] });
  await removed;
});

test("an end whose answer was lost is an end", async () => {
  const channel = await enter("admitted");
  const ended = seat.end();
  await settled();
  channel.last("End").answer.reject(new SessionError("session-ended", "The session is over."));
  await ended;
  assert.equal(seat.state, "ended");
});

test("the page is listened to from entering to the end", async () => {
  const ears: (AbortSignal | undefined)[] = [];
  const listen = page.addEventListener.bind(page);
  page.addEventListener = (type: string, ear: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions): void => {
    ears.push(typeof options === "object" ? options.signal : undefined);
    listen(type, ear, options);
  };
  const channel = await enter("admitted");
  assert.ok(ears.length > 0);
  assert.ok(ears.every((signal) => signal?.aborted === false));
  channel.heard("ended", {});
  await settled();
  assert.ok(ears.every((signal) => signal?.aborted === true));
});

test("what a slot can show is sent when it has settled, once", async () => {
  const channel = await enter("admitted");
  for (let width = 100; width <= 300; width += 50) {
    seat.watch(0, { maxWidth: width, maxHeight: 100, paused: false });
  }
  await pass(150);
  seat.watch(0, { maxWidth: 300, maxHeight: 100, paused: false });
  await pass(1000);
  const sent = channel.calls.filter(({ method }) => method === "WatchSlot").map(({ argument }) => argument);
  assert.deepEqual(sent, [{ slot: 0, maxWidth: 300, maxHeight: 100, paused: false }]);
});
