/** node:assert and its strict form: Node's own. */
export const assert = require("node-source:assert") as { strict: object };
export const strictAssert = assert.strict;
