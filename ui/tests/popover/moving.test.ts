import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import type { View } from "../../src/bindings";
import { intents, open } from "../ring/page";
import { picture } from "../ring/picture";
import { focused, row, show, viewOf } from "./row";

/** Two without a group, one in Production, one in Lab. */
async function grouped(): Promise<View> {
  const view = await viewOf("idle");
  const [, , third, fourth] = view.favourites;
  if (!third || !fourth) throw new Error("the scene has too few favourites");
  third.group = "g1";
  fourth.group = "g2";
  const group = (id: string, name: string) => ({ id, name, collapsed: false, options: [] });
  return { ...view, groups: [group("g1", "Production"), group("g2", "Lab")] };
}

async function changes(page: Page): Promise<unknown[]> {
  return (await intents(page)).map((it) => (it.intent === "favourites" ? it.change : it));
}

test("A32 a favourite is moved, regrouped and renamed with keys alone", async () => {
  const page = await open("idle");
  const view = await grouped();
  await show(page, view);
  const [web, build, sql] = view.favourites.map(({ id }) => id);
  await row(page, "build-agent").locator("[data-main]").focus();

  await page.keyboard.press("Alt+ArrowUp");
  expect(await changes(page)).toEqual([{ change: "move", favourite: build, group: null, before: web }]);
  const [first, second, ...rest] = view.favourites;
  if (!first || !second) throw new Error("the scene has too few favourites");
  await show(page, { ...view, favourites: [second, first, ...rest] });
  expect(await focused(page)).toBe("Connect to build-agent");
  await expect
    .poll(() => page.locator("[aria-live=polite]").first().textContent())
    .toBe("build-agent, 1 of 2");

  await page.keyboard.press("Alt+ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Alt+ArrowDown");
  expect((await changes(page)).slice(1)).toEqual([
    { change: "move", favourite: build, group: null, before: null },
    { change: "move", favourite: web, group: "g1", before: sql },
  ]);

  await page.keyboard.press("F2");
  expect(await focused(page)).toBe("New name of web-01 (prod)");
  await page.keyboard.type("build-AGENT");
  await page.getByText("Another favourite is called build-AGENT.").waitFor();
  await page.keyboard.press("Enter");
  expect(await changes(page)).toHaveLength(3);
  await page.keyboard.press("Control+a");
  await page.keyboard.type("web front");
  await page.keyboard.press("Enter");
  expect((await changes(page))[3]).toEqual({ change: "rename", favourite: web, alias: "web front" });
  await expect.poll(() => focused(page)).toBe("Connect to web-01 (prod)");
});

test("A32 the menu moves a favourite to a group, and to one that is made for it", async () => {
  const page = await open("idle");
  const view = await grouped();
  await show(page, view);
  const web = view.favourites[0]?.id;
  const choose = async (name: string) => {
    await page.getByRole("button", { name: "More for web-01 (prod)" }).click();
    await page.getByRole("menuitem", { name: "Move to group…" }).click();
    await page.getByRole("menuitem", { name, exact: true }).click();
  };
  await choose("Lab");
  await choose("New group…");
  await page.getByRole("textbox", { name: "Name of the group" }).fill("lab");
  await page.getByRole("button", { name: "Make the group" }).click();
  await page.getByText("Another group is called lab.").waitFor();
  await page.getByRole("textbox", { name: "Name of the group" }).fill("Test");
  await page.keyboard.press("Enter");
  expect(await changes(page)).toEqual([
    { change: "move", favourite: web, group: "g2", before: null },
    { change: "add-group", name: "Test" },
  ]);
  const made = { id: "g3", name: "Test", collapsed: false, options: [] };
  await show(page, { ...view, groups: [...view.groups, made] });
  await expect
    .poll(async () => (await changes(page))[2])
    .toEqual({ change: "move", favourite: web, group: "g3", before: null });
});

test("a favourite is dragged in front of another one, and Esc lets it where it was", async () => {
  const page = await open("idle");
  const view = await grouped();
  await show(page, view);
  const from = await row(page, "web-01 (prod)").locator(".label").boundingBox();
  const to = await row(page, "sql-test").locator(".label").boundingBox();
  if (!from || !to) throw new Error("the rows are not to be seen");
  const drag = async () => {
    await page.mouse.move(from.x + 5, from.y + 5);
    await page.mouse.down();
    await page.mouse.move(from.x + 5, from.y + 20);
    await page.mouse.move(to.x + 5, to.y + 2);
  };
  await drag();
  await page.keyboard.press("Escape");
  await page.mouse.up();
  expect(await changes(page)).toEqual([]);
  await drag();
  await page.mouse.up();
  const [web, , sql] = view.favourites.map(({ id }) => id);
  expect(await changes(page)).toEqual([{ change: "move", favourite: web, group: "g1", before: sql }]);
});

test("what was removed can be brought back for ten seconds, also by keys", async () => {
  const page = await open("idle");
  const view = await viewOf("idle");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Control+d");
  const [web, ...rest] = view.favourites;
  const until = new Date(Date.parse("2026-02-01T09:00:10Z")).toISOString();
  await show(page, {
    ...view,
    favourites: rest,
    undo: { text: "web-01 (prod) is no longer a favourite.", until },
  });
  await page.getByText("web-01 (prod) is no longer a favourite.").first().waitFor();
  // The focus is at the next one, and F6 reaches the way back.
  await expect.poll(() => focused(page)).toBe("Connect to build-agent");
  await page.keyboard.press("F6");
  expect(await focused(page)).toBe("Undo");
  await page.keyboard.press("Enter");
  expect(await intents(page)).toEqual([
    { intent: "favourites", change: { change: "unstar", favourite: web?.id } },
    { intent: "undo" },
  ]);
  await page.evaluate(() => window.scripted.pass(11_000));
  await page.getByRole("button", { name: "Undo" }).waitFor({ state: "detached" });
});

test("sorted by name, keys move nothing and offer the person's own order instead", async () => {
  const page = await open("idle");
  const view = await viewOf("idle");
  await show(page, { ...view, settings: { ...view.settings, sort_favourites: "name" } });
  await row(page, "build-agent").locator("[data-main]").focus();
  await page.keyboard.press("Alt+ArrowUp");
  const menu = page.getByRole("menu", { name: "Favourites are moved up and down in “My order” only." });
  expect(await menu.getByRole("menuitemradio", { checked: true }).textContent()).toContain("Name, A–Z");
  await menu.getByRole("menuitemradio", { name: "My order" }).press("Enter");
  expect(await intents(page)).toEqual([
    { intent: "change-settings", change: { field: "sort-favourites", value: "my-order" } },
  ]);
  await row(page, "build-agent").locator("[data-more]").click();
  expect(await page.getByRole("menuitem", { name: "Move up" }).count()).toBe(0);
});

test("favourites are sorted from the menu above them", async () => {
  const page = await open("idle");
  await page.getByRole("button", { name: "Sort favourites by" }).click();
  await picture(page, "sort-menu");
  await page.getByRole("menuitemradio", { name: "Last used" }).click();
  expect(await intents(page)).toEqual([
    { intent: "change-settings", change: { field: "sort-favourites", value: "recent" } },
  ]);
});
