// The only file that knows Tauri.
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";

import type {
  ExportForm,
  ImportPreview,
  Intent,
  MachinesPage,
  MachinesQuery,
  SettingsSection,
  View,
} from "./bindings";

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

/** What a search of the machines finds, page by page. */
export function machines(query: MachinesQuery): Promise<MachinesPage> {
  return invoke<MachinesPage>("machines", { query });
}

/** Lets the person choose a file, and gives its path; nothing where they choose none. */
export async function pickFile(title: string): Promise<string | undefined> {
  return (await invoke<string | null>("pick_file", { title })) ?? undefined;
}

/** What a file would bring. Rejects with a `Problem`. */
export function previewImport(name: string, bytes: ArrayBuffer): Promise<ImportPreview> {
  return invoke<ImportPreview>("preview_import", bytes, {
    headers: { "file-name": encodeURIComponent(name) },
  });
}

/** Saves the favourites where the person says, and tells where. Rejects with a `Problem`. */
export async function exportFavourites(form: ExportForm, title: string): Promise<string | undefined> {
  return (await invoke<string | null>("export_favourites", { form, title })) ?? undefined;
}

/** Tells how high the popover's whole content is, in CSS pixels. Its window follows within its limits. */
export function wishHeight(height: number): void {
  void invoke("wish_height", { height });
}

/** Tells that the popover can be looked at: for the first time, or since it was shown again. */
export function painted(): void {
  void invoke("painted");
}

/** Hides the popover. */
export function hideWindow(): void {
  void invoke("hide_window");
}

/** Calls `shown` each time the popover is shown. */
export async function onShown(shown: () => void): Promise<void> {
  await listen("shown", shown);
}

/** Calls `show` with the section of the settings that is wanted, now and later. */
export async function onSection(show: (section: SettingsSection) => void): Promise<void> {
  await listen<SettingsSection>("section", (event) => show(event.payload));
  const now = location.hash.slice(1);
  if (now) show(now as SettingsSection);
}
