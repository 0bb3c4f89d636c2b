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

/** Fills the box with the picture as long as at least 60 % of it stays in sight; otherwise shows all of it, so that no face is cut. */
export function fitFor(pictureRatio: number, boxRatio: number): "cover" | "contain" {
  if (!(pictureRatio > 0) || !(boxRatio > 0)) return "cover";
  return Math.min(pictureRatio, boxRatio) / Math.max(pictureRatio, boxRatio) >= 0.6 ? "cover" : "contain";
}

/** One or two capital letters that stand for a person without a picture. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const first = words[0];
  if (first === undefined) return "";
  const last = words.length > 1 ? words[words.length - 1] : undefined;
  const letter = (word: string): string => (word.codePointAt(0) === undefined ? "" : String.fromCodePoint(word.codePointAt(0)!)).toLocaleUpperCase();
  return letter(first) + (last === undefined ? "" : letter(last));
}
