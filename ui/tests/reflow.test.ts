import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { type Look, open, play } from "./ring/page";
import { scenes, windows } from "./ring/scenes";

const looks: (Look & { name: string })[] = [
  { name: "360 px", width: 360 },
  { name: "360 px with text of 200 %", width: 360, text: 200 },
  { name: "320 px", width: 320 },
  { name: "320 px with text of 200 %", width: 320, text: 200, height: 800 },
];

const both = windows.flatMap(({ window, page, shown }) =>
  looks.map((look) => ({ ...look, window, page, shown })),
);

test.for(both)(
  "A19 at $name nothing of $window has to be scrolled sideways and no button is cut",
  async ({ shown, page: html, width, height, text }) => {
    const look = { page: html, width, height, text };
    const page = await open(shown[0] ?? "", look);
    const found: string[] = [];
    for (const scene of shown) {
      await play(page, scene);
      found.push(...(await cut(page)).map((problem) => `${scene}: ${problem}`));
    }
    expect(found).toEqual([]);
  },
);

test("only the list scrolls, never the window around it", async () => {
  const page = await open("idle");
  for (const scene of scenes) {
    await play(page, scene);
    const over = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
    expect(over, scene).toBe(0);
  }
});

test("with large text the foot's buttons stay side by side, and a row's menu beside its name", async () => {
  const page = await open("failed-start", { text: 200 });
  const top = (at: string) => page.locator(at).evaluate((it) => it.getBoundingClientRect().top);
  expect(await top("footer button:last-child")).toBe(await top("footer button:first-child"));
  for (const row of ['[data-row^="window "]', "[data-favourite]:has([data-mend])"]) {
    expect(await top(`${row} [data-more]`), row).toBeLessThanOrEqual(await top(`${row} .label`));
  }
});

test("what is told above the list keeps away from the window's edges", async () => {
  const page = await open("no-tray");
  for (const [scene, told] of [
    ["no-tray", "main li:has(.message)"],
    ["waiting-for-browser", "main .card"],
    ["consent-needed", "main .refused"],
  ] as const) {
    await play(page, scene);
    const [main, box] = [await page.locator("main").boundingBox(), await page.locator(told).boundingBox()];
    expect(Number(box?.x) - Number(main?.x), scene).toBe(12);
    expect(Number(box?.y) - Number(main?.y), scene).toBe(12);
  }
});

test("what is too wide is found", async () => {
  const page = await open("idle");
  await page.evaluate(() => {
    const button = document.querySelector<HTMLElement>("main [data-main]");
    if (button) Object.assign(button.style, { width: "1rem", overflow: "hidden" });
    document
      .querySelector("main")
      ?.append(Object.assign(document.createElement("pre"), { textContent: "x".repeat(200) }));
  });
  expect((await cut(page)).join("\n")).toMatch(/MAIN is \d+ wide[\s\S]*"Connect" is cut/);
});

/** What is wider than its room, in words. */
function cut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const problems: string[] = [];
    for (const it of document.querySelectorAll<HTMLElement>("html, main, main *, header, footer")) {
      const scrolls = it.scrollWidth > it.clientWidth + 1 && getComputedStyle(it).overflowX !== "visible";
      if (scrolls && !it.classList.contains("sr-only"))
        problems.push(`${it.tagName} is ${it.scrollWidth} wide`);
    }
    for (const button of document.querySelectorAll<HTMLElement>("button, summary, a")) {
      const box = button.getBoundingClientRect();
      if (box.width === 0) continue;
      const name = button.textContent.trim() || button.ariaLabel;
      const text =
        button.scrollWidth > button.clientWidth + 1 || button.scrollHeight > button.clientHeight + 1;
      if (text && getComputedStyle(button).display !== "inline") problems.push(`"${name}" is cut`);
      if (box.left < 0 || box.right > innerWidth) problems.push(`"${name}" leaves the window`);
    }
    return problems;
  });
}
