// Opens the scripted page in one of its states.
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";

import type { Intent } from "../../src/bindings";
import type { Scripted } from "../../src/scripted/bridge";

declare global {
  interface Window {
    /** What the scripted bridge offers, in the page only. */
    scripted: Scripted;
  }
}

/** How the page is looked at. Without a word: the popover, 360 px wide, light, with motion. */
export interface Look {
  page?: "index.html" | "main.html";
  width?: number | undefined;
  height?: number | undefined;
  dark?: boolean;
  forcedColors?: boolean;
  moreContrast?: boolean;
  reducedMotion?: boolean;
  /** The size of text in percent, as the system or the person sets it. */
  text?: number | undefined;
  /** A time for the page's clock, which stands still; `driven` for all of the browser's timers, at the scene's time. */
  now?: string;
}

/** When the stories of jit-core begin. */
const START = Date.parse("2026-02-01T09:00:00Z");

let browser: Browser | undefined;
const opened: { page: Page; complaints: string[] }[] = [];

beforeAll(async () => {
  browser = await chromium.connect(inject("browser"));
});

afterAll(async () => {
  await browser?.close();
});

/** A page that complained has failed, whatever else was found. */
afterEach(async () => {
  const seen = opened.splice(0);
  await Promise.all(seen.map(({ page }) => page.context().close()));
  expect(
    seen.flatMap(({ complaints }) => complaints),
    "the page's console",
  ).toEqual([]);
});

/** The page in this state. */
export async function open(state: string, look: Look = {}): Promise<Page> {
  if (!browser) throw new Error("the browser is not connected yet");
  const context = await browser.newContext({
    viewport: { width: look.width ?? 360, height: look.height ?? 560 },
    colorScheme: look.dark ? "dark" : "light",
    forcedColors: look.forcedColors ? "active" : "none",
    contrast: look.moreContrast ? "more" : "no-preference",
    reducedMotion: look.reducedMotion ? "reduce" : "no-preference",
    locale: "en-GB",
    timezoneId: "UTC",
  });
  // What only a browser asks for; the app's windows have no tabs to put a picture on.
  await context.route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (line) => {
    if (["error", "warning"].includes(line.type())) complaints.push(line.text());
  });
  opened.push({ page, complaints });
  const driven = look.now === "driven";
  if (driven) await page.clock.install({ time: START });
  const query = new URLSearchParams({ state, ...(look.now && { now: driven ? "real" : look.now }) });
  if (look.text) await page.addInitScript(setTextSize, look.text);
  await page.goto(`${inject("address")}/${look.page ?? "index.html"}?${query}`);
  await page.locator("html[data-scene]").waitFor({ state: "attached" });
  await settled(page);
  if (driven) await page.clock.pauseAt(START + 5_000);
  return page;
}

/** Waits until what is shown has its pictures. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => Array.from(document.images).every((image) => image.complete));
}

/** Everything the page wanted of the application so far. */
export function intents(page: Page): Promise<Intent[]> {
  return page.evaluate(() => window.scripted.intents);
}

/** Another state, as if it had come about now. */
export function play(page: Page, state: string): Promise<void> {
  return page.evaluate((name) => window.scripted.play(name), state);
}

/** Lets time pass on the page's clock. */
export function pass(page: Page, ms: number): Promise<void> {
  return page.evaluate((ms) => window.scripted.pass(ms), ms);
}

function setTextSize(percent: number): void {
  document.addEventListener("DOMContentLoaded", () => {
    document.documentElement.style.fontSize = `${percent}%`;
  });
}
