import type { Explanation, Failure } from "#sandbox/report/explain.ts";

type Rule = (failure: Failure) => Explanation;

/** @returns Why Lambda could not load the function, or null when loading was not the trouble. */
export function explainLoading(failure: Failure): Explanation | null {
	const byMessage =
		/^(SyntaxError: )/.test(failure.error.errorMessage) && failure.error.errorType.startsWith("Runtime.") ? syntaxError : undefined;
	const rule = Object.hasOwn(rules, failure.error.errorType) ? rules[failure.error.errorType] : byMessage;
	return rule?.(failure) ?? null;
}

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
	const missing = /Cannot find (?:module|package) '([^']{1,200})'/.exec(error.errorMessage)?.[1];
	const handlerFile = traced?.handler.split(".")[0];
	if (missing !== undefined && missing === handlerFile) {
		return {
			title: "Lambda did not find the handler’s file",
			text: `The template says Handler: ${traced?.handler}, so Lambda looked for ${missing}.js, ${missing}.mjs and ${missing}.cjs under CodeUri.`,
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
