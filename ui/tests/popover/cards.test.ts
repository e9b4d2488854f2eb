import { expect, test } from "vitest";

import { intents, open } from "../ring/page";
import { picture } from "../ring/picture";
import { scenes } from "../ring/scenes";
import { focused, row, show, viewOf } from "./row";

/** What the one button of each failure says; in braces what the failure fills in. */
const ACTIONS: Record<string, RegExp> = {
  E01: /^Try again$/,
  E02: /^Sign in$/,
  E03: /^Continue in browser$/,
  E04: /^Copy request for your admin$/,
  E05: /^(Set up JIT…|Copy request for your admin)$/,
  E06: /^Use \d+$/,
  E07: /^Request .+$/,
  E08: /^(Request the whole range .+|Copy request for your admin)$/,
  E09: /^Try now$/,
  E10: /^Choose address$/,
  E11: /^Open for the new address$/,
  E12: /^Keep trying for 15 min$/,
  E13: /^(Copy request for your admin|Wait and try again)$/,
  E14: /^Use private address .+$/,
  E15: /^Run connection check$/,
  E16: /^See screen of the machine$/,
  E17: /^Set user name$/,
  E18: /^Choose key and user$/,
  E19: /^Compare fingerprints$/,
  E20: /^Choose app$/,
};

async function failure(scene: string) {
  const view = await viewOf(scene);
  const attempt = view.attempts.find(({ outcome }) => outcome?.outcome === "failed");
  const outcome = attempt?.outcome;
  return attempt && outcome?.outcome === "failed" ? { view, attempt, card: outcome.card } : undefined;
}

const listed = scenes.filter((scene) => /^e\d\d/.test(scene));

test("A17 there is a scene of every failure that people are likely to meet", async () => {
  const ids = await Promise.all(listed.map(async (scene) => (await failure(scene))?.card.id ?? ""));
  expect([...new Set(ids)].filter(Boolean).sort()).toEqual(Object.keys(ACTIONS).sort());
});

test.for(listed)(
  "A17 the card of %s: a short title, the state of both, one action, codes behind Details",
  async (scene) => {
    const found = await failure(scene);
    // One of them shows what goes on after its action.
    if (!found) return;
    const { card } = found;
    const page = await open(scene, { height: 900 });
    const shown = page.getByRole("group", { name: card.title, exact: true });
    await shown.waitFor();
    expect([...card.title].length).toBeLessThanOrEqual(60);
    const primary = await shown.locator(".primary").allTextContents();
    expect(primary).toHaveLength(1);
    expect(primary[0]).toMatch(ACTIONS[card.id] ?? /never/);
    const state = await shown.locator(".state").textContent();
    expect(state).toMatch(/^Access: .+\. Machine: .+\.$/);
    await picture(page, `A17-${scene}`);

    const details = shown.locator("details");
    expect(await details.locator("dl").isVisible()).toBe(false);
    const read = (await shown.innerText()).replace(/\s+/g, " ");
    expect(read).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-|\{"|HTTP|AADSTS/i);
    await details.locator("summary").click();
    await details.getByText(card.id, { exact: true }).waitFor();
    await details.getByRole("button", { name: "Copy details" }).waitFor();
  },
);

test("what an action needs to know first is asked in the row, and nothing is done before the answer", async () => {
  const page = await open("cancelled-start");
  const view = await viewOf("cancelled-start");
  const [attempt] = view.attempts;
  if (attempt?.outcome?.outcome !== "cancelled") throw new Error("the scene is not of a cancel");
  const stop = { intent: "stop-machine" as const, attempt: attempt.id };
  const confirm = "Stops db-02 for everyone. Unsaved work is lost.";
  attempt.outcome.offers = [{ label: "Stop it again", intent: stop as never, confirm }];
  await show(page, view);
  const there = row(page, "db-02");
  await there.getByRole("button", { name: "Stop it again" }).click();
  await there.getByText(confirm).waitFor();
  expect(await focused(page)).toBe("Keep");
  await page.keyboard.press("Enter");
  expect(await focused(page)).toBe("Stop it again");
  expect(await intents(page)).toEqual([]);
  await page.keyboard.press("Enter");
  await there.getByText(confirm).waitFor();
  await there.getByRole("button", { name: "Stop it again" }).click();
  expect(await intents(page)).toEqual([stop]);
});

test("the connection check is told line by line, and ends in the one thing to do", async () => {
  const page = await open("e15", { height: 900 });
  const found = await failure("e15");
  if (!found) throw new Error("the scene is not of a failure");
  const { view, attempt, card } = found;
  await page.getByRole("button", { name: card.action.label }).click();
  expect(await intents(page)).toEqual([card.action.intent]);
  const line = (label: string, state: "pass" | "fail" | "unknown", about: string) => ({
    label,
    state,
    about,
  });
  attempt.check = {
    lines: [
      line("Your address", "pass", "203.0.113.7"),
      line("Access", "fail", "It is open for another address."),
    ],
    advice: {
      text: "Open it for the address you have now.",
      action: {
        label: "Open for the new address",
        intent: { intent: "retry", attempt: attempt.id },
        confirm: null,
      },
    },
  };
  await show(page, view);
  const lines = page.getByRole("list", { name: "Connection check" }).getByRole("listitem");
  expect((await lines.allInnerTexts()).join(" ")).toMatch(/Your address\s*: good.*Access\s*: in the way/s);
  const group = page.getByRole("group", { name: card.title });
  expect(await group.locator(".primary").allTextContents()).toEqual(["Open for the new address"]);
});

test("E19 shows both host keys behind Details, to compare and to copy, and accepts neither", async () => {
  const page = await open("e19", { height: 1100 });
  const found = await failure("e19");
  const { known_key: known, shown_key: shown, known_key_place: place } = found?.card.details ?? {};
  if (!known || !shown || !place) throw new Error("the scene has no host keys");
  const details = page.getByRole("group", { name: found?.card.title ?? "" }).locator("details");
  await details.locator("summary").click();
  for (const value of [known, shown, place]) await details.getByText(value, { exact: true }).waitFor();
  await picture(page, "E19-details");
});

test("E17 leads to the favourite's own options, in this very window", async () => {
  const page = await open("e17", { height: 900 });
  await page.getByRole("button", { name: "Set user name" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  expect((await intents(page)).filter(({ intent }) => intent === "edit-favourite")).toEqual([]);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
});
