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

const iteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));

/**
 * A kind of iterator over a list that may change meanwhile, such as "Headers Iterator".
 * @returns Makes an iterator; `read` gives what stands at a place, or undefined behind the end.
 */
export function iteratorKind(name: string): <T>(read: (index: number) => T | undefined) => IterableIterator<T> {
	class ListIterator {
		#read: (index: number) => unknown;
		#at = 0;
		constructor(read: (index: number) => unknown) {
			this.#read = read;
		}
		next(): IteratorResult<unknown> {
			const value = this.#read(this.#at);
			if (value === undefined) return { value: undefined, done: true };
			this.#at++;
			return { value, done: false };
		}
	}
	Object.setPrototypeOf(ListIterator.prototype, iteratorPrototype);
	Object.defineProperty(ListIterator.prototype, Symbol.toStringTag, { value: `${name} Iterator`, configurable: true });
	delete (ListIterator.prototype as { constructor?: unknown }).constructor;
	return (read) => new ListIterator(read) as never;
}
