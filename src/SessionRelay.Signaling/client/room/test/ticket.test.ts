import assert from "node:assert/strict";
import { test } from "node:test";
import { readTicket, ticketFromFragment, ticketInfoFrom } from "../ticket.js";

const encode = (claims: unknown): string => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2ln`;
const nothing = { name: null, role: null, notBefore: null, expires: null, camera: true };

test("the ticket is taken from the fragment", () => {
  assert.equal(ticketFromFragment("#ticket=a.b-_c.d"), "a.b-_c.d");
  assert.equal(ticketFromFragment("#x=1&ticket=abc"), "abc");
  assert.equal(ticketFromFragment("#ticket="), null);
  assert.equal(ticketFromFragment("#other"), null);
  assert.equal(ticketFromFragment(""), null);
  assert.equal(ticketFromFragment(`#ticket=${"a".repeat(9_000)}`), null);
});

test("name, role and limits are read from a ticket", () => {
  assert.deepEqual(readTicket(encode({ name: " Zoë Ångström ", role: "guest", nbf: 1_700_000_000, exp: 1_700_003_600 })), {
    name: "Zoë Ångström",
    role: "guest",
    notBefore: 1_700_000_000_000,
    expires: 1_700_003_600_000,
    camera: true,
  });
});

test("who may send no picture is asked for no camera, also after a reload", () => {
  assert.equal(readTicket(encode({ name: "Zoë", can: ["audio", "chat"] })).camera, false);
  assert.equal(readTicket(encode({ name: "Zoë", can: ["audio", "video"] })).camera, true);
  assert.equal(readTicket(encode({ name: "Zoë", can: "audio" })).camera, true);
  assert.equal(ticketInfoFrom(JSON.stringify(readTicket(encode({ can: ["audio"] })))).camera, false);
});

test("a ticket that is not understood shows nothing and throws nothing", () => {
  for (const ticket of [
    "",
    "a",
    "a.b.c",
    "a.%%%.c",
    "...",
    encode(null),
    encode([]),
    encode("x"),
    encode({ name: 5, role: "king", exp: "soon", nbf: -1 }),
    encode({ name: "  ", exp: 1e300 }),
  ])
    assert.deepEqual(readTicket(ticket), nothing, ticket);
});

test("a name of any length is cut, not trusted", () => {
  assert.equal(readTicket(encode({ name: "n".repeat(5_000) })).name?.length, 200);
});

test("what was kept over a reload is read back, or nothing", () => {
  const info = readTicket(encode({ name: "Sam", role: "host", exp: 1_700_000_000 }));
  assert.deepEqual(ticketInfoFrom(JSON.stringify(info)), info);
  for (const kept of [null, "", "{", "null", "7", '{"role":"king"}']) assert.deepEqual(ticketInfoFrom(kept), nothing, String(kept));
});
