/** What the stage shows: nobody else yet, one person large, several as equals, or a shared screen with the people beside it. */
export type Mode = "alone" | "one" | "grid" | "screen";

export interface Grid {
  readonly columns: number;
  readonly rows: number;
}

/** The most tiles a grid shows; more would be too small to read a face. The rest is told as a number. */
export const MostTiles = 24;

const TileRatio = 4 / 3; // between a camera's 16:9 and a portrait phone's picture

/** Chooses the stage's arrangement from the number of other people and of screens shared by others. */
export function chooseMode(others: number, screens: number): Mode {
  if (screens > 0) return "screen";
  if (others === 0) return "alone";
  return others === 1 ? "one" : "grid";
}

/** The number of columns in which `count` tiles become largest on a stage of this size (CSS pixels). */
export function chooseGrid(count: number, width: number, height: number): Grid {
  if (count <= 0) return { columns: 1, rows: 1 };
  if (width <= 0 || height <= 0) return { columns: Math.ceil(Math.sqrt(count)), rows: Math.ceil(count / Math.ceil(Math.sqrt(count))) };
  let best: Grid = { columns: 1, rows: count };
  let bestArea = -1;
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const cellWidth = width / columns;
    const cellHeight = height / rows;
    const fitted = Math.min(cellWidth, cellHeight * TileRatio);
    const area = fitted * (fitted / TileRatio);
    if (area > bestArea + 1) {
      best = { columns, rows };
      bestArea = area;
    }
  }
  return best;
}

const LeastInSight = 0.6; // of a picture: enough that no face in the middle is cut

/** By how much a picture that fits whole into a box is enlarged: until it fills the box, or until only 60 % of it would be in sight. */
export function zoomFor(pictureRatio: number, boxRatio: number): number {
  if (!(pictureRatio > 0) || !(boxRatio > 0) || pictureRatio === Infinity || boxRatio === Infinity) return 1;
  const fills = Math.max(pictureRatio, boxRatio) / Math.min(pictureRatio, boxRatio);
  return Math.min(fills, 1 / LeastInSight);
}

/** One or two capital letters that stand for a person without a picture. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/\s+/)
    .filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const first = words[0];
  if (first === undefined) return "";
  const last = words.length > 1 ? words[words.length - 1] : undefined;
  const letter = (word: string): string => (word.codePointAt(0) === undefined ? "" : String.fromCodePoint(word.codePointAt(0)!)).toLocaleUpperCase();
  return letter(first) + (last === undefined ? "" : letter(last));
}
