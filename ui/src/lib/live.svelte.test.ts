import { flushSync } from "svelte";
import { expect, test, vi } from "vitest";
import { emit } from "./call";
import { liveLoad, touches, type Live } from "./live.svelte";

/** Runs `body` where effects may live, and answers how to end them. */
function inComponent<T>(body: () => T): { result: T; end: () => void } {
  let result!: T;
  const end = $effect.root(() => {
    result = body();
  });
  flushSync();
  return { result, end };
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  flushSync();
}

test("loads, and loads again only when one of its tables changed", async () => {
  const load = vi.fn(async () => load.mock.calls.length);
  const { result, end } = inComponent(() => liveLoad(() => ({}), load, ["contact"]));
  expect(result.loading).toBe(true);
  await settled();
  expect(result.value).toBe(1);
  emit({ type: "changed", tables: ["quality"] });
  await settled();
  expect(result.value).toBe(1);
  emit({ type: "changed", tables: ["contact", "contact_email"] });
  expect(result.value).toBe(1);
  await settled();
  expect(result.value).toBe(2);
  end();
  emit({ type: "changed", tables: ["contact"] });
  expect(load).toHaveBeenCalledTimes(2);
});

test("asks again when what it asks for changes, and drops the answer that comes too late", async () => {
  let id = $state("slow");
  const answers: Record<string, (value: string) => void> = {};
  const { result, end } = inComponent<Live<string>>(() =>
    liveLoad(
      () => id,
      (wanted) => new Promise<string>((resolve) => (answers[wanted] = resolve)),
    ),
  );
  id = "quick";
  flushSync();
  answers["quick"]?.("quick answer");
  await settled();
  answers["slow"]?.("slow answer");
  await settled();
  expect(result.value).toBe("quick answer");
  end();
});

test("keeps the old value on an error, and says the error until a load succeeds", async () => {
  let fail = false;
  const { result, end } = inComponent(() =>
    liveLoad(
      () => ({}),
      async () => {
        if (fail) throw { code: "disk_full", message: "Le disque est plein." };
        return "value";
      },
    ),
  );
  await settled();
  fail = true;
  await result.reload();
  expect(result.value).toBe("value");
  expect(result.error?.code).toBe("disk_full");
  fail = false;
  await result.reload();
  expect(result.error).toBeNull();
  end();
});

test("null asks nothing", async () => {
  const load = vi.fn(async () => 1);
  const { result, end } = inComponent(() => liveLoad(() => null, load));
  await settled();
  expect(load).not.toHaveBeenCalled();
  expect(result.loading).toBe(false);
  end();
});

test("an empty list of tables is a change of all", () => {
  expect(touches([], ["contact"])).toBe(true);
  expect(touches(["quality"], ["contact"])).toBe(false);
  expect(touches(["quality"])).toBe(true);
});
