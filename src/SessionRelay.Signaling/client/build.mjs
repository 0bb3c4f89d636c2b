// Bundles what the browser loads into ../wwwroot/relay: the room page, the library by itself with its types, the tick worker.
import { execFile } from "node:child_process";
import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = fileURLToPath(new URL("../wwwroot/relay/", import.meta.url));

const tsc = fileURLToPath(import.meta.resolve("typescript/package.json")).replace("package.json", "bin/tsc");

const common = {
  absWorkingDir: here,
  bundle: true,
  format: "esm",
  target: ["chrome111", "firefox115", "safari16.4"],
  minify: true,
  sourcemap: "linked",
  sourcesContent: true,
  legalComments: "linked",
  charset: "utf8",
  logLevel: "warning",
};

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

const entries = [
  { in: "src/index.ts", out: "client" },
  { in: "src/path/tick-worker.ts", out: "tick-worker" },
];
const hasRoom = existsSync(`${here}room/main.ts`);
if (hasRoom) {
  entries.push({ in: "room/main.ts", out: "room" });
}

await Promise.all([
  build({ ...common, entryPoints: entries, outdir: out }),
  hasRoom && existsSync(`${here}room/room.css`) ? build({ ...common, entryPoints: [{ in: "room/room.css", out: "room" }], outdir: out }) : undefined,
  ...(hasRoom ? ["room.html", "icon.svg"].map((file) => copyFile(`${here}room/${file}`, `${out}${file}`)) : []),
  promisify(execFile)(process.execPath, [tsc, "-p", "tsconfig.types.json", "--outDir", `${out}types`], { cwd: here }),
]);
await writeFile(`${out}client.d.ts`, 'export * from "./types/index.js";\n');
