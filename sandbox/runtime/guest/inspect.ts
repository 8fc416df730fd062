// Read here, before learner code: methods of the language that the printing goes by.
require("inspect-natives");

/** What prints values, evaluated when something is first printed that is more than a text: it is large. */
export function inspection(): Pick<typeof import("node-inspect-extracted"), "format" | "formatWithOptions" | "inspect"> {
	return require("node-inspect-extracted") as typeof import("node-inspect-extracted");
}

/** As `util.format`. A text alone is itself, whatever stands in it. */
export function format(message?: unknown, ...values: unknown[]): string {
	if (values.length === 0 && typeof message === "string") return message;
	return inspection().format(message, ...values);
}
