// Pictures of the page, for people: `target/screenshots/NAME.png`.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { Page } from "playwright-core";

/** Forty favourites are not looked at one by one. */
const MOST = 2400;

const folder = fileURLToPath(new URL("../../../target/screenshots/", import.meta.url));

/** As high as what is in the page, so that nothing is hidden below. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const size = page.viewportSize();
  if (!size) throw new Error("the page has no size");
  const hidden = await page.evaluate(() => {
    const scrolling = Array.from(document.querySelectorAll("html, body, #app, main"));
    return Math.max(...scrolling.map((it) => it.scrollHeight - it.clientHeight));
  });
  await page.setViewportSize({ ...size, height: Math.min(size.height + hidden, MOST) });
  await page.screenshot({ path: `${folder}${name}.png`, animations: "disabled", caret: "hide" });
  await page.setViewportSize(size);
}
