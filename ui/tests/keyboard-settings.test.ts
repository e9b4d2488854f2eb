import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";

import type { NamedValue } from "../src/bindings";
import { violations } from "./ring/axe";
import { intents, open } from "./ring/page";
import { picture } from "./ring/picture";

const MAIN = { page: "main.html", width: 900, height: 640 } as const;

describe("the keys in the settings", () => {
  test("are changed by pressing them, without a pointer", async () => {
    const page = await keyboard();
    await change(page, "Extend access").focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Press the new keys… for: Extend access" }).waitFor();
    await page.keyboard.press("Control+Shift+E");
    await change(page, "Extend access").waitFor();
    expect(await written(page)).toEqual([[{ name: "extend", value: "Ctrl+Shift+E" }]]);
    expect(await focused(page)).toBe("Change the keys for: Extend access");
  });

  test("that another command has are told with its name, and taken when they are pressed again", async () => {
    const page = await keyboard();
    await change(page, "Add to or remove from favourites").click();
    await page.keyboard.press("Control+e");
    await page.getByText("Ctrl+E is “Extend access”. Press it again to use it here instead").waitFor();
    expect(await violations(page)).toEqual([]);
    await picture(page, "settings-keys-taken");
    expect(await written(page)).toEqual([]);
    await page.keyboard.press("Control+e");
    const star = { name: "star", value: "Ctrl+E" };
    expect(await written(page)).toEqual([[star]]);
    await own(page, [star]);
    await row(page, "extend").getByText("No keys").waitFor();
    await row(page, "star").getByText("Ctrl+E").waitFor();
    await row(page, "star").getByText("Custom").waitFor();
  });

  test("are taken from who had them as keys of its own", async () => {
    const page = await keyboard();
    await own(page, [
      { name: "star", value: "Ctrl+J" },
      { name: "rename", value: "F8" },
    ]);
    await change(page, "Read the machines again").click();
    await page.keyboard.press("Control+j");
    await page.getByRole("button", { name: "Use it here: Read the machines again" }).click();
    expect(await written(page)).toEqual([
      [
        { name: "rename", value: "F8" },
        { name: "refresh", value: "Ctrl+J" },
      ],
    ]);
  });

  test.for([
    ["x", "X alone moves, presses or writes."],
    ["ArrowDown", "↓ alone moves, presses or writes."],
    ["Enter", "Enter alone moves, presses or writes."],
    ["Control+v", "Ctrl+V is needed for writing or for the system."],
    ["Control+3", "Ctrl+3 is one of “Connect to favourite 1 to 9”. Give that other keys first"],
  ] as const)("%s is not given away, and the sentence says why", async ([keys, sentence]) => {
    const page = await keyboard();
    await change(page, "Rename").click();
    await page.keyboard.press(keys);
    await page.getByRole("status").filter({ hasText: sentence }).waitFor();
    expect(await written(page)).toEqual([]);
  });

  test("are left as they are by Esc, and nobody is kept by them who tabs on", async () => {
    const page = await keyboard();
    await change(page, "Rename").click();
    await page.keyboard.press("Escape");
    expect(await focused(page)).toBe("Change the keys for: Rename");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Change the keys for: Add to or remove from favourites");
    await change(page, "Rename").waitFor();
    expect(await written(page)).toEqual([]);
  });

  test("are put back for one command or for all, and nothing else changes", async () => {
    const page = await keyboard();
    expect(await page.getByRole("button", { name: "Reset all" }).getAttribute("aria-disabled")).toBe("true");
    const [star, rename] = [
      { name: "star", value: "Ctrl+J" },
      { name: "rename", value: "F8" },
    ];
    await own(page, [star, rename]);
    await page.getByRole("button", { name: "Reset the keys for: Rename" }).click();
    await page.getByRole("button", { name: "Reset all shortcuts" }).click();
    expect(await written(page)).toEqual([[star], null]);
  });

  test("of the nine numbers change together", async () => {
    const page = await keyboard();
    await change(page, "Connect to favourite 1 to 9").click();
    await page.keyboard.press("Alt+x");
    await page.getByText("Alt+X is no number.").waitFor();
    await page.keyboard.press("Alt+4");
    const numbers = { name: "connect-nth", value: "Alt+1" };
    expect(await written(page)).toEqual([[numbers]]);
    await own(page, [numbers]);
    await row(page, "connect-nth").getByText("Alt+1…9").waitFor();
    await change(page, "Rename").click();
    await page.keyboard.press("Control+3");
    expect((await written(page)).slice(1)).toEqual([[numbers, { name: "rename", value: "Ctrl+3" }]]);
  });

  test("that one of the numbers would take are told, and given up when they are pressed again", async () => {
    const page = await keyboard();
    await own(page, [{ name: "rename", value: "Alt+3" }]);
    await change(page, "Connect to favourite 1 to 9").click();
    await page.keyboard.press("Alt+1");
    await page.getByText("Alt+1…9 is “Rename”. Press it again").waitFor();
    await page.keyboard.press("Alt+1");
    expect(await written(page)).toEqual([[{ name: "connect-nth", value: "Alt+1" }]]);
  });

  test("beside Enter and Esc can be chosen, and those two stay", async () => {
    const page = await keyboard();
    await change(page, "Connect, or open again").click();
    await page.keyboard.press("F8");
    const connect = { name: "connect", value: "F8" };
    expect(await written(page)).toEqual([[connect]]);
    await own(page, [connect]);
    expect(await row(page, "connect").locator("kbd").allTextContents()).toEqual(["F8", "Enter"]);
  });
});

async function keyboard(): Promise<Page> {
  const page = await open("settings", MAIN);
  await page.getByRole("button", { name: "Keyboard", exact: true }).click();
  return page;
}

function change(page: Page, command: string) {
  return page.getByRole("button", { name: `Change the keys for: ${command}` });
}

function row(page: Page, command: string) {
  return page.locator(`[data-command="${command}"]`);
}

/** What the page wanted the keys to be, one after another. */
async function written(page: Page): Promise<unknown[]> {
  const wanted = await intents(page);
  return wanted.flatMap((it) => (it.intent === "change-settings" ? [it.change.value] : []));
}

/** The settings hold these keys. */
async function own(page: Page, keys: NamedValue[]): Promise<void> {
  await page.evaluate((keys) => {
    const view = window.scripted.view();
    if (view) window.scripted.show({ ...view, settings: { ...view.settings, keys } });
  }, keys);
}

function focused(page: Page): Promise<string | null | undefined> {
  return page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
}
