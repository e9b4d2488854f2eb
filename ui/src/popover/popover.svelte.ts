// What a person is doing with the popover just now. What is true stands in the view.
import { createContext } from "svelte";

import type { OpenMenu } from "../base/menu";
import type { FavouriteView, Intent, View, VmRef, WindowView } from "../bindings";
import { dispatch } from "../bridge";
import { bound, keysOf, type CommandId } from "../keys";
import { Closed } from "./closing";
import type { Drop } from "./dragging.svelte";
import { groups, isBeginning, loose, unfolded, withoutFavourites } from "./list";
import { regrouped } from "./moving";
import { now } from "./now";
import { Searching } from "./searching.svelte";

/** A connect that is given options first. */
export interface Wanted {
  vm: VmRef;
  label: string;
  favourite: FavouriteView | undefined;
}

export type Asking =
  | { what: "edit"; favourite: string }
  | { what: "connect-with"; wanted: Wanted }
  | { what: "group"; favourite: string }
  | { what: "rename-group"; group: string }
  | { what: "shortcuts" };

export class Popover {
  view = $state.raw<View>() as View;
  /** When the view came: it tells how long a step had taken by then. */
  viewed = $state(0);
  searching = new Searching();
  #closed = new Closed();
  #forgotten = $state(0);
  /** The row whose details are shown. */
  detail = $state<string | null>(null);
  /** The favourite whose name is written anew. */
  renaming = $state<string | null>(null);
  /** The name of a group that is being made, and who goes into it. */
  making: { name: string; favourite: string } | null = null;
  /** The favourite that is being dragged, and where it would come to stand. */
  dragged = $state<string | null>(null);
  drop = $state.raw<Drop | null>(null);
  menu = $state.raw<OpenMenu | null>(null);
  asking = $state.raw<Asking | null>(null);
  /** The key is held that makes a number connect. */
  numbered = $state(false);
  /** The favourite that was moved, until the view tells where it is now. */
  moving: string | null = null;
  #anchor: HTMLElement | null = null;
  #say: (sentence: string) => void;

  constructor(say: (sentence: string) => void) {
    this.#say = say;
  }

  /** Machines that were starred in this search: they stay where they were found. */
  #starred = $state.raw<string[]>([]);

  groups = $derived.by(() => groups(this.view, this.searching.active ? this.searching.found : null));
  rows = $derived.by(() => unfolded(this.groups, this.searching.active));
  machines = $derived.by(() => {
    const { found, everywhere, active } = this.searching;
    if (!found || !everywhere) return null;
    return active ? withoutFavourites(found, this.#starred) : found;
  });
  loose = $derived.by(() => loose(this.view, this.rows, this.machines));
  commands = $derived.by(() => bound(this.view.settings.keys));
  /** Whether favourites stand as the person put them, so that they can be moved. */
  ordered = $derived.by(() => this.view.settings.sort_favourites === "my-order");
  /** Why nothing can be asked of Azure now. */
  offline = $derived.by(() => this.view.machines.offline);

  /** Whether there is, or will be, anything to look for. */
  searchable = $derived.by(() => this.view.favourites.length > 0 || this.view.accounts.length > 0);
  /** What Enter in the search connects to: the first that was found. */
  likely = $derived.by(() => {
    if (!this.searching.active || !this.searching.found) return undefined;
    return this.rows[0]?.id ?? this.machines?.rows[0]?.vm.id;
  });

  /** The open windows, and those that closed while they were looked at. */
  windows = $derived.by(() => {
    void this.#forgotten;
    const at = this.view.windows.length > 0 || this.#closed.any ? now() : Date.now();
    return this.#closed.show(this.view.windows, at).filter((window) => !isBeginning(this.view, window));
  });

  show(view: View): void {
    this.view = view;
    this.viewed = Date.now();
    this.searching.renew();
  }

  /** Moves a favourite to the end of a group, and tells where it is then. */
  regroup(favourite: string, group: string | null): void {
    this.moving = favourite;
    this.act({ intent: "favourites", change: regrouped(favourite, group) });
  }

  /** Does what a button says. Some of it is asked for here first. */
  act(intent: Intent): void {
    if (intent.intent === "edit-favourite") this.asking = { what: "edit", favourite: intent.favourite };
    else if (intent.intent === "find-machine") this.searching.look(intent.name);
    else dispatch(intent);
  }

  /** Tells a screen reader what came of a key press. */
  say(sentence: string): void {
    this.#say(sentence);
  }

  /** Takes a window that closed off the list. */
  forget(window: WindowView): void {
    this.#closed.forget(window);
    this.#forgotten += 1;
  }

  /** The keys of a command, as people read them. */
  keys(command: CommandId): string {
    return keysOf(command, this.commands);
  }

  /** Stars a machine, and keeps it where it was found. */
  star(vm: VmRef, alias: string): void {
    this.#starred = [...this.#starred, vm.id];
    this.act({ intent: "favourites", change: { change: "star", vm, alias } });
  }

  favourite(id: string): FavouriteView | undefined {
    return this.view.favourites.find((favourite) => favourite.id === id);
  }

  /** Opens a menu; without an anchor where the last one was. */
  openMenu(name: string, choices: OpenMenu["choices"], anchor: HTMLElement | null = this.#anchor): void {
    this.#anchor = anchor;
    if (anchor) this.menu = { name, choices, anchor };
  }

  toggleDetail(row: string): void {
    this.detail = this.detail === row ? null : row;
  }
}

export const [popover, setPopover] = createContext<Popover>();
