// The names of the scenes that jit-core wrote, by the window they are about.
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../src/scripted/views/", import.meta.url));
const all = readdirSync(folder).map((name) => name.replace(/\.json$/, ""));
const ofMain = (name: string) => /^(settings|welcome|import|transfer)/.test(name);

/** What the popover shows. */
export const scenes: string[] = all.filter((name) => !ofMain(name));

/** What the main window shows. */
export const mainScenes: string[] = all.filter(ofMain);

/** Both windows with their scenes, as wide as they are opened. */
export const windows = [
  { window: "the popover", page: "index.html", width: 360, height: 560, shown: scenes },
  { window: "the main window", page: "main.html", width: 900, height: 640, shown: mainScenes },
] as const;
