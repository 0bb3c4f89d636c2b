// Compiles every *.test.ts and runs it with node's own runner. Arguments are passed on: `npm test -- --test-name-pattern=backoff`.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const tests = ["src", "room", "test"]
  .flatMap((folder) => {
    try {
      return readdirSync(join(here, folder), { recursive: true }).map((file) => join(folder, String(file)));
    } catch {
      return [];
    }
  })
  .filter((file) => file.endsWith(".test.ts"));
if (tests.length === 0) {
  throw new Error("No tests found.");
}

const out = mkdtempSync(join(tmpdir(), "client-tests-"));
try {
  buildSync({
    absWorkingDir: here,
    entryPoints: tests,
    outdir: out,
    outbase: here,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    sourcemap: "inline",
    packages: "bundle",
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    logLevel: "warning",
  });
  const compiled = tests.map((file) => join(out, file.replace(/\.ts$/, ".mjs")));
  const options = ["--enable-source-maps", "--test", "--test-timeout=30000", ...process.argv.slice(2)];
  const run = spawnSync(process.execPath, [...options, ...compiled], { stdio: "inherit" });
  process.exitCode = run.status ?? 1;
} finally {
  rmSync(out, { recursive: true, force: true });
}
