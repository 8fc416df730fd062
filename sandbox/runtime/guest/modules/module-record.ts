/** What the build tells the module loader inside the isolate: plain data, as JSON text in the script of a function. */

/** An error that Node.js throws where a module is asked for. */
export type LoadFailure = {
	/** As in `error.code`; the name of the class when the error has none. */
	code: string;
	message: string;
	/** Class of the error, when it is not `Error`. */
	type?: "TypeError" | "SyntaxError";
	/** Own property of some errors of `import`. */
	url?: string;
	/** What Node.js puts before the stack of a SyntaxError: the place, the line and a mark below it. */
	frame?: string;
};

/** Number of a module in the list, or why there is none. */
export type Target = number | LoadFailure;

/**
 * A variable of another module: number of the module, and the name there; `*` for its namespace. `lenient` when TypeScript asks for it,
 * which takes CommonJS as bundlers do.
 */
export type Binding = readonly [module: number, name: string, lenient?: boolean];

type Shared = {
	/** Path below /var/task, such as `lib/tax.mjs`; absolute in a layer. */
	path: string;
	/** What its `import()`, `require()` and the like name by plain texts. */
	dynamic: readonly (readonly [key: string, target: Target])[];
	required: readonly (readonly [specifier: string, target: Target])[];
};

export type ModuleRecord =
	| (Shared & {
			format: "esm";
			/** Modules that it imports statically, in order; evaluated before it. */
			requests: readonly Target[];
			imports: readonly (readonly [local: string, binding: Binding, specifier: string])[];
			/** Everything that its namespace has: names and where they come from, itself included. */
			exports: readonly (readonly [name: string, binding: Binding])[];
			awaits: boolean;
			/** Its variables may be read before its evaluation is over, or change later: nothing of it is copied. */
			live: boolean;
			/** One of the variables in `exports` may get another value later. */
			changes: boolean;
			unnamedDefault: boolean;
			/** TypeScript without `export`, which fills `exports` or `module.exports`. */
			mixed: boolean;
			typescript: boolean;
			/** Path of the package.json that makes a `.js` file an ES module. */
			manifest?: string;
			/** An import of a name that does not exist. */
			linkFailure?: LoadFailure;
	  })
	| (Shared & { format: "commonjs"; names: readonly string[]; typescript: boolean })
	| { format: "json"; path: string; text: string }
	| { format: "builtin"; path: string; name: string }
	/** A package of the list; `names` when it is an ES module. */
	| { format: "package"; path: string; id: string; names?: readonly string[] }
	/** A file that cannot be read as JavaScript. */
	| { format: "broken"; path: string; failure: LoadFailure };

/** Where INIT begins (L62-L64). */
export type Entry =
	| { how: "require" | "import"; module: number }
	| { how: "fail"; errorType: string; errorMessage: string }
	| { how: "fail"; failure: LoadFailure };

export type ModuleTable = {
	modules: readonly ModuleRecord[];
	entry: Entry;
	/** `require()` may load ES modules (L61). */
	requireModule: boolean;
};
