import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [svelte()],
  build: {
    // What the oldest webview in use understands: WebKitGTK of Debian 12 and Safari of macOS 12.
    target: ["es2021", "safari15"],
    // A picture inlined as a data: address would be refused by the window's content policy.
    assetsInlineLimit: 0,
  },
});
