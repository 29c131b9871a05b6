// Rows ticked in a list that is loaded by pages: one by one, from one to another, all.
import type { Id } from "./commands";

export abstract class TickedList {
  /** The row under the cursor; -1 is none. */
  current = $state(-1);
  /** Null until the first answer. */
  total = $state<number | null>(null);
  ticked = $state.raw<ReadonlySet<Id>>(new Set());
  /** From where Shift ticks; -1 is from where one stands. */
  #anchor = -1;
  readonly #most: number;

  /** `most`: how many rows can be ticked at once. */
  constructor(most: number) {
    this.#most = most;
  }

  /** The rows of the list as it is shown, from `offset` on; at most `count`. */
  protected abstract ids(offset: number, count: number): Promise<Id[]>;

  get allTicked(): boolean {
    return this.total !== null && this.total > 0 && this.ticked.size === this.total;
  }

  tick(id: Id, index: number, on = !this.ticked.has(id)): void {
    const next = new Set(this.ticked);
    if (on) next.add(id);
    else next.delete(id);
    this.ticked = next;
    this.#anchor = index;
  }

  /** Ticks every row from the last one ticked to this one. */
  async tickTo(index: number): Promise<void> {
    const from = this.#anchor < 0 ? index : this.#anchor;
    const ids = await this.ids(Math.min(from, index), Math.min(Math.abs(index - from) + 1, this.#most));
    this.ticked = new Set([...this.ticked, ...ids]);
  }

  /** The first rows of the list, as many as can be ticked at once. */
  async tickAll(): Promise<void> {
    this.ticked = new Set(await this.ids(0, this.#most));
  }

  untickAll(): void {
    this.ticked = new Set();
    this.forgetAnchor();
  }

  /** The rows stand elsewhere now. */
  protected forgetAnchor(): void {
    this.#anchor = -1;
  }
}

type Grid = { moveTo(index: number): Promise<void> };

type Given<Row> = {
  list: () => TickedList;
  grid: () => Grid | undefined;
  id: (row: Row) => Id;
  onescape: () => void;
};

/** The keys and clicks that tick the rows of a list: Space, Shift+Space, Shift with an arrow; Shift and a click. */
export function tickingKeys<Row>({ list, grid, id, onescape }: Given<Row>) {
  function toggle(shift: boolean, row: Row, index: number): void {
    if (shift) void list().tickTo(index);
    else list().tick(id(row), index);
  }

  return {
    onkey(event: KeyboardEvent, row: Row | undefined, index: number): boolean {
      if (event.key === " " && row !== undefined) {
        toggle(event.shiftKey, row, index);
        return true;
      }
      if (event.shiftKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
        if (row !== undefined && !list().ticked.has(id(row))) list().tick(id(row), index);
        const next = index + (event.key === "ArrowDown" ? 1 : -1);
        void grid()
          ?.moveTo(next)
          .then(() => list().tickTo(list().current));
        return true;
      }
      if (event.key === "Escape") {
        onescape();
        return true;
      }
      return false;
    },
    /** On the box of a row; the click goes no further. */
    ontick(event: MouseEvent, row: Row, index: number): void {
      event.stopPropagation();
      toggle(event.shiftKey, row, index);
    },
  };
}
