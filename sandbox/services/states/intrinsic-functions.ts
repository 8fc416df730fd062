import { createHash } from "node:crypto";
import type { Json } from "#sandbox/json-value.ts";
import type { RandomStream } from "#sandbox/kernel/random.ts";
import { StateError } from "./state-error.ts";

type Evaluate = (path: string) => Json;

/**
 * Evaluates an intrinsic function such as `States.Format('{}', $.name)`; its arguments are texts in quotes, numbers, paths and functions.
 * @param evaluate Gives the value of a path.
 * @throws {StateError} States.IntrinsicFailure.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
 */
export function intrinsic(text: string, evaluate: Evaluate, random: RandomStream): Json {
	const reader = new Reader(text, evaluate, random);
	const value = reader.call();
	if (!reader.atEnd) fail(`${text} has something behind its end`);
	return value;
}

class Reader {
	#text: string;
	#at = 0;
	#evaluate: Evaluate;
	#random: RandomStream;

	constructor(text: string, evaluate: Evaluate, random: RandomStream) {
		this.#text = text.trim();
		this.#evaluate = evaluate;
		this.#random = random;
	}

	get atEnd(): boolean {
		return this.#at >= this.#text.length;
	}

	call(): Json {
		const name = this.#take(/States\.(\w+)\s*\(/y)?.[1];
		if (name === undefined) return fail(`${this.#text} is no intrinsic function`);
		const args: Json[] = [];
		while (!this.#take(/\s*\)/y)) {
			if (args.length > 0 && !this.#take(/\s*,/y)) fail(`a comma is missing in ${this.#text}`);
			args.push(this.#argument());
		}
		const run = Object.hasOwn(functions, name) ? functions[name] : undefined;
		if (!run) return fail(`there is no intrinsic function States.${name}`);
		return run(args, this.#random);
	}

	#argument(): Json {
		this.#take(/\s+/y);
		const quoted = this.#take(/'((?:[^'\\]|\\.)*)'/y);
		if (quoted) return (quoted[1] ?? "").replace(/\\(.)/g, "$1");
		const literal = this.#take(/(-?\d+(?:\.\d+)?|true|false|null)(?=\s*[,)])/y);
		if (literal) return JSON.parse(literal[1] as string) as Json;
		if (/States\./y.test(this.#text.slice(this.#at, this.#at + 7))) return this.call();
		const path = this.#take(/\$[^,)\s]*(?:\[[^\]]*\][^,)\s]*)*/y);
		return path ? this.#evaluate(path[0]) : fail(`an argument of ${this.#text} cannot be read`);
	}

	#take(pattern: RegExp): RegExpExecArray | null {
		pattern.lastIndex = this.#at;
		const match = pattern.exec(this.#text);
		if (match) this.#at = pattern.lastIndex;
		return match;
	}
}

function fail(why: string): never {
	throw new StateError("States.IntrinsicFailure", why);
}

const list = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : fail("an argument is no array"));
const text = (value: Json | undefined): string => (typeof value === "string" ? value : fail("an argument is no string"));
const number = (value: Json | undefined): number => (typeof value === "number" ? value : fail("an argument is no number"));
const same = (a: Json, b: Json) => JSON.stringify(a) === JSON.stringify(b);
/** Arrays of one call have so many elements at most. */
const MOST = 1000;

const hashes = new Map([
	["MD5", "md5"],
	["SHA-1", "sha1"],
	["SHA-256", "sha256"],
	["SHA-384", "sha384"],
	["SHA-512", "sha512"],
]);

const functions: { readonly [name: string]: (args: Json[], random: RandomStream) => Json } = {
	Format([pattern, ...values]) {
		let next = 0;
		return text(pattern).replace(/\\([{}\\'])|\{\}/g, (_, escaped: string | undefined) => {
			if (escaped !== undefined) return escaped;
			if (next >= values.length) fail("there are fewer arguments than {}");
			const value = values[next++] as Json;
			return typeof value === "string" ? value : JSON.stringify(value);
		});
	},
	StringToJson([value]) {
		try {
			return JSON.parse(text(value)) as Json;
		} catch {
			return fail("the text is no JSON");
		}
	},
	JsonToString: ([value = null]) => JSON.stringify(value),
	Array: (args) => args,
	ArrayPartition([value, size]) {
		const all = list(value);
		const count = number(size);
		if (!(count >= 1)) fail("chunks have at least one element");
		return Array.from({ length: Math.ceil(all.length / count) }, (_, index) => all.slice(index * count, (index + 1) * count));
	},
	ArrayContains: ([value, wanted = null]) => list(value).some((one) => same(one, wanted)),
	ArrayRange([first, last, step]) {
		const [from, to, by] = [number(first), number(last), number(step)];
		const count = by === 0 ? fail("the step is 0") : Math.floor((to - from) / by) + 1;
		if (count > MOST) fail(`a range has at most ${MOST} elements`);
		return Array.from({ length: Math.max(0, count) }, (_, index) => from + index * by);
	},
	ArrayGetItem([value, index]) {
		const found = list(value)[number(index)];
		return found === undefined ? fail("there is no such element") : found;
	},
	ArrayLength: ([value]) => list(value).length,
	ArrayUnique: ([value]) => [...new Map(list(value).map((one) => [JSON.stringify(one), one])).values()],
	Base64Encode: ([value]) => Buffer.from(text(value)).toString("base64"),
	Base64Decode: ([value]) => Buffer.from(text(value), "base64").toString("utf8"),
	Hash([value, algorithm]) {
		const name = hashes.get(text(algorithm));
		const bytes = typeof value === "string" ? value : JSON.stringify(value ?? null);
		return createHash(name ?? fail("there is no such hash"))
			.update(bytes)
			.digest("hex");
	},
	JsonMerge([a, b]) {
		const objects = [a, b].map((one) =>
			typeof one === "object" && one !== null && !Array.isArray(one) ? one : fail("an argument is no object"),
		);
		return Object.assign({}, ...objects) as Json;
	},
	MathRandom([first, last], random) {
		return Math.floor(random.between(number(first), number(last)));
	},
	MathAdd: ([a, b]) => number(a) + number(b),
	StringSplit: ([value, separators]) =>
		text(value)
			.split(new RegExp(`[${text(separators).replace(/[\]\\^-]/g, "\\$&")}]`))
			.filter((part) => part !== ""),
	UUID: (_, random) => random.uuid(),
};
