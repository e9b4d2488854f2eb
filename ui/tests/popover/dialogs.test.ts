import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { intents, open } from "../ring/page";
import { violations } from "../ring/axe";
import { focused, row, show, viewOf } from "./row";

async function choose(page: Page, label: string, entry: string): Promise<void> {
  await page.getByRole("button", { name: `More for ${label}` }).click();
  await page.getByRole("menuitem", { name: entry }).click();
}

test("connecting with options says what is wrong with them, and leaves out what is as always", async () => {
  const page = await open("idle");
  await row(page, "web-01 (prod)").locator("[data-main]").focus();
  await page.keyboard.press("Control+Enter");
  const dialog = page.getByRole("dialog", { name: "Connect to web-01 (prod)" });
  await dialog.waitFor();
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole("textbox", { name: "Port" }).fill("70000");
  await dialog.getByRole("textbox", { name: "For how long" }).fill("2 days");
  await dialog.getByRole("button", { name: "Connect", exact: true }).click();
  await dialog.getByText("A port is a number from 1 to 65535.").waitFor();
  await dialog.getByText("From 5 minutes to 24 hours").waitFor();
  expect(await intents(page)).toEqual([]);
  await expect.poll(() => page.evaluate(() => document.activeElement?.id.endsWith("-port"))).toBe(true);

  await dialog.getByRole("textbox", { name: "Port" }).fill("3390");
  await dialog.getByRole("textbox", { name: "For how long" }).fill("1h 30m");
  await dialog.getByRole("combobox", { name: "Connect with" }).selectOption("rdp");
  expect(await dialog.getByRole("textbox", { name: "Key file for SSH" }).count()).toBe(0);
  await dialog.getByRole("checkbox", { name: "Open the client at the end" }).uncheck();
  await page.keyboard.press("Enter");
  const [web] = (await viewOf("idle")).favourites;
  expect(await intents(page)).toEqual([
    {
      intent: "connect-with",
      vm: web?.vm,
      label: "web-01 (prod)",
      favourite: web?.id,
      options: { protocol: "rdp", port: 3390, duration: "1h30m", launch: false },
    },
  ]);
  await dialog.waitFor({ state: "detached" });
  await expect.poll(() => focused(page)).toBe("Connect to web-01 (prod)");
});

test("a favourite's options tell where they come from, count at once, and can be taken back", async () => {
  const page = await open("idle");
  await choose(page, "web-01 (prod)", "Edit favourite…");
  const dialog = page.getByRole("dialog", { name: "Edit web-01 (prod)" });
  expect(await violations(page)).toEqual([]);
  expect(await focused(page)).toBe("");
  const duration = dialog.getByRole("textbox", { name: "Duration" });
  expect(await duration.getAttribute("placeholder")).toBe("3 h, from the settings");
  await duration.fill("2h");
  await duration.press("Tab");
  const view = await viewOf("idle");
  const [web] = view.favourites;
  if (!web) throw new Error("the scene has no favourite");
  const level = { level: "favourite", favourite: web.id };
  const set = (value: string | null) => ({
    intent: "favourites",
    change: { change: "set", level, field: "duration", value },
  });
  expect(await intents(page)).toEqual([set("2h")]);

  const option = web.options.find(({ field }) => field === "duration");
  if (!option) throw new Error("the scene has no such option");
  Object.assign(option, { value: "2h", custom: true });
  await show(page, view);
  await dialog.getByText("Custom").waitFor();
  await dialog.getByText("Otherwise: 3 h, from the settings").waitFor();
  await dialog.getByRole("button", { name: "Reset Duration" }).click();
  expect(await intents(page)).toEqual([set("2h"), set(null)]);

  const problem = { code: "usage", message: "5 days is too long.", hint: "Ask for up to 24 hours." } as const;
  await show(page, { ...view, refused: problem });
  await dialog.getByRole("alert").getByText("Ask for up to 24 hours.").waitFor();
  await dialog.getByRole("textbox", { name: "Name" }).fill("");
  await dialog.getByText("A name has 1 to 40 characters.").waitFor();
});

test("what lies behind a dialog gets no keys", async () => {
  const page = await open("idle");
  await page.keyboard.press("F1");
  const dialog = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await dialog.waitFor();
  await page.keyboard.press("Control+1");
  await page.keyboard.press("F5");
  expect(await intents(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  expect(await page.evaluate(() => window.scripted.window().hidden)).toBe(false);
  await expect.poll(() => focused(page)).toBe("Search machines");
});
