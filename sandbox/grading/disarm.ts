import type { Report } from "#sandbox/report/report.ts";
import type { Json } from "#sandbox/scenario.ts";

/** By these keys JSONata knows its own functions, and it neither reads nor lists the fields of a function. */
const functionMarks = ["_jsonata_function", "_jsonata_lambda"];

/**
 * Takes from guest data what JSONata would mistake for a function of its own. A learner could otherwise hide a request from the checks by
 * sending `"_jsonata_function": true` along in its body.
 * @param report A report of the caller's own; it is changed.
 */
export function disarm(report: Report): void {
	const left: Json[] = [];
	for (const { event, response } of report.invocations) left.push(event, response);
	for (const { body, responseBody } of report.calls) left.push(body, responseBody);
	for (let value = left.pop(); left.length > 0 || value !== undefined; value = left.pop()) {
		if (typeof value !== "object" || value === null) continue;
		if (Array.isArray(value)) {
			for (const item of value) if (typeof item === "object") left.push(item);
			continue;
		}
		for (const mark of functionMarks) if (Object.hasOwn(value, mark) && value[mark] === true) value[mark] = "true";
		for (const item of Object.values(value)) if (typeof item === "object") left.push(item);
	}
}
