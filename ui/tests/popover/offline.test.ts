import { expect, test } from "vitest";

import { intents, open, play } from "../ring/page";

test("A20 offline: the banner tells from when the list is, and Connect says why it does nothing", async () => {
  const page = await open("machines-offline");
  const banner = page.locator("main").getByText("Offline. This list is from 08:55.");
  await banner.waitFor();
  const connect = page.getByRole("button", { name: "Connect to web-01 (prod)" }).first();
  expect(await connect.getAttribute("aria-disabled")).toBe("true");
  await connect.focus();
  expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe(
    "Connect to web-01 (prod)",
  );
  const described = await connect.evaluate((button) =>
    (button.getAttribute("aria-describedby") ?? "")
      .split(" ")
      .map((id) => document.getElementById(id)?.textContent ?? "")
      .join(" "),
  );
  expect(described).toContain("Offline. This list is from 08:55.");
  await page.keyboard.press("Enter");
  expect(await intents(page)).toEqual([]);

  await page.getByRole("button", { name: "Retry now" }).click();
  expect(await intents(page)).toEqual([{ intent: "refresh" }]);
  await play(page, "machines");
  await banner.waitFor({ state: "detached" });
  expect(await connect.getAttribute("aria-disabled")).toBe("false");
});

test("a part of the list that did not answer is named, and the rest can be used", async () => {
  const page = await open("machines-partial");
  await page.getByText("did not answer. Showing what we have.").waitFor();
  const connect = page.getByRole("button", { name: "Connect to web-01 (prod)" }).first();
  expect(await connect.getAttribute("aria-disabled")).toBe("false");
});
