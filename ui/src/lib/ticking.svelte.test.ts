import { expect, test } from "vitest";
import { TickedList, tickingKeys } from "./ticking.svelte";

class Letters extends TickedList {
  readonly asked: [number, number][] = [];
  constructor(most = 100) {
    super(most);
    this.total = 5;
  }
  protected async ids(offset: number, count: number): Promise<string[]> {
    this.asked.push([offset, count]);
    return [..."abcde"].slice(offset, offset + count);
  }
}

function keysOf(list: Letters) {
  let escaped = 0;
  const keys = tickingKeys({
    list: () => list,
    grid: () => ({ moveTo: async (index: number) => void (list.current = index) }),
    id: (row: string) => row,
    onescape: () => escaped++,
  });
  const press = (key: string, index: number, shiftKey = false) =>
    keys.onkey(new KeyboardEvent("keydown", { key, shiftKey }), "abcde"[index], index);
  return { ...keys, press, escaped: () => escaped };
}

const settled = () => new Promise((done) => setTimeout(done));

test("Space ticks a row and takes its tick back; Shift+Space ticks from the last one to here, either way", async () => {
  const list = new Letters();
  const { press } = keysOf(list);
  expect(press(" ", 3)).toBe(true);
  expect([...list.ticked]).toEqual(["d"]);
  press(" ", 3);
  expect(list.ticked.size).toBe(0);
  press(" ", 1, true);
  await settled();
  expect([...list.ticked].sort()).toEqual(["b", "c", "d"]);
  list.untickAll();
  press(" ", 2, true);
  await settled();
  expect([...list.ticked]).toEqual(["c"]);
});

test("Shift with an arrow ticks the row and the next one, and the cursor goes there", async () => {
  const list = new Letters();
  const { press } = keysOf(list);
  list.current = 1;
  expect(press("ArrowDown", 1, true)).toBe(true);
  await settled();
  expect(list.current).toBe(2);
  expect([...list.ticked].sort()).toEqual(["b", "c"]);
  press("ArrowUp", 2, true);
  await settled();
  expect(list.current).toBe(1);
  expect(press("ArrowDown", 1)).toBe(false);
});

test("Escape is told, other keys are left to the list, and a row on its way can't be ticked", () => {
  const list = new Letters();
  const { onkey, press, escaped } = keysOf(list);
  expect(press("Escape", 0)).toBe(true);
  expect(escaped()).toBe(1);
  expect(press("x", 0)).toBe(false);
  expect(onkey(new KeyboardEvent("keydown", { key: " " }), undefined, 0)).toBe(false);
  expect(list.ticked.size).toBe(0);
});

test("a click on the box of a row ticks it and opens nothing; with Shift, from the last one to here", async () => {
  const list = new Letters();
  const { ontick } = keysOf(list);
  const box = document.createElement("input");
  const row = document.createElement("div");
  row.append(box);
  let opened = 0;
  row.addEventListener("click", () => opened++);
  let shiftKey = false;
  let index = 0;
  box.addEventListener("click", (event) => ontick(event, "abcde"[index]!, index));
  const click = () => box.dispatchEvent(new MouseEvent("click", { bubbles: true, shiftKey }));
  click();
  [shiftKey, index] = [true, 2];
  click();
  await settled();
  expect([...list.ticked].sort()).toEqual(["a", "b", "c"]);
  expect(opened).toBe(0);
});

test("all are ticked at once, at most as many as can be, and it is known when all are", async () => {
  const list = new Letters();
  await list.tickAll();
  expect(list.allTicked).toBe(true);
  list.tick("a", 0, false);
  expect(list.allTicked).toBe(false);
  const few = new Letters(2);
  await few.tickAll();
  expect([...few.ticked]).toEqual(["a", "b"]);
  expect(few.allTicked).toBe(false);
  few.tick("a", 0);
  await few.tickTo(4);
  expect(few.asked.at(-1)).toEqual([0, 2]);
});
