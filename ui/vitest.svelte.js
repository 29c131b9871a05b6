// Under vitest, Svelte's packages must be taken in their browser build: the server build has no effects.
export function svelteTesting() {
  return {
    name: "svelte-browser-build-in-tests",
    config: () => (process.env.VITEST ? { resolve: { conditions: ["browser"] } } : {}),
  };
}
