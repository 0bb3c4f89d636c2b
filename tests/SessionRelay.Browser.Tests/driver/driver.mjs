// Drives one browser for the tests: reads {id, deed, request} as lines of JSON, answers {id, result} or {id, error}.
import { createInterface } from "node:readline";
import puppeteer from "puppeteer-core";

const patience = 60_000; // milliseconds; the same as the tests' own

let browser = null;
const tabs = [];

/** The one element of this role and exactly this accessible name. */
function named(role, name) {
  return `::-p-aria([name="${name.replaceAll('"', '\\"')}"][role="${role}"])`;
}

const deeds = {
  async launch({ browser: kind, executable, profile, preferences, arguments: args = [], without = [] }) {
    browser = await puppeteer.launch({
      browser: kind,
      executablePath: executable,
      headless: true,
      userDataDir: profile,
      args,
      ignoreDefaultArgs: without,
      ...(preferences ? { extraPrefsFirefox: preferences } : {}),
      timeout: patience,
      protocolTimeout: patience * 2,
    });
    return await browser.version();
  },

  async tab({ script, width, height }) {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    page.setDefaultTimeout(patience);
    await page.setViewport({ width, height });
    await page.evaluateOnNewDocument(script);
    return tabs.push({ context, page }) - 1;
  },

  open: ({ tab, url }) => tabs[tab].page.goto(url).then(() => null),
  reload: ({ tab }) => tabs[tab].page.reload().then(() => null),
  evaluate: ({ tab, expression }) => tabs[tab].page.evaluate(`(async () => JSON.stringify((await (${expression})) ?? null))()`),
  press: ({ tab, name }) => tabs[tab].page.locator(named("button", name)).click(),
  type: ({ tab, name, text }) => tabs[tab].page.locator(named("textbox", name)).fill(text),
  resize: ({ tab, width, height }) => tabs[tab].page.setViewport({ width, height }),
  screenshot: ({ tab, path }) => tabs[tab].page.screenshot({ path }).then(() => null),
  cover: ({ tab }) => tabs[tab].context.newPage().then((page) => page.bringToFront()),
  close: ({ tab }) => tabs[tab].context.close(),

  async quit() {
    await browser?.close();
    input.close();
  },
};

async function answer(line) {
  const { id, deed, request } = JSON.parse(line);
  try {
    const result = await deeds[deed](request);
    process.stdout.write(JSON.stringify({ id, result: result ?? null }) + "\n");
  } catch (failure) {
    process.stdout.write(JSON.stringify({ id, error: `${deed}: ${failure.stack ?? failure}` }) + "\n");
  }
}

const input = createInterface({ input: process.stdin });
input.on("line", (line) => void answer(line));
// The test is gone: so is the browser.
input.on("close", () => void browser?.close().finally(() => process.exit(0)));
