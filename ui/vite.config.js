import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "./vitest.svelte.js";
import { defineConfig } from "vitest/config";
import manifest from "./package.json" with { type: "json" };

// The page is served from the window's own scheme or by the host, so every address in it is relative.
// `npm run dev` talks to a running `themisia-host`; THEMISIA_HOST says where it listens.
const host = process.env.THEMISIA_HOST ?? "http://127.0.0.1:4781";
const proxy = { target: host, changeOrigin: true };

export default defineConfig({
  base: "./",
  plugins: [svelte(), svelteTesting()],
  define: { __APP_VERSION__: JSON.stringify(manifest.version) },
  server: { strictPort: true, port: 5173, proxy: { "/call": proxy, "/events": proxy, "/upload": proxy } },
  build: {
    // Safari 16.4 is the oldest WebView of a supported macOS; WebKitGTK 2.50 and WebView2 are newer.
    target: ["safari16.4", "chrome111"],
    // Inlined files would need `data:` in the page's content policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  test: { environment: "jsdom", include: ["src/**/*.test.ts"], setupFiles: ["./vitest.setup.ts"] },
});
