/** `process` for packages within the library. The object is made with each environment, after these lines have run. */
export default {
	nextTick: (callback: () => void, ...args: unknown[]) => globalThis.process.nextTick(callback as () => void, ...(args as [])),
	get env() {
		return globalThis.process.env;
	},
	get stdout() {
		return globalThis.process.stdout;
	},
	get stderr() {
		return globalThis.process.stderr;
	},
	get argv() {
		return globalThis.process.argv;
	},
	cwd: () => globalThis.process.cwd(),
	platform: "linux",
	emitWarning: (warning: string) => globalThis.process.emitWarning(warning),
};
