import { z } from "zod";

/** What JSON can say. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/**
 * Any JSON value, taken as it is: an own key `__proto__`, which JSON.parse gives and a copy would lose, stays in it, and no depth is too
 * deep.
 */
export const jsonSchema: z.ZodType<Json, Json> = z.custom<Json>(isJson, "must be a value that JSON can say");

function isJson(value: unknown): boolean {
	const open = [value];
	while (open.length > 0) {
		const one = open.pop();
		if (one === null || typeof one === "string" || typeof one === "boolean") continue;
		if (typeof one === "number" ? Number.isFinite(one) : Array.isArray(one)) {
			if (Array.isArray(one)) for (const element of one) open.push(element);
			continue;
		}
		if (typeof one !== "object" || !isPlain(one)) return false;
		for (const key of Object.keys(one)) open.push((one as Record<string, unknown>)[key]);
	}
	return true;
}

function isPlain(value: object): boolean {
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype as object) === null;
}
