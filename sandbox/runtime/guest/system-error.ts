/** Errors of the operating system and of arguments, with the properties and messages that Node.js gives them. */

export type SystemFailure = { code: string; syscall: string; path?: string; dest?: string };

export function systemError({ code, syscall, path, dest }: SystemFailure): Error {
	const { systemErrors } = require("./system-errors.ts") as typeof import("./system-errors.ts");
	const [errno, text] = systemErrors[code] ?? [-1, "operation not permitted"];
	const paths = path === undefined ? "" : ` '${path}'${dest === undefined ? "" : ` -> '${dest}'`}`;
	const error = new Error(`${code}: ${text}, ${syscall}${paths}`);
	return Object.assign(error, { errno, code, syscall, ...(path === undefined ? {} : { path }), ...(dest === undefined ? {} : { dest }) });
}

/** A TypeError with a code, printed by Node.js as `TypeError [CODE]: …`. */
export function argumentError(code: "ERR_INVALID_ARG_TYPE" | "ERR_INVALID_ARG_VALUE", message: string): TypeError {
	return Object.assign(new TypeError(message), { code });
}

/** What Node.js says it received instead of a value of the right type. */
export function received(value: unknown): string {
	if (value === undefined || value === null) return `Received ${value}`;
	if (typeof value === "function") return `Received function ${value.name}`;
	if (typeof value === "object") {
		const name = (value as { constructor?: { name?: string } }).constructor?.name;
		return name ? `Received an instance of ${name}` : "Received [Object: null prototype] {}";
	}
	const text = typeof value === "string" ? `'${value.length > 28 ? `${value.slice(0, 25)}...` : value}'` : String(value);
	return `Received type ${typeof value} (${text}${typeof value === "bigint" ? "n" : ""})`;
}
