// Builds the browser client if what it is made of has changed since the last time. Called by MSBuild, possibly by several builds at once:
// the first one works, the others wait for it and find nothing left to do.
//   node build/client/build.mjs CLIENT_FOLDER STAMP_FILE OUTPUT_FOLDER
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const [client, stamp, output] = process.argv.slice(2);
const lock = `${stamp}.lock`;
const installed = join(client, "node_modules", ".installed-lock-hash");
const pollMilliseconds = 200;
const patienceMilliseconds = 5 * 60_000; // an npm ci over a slow line

function pause(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (failure) {
    return failure.code === "EPERM";
  }
}

/** The lock is a file with its owner's process id, so that a build that was killed locks nobody out. */
function takeLock() {
  mkdirSync(dirname(stamp), { recursive: true });
  for (const end = Date.now() + patienceMilliseconds; Date.now() < end; pause(pollMilliseconds)) {
    try {
      const file = openSync(lock, "wx");
      writeFileSync(file, `${process.pid}`);
      closeSync(file);
      return;
    } catch (failure) {
      if (failure.code !== "EEXIST") throw failure;
    }
    try {
      const owner = Number(readFileSync(lock, "utf8"));
      const isYoung = Date.now() - statSync(lock).mtimeMs < 5_000; // made, but its owner has not written its id yet
      if (owner > 0 ? !isAlive(owner) : !isYoung) rmSync(lock, { force: true });
    } catch (failure) {
      if (failure.code !== "ENOENT") throw failure;
    }
  }
  fail(`another build has held ${lock} for 5 minutes: end it, or delete that file`);
}

function* files(folder) {
  const names = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of names) {
    if (entry.name === "node_modules" || entry.name === "test") continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else yield path;
  }
}

function hashOf(paths) {
  const hash = createHash("sha256");
  for (const path of paths) {
    const content = readFileSync(path);
    hash.update(`${relative(client, path)}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

function read(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

function npm(...args) {
  const windows = process.platform === "win32";
  const done = spawnSync("npm", args, { cwd: client, encoding: "utf8", shell: windows });
  if (done.error) fail(`npm can't be started (${done.error.code}): it comes with Node.js 20 or later`);
  if (done.status === 0) return;
  process.stdout.write(done.stdout);
  process.stderr.write(done.stderr);
  fail(`npm ${args.join(" ")} failed in ${client}`);
}

// The form in which MSBuild recognizes an error.
function fail(message) {
  console.error(`build/client/build.mjs : error CLIENT : ${message}`);
  process.exit(1);
}

takeLock();
process.on("exit", () => rmSync(lock, { force: true }));

const dependencies = hashOf([join(client, "package-lock.json")]);
if (read(installed) !== dependencies) {
  console.log("Browser client: npm ci");
  npm("ci", "--no-audit", "--no-fund");
  mkdirSync(dirname(installed), { recursive: true });
  writeFileSync(installed, dependencies);
}

const sources = hashOf(files(client));
if (read(stamp) !== sources || !existsSync(output)) {
  console.log("Browser client: npm run build");
  npm("run", "build");
}
writeFileSync(stamp, sources); // always: MSBuild compares times
