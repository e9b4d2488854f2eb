import { expect, test } from "vitest";

import { intents, open, pass } from "../ring/page";
import { picture } from "../ring/picture";
import { row, show, viewOf } from "./row";

test("A18 the countdown goes from minutes to seconds to closed, and Connect comes back", async () => {
  const page = await open("open");
  const openNow = page.getByRole("region", { name: "Open now" });
  await openNow.getByText("47 min left").waitFor();
  expect(await openNow.locator(".bar.near").count()).toBe(0);

  await pass(page, 38 * 60_000);
  await openNow.getByText("9 min left").waitFor();
  expect(await openNow.locator(".bar.near").count()).toBe(1);
  await picture(page, "A18-near");
  await pass(page, 7.5 * 60_000 + 1000);
  await openNow.getByText("1:59 left").waitFor();
  expect(await openNow.getByRole("timer").getAttribute("aria-live")).toBe("off");

  await pass(page, 119_000);
  await openNow.getByText("Closed", { exact: true }).waitFor();
  await openNow.getByText("A session that is open is not cut.").waitFor();
  await picture(page, "A18-closed");
  await show(page, { ...(await viewOf("idle")), windows: [] });
  await openNow.getByRole("button", { name: "Connect to web-01 (prod)" }).click();
  expect((await intents(page)).map(({ intent }) => intent)).toEqual(["connect"]);
  await row(page, "web-01 (prod)").getByRole("button", { name: "Connect to web-01 (prod)" }).waitFor();
});

test("A18 a window that closed can be put away", async () => {
  const page = await open("open");
  const openNow = page.getByRole("region", { name: "Open now" });
  await openNow.getByText("47 min left").waitFor();
  await pass(page, 48 * 60_000);
  await openNow.getByText("Closed", { exact: true }).waitFor();
  await openNow.getByRole("button", { name: "Dismiss" }).click();
  await openNow.waitFor({ state: "detached" });
});
