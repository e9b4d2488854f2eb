// What stands in the list, from top to bottom: a function of the view and of what was found.
import type { AttemptView, FavouriteView, GroupView, MachinesPage, View, WindowView } from "../bindings";

export interface Group {
  /** None for those without a group. */
  group: GroupView | null;
  favourites: FavouriteView[];
}

/** The favourites by group, in their order; while something is looked for, those that were found. */
export function groups(view: View, found: MachinesPage | null): Group[] {
  const wanted = found && new Set(found.favourites);
  const shown = view.favourites.filter(({ id }) => wanted?.has(id) ?? true);
  const known = new Set(view.groups.map(({ id }) => id));
  const of = (group: GroupView | null): Group => ({
    group,
    favourites: shown.filter((it) =>
      group ? it.group === group.id : it.group === null || !known.has(it.group),
    ),
  });
  const all = [of(null), ...view.groups.map(of)];
  // An empty group is a place to move something to, but nothing that could be found.
  return all.filter(({ group, favourites }) => favourites.length > 0 || (group !== null && !found));
}

/** Those whose rows are to be seen: what is folded up is not, but a search looks into every group. */
export function unfolded(all: Group[], searching: boolean): FavouriteView[] {
  return all.flatMap(({ group, favourites }) => (group?.collapsed && !searching ? [] : favourites));
}

/** What an attempt is to be told in this favourite's row: the newest. */
export function attemptOf(view: View, favourite: string): AttemptView | undefined {
  return view.attempts.find((attempt) => attempt.favourite === favourite);
}

/** Attempts that no row tells of, for instance because their group is folded up. */
export function loose(view: View, rows: FavouriteView[], machines: MachinesPage | null): AttemptView[] {
  const ids = new Set(rows.map(({ id }) => id));
  const found = new Set(machines?.rows.map(({ vm }) => vm.id.toLowerCase()));
  const told = new Set<string>();
  return view.attempts.filter((attempt) => {
    const { favourite, vm } = attempt;
    const machine = vm.id.toLowerCase();
    if (favourite !== null && ids.has(favourite)) return false;
    // A machine's row tells of the newest attempt only.
    if (!found.has(machine) || told.has(machine)) return true;
    told.add(machine);
    return false;
  });
}

/** What was found beside the favourites, which stand above already. */
export function withoutFavourites(found: MachinesPage, kept: string[]): MachinesPage {
  const above = new Set(found.favourites);
  const rows = found.rows.filter(
    ({ favourite, vm }) => favourite === null || !above.has(favourite) || kept.includes(vm.id),
  );
  return { ...found, rows, total: found.total - (found.rows.length - rows.length) };
}

/** What an attempt is to be told in the row of a machine that was found. */
export function attemptAt(view: View, machine: string, rows: FavouriteView[]): AttemptView | undefined {
  const id = machine.toLowerCase();
  const own = (attempt: AttemptView) => rows.some((row) => row.id === attempt.favourite);
  return view.attempts.find((attempt) => attempt.vm.id.toLowerCase() === id && !own(attempt));
}

/** The window an id names, while it is open. */
export function windowOf(view: View, id: string | null): WindowView | undefined {
  return id === null ? undefined : view.windows.find((window) => window.id === id);
}

/** Whether the connect that opened a window still goes on: then its own row tells of it. */
export function isBeginning(view: View, { vm, from }: WindowView): boolean {
  // Azure's clock tells when a window began, and it may be behind.
  const minute = 60_000;
  return view.attempts.some(
    (attempt) =>
      attempt.outcome === null &&
      attempt.vm.id.toLowerCase() === vm.id.toLowerCase() &&
      Date.parse(attempt.began) <= Date.parse(from) + minute,
  );
}
