import { writeRaw } from "../console.ts";
import { stringOf } from "../primordials.ts";
import { validateString, wrongType } from "../validate.ts";

type Warning = Error & { code?: string; detail?: string };
type Options = { type?: string; code?: string; detail?: string };

let helpShown = false;

/** As Node.js words it; how to find out more is said once. */
function print(warning: Warning): void {
	const code = warning.code ? `[${stringOf(warning.code)}] ` : "";
	const detail = typeof warning.detail === "string" ? `\n${warning.detail}` : "";
	const flag = warning.name === "DeprecationWarning" ? "--trace-deprecation" : "--trace-warnings";
	const help = helpShown ? "" : `\n(Use \`node ${flag} ...\` to show where the warning was created)`;
	helpShown = true;
	writeRaw(`(node:8) ${code}${stringOf(warning.name)}: ${stringOf(warning.message)}${detail}${help}\n`);
}

function warningOf(given: unknown, type: unknown, code: unknown): Warning {
	const options: Options = typeof type === "object" && type !== null ? type : { type: type as string, code: code as string };
	if (options.type !== undefined && typeof options.type !== "function") validateString(options.type, "type");
	if (given instanceof Error) return given;
	if (typeof given !== "string") throw wrongType("warning", "of type string or an instance of Error", given);
	const warning: Warning = new Error(given);
	warning.name = typeof options.type === "string" && options.type !== "" ? options.type : "Warning";
	if (options.code !== undefined && typeof options.code !== "function") {
		validateString(options.code, "code");
		warning.code = options.code;
	}
	if (typeof options.detail === "string") warning.detail = options.detail;
	return warning;
}

/**
 * process.emitWarning.
 * @param later Runs after the current code. @param emit Tells the listeners of "warning".
 */
export function warner(
	later: (callback: () => void) => void,
	emit: (warning: Warning) => void,
): (warning: unknown, type?: unknown, code?: unknown) => void {
	return (given, type, code) => {
		const warning = warningOf(given, type, code);
		const { noDeprecation } = globalThis.process as { noDeprecation?: boolean };
		if (warning.name === "DeprecationWarning" && noDeprecation) return;
		later(() => {
			print(warning);
			emit(warning);
		});
	};
}
