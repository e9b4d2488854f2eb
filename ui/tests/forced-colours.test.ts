import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { open, play } from "./ring/page";
import { picture } from "./ring/picture";
import { windows } from "./ring/scenes";

test.for([false, true].flatMap((dark) => windows.map((window) => ({ ...window, dark }))))(
  "A30 with forced colours every button of $window has a border and every glyph is seen, dark: $dark",
  async ({ dark, shown, page: html }) => {
    const page = await open(shown[0] ?? "", { page: html, forcedColors: true, dark });
    const found: string[] = [];
    for (const scene of shown) {
      await play(page, scene);
      found.push(...(await unseen(page)).map((problem) => `${scene}: ${problem}`));
    }
    expect(found).toEqual([]);
  },
);

test("A30 with forced colours the selected row is distinct", async () => {
  const page = await open("idle", { forcedColors: true });
  await page.keyboard.press("ArrowDown");
  const selected = page.locator("li[data-row]:focus-within");
  const other = page.locator("li[data-row]:not(:focus-within)").first();
  expect(await selected.evaluate(look)).not.toEqual(await other.evaluate(look));
  await picture(page, "selected-forced-colours");
});

test.for(["open-two", "closing", "connecting-start", "failed-start", "signed-out"])(
  "A30 a picture of %s with forced colours",
  async (scene) => {
    const page = await open(scene, { forcedColors: true, dark: true });
    await picture(page, `${scene}-forced-colours`);
  },
);

function look(row: Element): string[] {
  const style = getComputedStyle(row);
  return [style.borderLeftWidth, style.borderLeftColor, style.backgroundColor];
}

/** Buttons without a border and drawings in the colour of what is behind them. */
function unseen(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const problems: string[] = [];
    const ground = getComputedStyle(document.body).backgroundColor;
    for (const button of document.querySelectorAll<HTMLElement>("button")) {
      const style = getComputedStyle(button);
      const border = Number.parseFloat(style.borderTopWidth) >= 1 && style.borderTopStyle !== "none";
      if (!border || style.borderTopColor === ground)
        problems.push(`"${button.textContent.trim()}" has no border`);
    }
    for (const glyph of document.querySelectorAll("svg")) {
      if (getComputedStyle(glyph).color === ground)
        problems.push(`${glyph.getAttribute("class")} is not seen`);
    }
    return problems;
  });
}
