// What keys do: commands with their default chords. The list is shown, and can be bound anew, from here.

import type { NamedValue } from "./bindings";
import { words } from "./words";

export type Scope = "anywhere" | "row";

export interface Command {
  id: CommandId;
  label: string;
  scope: Scope;
  /** A key that everybody knows, and that does it beside any others. */
  always?: string;
  /** `Mod` is Ctrl, and Cmd on macOS. The first is the one that is told. */
  chords: string[];
}

export type CommandId =
  | "connect"
  | "connect-with"
  | "connect-nth"
  | "actions"
  | "details"
  | "extend"
  | "cancel"
  | "copy-address"
  | "move-up"
  | "move-down"
  | "rename"
  | "star"
  | "search"
  | "next-part"
  | "previous-part"
  | "refresh"
  | "settings"
  | "shortcuts"
  | "back";

/** One command has nine chords: the same keys held with each number. The settings hold the chord of 1. */
const NUMBERS = "1…9";

/** In the order in which they are listed. */
export const COMMANDS: Command[] = [
  { id: "connect", label: "Connect, or open again", scope: "row", always: "Enter", chords: ["Enter"] },
  { id: "connect-with", label: "Connect with options", scope: "row", chords: ["Mod+Enter"] },
  {
    id: "connect-nth",
    label: "Connect to favourite 1 to 9",
    scope: "anywhere",
    chords: ["Mod+1…9"],
  },
  {
    id: "actions",
    label: "What else can be done",
    scope: "row",
    chords: ["Mod+K", "Shift+F10", "ContextMenu", "ArrowRight"],
  },
  { id: "details", label: "Show or hide details", scope: "row", chords: ["Alt+Enter"] },
  { id: "extend", label: "Extend access", scope: "row", chords: ["Mod+E"] },
  { id: "cancel", label: "Cancel connecting", scope: "row", chords: ["Mod+."] },
  { id: "copy-address", label: "Copy the address", scope: "row", chords: ["Mod+C"] },
  { id: "move-up", label: "Move up", scope: "row", chords: ["Alt+ArrowUp"] },
  { id: "move-down", label: "Move down", scope: "row", chords: ["Alt+ArrowDown"] },
  { id: "rename", label: "Rename", scope: "row", chords: ["F2"] },
  { id: "star", label: "Add to or remove from favourites", scope: "row", chords: ["Mod+D"] },
  { id: "search", label: "Search", scope: "anywhere", chords: ["Mod+F"] },
  { id: "next-part", label: "Next part of the window", scope: "anywhere", chords: ["F6"] },
  { id: "previous-part", label: "Previous part of the window", scope: "anywhere", chords: ["Shift+F6"] },
  { id: "refresh", label: "Read the machines again", scope: "anywhere", chords: ["F5"] },
  { id: "settings", label: words.settings, scope: "anywhere", chords: ["Mod+,"] },
  { id: "shortcuts", label: "This list", scope: "anywhere", chords: ["Mod+Shift+/", "F1"] },
  {
    id: "back",
    label: "Clear the search, close details, then hide",
    scope: "anywhere",
    always: "Escape",
    chords: ["Escape"],
  },
];

export const isMac = /Mac/.test(globalThis.navigator?.platform ?? "");

/** `Mod+Shift+/`: the chord of a key press, however the layout writes the key with Shift. */
export function chordOf(event: KeyboardEvent): string {
  const mod = isMac ? event.metaKey : event.ctrlKey;
  const parts = [mod && "Mod", event.altKey && "Alt", event.shiftKey && "Shift", keyOf(event)];
  return parts.filter(Boolean).join("+");
}

/** The command that a key press means. */
export function commandOf(event: KeyboardEvent, commands: Command[] = COMMANDS): CommandId | undefined {
  const chord = chordOf(event);
  return commands.find(({ chords }) => chords.includes(chord))?.id;
}

/** `3` for Ctrl+3, or for 3 with whatever is to be held with the numbers. */
export function numberOf(event: KeyboardEvent, commands: Command[] = COMMANDS): number | undefined {
  const chord = chordOf(event);
  return numbered(commands).includes(withNumbers(chord)) ? Number(chord.slice(-1)) : undefined;
}

