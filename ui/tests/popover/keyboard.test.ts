import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { intents, open, play } from "../ring/page";
import { focused, row, show, viewOf } from "./row";

test("A28 with the keyboard alone: search, connect, cancel, retry, extend, settings, and back", async () => {
  const page = await open("machines");
  const press = async (key: string) => {
    await page.keyboard.press(key);
    await outlined(page);
  };
  await outlined(page);
  await page.keyboard.type("db");
  await page.keyboard.press("Escape");
  await page.keyboard.press("ArrowDown");
  for (let at = 0; at < 3; at += 1) await press("ArrowDown");
  expect(await focused(page)).toBe("Connect to db-02");
  await press("Enter");

  await play(page, "connecting-start");
  await page.getByRole("button", { name: "Cancel connecting to db-02" }).waitFor();
  expect(await focused(page)).toBe("Cancel connecting to db-02");
  await press("Control+.");

  await play(page, "failed-start");
  const action = await row(page, "db-02").locator("[data-mend]").textContent();
  await expect.poll(() => focused(page)).toBe(action?.trim());
  await press("Enter");

  const view = await viewOf("connected");
  const [window] = view.windows;
  if (!window) throw new Error("the scene has no window");
  window.extend = { label: "Extend 3 h", intent: { intent: "extend", window: window.id }, confirm: null };
  await show(page, view);
  await expect.poll(() => focused(page)).toBe("Open again: db-02");
  await press("Control+e");
  await press("Control+,");
  await press("F6");
  expect(await focused(page)).toBe("Settings");
  await press("Shift+F6");
  await press("Shift+F6");
  expect(await focused(page)).toBe("Search machines");

  const wanted = (await intents(page)).map(({ intent }) => intent);
  expect(wanted.slice(0, 2)).toEqual(["connect", "cancel"]);
  expect(wanted.slice(3)).toEqual(["extend", "show-settings"]);
  await page.keyboard.press("Escape");
  expect(await page.evaluate(() => globalThis.window.scripted.window().hidden)).toBe(true);
});

test("A28 Tab goes through everything and comes out again", async () => {
  const page = await open("open");
  const seen: string[] = [];
  for (let at = 0; at < 40; at += 1) {
    await page.keyboard.press("Tab");
    seen.push(await focused(page));
    await outlined(page);
    if (seen[at] === "Quit") break;
  }
  expect(seen[seen.length - 1]).toBe("Quit");
  expect(seen).toContain("Open again: web-01 (prod)");
  expect(seen).toContain("More for build-agent");
});

test("the row's menu comes by four keys, goes by Esc, and gives the focus back", async () => {
  const page = await open("idle");
  await page.keyboard.press("ArrowDown");
  for (const key of ["ArrowRight", "Control+k", "Shift+F10", "ContextMenu"]) {
    await page.keyboard.press(key);
    await page.getByRole("menu", { name: "More for web-01 (prod)" }).waitFor();
    expect(await focused(page)).toContain("Connect with options");
    await page.keyboard.press("End");
    expect(await focused(page)).toBe("Open in Azure portal");
    await page.keyboard.press("r");
    expect(await focused(page)).toContain("Rename");
    await page.keyboard.press("Escape");
    expect(await page.getByRole("menu").count()).toBe(0);
    expect(await focused(page)).toBe("More for web-01 (prod)");
  }
});

test("Ctrl and a number connect to that favourite, and the numbers show while Ctrl is held", async () => {
  const page = await open("idle");
  await page.keyboard.down("Control");
  expect(await page.locator("[data-row] kbd").allTextContents()).toEqual(["1", "2", "3", "4"]);
  await page.keyboard.press("3");
  await page.keyboard.up("Control");
  expect(await page.locator("[data-row] kbd").count()).toBe(0);
  const { id } = (await viewOf("idle")).favourites[2] ?? {};
  expect(await intents(page)).toEqual([{ intent: "connect", favourite: id }]);
});

test("Enter in the search connects to the first that was found", async () => {
  const page = await open("machines");
  await page.keyboard.type("sql");
  await row(page, "sql-test").locator(".likely").waitFor();
  await page.keyboard.press("Enter");
  const sql = (await viewOf("machines")).favourites.find(({ label }) => label === "sql-test");
  expect(await intents(page)).toEqual([{ intent: "connect", favourite: sql?.id }]);
});

test("a person's own keys count in place of the usual ones, in the list as well", async () => {
  const page = await open("idle");
  const view = await viewOf("idle");
  await show(page, {
    ...view,
    settings: { ...view.settings, keys: [{ name: "refresh", value: "Ctrl+Alt+R" }] },
  });
  await page.keyboard.press("F5");
  expect(await intents(page)).toEqual([]);
  await page.keyboard.press("Control+Alt+r");
  expect(await intents(page)).toEqual([{ intent: "refresh" }]);
  await page.keyboard.press("Control+Shift+Slash");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).getByText("Ctrl+Alt+R").waitFor();
});

/** What has the focus has an outline of 2 px or more that stands out from what is behind it. */
async function outlined(page: Page): Promise<void> {
  const [width, ratio, what] = await page.evaluate(() => {
    const at = document.activeElement ?? document.body;
    const ring = at.closest(".box") ?? at;
    const { outlineWidth, outlineColor, outlineStyle } = getComputedStyle(ring);
    let behind = ring.parentElement;
    while (behind && getComputedStyle(behind).backgroundColor === "rgba(0, 0, 0, 0)")
      behind = behind.parentElement;
    const light = (colour: string) => {
      const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map((part) => {
        const value = Number(part) / 255;
        return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = getComputedStyle(behind ?? document.body).backgroundColor;
    const [one, other] = [light(outlineColor), light(ground)];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    return [
      outlineStyle === "none" ? 0 : parseFloat(outlineWidth),
      contrast,
      at.outerHTML.slice(0, 90),
    ] as const;
  });
  expect(width, what).toBeGreaterThanOrEqual(2);
  expect(ratio, what).toBeGreaterThanOrEqual(3);
}

test("keys of one's own connect by number, connect a row and go back, and Enter and Esc still do", async () => {
  const page = await open("idle");
  const view = await viewOf("idle");
  const keys = [
    { name: "connect-nth", value: "Alt+1" },
    { name: "connect", value: "F8" },
    { name: "back", value: "Ctrl+W" },
  ];
  await show(page, { ...view, settings: { ...view.settings, keys } });
  const [, build, sql] = view.favourites.map(({ id }) => id);
  await page.keyboard.down("Control");
  expect(await page.locator("[data-row] kbd").count()).toBe(0);
  await page.keyboard.press("2");
  await page.keyboard.up("Control");
  await page.keyboard.down("Alt");
  expect(await page.locator("[data-row] kbd").allTextContents()).toEqual(["1", "2", "3", "4"]);
  await page.keyboard.press("2");
  await page.keyboard.up("Alt");
  await row(page, "sql-test").locator("[data-more]").focus();
  await page.keyboard.press("F8");
  expect(await intents(page)).toEqual([
    { intent: "connect", favourite: build },
    { intent: "connect", favourite: sql },
  ]);
  for (const key of ["Control+w", "Escape"]) {
    await page.keyboard.press("Alt+Enter");
    await row(page, "sql-test").locator(".detail, dl").first().waitFor();
    await page.keyboard.press(key);
    await expect.poll(() => row(page, "sql-test").locator(".detail, dl").count()).toBe(0);
  }
});
