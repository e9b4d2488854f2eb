// What becomes of keys that are pressed for a command.
import type { NamedValue } from "../../bindings";
import {
  bound,
  COMMANDS,
  ofSettings,
  readable,
  toSettings,
  withNumbers,
  type Command,
  type CommandId,
} from "../../keys";
import { words } from "./texts";

export type Pressed =
  | { what: "free" }
  /** Another command has them. */
  | { what: "taken"; by: Command }
  /** They cannot be given to a command, for this reason. */
  | { what: "unfit"; why: string };

/** What text is written and corrected with. */
const WRITING = /^Mod\+(Shift\+)?[AVXYZ]$/;
const HELD = /(^|\+)(Mod|Alt)\+/;
const ALONE = /^(Shift\+)?(F\d+|ContextMenu)$/;

export function pressed(chord: string, command: CommandId, keys: NamedValue[]): Pressed {
  if (chord.endsWith("+Tab") || WRITING.test(chord)) return unfit(words.reserved(readable(chord)));
  if (!HELD.test(chord) && !ALONE.test(chord)) return unfit(words.needsHeld(readable(chord)));
  const numbers = command === "connect-nth";
  if (numbers && !isNumbers(chord)) return unfit(words.needsNumber(readable(chord)));
  const commands = bound(keys).filter(({ id }) => id !== command);
  const by = commands.find(({ chords }) =>
    chords.some((it) => it === chord || (numbers && withNumbers(it) === chord)),
  );
  if (by) return { what: "taken", by };
  // The numbers go together, so none of them is given away alone.
  const all = commands.find(({ chords }) => chords.includes(withNumbers(chord)));
  return all ? unfit(words.belongs(readable(chord), all.label)) : { what: "free" };
}

/** The own keys once a command has these; whoever had them before goes without. */
export function given(chord: string, command: CommandId, keys: NamedValue[]): NamedValue[] {
  const same = isNumbers(chord) ? withNumbers : (it: string) => it;
  const others = keys.filter(({ name, value }) => name !== command && same(ofSettings(value)) !== chord);
  const usual = COMMANDS.find(({ id }) => id === command)?.chords ?? [];
  // Alone, the usual keys are no keys of one's own.
  if (usual.length === 1 && usual[0] === chord) return others;
  return [...others, { name: command, value: toSettings(chord) }];
}

/** The own keys once a command has its usual ones again. */
export function usualAgain(command: CommandId, keys: NamedValue[]): NamedValue[] {
  return keys.filter(({ name }) => name !== command);
}

/** Whether it stands for a key held with each of the numbers. */
function isNumbers(chord: string): boolean {
  return chord.endsWith("…9");
}

function unfit(why: string): Pressed {
  return { what: "unfit", why };
}
