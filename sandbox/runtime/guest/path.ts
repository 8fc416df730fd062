type Path = typeof import("node:path");

/** node:path: Node's own. */
export const path = require("node-source:path") as Path;
