// What a row is about, whichever kind it is.
import type { AttemptView, FavouriteView, VmRef, WindowView } from "../bindings";
import { attemptAt, attemptOf, windowOf } from "./list";
import type { Popover } from "./popover.svelte";

export interface Target {
  row: string;
  vm: VmRef;
  label: string;
  favourite: FavouriteView | undefined;
  window: WindowView | undefined;
  attempt: AttemptView | undefined;
}

/** The row with this key. */
export function target(it: Popover, row: string | undefined): Target | undefined {
  if (row === undefined) return undefined;
  const { view } = it;
  const about = (id: string | null) => (id === null ? undefined : it.favourite(id));
  if (row.startsWith("window ")) {
    const window = windowOf(view, row.slice("window ".length));
    if (!window) return undefined;
    const { vm, label } = window;
    return { row, vm, label, favourite: about(window.favourite), window, attempt: undefined };
  }
  if (row.startsWith("attempt ")) {
    const attempt = view.attempts.find(({ id }) => `attempt ${id}` === row);
    if (!attempt) return undefined;
    const { vm, label } = attempt;
    return { row, vm, label, favourite: about(attempt.favourite), window: undefined, attempt };
  }
  if (row.startsWith("machine ")) {
    const machine = it.machines?.rows.find(({ vm }) => `machine ${vm.id}` === row);
    if (!machine) return undefined;
    const { vm, name } = machine;
    const window = view.windows.find((window) => window.vm.id.toLowerCase() === vm.id.toLowerCase());
    const attempt = attemptAt(view, vm.id, it.rows);
    return { row, vm, label: name, favourite: about(machine.favourite), window, attempt };
  }
  const favourite = it.favourite(row);
  if (!favourite) return undefined;
  const { vm, label } = favourite;
  return {
    row,
    vm,
    label,
    favourite,
    window: windowOf(view, favourite.window),
    attempt: attemptOf(view, row),
  };
}
