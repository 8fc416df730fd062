import { systemErrors } from "./system-errors.ts";
import { outOfRange, validateInteger } from "./validate.ts";

function entryOf(error: unknown): readonly [string, string] | undefined {
	validateInteger(error, "err");
	if (error >= 0) throw outOfRange("err", "a negative integer", error);
	for (const [name, [errno, text]] of Object.entries(systemErrors)) if (errno === error) return [name, text];
	return undefined;
}

/** Functions of node:util about the numbers of system errors. */
export const systemErrorFunctions = {
	getSystemErrorName: (error: unknown) => entryOf(error)?.[0] ?? `Unknown system error ${error}`,
	getSystemErrorMessage: (error: unknown) => entryOf(error)?.[1] ?? `Unknown system error ${error}`,
	getSystemErrorMap: () => new Map(Object.entries(systemErrors).map(([name, [errno, text]]) => [errno, [name, text]])),
};
