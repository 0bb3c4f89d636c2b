import assert from "node:assert/strict";
import { test } from "node:test";
import { Tokens } from "../src/entry/tokens.js";
import { MemoryStorage } from "./memory-storage.js";

const ticket = (sid: string, sub: string, jti: string): string => `head.${btoa(JSON.stringify({ sid, sub, jti }))}.signature`;

test("the attempt has 128 random bits and outlives a reload", () => {
  const storage = new MemoryStorage();
  const attempt = new Tokens(storage, ticket("s", "ann", "1")).attempt;
  assert.match(attempt, /^[0-9a-f]{32}$/);
  assert.equal(new Tokens(storage, undefined).attempt, attempt);
  assert.notEqual(new Tokens(new MemoryStorage(), ticket("s", "ann", "1")).attempt, attempt);
});

test("a ticket that was not redeemed outlives a reload", () => {
  const storage = new MemoryStorage();
  new Tokens(storage, ticket("s", "ann", "1"));
  assert.equal(Tokens.holdsTicket(storage), true);
  assert.equal(new Tokens(storage, undefined).ticket, ticket("s", "ann", "1"));
});

test("admitted, the page returns by the newest resume token and keeps no ticket", () => {
  const storage = new MemoryStorage();
  const tokens = new Tokens(storage, ticket("s", "ann", "1"));
  tokens.entered("first", false);
  assert.notEqual(tokens.ticket, null);
  tokens.entered("second", true);
  assert.equal(tokens.ticket, null);
  assert.equal(Tokens.holdsResume(storage), true);
  assert.equal(new Tokens(storage, undefined).resume, "second");
});

test("a new link for the same seat keeps the way back", () => {
  const storage = new MemoryStorage();
  new Tokens(storage, ticket("s", "ann", "1")).entered("resume", true);
  assert.equal(new Tokens(storage, ticket("s", "ann", "2")).resume, "resume");
});

for (const [what, other] of [
  ["another session", ticket("t", "ann", "1")],
  ["another person", ticket("s", "bob", "1")],
  ["an unreadable ticket", "garbage"],
] as const) {
  test(`a link for ${what} does not use this seat's token`, () => {
    const storage = new MemoryStorage();
    const before = new Tokens(storage, ticket("s", "ann", "1"));
    const attempt = before.attempt;
    before.entered("resume", true);
    const after = new Tokens(storage, other);
    assert.equal(after.resume, null);
    assert.notEqual(after.attempt, attempt);
  });
}

test("who has left holds nothing any more", () => {
  const storage = new MemoryStorage();
  const tokens = new Tokens(storage, ticket("s", "ann", "1"));
  tokens.entered("resume", true);
  tokens.forget();
  assert.equal(storage.length, 0);
});

test("a browser that forbids the storage still enters", () => {
  const forbidding = new MemoryStorage();
  forbidding.setItem = forbidding.getItem = () => {
    throw new DOMException("no", "SecurityError");
  };
  const tokens = new Tokens(forbidding, ticket("s", "ann", "1"));
  assert.equal(tokens.attempt, tokens.attempt);
  tokens.entered("resume", true);
  assert.equal(tokens.resume, "resume");
});
