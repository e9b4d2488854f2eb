import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";

import { violations } from "./ring/axe";
import { intents, open, play } from "./ring/page";
import { picture } from "./ring/picture";

const MAIN = { page: "main.html", width: 900, height: 640 } as const;
const SCREENS = [
  "welcome",
  "welcome-waiting-for-browser",
  "welcome-where",
  "welcome-where-reading",
  "welcome-favourites",
  "welcome-favourites-none",
  "welcome-handy",
  "welcome-handy-windows",
];
const LEFT = { intent: "welcome", step: "next" };

describe("the first steps", () => {
  test.for(SCREENS)("A27 axe finds nothing wrong with %s, light or dark, wide or narrow", async (screen) => {
    const page = await open(screen, MAIN);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await picture(page, `first-${screen}-${colorScheme}`);
      expect(await violations(page), colorScheme).toEqual([]);
    }
    await page.setViewportSize({ width: 320, height: 640 });
    await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
    await picture(page, `first-${screen}-narrow`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide, "no scrolling sideways").toBeLessThanOrEqual(320);
  });

  test("A38 are four screens, and each can be skipped", async () => {
    const page = await open("welcome", MAIN);
    const screens = ["welcome", "welcome-where", "welcome-favourites", "welcome-handy"];
    for (const [place, screen] of screens.entries()) {
      if (place > 0) await play(page, screen);
      await page.getByText(`Step ${place + 1} of 4`).waitFor();
      await page.getByRole("button", { name: "Skip", exact: true }).click();
    }
    const done = { intent: "welcome", step: "finish" };
    expect(await intents(page)).toEqual([LEFT, LEFT, LEFT, done, { intent: "show-window" }]);
  });

  test("A38 let a sign-in be cancelled, and begin with sample data", async () => {
    const page = await open("welcome", MAIN);
    await page.getByRole("button", { name: "Sign in with Microsoft" }).click();
    await play(page, "welcome-waiting-for-browser");
    await page.getByRole("button", { name: "Cancel" }).click();
    await play(page, "welcome");
    await page.getByRole("button", { name: "Look around with sample data" }).click();
    expect((await intents(page)).map(({ intent }) => intent)).toEqual([
      "sign-in",
      "cancel-sign-in",
      "look-around",
    ]);
  });

  test("have their window named after them, and the settings theirs", async () => {
    const page = await open("welcome-where", MAIN);
    expect(await page.title()).toBe("Welcome to JIT Tray");
    await play(page, "settings");
    expect(await page.title()).toBe("JIT Tray settings");
  });

  test("break no word of their title, nor the label of a box below it, in a narrow window", async () => {
    const page = await open("welcome", { ...MAIN, width: 320, text: 200 });
    for (const word of ["Welcome", "JIT", "Tray"]) {
      expect(await lines(page, "h1", word), word).toBe(1);
    }
    await play(page, "welcome-where");
    const box = await page.getByRole("checkbox").first().boundingBox();
    const place = page.getByRole("checkbox").first().locator("xpath=..");
    const texts = await place
      .locator("span span")
      .evaluateAll((all) => all.map((it) => it.getClientRects()[0]?.x));
    expect(texts).toHaveLength(2);
    for (const left of texts) expect(left).toBeGreaterThan((box?.x ?? 0) + (box?.width ?? 0));
  });

  test("begin to be read at the heading of each screen", async () => {
    const page = await open("welcome", MAIN);
    await play(page, "welcome-where");
    await page.locator("h1:focus", { hasText: "Where to look" }).waitFor();
    await play(page, "welcome-favourites");
    await page.locator("h1:focus", { hasText: "Pick favourites" }).waitFor();
  });

  test("leave out what is cleared, by name, and go one step however often a button is pressed", async () => {
    const page = await open("welcome-where", MAIN);
    await page.getByText("50 of 50 machines").waitFor();
    await page.getByRole("checkbox", { name: /^Contoso Production/ }).uncheck();
    await page.getByRole("checkbox", { name: /^Contoso Robotics/ }).uncheck();
    expect(await page.getByRole("checkbox", { name: /^Robotics/ }).isChecked()).toBe(false);
    await page.getByRole("button", { name: "Next" }).dblclick();
    expect(await intents(page)).toEqual([
      { intent: "change-settings", change: { field: "not-tenants", value: ["Contoso Robotics"] } },
      { intent: "change-settings", change: { field: "not-subscriptions", value: ["Contoso Production"] } },
      LEFT,
    ]);
  });

  test("find a subscription by a part of its name", async () => {
    const page = await open("welcome-where", MAIN);
    await page.getByLabel("Find a tenant or subscription").fill("devel");
    expect(await page.getByRole("checkbox").count()).toBe(2);
    await page.getByLabel("Find a tenant or subscription").fill("xyzzy");
    await page.getByText("Nothing here is called “xyzzy”.").waitFor();
  });

  test("suggest first what somebody asked for, and star it", async () => {
    const page = await open("welcome-favourites", MAIN);
    const first = page.locator("li").first();
    expect(await first.innerText()).toContain("You asked for access on 30 Jan");
    await first.getByRole("button", { name: "Add db-02 to favourites" }).click();
    const [starred] = await intents(page);
    expect(starred).toMatchObject({ intent: "favourites", change: { change: "star", alias: "db-02" } });
  });

  test("start with the computer only where somebody finishes with that ticked", async () => {
    const page = await open("welcome-handy-windows", MAIN);
    const starts = page.getByRole("switch", { name: "Start when you sign in to this computer" });
    expect(await starts.isChecked(), "proposed on Windows").toBe(true);
    await page.getByRole("button", { name: "Open taskbar settings" }).click();
    await page.getByRole("button", { name: "Finish" }).click();
    expect(await intents(page)).toEqual([
      { intent: "open-taskbar-settings" },
      { intent: "change-settings", change: { field: "start-at-sign-in", value: true } },
      { intent: "welcome", step: "finish" },
      { intent: "show-window" },
    ]);
    const linux = await open("welcome-handy", MAIN);
    expect(await linux.getByRole("switch", { name: /Start when/ }).isChecked()).toBe(false);
    await linux.getByRole("button", { name: "Finish" }).click();
    expect((await intents(linux))[0]).toEqual({ intent: "welcome", step: "finish" });
  });
});

/** Over how many lines a word of this element goes. */
function lines(page: Page, selector: string, word: string): Promise<number> {
  return page.locator(selector).evaluate((it, word) => {
    const text = it.firstChild as Text;
    const range = document.createRange();
    const from = text.data.indexOf(word);
    range.setStart(text, from);
    range.setEnd(text, from + word.length);
    return new Set([...range.getClientRects()].map(({ top }) => top)).size;
  }, word);
}
