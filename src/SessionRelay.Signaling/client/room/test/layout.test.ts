import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseGrid, chooseMode, initials, zoomFor } from "../layout.js";

test("the stage follows the number of people and screens", () => {
  const cases: [others: number, screens: number, mode: string][] = [[0, 0, "alone"], [1, 0, "one"], [2, 0, "grid"], [9, 0, "grid"], [1, 1, "screen"], [0, 1, "screen"]];
  for (const [others, screens, mode] of cases) assert.equal(chooseMode(others, screens), mode, `${others} people, ${screens} screens`);
});

test("tiles stack on a portrait phone and spread on a wide screen", () => {
  assert.deepEqual(chooseGrid(3, 360, 640), { columns: 1, rows: 3 });
  assert.deepEqual(chooseGrid(3, 1260, 660), { columns: 2, rows: 2 });
  assert.deepEqual(chooseGrid(2, 1260, 660), { columns: 2, rows: 1 });
  assert.deepEqual(chooseGrid(4, 700, 700), { columns: 2, rows: 2 });
});

test("every tile has a cell, whatever the count and size", () => {
  for (let count = 1; count <= 60; count++)
    for (const [width, height] of [[320, 500], [1920, 400], [0, 0], [1, 1000]] as const) {
      const { columns, rows } = chooseGrid(count, width, height);
      assert.ok(columns >= 1 && rows >= 1 && columns * rows >= count, `${count} in ${width}×${height}: ${columns}×${rows}`);
      assert.ok((columns - 1) * rows < count || columns === 1 || (rows - 1) * columns < count, "no needless row and column");
    }
});

test("an empty stage still has a grid", () => {
  assert.deepEqual(chooseGrid(0, 800, 600), { columns: 1, rows: 1 });
});

test("a picture fills its box unless that would cut away more than two fifths of it", () => {
  assert.equal(zoomFor(16 / 9, 16 / 9), 1);
  assert.ok(Math.abs(zoomFor(16 / 9, 4 / 3) - 4 / 3) < 1e-9);
  assert.ok(Math.abs(zoomFor(9 / 16, 16 / 9) - 1 / 0.6) < 1e-9);
  assert.ok(Math.abs(zoomFor(16 / 9, 9 / 16) - 1 / 0.6) < 1e-9);
});

test("a picture or box without a size is not enlarged", () => {
  for (const ratio of [Number.NaN, 0, Infinity, -1]) {
    assert.equal(zoomFor(ratio, 1), 1);
    assert.equal(zoomFor(1, ratio), 1);
  }
});

test("initials stand for any name", () => {
  const cases: [string, string][] = [["Maya Rivera", "MR"], ["maya", "M"], ["Ana Lima (interpreter)", "AL"], ["  Jörg  von  Öhlen ", "JÖ"], ["李 小龙", "李小"], ["𝔄𝔟 c", "𝔄C"], ["", ""], ["…", ""]];
  for (const [name, letters] of cases) assert.equal(initials(name), letters, name);
});
