import assert from "node:assert/strict";
import { test } from "node:test";
import { endPage, problemWords } from "../endwords.js";
import { strings } from "../strings.js";

const refusals = ["ticket-invalid", "ticket-used", "ticket-expired", "too-early", "session-full", "session-ended", "rate-limited", "draining", "node-full", "not-allowed", "bad-offer"];
const ends = ["left", "ended", "removed", "declined", "replaced", "no-ticket", "unreachable", "media-failed", "unsupported-browser"];

test("every refusal and every end has a page of its own with what happened and what to do", () => {
  for (const code of [...refusals, ...ends]) {
    const page = endPage(code);
    assert.notEqual(page.title, strings.pages.unknown.title, code);
    assert.ok(page.text.length > 40, code);
  }
});

test("the pages never blame and never say error or invalid", () => {
  const texts = [...refusals, ...ends].map((code) => endPage(code)).flatMap((page) => [page.title, page.text]);
  for (const text of [...texts, ...Object.values(strings.problems)]) assert.doesNotMatch(text, /\berror\b|\binvalid\b|\billegal\b|\bfailed\b/i, text);
});

test("who can try again gets a button, who can't gets none", () => {
  for (const code of ["too-early", "session-full", "rate-limited", "unreachable", "declined", "left"]) assert.equal(endPage(code).action?.does, "enter", code);
  assert.equal(endPage("ticket-used").action?.does, "move");
  for (const code of ["ticket-expired", "ticket-invalid", "removed", "ended", "session-ended"]) assert.equal(endPage(code).action, null, code);
});

test("an unknown code gets a page with the code for support, whatever it is called", () => {
  for (const code of ["something-new", "toString", "__proto__", "constructor"]) {
    assert.equal(endPage(code).title, strings.pages.unknown.title, code);
    assert.equal(endPage(code).code, code);
  }
});

test("every problem with a device is told in plain words with the next step", () => {
  for (const device of ["camera", "microphone"])
    for (const what of ["refused", "not-found", "in-use", "failed", "lost"]) assert.ok(problemWords(`${device}-${what}`).length > 60, `${device}-${what}`);
  assert.notEqual(problemWords("camera-refused"), problemWords("camera-in-use"));
});

test("an unknown problem falls back to the words it brought, or to general ones", () => {
  assert.equal(problemWords("new-one", "The flux ran out."), "The flux ran out.");
  assert.equal(problemWords("toString"), strings.problems["generic"]);
});
