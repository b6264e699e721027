import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "electron-vite";

/*
 * The built code targets Chrome 108 and Node 16: the oldest runtime that the set-up may provide
 * (Electron 22, where the official binary is out of reach). Everything is bundled except native
 * TensorFlow, the decoder of pictures and Electron themselves, so that ESM-only packages load there too.
 */
const external = [/^electron(\/|$)/, /^@tensorflow\//, /^@napi-rs\//];

export default defineConfig({
  main: {
    build: {
      target: "node16",
      externalizeDeps: false,
      outDir: "out/main",
      rollupOptions: {
        external,
        input: {
          index: resolve("src/main/index.ts"),
          trainer: resolve("src/main/trainer/entry.ts"),
          cli: resolve("src/main/cli/index.ts"),
          pictureWorker: resolve("src/main/trainer/datasets/import/pictureWorker.ts"),
          rowWorker: resolve("src/main/trainer/datasets/import/rowWorker.ts"),
        },
        output: { format: "cjs", entryFileNames: "[name].js", chunkFileNames: "chunks/[name]-[hash].js" },
      },
    },
  },
  preload: {
    build: {
      target: "node16",
      externalizeDeps: false,
      outDir: "out/preload",
      rollupOptions: {
        external: [/^electron(\/|$)/],
        input: { index: resolve("src/preload/index.ts") },
        output: { format: "cjs", entryFileNames: "[name].js" },
      },
    },
  },
  renderer: {
    root: "src/renderer",
    plugins: [react()],
    build: {
      target: "chrome108",
      cssTarget: "chrome108",
      outDir: resolve("out/renderer"),
      emptyOutDir: true,
      // Fonts and images come as files: the content security policy allows no data: fonts.
      assetsInlineLimit: 0,
      rollupOptions: { input: resolve("src/renderer/index.html") },
    },
  },
});
