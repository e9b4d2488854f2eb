import { expect, test } from "vitest";

import { violations } from "./ring/axe";
import { open } from "./ring/page";
import { picture } from "./ring/picture";
import { scenes } from "./ring/scenes";

test.for(scenes)("A27 axe finds nothing wrong with %s, light or dark", async (scene) => {
  const page = await open(scene);
  for (const text of ["100%", "200%"]) {
    await page.evaluate((size) => (document.documentElement.style.fontSize = size), text);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await picture(page, `${scene}-${colorScheme}${text === "100%" ? "" : "-large"}`);
      if (text === "100%") expect(await violations(page), colorScheme).toEqual([]);
    }
  }
});
