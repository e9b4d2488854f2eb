import { readFileSync } from "node:fs";

import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";

import type { View } from "../src/bindings";
import { violations } from "./ring/axe";
import { intents, open } from "./ring/page";
import { picture } from "./ring/picture";

const MAIN = { page: "main.html", width: 900, height: 640 } as const;

async function section(state = "settings"): Promise<Page> {
  const page = await open(state, MAIN);
  await page.getByRole("button", { name: "Favourites", exact: true }).click();
  await page.getByRole("heading", { name: "Import", exact: true }).waitFor();
  return page;
}

async function choose(page: Page, name: string): Promise<void> {
  const file = { name, mimeType: "text/plain", buffer: Buffer.from("told by the script") };
  await page.locator("input[type=file]").setInputFiles(file);
}

interface Merge {
  intent: string;
  change: {
    change: string;
    entries: { id: string | null; alias: string; vm: { id: string }; options: { field: string }[] }[];
    groups: { name: string }[];
  };
}

describe("an import", () => {
  test("A39 shows what was dropped, and shares nothing unless it is switched on", async () => {
    const page = await section();
    await choose(page, "Web.rdp");
    await page.getByRole("heading", { name: "What Web.rdp would bring" }).waitFor();
    await page.getByText("password 51", { exact: true }).waitFor();
    await page.getByText("alternate shell", { exact: true }).waitFor();
    const clipboard = page.getByRole("checkbox", { name: "Share the clipboard for Web" });
    const drives = page.getByRole("checkbox", { name: "Share drives for Web" });
    expect([await clipboard.isChecked(), await drives.isChecked()]).toEqual([false, false]);
    expect(await intents(page), "nothing is imported unseen").toEqual([]);
    await drives.check();
    await page.getByRole("button", { name: "Import 1 favourite" }).click();
    const [wish] = (await intents(page)) as unknown as Merge[];
    const fields = wish?.change.entries[0]?.options.map(({ field }) => field);
    expect(fields).toEqual(["protocol", "port", "rdp-user", "rdp-screen", "rdp-drives"]);
  });

  test("takes the rows that are ticked, and a machine that was asked for", async () => {
    const page = await section();
    await choose(page, "config");
    const web = page.getByRole("checkbox", { name: "web-01", exact: true });
    const shop = page.getByRole("checkbox", { name: "shop", exact: true });
    expect([await web.isChecked(), await shop.isEnabled()]).toEqual([true, false]);
    expect(await page.getByRole("checkbox", { name: "git", exact: true }).isEnabled()).toBe(false);
    await page.getByLabel("Which machine is shop?").selectOption({ index: 2 });
    expect(await shop.isChecked()).toBe(true);
    await web.uncheck();
    await page.getByRole("button", { name: "Import 1 favourite" }).click();
    const [wish] = (await intents(page)) as unknown as Merge[];
    expect(wish?.change.entries.map(({ alias, vm }) => [alias, vm.id.split("/").at(-1)])).toEqual([
      ["shop", "db-01"],
    ]);
    await page.getByRole("button", { name: "Choose a file…" }).waitFor();
  });

  test("brings groups along, and says so before", async () => {
    const page = await section();
    await choose(page, "team.jitfav.json");
    await page.getByText("The group Shops is made.").waitFor();
    await page.getByText("Name: Web (prod) instead of Web").waitFor();
    expect(await violations(page)).toEqual([]);
    await picture(page, "import-light");
    await page.emulateMedia({ colorScheme: "dark" });
    await picture(page, "import-dark");
    expect(await violations(page)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 640 });
    await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
    await picture(page, "import-narrow");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    await page.getByRole("button", { name: "Import 2 favourites" }).click();
    const [wish] = (await intents(page)) as unknown as Merge[];
    expect(wish?.change.groups.map(({ name }) => name)).toEqual(["Shops"]);
  });

  test("is given up with Escape, and the keyboard is where it began", async () => {
    const page = await section();
    await choose(page, "Web.rdp");
    await page.getByRole("heading", { name: "What Web.rdp would bring" }).waitFor();
    await page.keyboard.press("Escape");
    const button = page.getByRole("button", { name: "Choose a file…" });
    await button.waitFor();
    expect(await button.evaluate((it) => it === document.activeElement)).toBe(true);
    expect(await intents(page)).toEqual([]);
  });

  test("of a file that is none says why, and the page stays as it is", async () => {
    const page = await section();
    await choose(page, "notes.txt");
    await page
      .getByText('"notes.txt" cannot be imported: it is none of the files that can be imported.')
      .waitFor();
    await page.getByRole("button", { name: "Choose a file…" }).waitFor();
  });

  test("is taken back with one button", async () => {
    const page = await section();
    const scene = JSON.parse(readFileSync("src/scripted/views/settings.json", "utf8")) as {
      now: string;
      view: View;
    };
    const until = new Date(Date.parse(scene.now) + 10_000).toISOString();
    const undo = { text: "2 favourites were imported.", until };
    await page.evaluate((view) => window.scripted.show(view), { ...scene.view, undo });
    await page.getByText("2 favourites were imported.").waitFor();
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    expect(await intents(page)).toEqual([{ intent: "undo" }]);
  });

  test("that could not be made says why", async () => {
    const page = await section();
    const scene = JSON.parse(readFileSync("src/scripted/views/settings.json", "utf8")) as { view: View };
    const refused = {
      code: "bad-file",
      message: "The favourites file cannot be used.",
      hint: "Correct the file.",
    } as const;
    await page.evaluate((view) => window.scripted.show(view), { ...scene.view, refused });
    await page.getByRole("alert").getByText("The favourites file cannot be used.").waitFor();
  });
});

test("favourites are saved as a file or a table", async () => {
  const page = await section("idle");
  await page.getByRole("button", { name: "Save favourites…" }).click();
  await page.getByText("Saved to /home/barbara/favourites.jitfav.json.").waitFor();
  await page.getByRole("button", { name: "Save as table (CSV)…" }).click();
  await page.getByText("Saved to /home/barbara/favourites.csv.").waitFor();
  expect(await page.evaluate(() => window.scripted.exported)).toEqual(["favourites", "csv"]);
});
