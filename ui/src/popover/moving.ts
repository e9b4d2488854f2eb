// Where a favourite comes to stand when it is moved by a step, and what that is called.
import type { FavouriteChange, View } from "../bindings";
import { groups, type Group } from "./list";

type Move = Extract<FavouriteChange, { change: "move" }>;

/** One step up or down; past the end of a group into the next one that is shown. */
export function moved(view: View, favourite: string, step: -1 | 1): Move | undefined {
  const all = withPlaces(view);
  const at = all.findIndex(({ favourites }) => favourites.some(({ id }) => id === favourite));
  const here = all[at];
  if (!here) return undefined;
  const place = here.favourites.findIndex(({ id }) => id === favourite);
  const to = place + step;
  if (to >= 0 && to < here.favourites.length) {
    return move(favourite, here, here.favourites[step < 0 ? to : to + 1]?.id);
  }
  const next = all[at + step];
  return next && move(favourite, next, step > 0 ? next.favourites[0]?.id : undefined);
}

/** To the end of a group. */
export function regrouped(favourite: string, group: string | null): Move {
  return { change: "move", favourite, group, before: null };
}

/** To the beginning of a group. */
export function regroupedFirst(view: View, favourite: string, group: string | null): Move {
  const there = groups(view, null).find((it) => (it.group?.id ?? null) === group);
  const first = there?.favourites.find(({ id }) => id !== favourite);
  return { change: "move", favourite, group, before: first?.id ?? null };
}

/** In front of another favourite or behind it; nothing where that is where it stands. */
export function dropped(view: View, favourite: string, over: string, after: boolean): Move | undefined {
  const here = groups(view, null).find(({ favourites }) => favourites.some(({ id }) => id === over));
  if (!here || favourite === over) return undefined;
  const others = here.favourites.filter(({ id }) => id !== favourite);
  const before = others[others.findIndex(({ id }) => id === over) + (after ? 1 : 0)]?.id;
  const at = here.favourites.findIndex(({ id }) => id === favourite);
  const stays = at >= 0 && here.favourites[at + 1]?.id === before;
  return stays ? undefined : move(favourite, here, before);
}

/** One step up or down for a group. */
export function movedGroup(view: View, group: string, step: -1 | 1): FavouriteChange | undefined {
  const at = view.groups.findIndex(({ id }) => id === group);
  const to = at + step;
  if (at < 0 || to < 0 || to >= view.groups.length) return undefined;
  return { change: "move-group", group, before: view.groups[step < 0 ? to : to + 1]?.id ?? null };
}

/** `[place, of how many, the group's name]`, to be told after a move. */
export function placeOf(view: View, favourite: string): [number, number, string | null] | undefined {
  for (const { group, favourites } of groups(view, null)) {
    const at = favourites.findIndex(({ id }) => id === favourite);
    if (at >= 0) return [at + 1, favourites.length, group?.name ?? null];
  }
  return undefined;
}

/** Also without anything in it, the place before all groups is one to move to. */
function withPlaces(view: View): Group[] {
  const all = groups(view, null);
  return all[0]?.group === null ? all : [{ group: null, favourites: [] }, ...all];
}

function move(favourite: string, { group }: Group, before: string | undefined): Move {
  return { change: "move", favourite, group: group?.id ?? null, before: before ?? null };
}
