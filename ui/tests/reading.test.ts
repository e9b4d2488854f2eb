import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { open, play } from "./ring/page";

test("A29 a row as a screen reader meets it", async () => {
  const page = await open("idle");
  expect(await page.locator("li[data-row]").nth(2).ariaSnapshot()).toMatchInlineSnapshot(`
    "- listitem:
      - paragraph: sql-test Stopped
      - paragraph: sql-test · Contoso Development
      - paragraph: starts the machine
      - button "Connect to sql-test": Connect
      - button "More for sql-test""
  `);
});

test("A29 the steps of a connect as a screen reader meets them", async () => {
  const page = await open("connecting-start");
  expect(await page.locator("ol").ariaSnapshot()).toMatchInlineSnapshot(`
    "- list "Connecting to db-02":
      - listitem: "Your address: 203.0.113.7 , done"
      - listitem: Asking Azure to open port 22 , in progress 0:14
      - listitem: Starting db-02 , in progress 0:14
      - listitem: Waiting for SSH to answer , to do
      - listitem: Opening SSH , to do"
  `);
  expect(await page.locator("[aria-current=step]").count()).toBe(1);
});

test("A29 an error as a screen reader meets it", async () => {
  const page = await open("failed-start");
  expect(await row(page, "db-02").ariaSnapshot()).toMatchInlineSnapshot(`
    "- listitem:
      - paragraph: db-02 Open until 11:59
      - paragraph: db-02 · Contoso Production
      - button "More for db-02"
      - group "db-02 did not start":
        - paragraph: db-02 did not start
        - button "Dismiss the result for db-02"
        - paragraph: Azure has no free capacity for this size in West Europe right now.
        - paragraph: "Access: open until 11:59. Machine: stopped."
        - button "Keep trying for 15 min"
        - button "Try again"
        - button "Open in Azure portal"
        - group: Details"
  `);
});

test("A29 an open window as a screen reader meets it", async () => {
  const page = await open("open");
  expect(
    await page
      .locator("section")
      .filter({ has: page.locator("h2", { hasText: "Open now" }) })
      .last()
      .ariaSnapshot(),
  ).toMatchInlineSnapshot(`
    "- region "Open now":
      - heading "Open now" [level=2]
      - list:
        - listitem:
          - paragraph: web-01 (prod)
          - paragraph: Remote Desktop, port 3389, for 203.0.113.7
          - button "More for web-01 (prod)"
          - paragraph:
            - timer: 47 min left
            - text: · closes 09:47
          - 'button "Open again: web-01 (prod)"': Open again
          - 'button "Extend 3 h: web-01 (prod)"': Extend 3 h"
  `);
});

test("A29 a connect is told step by step, never faster than every two seconds", async () => {
  const page = await open("idle", { now: "driven" });
  await page.evaluate(listen);
  for (const step of ["address", "request", "start", "reach", "launch"]) {
    await play(page, `connecting-${step}`);
    await page.clock.runFor(700);
  }
  await play(page, "connected");
  await page.clock.runFor(60_000);
  const heard = await page.evaluate(() => window.heard);
  const pauses = heard.slice(1).map(({ at }, before) => at - (heard[before]?.at ?? 0));
  expect(pauses.filter((pause) => pause < 2000)).toEqual([]);
  const words = heard.map(({ words }) => words);
  expect(new Set(words).size, "nothing is said twice").toBe(words.length);
  expect(words[0]).toContain("Finding your address");
  expect(words.at(-1)).toBe("db-02 is ready");
});

test("A29 time that passes is no news: the timer is not live", async () => {
  const page = await open("open", { now: "driven" });
  await page.evaluate(listen);
  const timer = page.getByRole("timer");
  const before = await timer.textContent();
  await page.clock.runFor(5 * 60_000);
  expect(await timer.textContent()).not.toBe(before);
  expect(await timer.evaluate((it) => it.closest("[aria-live]")?.ariaLive ?? "off")).toBe("off");
  expect(await page.evaluate(() => window.heard)).toEqual([]);
});

declare global {
  interface Window {
    /** What a screen reader would have said. */
    heard: { at: number; words: string }[];
  }
}

function listen(): void {
  const LIVE = "[aria-live]:not([aria-live=off]), [role=alert]";
  window.heard = [];
  const observer = new MutationObserver((changes) => {
    const regions = new Set(
      changes.map(({ target }) => (target.parentElement ?? document.body).closest(LIVE)),
    );
    for (const region of regions) {
      const words = region?.textContent.trim();
      if (words) window.heard.push({ at: Date.now(), words });
    }
  });
  for (const region of document.querySelectorAll(LIVE)) {
    observer.observe(region, { childList: true, characterData: true, subtree: true });
  }
}

function row(page: Page, label: string) {
  return page.locator("li[data-row][data-favourite]").filter({ hasText: label });
}
