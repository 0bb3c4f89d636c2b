// Adds up what the test runs left (*.trx, *.tap): names what failed, says why what was skipped was skipped, and ends with the one line
// that people and CI read. Exit code 1 when something failed, or when nothing ran.
//   node build/test/sum.mjs RESULTS_FOLDER [FAILED_STEP...]
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";

const [folder, ...failedSteps] = process.argv.slice(2);
const sum = { passed: 0, failed: 0, skipped: 0 };

function plain(xml) {
  const names = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
  return xml.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (whole, hex, decimal, name) =>
    hex ? String.fromCodePoint(parseInt(hex, 16)) : decimal ? String.fromCodePoint(Number(decimal)) : (names[name] ?? whole));
}

function message(body, tag) {
  return plain(body.match(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`))?.[1] ?? "").trim();
}

function addTrx(path) {
  const text = readFileSync(path, "utf8");
  const failedBefore = sum.failed;
  let results = 0;
  for (const [, attributes, body = ""] of text.matchAll(/<UnitTestResult\s([^>]*?)(?:\/>|>([\s\S]*?)<\/UnitTestResult>)/g)) {
    const attribute = (name) => plain(attributes.match(new RegExp(`\\b${name}="([^"]*)"`))?.[1] ?? "");
    results++;
    const name = attribute("testName");
    switch (attribute("outcome")) {
      case "Passed":
        sum.passed++;
        for (const line of message(body, "StdOut").split("\n")) if (line.startsWith("measured: ")) console.log(line);
        break;
      case "NotExecuted":
        sum.skipped++;
        console.log(`skipped: ${name}: ${message(body, "StdOut") || message(body, "Message") || "no reason given"}`);
        break;
      default:
        sum.failed++;
        console.log(`FAILED: ${name}\n  ${message(body, "Message").replaceAll("\n", "\n  ")}`);
    }
  }
  // A run can fail beside its tests: a fixture's end, a crash of the test host.
  if (existsSync(path.replace(/\.trx$/, ".failed")) && sum.failed === failedBefore) {
    sum.failed++;
    console.log(`FAILED: ${basename(path, ".trx")}, outside of a test\n  ${message(text, "Text").replaceAll("\n", "\n  ")}`);
  }
  return results;
}

function addTap(path) {
  const text = readFileSync(path, "utf8");
  const count = (what) => Number(text.match(new RegExp(`^# ${what} (\\d+)$`, "m"))?.[1] ?? 0);
  sum.passed += count("pass");
  sum.failed += count("fail") + count("cancelled");
  sum.skipped += count("skipped") + count("todo");
  for (const [, name] of text.matchAll(/^\s*not ok \d+ - (.*)$/gm)) console.log(`FAILED: client: ${name}`);
  for (const [, name, why] of text.matchAll(/^\s*ok \d+ - (.*?) # SKIP ?(.*)$/gm)) console.log(`skipped: client: ${name}: ${why}`);
  return count("tests");
}

console.log();
for (const file of readdirSync(folder).sort()) {
  const path = join(folder, file);
  const ran = file.endsWith(".trx") ? addTrx(path) : file.endsWith(".tap") ? addTap(path) : null;
  if (ran !== null) console.log(`${basename(file).replace(/\.(trx|tap)$/, "").padEnd(40)}${String(ran).padStart(6)} tests`);
}
for (const step of failedSteps) console.log(`FAILED: ${step}`);
sum.failed += failedSteps.length;
if (sum.passed + sum.failed === 0) {
  console.log("No test ran.");
  process.exitCode = 1;
}
if (sum.failed > 0) process.exitCode = 1;
console.log(`${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ""}`);
