// The texts of import and export.
import { words as shared } from "../words";

export const words = {
  importing: "Import",
  importAbout:
    "From JIT Tray (*.jitfav.json), Remote Desktop (.rdp), Remote Desktop Connection Manager (.rdg), or an SSH configuration (~/.ssh/config). First you see what a file would bring; nothing is imported unseen, and nothing runs.",
  choose: "Choose a file…",
  drop: "or drop one here",
  reading: "Looking for the machines…",
  preview: (name: string) => `What ${name} would bring`,
  importThese: (count: number) =>
    count === 0 ? "Import" : count === 1 ? "Import 1 favourite" : `Import ${count} favourites`,
  nothingChosen: "Choose at least one row.",
  cancel: shared.cancel,
  whichMachine: (label: string) => `Which machine is ${label}?`,
  notChosen: "Choose a machine…",
  leftOut: (count: number) => `Left out: ${count}`,
  leftOutOf: (label: string) => `left out of ${label}`,
  ofTheFile: "the file",
  switchOf: (label: string) => `for ${label}`,
  group: (name: string) => `The group ${name} is made.`,
  undo: "Undo",

  exporting: "Export",
  exportAbout:
    "For another computer or a colleague. No passwords, tokens or keys: favourites hold none. Paths of key files are hints.",
  saveAll: "Save favourites…",
  saveTable: "Save as table (CSV)…",
  saveTitle: "Save favourites",
  saved: (path: string) => `Saved to ${path}.`,
};
