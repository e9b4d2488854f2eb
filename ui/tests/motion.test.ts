import { expect, test } from "vitest";

import { open, play } from "./ring/page";
import { windows } from "./ring/scenes";

const moving = () => document.getAnimations().length;

test.for(windows)(
  "A31 nothing moves in $window for people who want no motion",
  async ({ shown, page: html }) => {
    const page = await open(shown[0] ?? "", { page: html, reducedMotion: true });
    for (const scene of shown) {
      await play(page, scene);
      expect(await page.evaluate(moving), scene).toBe(0);
    }
  },
);

test("whoever did not ask for rest sees that a sign-in goes on", async () => {
  const page = await open("waiting-for-browser");
  expect(await page.evaluate(moving)).toBeGreaterThan(0);
});
