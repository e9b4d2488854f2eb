// The scenes that jit-core wrote, each at its address: index.html?state=NAME.
import type { MachinesPage, View } from "../bindings";
import { standStill } from "./clock";
import { list } from "./list";

export interface Scene {
  name: string;
  now: string;
  view: View;
  machines: Record<string, MachinesPage>;
}

const files = import.meta.glob<{ default: Omit<Scene, "name"> }>("./views/*.json");

/** The scene of this name, else the one in the page's address. Without any, the list of all is shown. */
export async function scene(
  name = new URLSearchParams(location.search).get("state"),
): Promise<Scene | undefined> {
  const read = files[`./views/${name}.json`];
  if (!name || !read) {
    list(Object.keys(files).map((path) => path.replace(/^.*\/|\.json$/g, "")));
    return undefined;
  }
  const found = (await read()).default;
  standStill.at(found.now);
  return { name, ...found };
}
