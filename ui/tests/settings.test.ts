import { describe, expect, test } from "vitest";

import { violations } from "./ring/axe";
import { intents, open, play } from "./ring/page";
import { picture } from "./ring/picture";

const MAIN = { page: "main.html", width: 900, height: 640 } as const;
const SECTIONS = ["General", "Accounts", "Connect", "Favourites", "Network", "Apps", "Keyboard", "About"];

describe("the settings", () => {
  test.for(SECTIONS)("A27 axe finds nothing wrong with %s, light or dark, wide or narrow", async (name) => {
    const page = await open("settings-custom", MAIN);
    await page.getByRole("button", { name, exact: true }).click();
    await page.getByRole("heading", { name, exact: true, level: 2 }).waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await picture(page, `settings-${name.toLowerCase()}-${colorScheme}`);
      expect(await violations(page), colorScheme).toEqual([]);
    }
    await page.setViewportSize({ width: 320, height: 640 });
    await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
    await picture(page, `settings-${name.toLowerCase()}-narrow`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide, "no scrolling sideways").toBeLessThanOrEqual(320);
  });

  test("are changed as one goes, and what came of it is said at the setting and aloud", async () => {
    const page = await open("settings", MAIN);
    await page.getByLabel("Appearance").selectOption("Dark");
    await page
      .getByRole("switch", { name: "Show notifications" })
      .uncheck({ force: true })
      .catch(() => undefined);
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    const duration = page.getByLabel("How long to ask for");
    await duration.fill("2h");
    await duration.press("Enter");
    expect(await intents(page)).toEqual([
      { intent: "change-settings", change: { field: "theme", value: "dark" } },
      { intent: "change-settings", change: { field: "notifications", value: false } },
      { intent: "change-settings", change: { field: "duration", value: "2h" } },
    ]);
    await play(page, "settings-saved");
    await page.getByText("Saved", { exact: true }).waitFor();
    await page
      .locator("[aria-live]", { hasText: "How long to ask for: saved" })
      .waitFor({ state: "attached" });
    await page.getByRole("button", { name: "Reset How long to ask for" }).click();
    expect((await intents(page)).at(-1)).toEqual({
      intent: "change-settings",
      change: { field: "duration", value: null },
    });
  });

  test("are found by what people read, the options of all favourites among them", async () => {
    const page = await open("settings", MAIN);
    const search = page.getByRole("searchbox", { name: "Search settings" });
    await search.fill("clipboard");
    await page.getByText("1 setting found").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByLabel("Share the clipboard").selectOption({ index: 1 });
    expect(await intents(page)).toMatchObject([
      { intent: "favourites", change: { change: "set", level: { level: "all" }, field: "rdp-clipboard" } },
    ]);
    await search.fill("no such thing");
    await page.getByText("No setting matches “no such thing”.").waitFor();
  });

  test("keep what was refused as it was typed, with the sentence beside it", async () => {
    const page = await open("settings", { ...MAIN });
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    const duration = page.getByLabel("How long to ask for");
    await duration.fill("3 days");
    await duration.press("Enter");
    await play(page, "settings-refused");
    await page
      .getByText("“3 days” is not a duration")
      .or(page.getByText('"3 days" is not a duration'))
      .first()
      .waitFor();
    expect(await duration.inputValue()).toBe("3 days");
    expect(await duration.getAttribute("aria-invalid")).toBe("true");
    const described = (await duration.getAttribute("aria-describedby")) ?? "";
    const read = await page.evaluate(
      (ids) =>
        ids
          .split(" ")
          .map((id) => document.getElementById(id)?.textContent ?? "")
          .join(" "),
      described,
    );
    expect(read).toContain("Nothing was changed. Correct the value.");
    // Typed again as it was, it is tried again.
    await duration.fill("3 days ");
    await duration.blur();
    expect(await intents(page)).toHaveLength(2);
  });

  test("take a command as one argument per line and networks as lines with a name", async () => {
    const page = await open("settings-custom", MAIN);
    await page.getByRole("button", { name: "Apps" }).click();
    const terminal = page.getByLabel("Terminal", { exact: true });
    await terminal.fill("kitty\n--title\n my machine \n\n{command}\n");
    await terminal.blur();
    await page.getByRole("button", { name: "Network", exact: true }).click();
    await page.getByRole("button", { name: "Add to Networks you know" }).click();
    const names = page.getByLabel("Name, Networks you know");
    expect(await names.count()).toBe(3);
    await names.last().fill("Home");
    await page.getByLabel("Range, Networks you know").last().fill("192.0.2.0/24");
    await page.getByLabel("Range, Networks you know").last().press("Tab");
    await page.getByRole("button", { name: "Remove Office" }).click();
    const office = { name: "Office", value: "203.0.113.0/24" };
    const branch = { name: "Branch", value: "198.51.100.0/25" };
    const home = { name: "Home", value: "192.0.2.0/24" };
    expect(await intents(page)).toEqual([
      {
        intent: "change-settings",
        change: { field: "terminal", value: ["kitty", "--title", "my machine", "{command}"] },
      },
      { intent: "change-settings", change: { field: "networks", value: [office, branch, home] } },
      { intent: "change-settings", change: { field: "networks", value: [branch, home] } },
    ]);
  });

  test("are found by any word that stands at them, with the keyboard alone", async () => {
    const page = await open("settings-custom", MAIN);
    await page.keyboard.press("Control+f");
    await page.keyboard.type("address fixed");
    await page.getByRole("status").filter({ hasText: "1 setting found" }).waitFor();
    await page.getByRole("textbox", { name: "Always use this address" }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.type("xyzzy");
    await page.getByText("No setting matches “xyzzy”.").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { name: "General", level: 2 }).waitFor();
  });

  test("open where the address says, and follow it", async () => {
    const page = await open("settings", MAIN);
    await page.evaluate(() => (location.hash = "#keyboard"));
    await page.getByRole("heading", { name: "Keyboard", level: 2 }).waitFor();
    await page.getByText("Extend access").waitFor();
  });

  test("say what waits for the next start", async () => {
    const page = await open("settings-restart", MAIN);
    await page.getByText("Proxy: what you changed counts when JIT Tray is started the next time.").waitFor();
    await page.getByRole("button", { name: "Network", exact: true }).click();
    await page.getByText("Saved. Counts from the next start on.").waitFor();
  });

  test("wear the chosen theme whatever the system's is", async () => {
    const page = await open("settings-dark", MAIN);
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
      "rgb(31, 31, 31)",
    );
  });
});
