import { compileJsonCondition } from "./json-condition.ts";
import { compileLogRegex } from "./log-regex.ts";
import { compileSpaceDelimited } from "./space-delimited.ts";

/** Whether a log event passes. */
export type LogFilter = (message: string) => boolean;

/**
 * A filter pattern of CloudWatch Logs: terms, `{ … }` over JSON, or `[ … ]` over fields between spaces. An empty one passes all.
 * Terms are looked for anywhere in the message, with their case; whether AWS wants whole words is not documented.
 * @returns undefined for a pattern that CloudWatch would refuse.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function compileFilterPattern(pattern: string): LogFilter | undefined {
	const trimmed = pattern.trim();
	if (trimmed.startsWith("{")) return compileJsonCondition(trimmed);
	if (trimmed.startsWith("[")) return compileSpaceDelimited(trimmed);
	return compileTerms(trimmed);
}

/** All plain terms must be there and none with `-`; of those with `?` one, but only where there are no others. */
function compileTerms(pattern: string): LogFilter | undefined {
	const required: LogFilter[] = [];
	const excluded: LogFilter[] = [];
	const either: LogFilter[] = [];
	const term = /\s*([?-]?)(?:"((?:\\.|[^"\\])*)"|%([^%]*)%|([^\s"]+))/y;
	while (term.lastIndex < pattern.length) {
		const found = term.exec(pattern);
		if (!found) return undefined;
		const [, sign, quoted, regex, plain = ""] = found;
		const text = quoted === undefined ? plain : quoted.replace(/\\(.)/g, "$1");
		const test = regex === undefined ? (message: string) => message.includes(text) : compileLogRegex(regex);
		if (!test) return undefined;
		(sign === "?" ? either : sign === "-" ? excluded : required).push(test);
	}
	if (required.length === 0 && excluded.length === 0 && either.length > 0) return (message) => either.some((test) => test(message));
	return (message) => required.every((test) => test(message)) && !excluded.some((test) => test(message));
}