/** Whether exactly the keys are held that make a number connect, after this event. */
export function holdsForNumbers(event: KeyboardEvent, commands: Command[] = COMMANDS): boolean {
  const down = event.type === "keydown";
  // Not every webview counts the key of the event itself.
  const held = (name: string, flag: boolean) => (event.key === name ? down : flag);
  const mod = isMac ? held("Meta", event.metaKey) : held("Control", event.ctrlKey);
  const keys = [
    mod && "Mod",
    held("Alt", event.altKey) && "Alt",
    held("Shift", event.shiftKey) && "Shift",
    NUMBERS,
  ];
  return numbered(commands).includes(keys.filter(Boolean).join("+"));
}

/** `Alt+1…9` for Alt+3; any other chord as it is. */
export function withNumbers(chord: string): string {
  return /(^|\+)[1-9]$/.test(chord) ? chord.slice(0, -1) + NUMBERS : chord;
}

function numbered(commands: Command[]): string[] {
  return commands.find(({ id }) => id === "connect-nth")?.chords ?? [];
}

/** `Ctrl+Shift+/`, as it is printed on the keys. */
export function readable(chord: string): string {
  return chord
    .split("+")
    .map(keyName)
    .join(isMac ? "" : "+");
}

/** The keys of a command, for a menu. */
export function keysOf(id: CommandId, commands: Command[] = COMMANDS): string {
  const chord = commands.find((command) => command.id === id)?.chords[0];
  return chord === undefined ? "" : readable(chord);
}

/** The commands with the chords a person gave them in the settings, as `Ctrl+Alt+J`. */
export function bound(keys: NamedValue[]): Command[] {
  const own = new Map(keys.map(({ name, value }) => [name, ofSettings(value)]));
  const taken = new Set(own.values());
  return COMMANDS.map((command) => {
    const chord = own.get(command.id);
    if (chord !== undefined && command.always) return { ...command, chords: [chord, command.always] };
    if (chord !== undefined && command.id === "connect-nth")
      return { ...command, chords: [withNumbers(chord)] };
    const free = command.chords.filter((usual) => !taken.has(usual) || usual === chord);
    return chord === undefined ? { ...command, chords: free } : { ...command, chords: [chord] };
  });
}

/** Whether the key writes something, so that it belongs into the search. */
export function writes(event: KeyboardEvent): boolean {
  return event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
}

/** The settings name some keys otherwise than a browser does. */
const NAMES: Record<string, string> = {
  Mod: isMac ? "Cmd" : "Ctrl",
  Escape: "Esc",
  ArrowUp: "Up",
  ArrowDown: "Down",
  ArrowLeft: "Left",
  ArrowRight: "Right",
  ContextMenu: "Menu",
};

/** `Ctrl+Alt+J`, as the settings hold it. */
export function toSettings(chord: string): string {
  return chord
    .replace(NUMBERS, "1")
    .split("+")
    .map((key) => NAMES[key] ?? key)
    .join("+");
}

export function ofSettings(chord: string): string {
  const names = new Map(Object.entries(NAMES).map(([own, name]) => [name, own]));
  const keys = chord.split("+").map((key) => (/^(Ctrl|Cmd)$/.test(key) ? "Mod" : (names.get(key) ?? key)));
  // The settings write Cmd behind the others.
  const held = ["Mod", "Alt", "Shift"].filter((key) => keys.slice(0, -1).includes(key));
  return [...held, ...keys.slice(-1)].join("+");
}

function keyOf({ key, code }: KeyboardEvent): string {
  if (code === "Slash" || key === "?") return "/";
  if (/^Digit[1-9]$/.test(code)) return code.slice(-1);
  const named: Record<string, string> = { "+": "Plus", " ": "Space" };
  return named[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}

function keyName(key: string): string {
  const mac: Record<string, string> = { Mod: "⌘", Alt: "⌥", Shift: "⇧" };
  const other: Record<string, string> = { Mod: "Ctrl", ContextMenu: "Menu" };
  const both: Record<string, string> = {
    ArrowUp: "↑",
    ArrowDown: "↓",
    ArrowRight: "→",
    Escape: "Esc",
  };
  return both[key] ?? (isMac ? mac : other)[key] ?? key;
}
