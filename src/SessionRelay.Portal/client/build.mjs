// Bundles what the portal's pages load into ../wwwroot/portal: one style sheet, one script.
import { mkdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = fileURLToPath(new URL("../wwwroot/portal/", import.meta.url));

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await build({
  absWorkingDir: here,
  entryPoints: [
    { in: "src/main.ts", out: "portal" },
    { in: "css/portal.css", out: "portal" },
  ],
  outdir: out,
  bundle: true,
  format: "esm",
  target: ["chrome123", "firefox120", "safari17.5"], // the first with light-dark()
  minify: true,
  legalComments: "linked",
  charset: "utf8",
  logLevel: "warning",
});
