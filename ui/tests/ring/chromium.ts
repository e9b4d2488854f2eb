// Where a Chromium lies: the tests bring none along.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];
const MAC = ["Google Chrome", "Chromium", "Microsoft Edge"];
const WINDOWS = ["Google\\Chrome\\Application\\chrome.exe", "Microsoft\\Edge\\Application\\msedge.exe"];

/** The program to drive: the one `JIT_CHROMIUM` names, else the first that is found. */
export function chromium(): string {
  const { JIT_CHROMIUM, PATH = "", ProgramFiles, LOCALAPPDATA } = process.env;
  if (JIT_CHROMIUM) return JIT_CHROMIUM;
  const places = [
    ...NAMES.flatMap((name) => PATH.split(delimiter).map((folder) => join(folder, name))),
    ...MAC.map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`),
    ...[ProgramFiles, process.env["ProgramFiles(x86)"], LOCALAPPDATA].flatMap((folder) =>
      folder ? WINDOWS.map((path) => join(folder, path)) : [],
    ),
  ];
  const found = places.find((path) => existsSync(path));
  if (!found) {
    throw new Error(
      "No Chromium, Chrome or Edge was found for the page's tests. Install one, or name it in JIT_CHROMIUM.",
    );
  }
  return found;
}
