// Names people give, checked while they are written. What core says in the end counts.
import type { View } from "../bindings";
import { texts } from "../texts";

const LONGEST = 40;

/** Why a favourite cannot be called so. */
export function aliasFault(view: View, favourite: string, alias: string): string | null {
  const others = view.favourites.filter(({ id }) => id !== favourite).map(({ label }) => label);
  return lengthFault(alias) ?? (taken(others, alias) ? texts.aliasTaken(alias.trim()) : null);
}

/** Why a group cannot be called so. */
export function groupFault(view: View, group: string | null, name: string): string | null {
  const others = view.groups.filter(({ id }) => id !== group).map((it) => it.name);
  return lengthFault(name) ?? (taken(others, name) ? texts.groupTaken(name.trim()) : null);
}

function lengthFault(name: string): string | null {
  const letters = [...name.trim()].length;
  return letters < 1 || letters > LONGEST ? texts.aliasLength : null;
}

function taken(names: string[], wanted: string): boolean {
  const plain = (name: string) => name.trim().normalize("NFC").toLowerCase();
  return names.some((name) => plain(name) === plain(wanted));
}
