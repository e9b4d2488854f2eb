// The bridge of the scripted page: views that core wrote, and a record of what was wanted. Never part of the app.
import { tick } from "svelte";

import type {
  ExportForm,
  ImportPreview,
  Intent,
  MachinesPage,
  MachinesQuery,
  Problem,
  SettingsSection,
  View,
} from "../bindings";
import type * as real from "../bridge";
import { standStill } from "./clock";
import written from "./imports.json";
import { type Scene, scene } from "./scenes";

const intents: Intent[] = [];
const watchers = new Set<(view: View) => void>();
let shown: View | undefined;
let answers: Record<string, MachinesPage> = {};

export const dispatch: typeof real.dispatch = (intent) => {
  intents.push(intent);
};

export const watchView: typeof real.watchView = async (show) => {
  watchers.add(show);
  const first = await scene();
  if (!first) return;
  await play(first);
};

export const machines: typeof real.machines = async ({ text, offset, limit }: MachinesQuery) => {
  const found = answers[text] ?? answers[text.trim().toLowerCase()] ?? nothing(text);
  return { ...found, rows: found.rows.slice(offset, offset + limit) };
};

type Told = { Ok: ImportPreview } | { Err: Problem };
const imports = written as unknown as Record<string, Told>;
const exported: ExportForm[] = [];

export const previewImport: typeof real.previewImport = async (name) => {
  const told = imports[name];
  if (!told) throw new Error(`no script tells of the file ${name}`);
  if ("Err" in told) throw told.Err;
  return told.Ok;
};

export const exportFavourites: typeof real.exportFavourites = async (form) => {
  exported.push(form);
  return `/home/barbara/favourites.${form === "csv" ? "csv" : "jitfav.json"}`;
};

let wished = 0;
let paints = 0;
let hidden = false;
const shows = new Set<() => void>();

export const wishHeight: typeof real.wishHeight = (height) => {
  wished = height;
};

export const painted: typeof real.painted = () => {
  paints += 1;
};

export const hideWindow: typeof real.hideWindow = () => {
  hidden = true;
};

export const onShown: typeof real.onShown = async (shown) => {
  shows.add(shown);
};

export const pickFile: typeof real.pickFile = async () => undefined;

export const onSection: typeof real.onSection = async (show) => {
  const now = location.hash.slice(1);
  if (now) show(now as SettingsSection);
};

function nothing(text: string): MachinesPage {
  const told = `The script of this scene finds nothing for '${text}'.`;
  return { favourites: [], rows: [], total: 0, undecided: 0, filters: [], hints: [], nothing: told };
}

/** What tests and the browser's console may do with the page. */
export interface Scripted {
  /** What was wanted so far. */
  intents: Intent[];
  /** In which forms the favourites were saved. */
  exported: ExportForm[];
  /** What is shown now. */
  view: () => View | undefined;
  /** Shows another view. */
  show: (view: View) => void;
  /** Shows the view of another scene, as if it had come about now. */
  play: (name: string) => Promise<void>;
  /** Lets time pass on the page's clock, which stands still. */
  pass: (ms: number) => void;
  /** What the page told of its window, and the window being shown again. */
  window: () => { height: number; painted: number; hidden: boolean };
  reveal: () => void;
}

async function play({ name, machines, view }: Scene): Promise<void> {
  answers = machines;
  show(view);
  await tick();
  document.documentElement.dataset["scene"] = name;
}

function show(view: View): void {
  shown = view;
  for (const watcher of watchers) watcher(view);
}

const scripted: Scripted = {
  intents,
  exported,
  view: () => shown,
  show,
  pass: standStill.pass,
  window: () => ({ height: wished, painted: paints, hidden }),
  reveal: () => {
    hidden = false;
    for (const reveal of shows) reveal();
  },
  play: async (name) => {
    const next = await scene(name);
    if (!next) throw new Error(`there is no scene ${name}`);
    await play(next);
  },
};

Object.assign(window, { scripted });
