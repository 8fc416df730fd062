import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

const END_OF_TABLE = "x(e,null),S(e),t.exports=e}";
const TABLE = "globalThis.__warmstartInspectTable";

/**
 * node-inspect-extracted brings a table of more than a thousand bound methods of the language's own objects, from which its modules take
 * some dozens when they are loaded. What is left in it afterwards would be copied into every environment: 50 KB each.
 */
export const inspectWithoutTable: Plugin = {
	name: "node-inspect-extracted without its table",
	setup(build) {
		build.onLoad({ filter: /[\\/]node-inspect-extracted[\\/]dist[\\/]inspect\.js$/ }, async ({ path }) => {
			const [before, after, ...more] = (await readFile(path, "utf8")).split(END_OF_TABLE);
			if (before === undefined || after === undefined || more.length > 0)
				throw new Error(
					"node-inspect-extracted has changed: its table of primordials is not where sandbox/build/inspect-plugin.ts looks for it.",
				);
			const contents = `${before}x(e,null),${TABLE}=e,t.exports=e}${after}
for (const key of Reflect.ownKeys(${TABLE})) Reflect.deleteProperty(${TABLE}, key);
delete ${TABLE};`;
			return { contents, loader: "js" };
		});
	},
};
