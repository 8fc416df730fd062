import { validateString } from "./validate.ts";

const line = /^[^\S\n]*(?:export[^\S\n]+)?([\w.-]+)[^\S\n]*=[^\S\n]*(?:"([^"]*)"|'([^']*)'|`([^`]*)`|([^#\n]*))?[^\n]*$/gm;

/** util.parseEnv: variables of a .env file. */
export function parseEnv(content: unknown): Record<string, string> {
	validateString(content, "content");
	const values: Record<string, string> = {};
	for (const [, name, double, single, tick, plain] of content.replace(/\r\n?/g, "\n").matchAll(line)) {
		const value = double?.replace(/\\n/g, "\n") ?? single ?? tick ?? plain?.trim() ?? "";
		Object.defineProperty(values, name as string, { value, writable: true, enumerable: true, configurable: true });
	}
	return values;
}
