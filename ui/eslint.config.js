import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";

import svelteConfig from "./svelte.config.js";

const onlyTheBridgeKnowsTauri = {
  patterns: [
    { group: ["@tauri-apps/*"], message: "Only src/bridge.ts knows Tauri; add what you need there." },
  ],
};

export default ts.config(
  { ignores: ["dist/", "dist-scripted/", "node_modules/", "src/bindings.ts"] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  ...svelte.configs.prettier,
  {
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      eqeqeq: "error",
      "no-console": "error",
      "no-restricted-imports": ["error", onlyTheBridgeKnowsTauri],
      "svelte/no-at-html-tags": "error",
    },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: [".svelte"], svelteConfig } },
  },
  // What a test measures is told where its outcome is.
  { files: ["tests/**/*.ts"], rules: { "no-console": "off" } },
  { files: ["src/bridge.ts"], rules: { "no-restricted-imports": "off" } },
  { files: ["*.config.{js,ts}", "tests/**/*.ts"], languageOptions: { globals: { ...globals.node } } },
);
