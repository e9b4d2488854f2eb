import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

const css = readFileSync(new URL("../src/tokens.css", import.meta.url), "utf8");

const light = colours(/^:root \{([^}]*)\}/m);
const dark = colours(/:root:where\(:not\(\[data-theme="light"\]\)\) \{([^}]*)\}/);
const chosenDark = colours(/:root:where\(\[data-theme="dark"\]\) \{([^}]*)\}/);
const forced = named(/forced-colors: active\) \{\s*:root \{([^}]*)\}/);

const GROUNDS = ["bg", "surface", "sunken"];
const WORDS = ["text", "text-2", "accent", "ok", "warn", "danger", "off", "managed"];

/** What is read needs 4.5, what is only seen 3. */
const pairs = [
  ...GROUNDS.flatMap((ground) => WORDS.map((word) => [word, ground, 4.5] as const)),
  ...GROUNDS.flatMap((ground) => ["border", "primary", "focus"].map((edge) => [edge, ground, 3] as const)),
  ...["primary", "primary-hover", "primary-pressed"].map((fill) => ["on-primary", fill, 4.5] as const),
  ...["ok", "warn", "danger", "info"].map((tint) => [`${tint}-on-bg`, `${tint}-bg`, 4.5] as const),
  ...["ok", "warn", "danger", "info"].map((tint) => ["text", `${tint}-bg`, 4.5] as const),
  ...["warn-bg", "danger-bg"].flatMap((tint) =>
    ["text-2", tint.replace("-bg", ""), "accent"].map((word) => [word, tint, 4.5] as const),
  ),
  ["focus-inner", "focus", 3] as const,
];

describe.for([
  { theme: "light", tokens: light },
  { theme: "dark", tokens: dark },
])("A33 contrast of the $theme theme", ({ tokens }) => {
  test.for(pairs)("%s on %s is at least %d", ([front, back, least]) => {
    expect(contrast(hex(tokens, front), hex(tokens, back))).toBeGreaterThanOrEqual(least);
  });
});

test("A33 both ways to the dark theme lead to the same colours, and it forgets none", () => {
  expect(chosenDark).toEqual(dark);
  expect(Object.keys(dark).sort()).toEqual(Object.keys(light).sort());
});

test("forced colours leave no colour of our own", () => {
  const { ink, ...colours } = forced;
  expect(ink, "a picture, not a colour").toBe("none");
  expect(Object.keys(colours).sort()).toEqual(Object.keys(light).sort());
  expect(Object.values(colours).filter((value) => !/^[A-Z]\w+$/.test(value))).toEqual([]);
});

test("the contrast is computed as WCAG says", () => {
  expect(contrast("#ffffff", "#000000")).toBeCloseTo(21);
  expect(contrast("#767676", "#ffffff")).toBeCloseTo(4.54, 2);
});

/** All tokens of a block by their names. */
function named(block: RegExp): Record<string, string> {
  const text = block.exec(css)?.[1];
  if (!text) throw new Error(`tokens.css has no ${block}`);
  return Object.fromEntries([...text.matchAll(/--([\w-]+):\s*([^;]+);/g)].map((it) => [it[1], it[2]]));
}

function colours(block: RegExp): Record<string, string> {
  return Object.fromEntries(Object.entries(named(block)).filter(([, value]) => value.startsWith("#")));
}

function hex(tokens: Record<string, string>, name: string): string {
  const value = tokens[name];
  if (!value) throw new Error(`tokens.css has no colour --${name}`);
  return value;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  const linear = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  const [red = 0, green = 0, blue = 0] = linear;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
