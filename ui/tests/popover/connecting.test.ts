import { expect, test } from "vitest";

import { intents, open, pass, play } from "../ring/page";
import { picture } from "../ring/picture";
import { focused, row, show, viewOf } from "./row";

test("A11 every favourite has exactly one primary button, and its name says where it connects to", async () => {
  for (const scene of ["idle", "forty-favourites", "long-names"]) {
    const page = await open(scene);
    const labels = await page.locator("[data-favourite] .label").allTextContents();
    const names = await page
      .locator("[data-favourite]")
      .evaluateAll((rows) =>
        rows.map((row) =>
          [...row.querySelectorAll(".primary")].map((button) => button.getAttribute("aria-label")),
        ),
      );
    expect(labels.length).toBeGreaterThan(3);
    expect(names).toEqual(labels.map((label) => [`Connect to ${label}`]));
  }
});

test("A12 a double click connects once, and cancels nothing within the first 600 ms", async () => {
  const page = await open("idle");
  const button = row(page, "db-02").locator("[data-main]");
  await button.dblclick();
  const once = [{ intent: "connect", favourite: expect.any(String) }];
  expect(await intents(page)).toEqual(once);

  // In one go inside the page, because a busy machine makes every call from here late.
  const [name, disabled, began] = await button.evaluate(async (button: HTMLElement) => {
    const began = performance.now();
    await window.scripted.play("connecting-address");
    await new Promise((done) => setTimeout(done));
    const told = [button.getAttribute("aria-label"), button.getAttribute("aria-disabled"), began] as const;
    button.click();
    return told;
  });
  expect([name, disabled]).toEqual(["Connect to db-02", "true"]);
  expect(await intents(page)).toEqual(once);

  await page.getByRole("button", { name: "Cancel connecting to db-02" }).waitFor();
  expect((await page.evaluate(() => performance.now())) - began).toBeGreaterThanOrEqual(600);
  await button.click();
  expect(await intents(page)).toEqual([...once, { intent: "cancel", attempt: 1 }]);
});

test("A13 five steps in a fixed order, one of them current, and no start of a machine that runs", async () => {
  const order = [
    /address/i,
    /open|asking/i,
    /starting|running/i,
    /waiting for|answering/i,
    /opening|opened/i,
  ];
  const running = ["address", "request", "start", "reach", "launch"].map((step) => `connecting-${step}`);
  for (const scene of running) {
    const page = await open("idle");
    await play(page, scene);
    const steps = page.getByRole("list", { name: "Connecting to db-02" }).getByRole("listitem");
    await expect.poll(() => steps.count()).toBe(5);
    const texts = await steps.allTextContents();
    texts.forEach((text, at) => expect(text).toMatch(order[at] ?? /never/));
    expect(await page.locator("[aria-current=step]").count(), scene).toBe(1);
    for (const look of ["light", "dark", "forced"] as const) {
      await page.emulateMedia({
        colorScheme: look === "dark" ? "dark" : "light",
        forcedColors: look === "forced" ? "active" : "none",
      });
      await picture(page, `A13-${scene}-${look}`);
    }
  }
});

test("A13 the step of a machine that runs already is left out, and looking is no step of its own", async () => {
  const page = await open("idle");
  const view = await viewOf("connecting-request");
  const stages = view.attempts[0]?.stages ?? [];
  for (const stage of stages) {
    if (stage.stage === "start") stage.state = "skipped";
    if (stage.stage === "look") stage.state = "running";
    if (stage.stage === "request") stage.state = "waiting";
  }
  await show(page, view);
  const list = page.getByRole("list", { name: "Connecting to db-02" });
  await expect.poll(() => list.getByRole("listitem").count()).toBe(4);
  expect(await list.textContent()).not.toContain("Starting");
  expect(await list.locator("[aria-current=step]").textContent()).toContain("Asking Azure to open");
});

test("nothing is listed in the first second of a connect", async () => {
  const page = await open("idle");
  const began = await page.evaluate(() => performance.now());
  await play(page, "connecting-address");
  expect(await page.getByRole("list", { name: "Connecting to db-02" }).count()).toBe(0);
  await page.getByRole("list", { name: "Connecting to db-02" }).waitFor();
  expect((await page.evaluate(() => performance.now())) - began).toBeGreaterThanOrEqual(1000);
});

test("A14 a step tells how long it takes from ten seconds on, and says one calm sentence when it is slow", async () => {
  const page = await open("idle");
  const view = await viewOf("connecting-request");
  const start = view.attempts[0]?.stages.find(({ stage }) => stage === "start");
  const request = view.attempts[0]?.stages.find(({ stage }) => stage === "request");
  if (!start || !request) throw new Error("the scene has no such steps");
  request.state = "done";
  start.ms = 9_000;
  start.note = "usually about 50 s";
  await show(page, view);
  const current = page.locator("[aria-current=step]");
  await current.getByText("usually about 50 s").waitFor();
  expect(await current.locator(".time").textContent()).toBe("");
  start.ms = 11_000;
  await show(page, view);
  await expect.poll(() => current.locator(".time").textContent()).toBe("0:11");
  await pass(page, 60_000);
  await expect.poll(() => current.locator(".time").textContent()).toBe("1:11");

  start.note = "Longer than usual for this machine (about 50 s)";
  await show(page, view);
  await expect.poll(() => current.getByText("Longer than usual").count()).toBe(1);
  expect(await page.locator("body").textContent()).not.toContain("%");
});

test.for(["address", "request", "start", "reach", "launch"])(
  "A15 a connect that was cancelled at %s says in its row what is true now",
  async (step) => {
    const scene = `cancelled-${step}`;
    const page = await open("idle");
    await play(page, "connecting-address");
    const cancel = page.getByRole("button", { name: "Cancel connecting to db-02" });
    await cancel.click();
    expect(await intents(page)).toEqual([{ intent: "cancel", attempt: 1 }]);
    await play(page, scene);
    const outcome = (await viewOf(scene)).attempts[0]?.outcome;
    if (outcome?.outcome !== "cancelled") throw new Error("the scene is not of a cancel");
    await row(page, "db-02").getByText(outcome.state, { exact: true }).waitFor();
    for (const { label } of outcome.offers) {
      await row(page, "db-02").getByRole("button", { name: label, exact: true }).waitFor();
    }
    // The button that had the focus is still there for the keyboard.
    expect(await focused(page)).toMatch(/db-02/);
  },
);

test("A16 after a failure the one action goes on with the same attempt, and has the focus", async () => {
  const page = await open("idle");
  await row(page, "db-02").locator("[data-main]").focus();
  await page.keyboard.press("Enter");
  await play(page, "connecting-start");
  await page.getByRole("button", { name: "Cancel connecting to db-02" }).waitFor();
  await play(page, "failed-start");
  const view = await viewOf("failed-start");
  const outcome = view.attempts[0]?.outcome;
  if (outcome?.outcome !== "failed") throw new Error("the scene is not of a failure");
  const { action } = outcome.card;
  await expect.poll(() => focused(page)).toBe(action.label);
  await page.keyboard.press("Enter");
  const wanted = await intents(page);
  expect(wanted[wanted.length - 1]).toEqual(action.intent);
  expect(wanted.filter(({ intent }) => intent === "connect")).toHaveLength(1);
});
