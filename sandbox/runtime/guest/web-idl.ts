/** How classes of the web take their arguments, with the errors that Node.js gives. */

export function missingArguments(what: string, given: number, needed: number): void {
	if (given >= needed) return;
	const needs = `${needed} argument${needed === 1 ? "" : "s"} required`;
	throw new TypeError(`${what}: ${needs}, but${given === 0 ? "" : " only"} ${given} found.`);
}

export function illegalInvocation(): never {
	throw Object.assign(new TypeError("Illegal invocation"), { code: "ERR_INVALID_THIS" });
}

export function isSequence(value: object): value is Iterable<unknown> {
	return typeof (value as { [Symbol.iterator]?: unknown })[Symbol.iterator] === "function";
}

/** Makes members show up in `for … in`, as members of the web's classes do. */
export function enumerable(Made: { prototype: object }, members: readonly string[]): void {
	for (let n = 0; n < members.length; n++) {
		const member = members[n] as string;
		const descriptor = Object.getOwnPropertyDescriptor(Made.prototype, member);
		if (descriptor) Object.defineProperty(Made.prototype, member, { ...descriptor, enumerable: true });
	}
}
