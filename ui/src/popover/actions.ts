// What else can be done with a row: the same in its menu, by key and in its details.
import type { AttemptView, FavouriteView, GroupView, MachineRow, VmRef, WindowView } from "../bindings";
import type { Choice } from "../base/menu";
import { SORTS, sortBy } from "../sorting";
import { texts } from "../texts";
import { find } from "./focus";
import { attemptOf, windowOf } from "./list";
import { moved, movedGroup, placeOf } from "./moving";
import type { Popover } from "./popover.svelte";

type Entry = Choice | "-";

export function ofFavourite(it: Popover, favourite: FavouriteView): Entry[] {
  const { id, label, vm } = favourite;
  const window = windowOf(it.view, favourite.window);
  const details = it.detail === id ? texts.hideDetails : texts.showDetails;
  return parted(
    [
      ...(favourite.missing ? findAgain(it, favourite) : [connectWith(it, vm, label, favourite)]),
      ...(window ? windowChoices(it, window) : []),
      { label: details, keys: it.keys("details"), run: () => it.toggleDetail(id) },
    ],
    [
      { label: texts.edit, run: () => (it.asking = { what: "edit", favourite: id }) },
      { label: texts.rename, keys: it.keys("rename"), run: () => (it.renaming = id) },
      ...(it.ordered ? [step(it, favourite, -1), step(it, favourite, 1)] : []),
      { label: texts.moveTo, run: () => chooseGroup(it, favourite) },
      sorting(it),
      { label: texts.unstar, keys: it.keys("star"), run: () => unstar(it, id) },
    ],
    [portal(it, vm), ...copies(it, attemptOf(it.view, id))],
  );
}

export function ofWindow(it: Popover, window: WindowView): Entry[] {
  const favourite = window.favourite === null ? undefined : it.favourite(window.favourite);
  const star = favourite ? [] : [starring(it, window.vm, window.label)];
  return parted(windowChoices(it, window), [...star, portal(it, window.vm)]);
}

export function ofMachine(it: Popover, machine: MachineRow, attempt: AttemptView | undefined): Entry[] {
  const { vm, name, favourite } = machine;
  const known = favourite === null ? undefined : it.favourite(favourite);
  return parted(
    [
      connectWith(it, vm, known?.label ?? name, known),
      known
        ? { label: texts.unstar, keys: it.keys("star"), run: () => unstar(it, known.id) }
        : starring(it, vm, name),
    ],
    [portal(it, vm), ...copies(it, attempt)],
  );
}

export function ofAttempt(it: Popover, attempt: AttemptView): Entry[] {
  const { id, vm, label, favourite } = attempt;
  const star = favourite === null ? [starring(it, vm, label)] : [];
  const dismiss: Entry[] = attempt.outcome
    ? [{ label: texts.dismiss, run: () => it.act({ intent: "dismiss", attempt: id }) }]
    : [];
  return parted([...star, portal(it, vm)], copies(it, attempt), dismiss);
}

export function ofGroup(it: Popover, group: GroupView): Entry[] {
  const rename: Entry = {
    label: texts.renameGroup,
    run: () => (it.asking = { what: "rename-group", group: group.id }),
  };
  const moves = ([-1, 1] as const).flatMap((by): Entry[] => {
    const change = movedGroup(it.view, group.id, by);
    const label = by < 0 ? texts.moveUp : texts.moveDown;
    return change ? [{ label, run: () => it.act({ intent: "favourites", change }) }] : [];
  });
  const remove: Entry = {
    label: texts.removeGroup,
    run: () => it.act({ intent: "favourites", change: { change: "remove-group", group: group.id } }),
  };
  return [rename, ...moves, sorting(it), remove];
}

/** What favourites may stand by, and what they do. */
export function sorts(it: Popover): Entry[] {
  return SORTS.map(([sort, label]) => ({
    label,
    checked: it.view.settings.sort_favourites === sort,
    run: () => it.act({ intent: "change-settings", change: { field: "sort-favourites", value: sort } }),
  }));
}

export function unstar(it: Popover, favourite: string): void {
  it.act({ intent: "favourites", change: { change: "unstar", favourite } });
}

