import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { SessionError } from "../src/api/error.js";
import type { ChatLine } from "../src/api/model.js";
import { Chat } from "../src/entry/chat.js";
import { ChannelLost } from "../src/hub/channel.js";

const ann = { participantId: "ann", name: "Ann" };
const line = (id: string, text: string, at: number, participantId = "ann"): ChatLine => ({ id, participantId, name: "", text, at: new Date(at) });

let answers: (() => Promise<unknown>)[];
let sent: number;
let said: string[];
let replay: ChatLine[];
let chat: Chat;

beforeEach(() => {
  answers = [];
  sent = 0;
  said = [];
  replay = [];
  chat = new Chat({
    call: async () => {
      sent++;
      return (answers.shift() ?? assert.fail("one call too many"))();
    },
    ready: async () => chat.add(replay),
    said: (heard) => said.push(heard.id),
  });
});

test("a line that is kept is there once, although the hub says it to its author too", async () => {
  answers = [
    async () => {
      chat.add([line("1", "hello", 1000)]);
      return { id: "1", at: new Date(1000).toISOString() };
    },
  ];
  await chat.send("hello", ann);
  assert.deepEqual(said, ["1"]);
});

test("a line whose answer was lost but which was kept is not said again", async () => {
  answers = [() => Promise.reject(new ChannelLost("gone"))];
  replay = [line("1", "hello", 1000)];
  await chat.send("hello", ann);
  assert.equal(sent, 1);
  assert.deepEqual(said, ["1"]);
});

test("a line that was lost is said again", async () => {
  answers = [() => Promise.reject(new ChannelLost("gone")), async () => ({ id: "2", at: new Date(2000).toISOString() })];
  replay = [line("1", "hello", 1000, "bob")];
  await chat.send("hello", ann);
  assert.equal(sent, 2);
  assert.deepEqual(
    chat.lines.map(({ id }) => id),
    ["1", "2"],
  );
});

test("the same words said before don't pass for the lost line", async () => {
  chat.add([line("0", "hello", 500)]);
  answers = [() => Promise.reject(new ChannelLost("gone")), async () => ({ id: "2", at: new Date(2000).toISOString() })];
  replay = [line("0", "hello", 500)];
  await chat.send("hello", ann);
  assert.equal(sent, 2);
});

test("a refused line is its author's to know", async () => {
  answers = [() => Promise.reject(new SessionError("not-allowed", "no"))];
  await assert.rejects(chat.send("hello", ann), { code: "not-allowed" });
  assert.equal(chat.lines.length, 0);
});

test("a replay raises only what was not there, in the order of time", () => {
  chat.add([line("2", "second", 2000)]);
  chat.add([line("1", "first", 1000), line("2", "second", 2000)]);
  assert.deepEqual(said, ["2", "1"]);
  assert.deepEqual(
    chat.lines.map(({ id }) => id),
    ["1", "2"],
  );
});
