import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** `--mode scripted` makes a page that runs in any browser, for looking and for the tests; it never ships. */
export default defineConfig(({ mode }) => {
  const scripted = mode === "scripted";
  return {
    plugins: [svelte()],
    resolve: {
      alias: scripted ? [{ find: /^(\.{1,2}\/)+bridge$/, replacement: here("src/scripted/bridge.ts") }] : [],
    },
    build: {
      outDir: scripted ? "dist-scripted" : "dist",
      // What the oldest webview in use understands: WebKitGTK of Debian 12 and Safari of macOS 12.
      target: ["es2021", "safari15"],
      // A picture inlined as a data: address would be refused by the window's content policy.
      assetsInlineLimit: 0,
      // What Vite would preload with is a script of its own that only modulepreload-less browsers need.
      modulePreload: { polyfill: false },
      rollupOptions: { input: { popover: here("index.html"), main: here("main.html") } },
    },
    // The same content policy as in the app, so that what it would refuse there fails here.
    preview: { host: "127.0.0.1", headers: { "Content-Security-Policy": contentPolicy() } },
    test: {
      include: ["tests/**/*.test.ts"],
      globalSetup: ["tests/ring/setup.ts"],
      // Two browsers' pages keep two processors busy; more only make each other late.
      maxWorkers: 2,
      testTimeout: 30_000,
      hookTimeout: 60_000,
    },
  };
});

function contentPolicy(): string {
  const config: { app: { security: { csp: string } } } = JSON.parse(
    readFileSync(here("../src-tauri/tauri.conf.json"), "utf8"),
  );
  return config.app.security.csp;
}