/** One step up or down, told once it is done. */
export function move(it: Popover, favourite: string, by: -1 | 1): void {
  if (!it.ordered) {
    it.say(texts.onlyInMyOrder);
    it.openMenu(texts.onlyInMyOrder, sorts(it), find(favourite)?.querySelector<HTMLElement>("[data-more]"));
    return;
  }
  const change = moved(it.view, favourite, by);
  if (!change) return;
  it.moving = favourite;
  it.act({ intent: "favourites", change });
}

/** What is said of a favourite that was moved. */
export function whereNow(it: Popover, favourite: string): string {
  const place = placeOf(it.view, favourite);
  return place ? texts.movedTo(it.favourite(favourite)?.label ?? "", place) : "";
}

/** Where it may be now; by its name among all machines, where nothing is known. */
export function findAgain(it: Popover, favourite: FavouriteView): Choice[] {
  const { id, vm, found_again } = favourite;
  const candidates = found_again.map(({ vm, name, about, surely }) => ({
    label: texts.foundAt(name, about, surely),
    run: () => it.act({ intent: "favourites", change: { change: "repoint", favourite: id, vm } }),
  }));
  const search: Choice = {
    label: texts.findAgain,
    run: () => it.searching.look(vm.id.split("/").pop() ?? favourite.label),
  };
  return candidates.length > 0 ? candidates : [search];
}

function windowChoices(it: Popover, window: WindowView): Entry[] {
  const { extend, id } = window;
  const again: Entry = { label: texts.openAgain, run: () => it.act({ intent: "open-again", window: id }) };
  const longer: Entry[] = extend
    ? [{ label: extend.label, keys: it.keys("extend"), run: () => it.act(extend.intent) }]
    : [];
  const copy: Entry[] = window.address
    ? [
        {
          label: texts.copyAddress,
          keys: it.keys("copy-address"),
          run: () => it.act({ intent: "copy-address", window: id }),
        },
      ]
    : [];
  const { trouble } = window;
  const help: Entry[] = trouble ? [{ label: trouble.label, run: () => it.act(trouble.intent) }] : [];
  return [again, ...longer, ...copy, ...help];
}

function connectWith(it: Popover, vm: VmRef, label: string, favourite: FavouriteView | undefined): Entry {
  const asking = { what: "connect-with", wanted: { vm, label, favourite } } as const;
  return { label: texts.connectWith, keys: it.keys("connect-with"), run: () => (it.asking = asking) };
}

function starring(it: Popover, vm: VmRef, alias: string): Entry {
  return { label: texts.star, keys: it.keys("star"), run: () => it.star(vm, alias) };
}

function step(it: Popover, { id }: FavouriteView, by: -1 | 1): Entry {
  const label = by < 0 ? texts.moveUp : texts.moveDown;
  return { label, keys: it.keys(by < 0 ? "move-up" : "move-down"), run: () => move(it, id, by) };
}

function sorting(it: Popover): Entry {
  return { label: texts.sort, run: () => it.openMenu(sortBy, sorts(it)) };
}

function chooseGroup(it: Popover, favourite: FavouriteView): void {
  const to = (group: string | null) => () => it.regroup(favourite.id, group);
  const others = it.view.groups.filter(({ id }) => id !== favourite.group);
  const none: Entry[] = favourite.group === null ? [] : [{ label: texts.noGroup, run: to(null) }];
  it.openMenu(texts.moveTo, [
    ...none,
    ...others.map(({ id, name }) => ({ label: name, run: to(id) })),
    { label: texts.newGroup, run: () => (it.asking = { what: "group", favourite: favourite.id }) },
  ]);
}

function portal(it: Popover, vm: VmRef): Entry {
  return { label: texts.portal, run: () => it.act({ intent: "open-portal", vm, page: "overview" }) };
}

function copies(it: Popover, attempt: AttemptView | undefined): Entry[] {
  return (attempt?.copies ?? []).map(({ label, intent }) => ({ label, run: () => it.act(intent) }));
}

/** The parts that hold something, with a line between them. */
function parted(...parts: Entry[][]): Entry[] {
  return parts
    .filter((part) => part.length > 0)
    .flatMap((part, at) => (at === 0 ? part : ["-" as const, ...part]));
}
