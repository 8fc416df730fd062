import type { Explanation, Failure } from "#sandbox/report/explain.ts";

type Rule = (failure: Failure) => Explanation;

/** @returns Why Lambda could not load the function, or null when loading was not the trouble. */
export function explainLoading(failure: Failure): Explanation | null {
	const { errorType, errorMessage } = failure.error;
	const byType = Object.hasOwn(rules, errorType) ? rules[errorType] : undefined;
	const rule = loadersOwn.find(([pattern]) => pattern.test(errorMessage))?.[1] ?? byType;
	return rule?.(failure) ?? null;
}

/** What the loader of Node.js says by itself, whichever type the error has. */
const loadersOwn: readonly (readonly [RegExp, Rule])[] = [
	[/(?:does not provide an export named|Named export) '/, missingName],
	[/^require\(\) of ES Module /, requireOfEsm],
	[/needs an import attribute of "type: json"/, jsonAttribute],
	[/^(?:module|exports|require|__filename|__dirname) is not defined in ES module scope/, commonJsName],
	[/^(?:Cannot find (?:module|package)|Directory import) '.* imported from /, importModuleError],
];

const rules: Record<string, Rule> = {
	"Runtime.HandlerNotFound": handlerNotFound,
	"Runtime.MalformedHandlerName": malformedHandlerName,
	"Runtime.ImportModuleError": importModuleError,
	"Runtime.UserCodeSyntaxError": syntaxError,
	"Runtime.CallbackHandlerDeprecated": callbackHandler,
};

function handlerNotFound({ error, traced }: Failure): Explanation {
	const handler = traced?.handler ?? "";
	const file = handler.slice(0, handler.lastIndexOf("."));
	const name = handler.slice(handler.lastIndexOf(".") + 1);
	if (/is not a function/.test(error.errorMessage)) {
		return {
			title: "The handler is not a function",
			text: `The template says Handler: ${handler}. The file exports “${name}”, but what it exports cannot be called.`,
			nextStep: `Make “${name}” a function, for example: export const ${name} = async (event) => { … };`,
		};
	}
	return {
		title: "Lambda did not find the handler",
		text: `The template says Handler: ${handler}. Lambda loaded ${file}, and it exports nothing named “${name}”.`,
		nextStep: `Export “${name}” from ${file}, or change Handler in the template to the name that you export.`,
	};
}

function malformedHandlerName({ traced }: Failure): Explanation {
	return {
		title: "The Handler of the template cannot be read",
		text: `It says “${traced?.handler ?? ""}”. Lambda expects the path of a file without its ending, a dot, and the name of an export.`,
		nextStep: "Write it like this: Handler: src/orders.handler for the export “handler” of src/orders.mjs.",
	};
}

function importModuleError({ error, traced }: Failure): Explanation {
	const missing = /(?:Cannot find (?:module|package)|Directory import) '([^']{1,200})'/.exec(error.errorMessage)?.[1];
	const handlerFile = traced?.handler.split(".")[0] ?? "";
	const askedByClient = !/^- \/var\/task\//m.test(error.errorMessage) && !/imported from \/var\/task\//.test(error.errorMessage);
	// The client looks for the last part of the path, and names only that.
	if (missing !== undefined && askedByClient && (missing === handlerFile || missing === handlerFile.split("/").at(-1))) {
		return {
			title: "Lambda did not find the handler’s file",
			text: `The template says Handler: ${traced?.handler}, so Lambda looked for ${handlerFile}.js, ${handlerFile}.mjs and ${handlerFile}.cjs under CodeUri.`,
			nextStep: "Compare the path in Handler with the name and folder of your file; CodeUri is the folder it counts from.",
		};
	}
	return {
		title: "A module could not be imported",
		text: missing ? `Your code imports “${missing}”, and it is not there.` : (error.errorMessage.split("\n")[0] ?? "An import failed."),
		nextStep:
			"Check the path of the import: in ES modules it needs the file’s ending. A package must be among those that the simulator has.",
	};
}

function missingName({ error }: Failure): Explanation {
	const name = /(?:export named|Named export) '([^']{1,100})'/.exec(error.errorMessage)?.[1] ?? "";
	const from = /requested module '([^']{1,200})'/.exec(error.errorMessage)?.[1] ?? "";
	const isCommonJs = error.errorMessage.includes("is a CommonJS module");
	return {
		title: "An import names something that is not exported",
		text: isCommonJs
			? `“${from}” is CommonJS. Node.js finds names of it by reading its text, and did not find “${name}”.`
			: `“${from}” exports nothing named “${name}”, so that nothing of your code ran.`,
		nextStep: isCommonJs
			? `Import the whole, and take “${name}” from it: import all from "${from}"; const { ${name} } = all;`
			: `Export “${name}” from “${from}”, or import what it exports. A default export is imported without braces.`,
	};
}

function requireOfEsm({ error }: Failure): Explanation {
	const file = /^require\(\) of ES Module (\S{1,200})/.exec(error.errorMessage)?.[1] ?? "a file";
	return {
		title: "require() cannot load an ES module",
		text: `${file} is an ES module. Lambda starts Node.js with --no-experimental-require-module, so that only import can load it.`,
		nextStep: "Write await import(…) inside an async function, or make the file that requires it an ES module (.mjs).",
	};
}

function jsonAttribute(): Explanation {
	return {
		title: "An import of JSON needs its type",
		text: "An ES module imports JSON only when the import says that it is JSON.",
		nextStep: 'Write: import data from "./data.json" with { type: "json" };',
	};
}

function commonJsName({ error }: Failure): Explanation {
	const name = error.errorMessage.split(" ")[0] ?? "";
	const instead: Record<string, string> = {
		require: "import",
		module: "export",
		exports: "export",
		__filename: "import.meta.filename",
		__dirname: "import.meta.dirname",
	};
	return {
		title: `“${name}” exists in CommonJS only`,
		text: `The file is an ES module (.mjs, or .js with "type": "module" in package.json), where there is no “${name}”.`,
		nextStep: `Use ${instead[name]} instead, or name the file .cjs.`,
	};
}

function syntaxError({ error }: Failure): Explanation {
	const esmInCommonJs = /Cannot use import statement|Unexpected token 'export'/.test(error.errorMessage);
	return {
		title: "JavaScript could not read your code",
		text: `Lambda stopped while it loaded the file: ${error.errorMessage.replace(/^SyntaxError: /, "").split("\n")[0]}.`,
		nextStep: esmInCommonJs
			? 'Name the file .mjs, or add "type": "module" to package.json: a .js file is CommonJS otherwise.'
			: "Look at the line named here and the one before it; a bracket or a comma is often missing there.",
	};
}

function callbackHandler({ traced }: Failure): Explanation {
	return {
		title: "Callback handlers are gone in Node.js 24",
		text: `The handler declares three parameters. From Node.js 24 on Lambda refuses such a handler during INIT (the runtime here is ${traced?.runtime ?? "nodejs24.x"}).`,
		nextStep: "Make it async, return the result, throw the error, and drop the third parameter.",
	};
}
