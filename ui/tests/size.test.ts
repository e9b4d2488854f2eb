import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { expect, test } from "vitest";

const built = fileURLToPath(new URL("../dist/", import.meta.url));

test.for([
  { page: "index.html", window: "the popover", most: 60 },
  { page: "main.html", window: "the main window", most: 180 },
])("$window loads at most $most kB of script, gzipped", ({ page, window, most }) => {
  const html = readFileSync(`${built}${page}`, "utf8");
  const scripts = [...html.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map((match) => match[1] ?? "");
  expect(scripts.length).toBeGreaterThan(0);
  const bytes = scripts.map((path) => gzipSync(readFileSync(`${built}${path}`)).length);
  const size = bytes.reduce((sum, one) => sum + one, 0) / 1000;
  console.info(`${window}: ${size.toFixed(1)} kB of script, gzipped, in ${scripts.length} files`);
  expect(size).toBeLessThanOrEqual(most);
});
