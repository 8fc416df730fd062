/** A value after intrinsic functions: plain, or unknown because it depends on something that is not simulated. */
export type Resolved = string | number | boolean | null | Resolved[] | { [name: string]: Resolved } | Unknown;

/** Carries the reason, for messages. */
export class Unknown {
	readonly why: string;
	constructor(why: string) {
		this.why = why;
	}
}

/** The text that CloudFormation makes of a value where it needs one. */
export function textOf(value: Resolved): string {
	return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

/** The first unknown value among some, or within them. */
export function firstUnknown(values: readonly Resolved[]): Unknown | undefined {
	for (const value of values) {
		if (value instanceof Unknown) return value;
		if (typeof value !== "object" || value === null) continue;
		const inner = firstUnknown(Array.isArray(value) ? value : Object.values(value));
		if (inner) return inner;
	}
	return undefined;
}
