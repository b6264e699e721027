/** The layers of ARCHITECTURE.md, as rules that fail the build. */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path: from },
  to: { path: "^(src|scripts|tests|bench)/", pathNot: allowed },
});

module.exports = {
  forbidden: [
    only("shared-is-pure", "^src/shared/", ["^src/shared/"], "shared imports nothing of the project"),
    {
      name: "shared-has-no-platform",
      comment: "shared runs in the window, in the trainer and in the main process",
      severity: "error",
      from: { path: "^src/shared/" },
      to: { dependencyTypes: ["core"] },
    },
    only(
      "renderer-sees-shared",
      "^src/renderer/",
      ["^src/renderer/", "^src/shared/"],
      "the window knows only the contract",
    ),
    {
      name: "renderer-has-no-node",
      severity: "error",
      comment: "the window has no Node",
      from: { path: "^src/renderer/" },
      to: { dependencyTypes: ["core"] },
    },
    only("preload-sees-contract", "^src/preload/", ["^src/preload/", "^src/shared/contract/"], "the bridge is thin"),
    only(
      "trainer-sees-shared",
      "^src/main/trainer/",
      ["^src/main/trainer/", "^src/shared/"],
      "the trainer is told what to do; it knows no project and no window",
    ),
    only(
      "project-sees-shared",
      "^src/main/project/",
      ["^src/main/project/", "^src/shared/"],
      "the file format stands alone",
    ),
    only(
      "lab-stands-below-its-fronts",
      "^src/main/lab/",
      ["^src/main/lab/", "^src/main/project/", "^src/shared/"],
      "the lab does not know which front (shell or command line) it serves",
    ),
    only(
      "cli-sees-no-shell",
      "^src/main/cli/",
      ["^src/main/(cli|lab|project|trainer)/", "^src/shared/"],
      "the command line runs without a window",
    ),
    {
      name: "only-the-shell-imports-electron",
      severity: "error",
      comment: "everything else runs headless; the trainer's entry reads process.parentPort instead",
      from: { path: "^src/", pathNot: ["^src/main/shell/", "^src/main/index\\.ts$", "^src/preload/"] },
      to: { path: "(^|/)node_modules/electron/|^electron$" },
    },
    {
      name: "one-door-to-tensorflow",
      severity: "error",
      comment: "tensorflow.ts picks the backend and mends what newer Node removed",
      from: { path: "^src/", pathNot: ["^src/main/trainer/tensorflow\\.ts$"] },
      to: { path: "@tensorflow/" },
    },
    {
      name: "no-circles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(out|node_modules)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
