/** Flags of Node.js that change how files are loaded. Lambda starts Node.js with both off (L61). */
export type LoaderFlags = { /** `require()` may load ES modules. */ requireModule: boolean };

/** Reads what a function's NODE_OPTIONS switch on: of a flag and its opposite the last one counts. Other flags change nothing here. */
export function loaderFlags(nodeOptions: string | undefined): LoaderFlags {
	let requireModule = false;
	for (const flag of (nodeOptions ?? "").split(/\s+/)) {
		if (/^--(?:experimental-)?require-module$/.test(flag)) requireModule = true;
		if (/^--no-(?:experimental-)?require-module$/.test(flag)) requireModule = false;
	}
	return { requireModule };
}
