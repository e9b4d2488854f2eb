// The only file that knows Tauri.
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";

import type { Intent, View } from "./bindings";

/** Tells the application what the person wants. */
export function dispatch(intent: Intent): void {
  // The command only forwards and cannot fail; whatever comes of it arrives in a later view.
  void invoke("dispatch", { intent });
}

/** Calls `show` with the view as it is now and with every later one. */
export async function watchView(show: (view: View) => void): Promise<void> {
  let heard = false;
  await listen<View>("view", (event) => {
    heard = true;
    show(event.payload);
  });
  const now = await invoke<View>("view");
  // A view that was sent while this one travelled is newer.
  if (!heard) show(now);
}
