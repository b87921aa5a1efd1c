// What `make lint` holds the browser files to. The rules find faults; how lines are broken is nobody's business here.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const js = require("@eslint/js");
const globals = require("globals");

const MODULES = ["static/facets.js", "static/focus.js", "static/links.js", "static/own_tour.js", "static/picker.js", "static/results.js", "static/sheet.js", "static/stage_mount.js"];

export default [
  js.configs.recommended,
  {
    files: ["static/**/*.js"],
    ignores: MODULES,
    languageOptions: { sourceType: "script", ecmaVersion: 2023, globals: { ...globals.browser, L: "readonly" } },
  },
  { files: MODULES, languageOptions: { sourceType: "module", ecmaVersion: 2023, globals: globals.browser } },
  {
    rules: {
      eqeqeq: ["error", "smart"], "no-var": "error", "prefer-const": "error", "no-implicit-globals": "error",
      "no-eval": "error", "no-implied-eval": "error", "no-new-func": "error", "no-shadow": "error",
    },
  },
  { ignores: ["static/vendor/**"] },
];
