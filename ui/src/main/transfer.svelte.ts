// What was chosen of a file, until it is imported. The truth about it stays in core: this only says which rows.
import type { ImportedFavourite, ImportPreview, ImportRow, TypedOption } from "../bindings";

/** A row, and what the person chose of it. */
export class Choice {
  readonly row: ImportRow;
  ticked = $state(false);
  /** The place of the chosen candidate; nothing before one was chosen. */
  candidate = $state<number>();
  /** Which switches are on, by their place. */
  on = $state<boolean[]>([]);

  constructor(row: ImportRow) {
    this.row = row;
    this.ticked = row.ticked;
    this.on = row.switches.map(() => false);
  }

  /** Whether it can be imported as it stands. */
  get possible(): boolean {
    return this.entry !== undefined;
  }

  /** What would be imported; nothing while the machine is not known. */
  get entry(): ImportedFavourite | undefined {
    const { entry, candidates, switches } = this.row;
    if (!entry) return undefined;
    const chosen = this.candidate === undefined ? undefined : candidates[this.candidate];
    const vm = chosen?.vm ?? entry.vm;
    if (!vm) return undefined;
    const shared: TypedOption[] = switches.filter((_, place) => this.on[place]).map(({ option }) => option);
    return { ...entry, id: chosen?.favourite ?? entry.id, vm, options: [...entry.options, ...shared] };
  }

  /** Whoever says which machine it is wants it. */
  choose(candidate: number | undefined): void {
    this.candidate = candidate;
    this.ticked = candidate !== undefined;
  }

  /** Whoever shares something wants the row. */
  share(place: number, on: boolean): void {
    this.on[place] = on;
    if (on) this.ticked = true;
  }
}

/** A file that was read, with what is chosen of it. */
export class Choices {
  readonly preview: ImportPreview;
  readonly rows: Choice[];

  constructor(preview: ImportPreview) {
    this.preview = preview;
    this.rows = preview.rows.map((row) => new Choice(row));
  }

  /** What is imported now. */
  get entries(): ImportedFavourite[] {
    return this.rows.flatMap(({ ticked, entry }) => (ticked && entry ? [entry] : []));
  }
}
