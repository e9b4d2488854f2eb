// Serves the scripted page and starts one browser for all test files.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { chromium as driver } from "playwright-core";
import { preview } from "vite";
import type { TestProject } from "vitest/node";

import { chromium } from "./chromium";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the scripted page is served. */
    address: string;
    /** Where the browser listens. */
    browser: string;
  }
}

const root = fileURLToPath(new URL("../..", import.meta.url));

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (!existsSync(`${root}/dist-scripted/index.html`)) {
    throw new Error(
      "The scripted page is not built; run `npm test`, or `npm run build:scripted` before vitest.",
    );
  }
  const server = await preview({ root, mode: "scripted", logLevel: "error", preview: { port: 0 } });
  const browser = await driver.launchServer({
    executablePath: chromium(),
    // Root has no sandbox, and the only pages that are opened are our own.
    args: ["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb", "--font-render-hinting=none"],
  });
  const listening = server.httpServer.address();
  if (!listening || typeof listening === "string") throw new Error("The scripted page is served nowhere.");
  project.provide("address", `http://127.0.0.1:${listening.port}`);
  project.provide("browser", browser.wsEndpoint());
  return async () => {
    await browser.close();
    await server.close();
  };
}
