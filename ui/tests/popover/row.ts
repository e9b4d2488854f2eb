// Words for what the tests of the popover look at.
import type { Locator, Page } from "playwright-core";

import type { View } from "../../src/bindings";

/** The favourite's row, by the name people know it by. */
export function row(page: Page, label: string): Locator {
  return page
    .locator("[data-favourite]")
    .filter({ has: page.locator(`.label:text-is(${JSON.stringify(label)})`) });
}

/** The view of a scene, to be changed by a test. */
export async function viewOf(name: string): Promise<View> {
  const { default: scene } = await import(`../../src/scripted/views/${name}.json`);
  return structuredClone(scene.view) as View;
}

/** Shows a view of the test's own. */
export function show(page: Page, view: View): Promise<void> {
  return page.evaluate((view) => window.scripted.show(view), view);
}

/** The accessible name of what has the focus, or its text. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { activeElement } = document;
    return activeElement?.getAttribute("aria-label") ?? activeElement?.textContent?.trim() ?? "";
  });
}
