/** Of each period, the oldest first; undefined where there is no data point. A plain number stands for itself in every period. */
export type MathValue = number | readonly (number | undefined)[];
type Evaluate = (values: ReadonlyMap<string, MathValue>) => MathValue;
/** An expression of metric math, ready to be evaluated. */
export type MetricMath = { evaluate: Evaluate; ids: string[] };

type Token = { text: string; at: number };
type Operator = (a: number, b: number) => number;

const truth = (is: boolean) => Number(is);
/** By their binding power: the higher one binds first. */
const OPERATORS: Readonly<Record<string, { power: number; apply: Operator }>> = {
	"||": { power: 1, apply: (a, b) => truth(a !== 0 || b !== 0) },
	"&&": { power: 2, apply: (a, b) => truth(a !== 0 && b !== 0) },
	"==": { power: 3, apply: (a, b) => truth(a === b) },
	"!=": { power: 3, apply: (a, b) => truth(a !== b) },
	"<": { power: 4, apply: (a, b) => truth(a < b) },
	"<=": { power: 4, apply: (a, b) => truth(a <= b) },
	">": { power: 4, apply: (a, b) => truth(a > b) },
	">=": { power: 4, apply: (a, b) => truth(a >= b) },
	"+": { power: 5, apply: (a, b) => a + b },
	"-": { power: 5, apply: (a, b) => a - b },
	"*": { power: 6, apply: (a, b) => a * b },
	"/": { power: 6, apply: (a, b) => a / b },
	"^": { power: 8, apply: (a, b) => a ** b },
};
const UNARY_POWER = 7;
const ROUNDINGS: Readonly<Record<string, (value: number) => number>> = { ABS: Math.abs, CEIL: Math.ceil, FLOOR: Math.floor };
const TOGETHER: Readonly<Record<string, (values: number[]) => number>> = {
	SUM: (values) => values.reduce((sum, value) => sum + value, 0),
	AVG: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
	MIN: (values) => Math.min(...values),
	MAX: (values) => Math.max(...values),
};
/** Expressions of templates are short; deeper ones would only be there to break something. */
const DEEPEST = 50;

/**
 * The part of metric math that alarms over error rates use: arithmetic, comparisons, AND and OR, IF, FILL, ABS, CEIL, FLOOR, and SUM, AVG,
 * MIN, MAX over a list of metrics. A period without a data point in any operand has none in the result, nor has a division by zero.
 * @returns What is not understood, as a text that completes "…", for the rest.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function parseMetricMath(text: string): MetricMath | { problem: string } {
	const tokens: Token[] = [];
	const pattern = /\s*(\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|[A-Za-z][\w]*|&&|\|\||[<>=!]=|[-+*/^()<>,[\]])/y;
	let at = 0;
	while (at < text.trimEnd().length) {
		pattern.lastIndex = at;
		const found = pattern.exec(text);
		if (!found?.[1]) return { problem: `“${text.slice(at).trim().slice(0, 20)}” is not understood.` };
		tokens.push({ text: found[1], at });
		at = pattern.lastIndex;
	}
	try {
		return new Parser(tokens).parse();
	} catch (error) {
		if (error instanceof NotUnderstood) return { problem: error.message };
		throw error;
	}
}

class NotUnderstood extends Error {}

class Parser {
	#tokens: readonly Token[];
	#next = 0;
	#depth = 0;
	#ids = new Set<string>();

	constructor(tokens: readonly Token[]) {
		this.#tokens = tokens;
	}

	parse(): MetricMath {
		const evaluate = this.#expression(0);
		if (this.#peek !== undefined) throw new NotUnderstood(`“${this.#peek}” was not expected.`);
		return { evaluate, ids: [...this.#ids] };
	}

	get #peek(): string | undefined {
		return this.#tokens[this.#next]?.text;
	}

	#take(): string {
		const token = this.#tokens[this.#next++];
		if (!token) throw new NotUnderstood("The expression ends too early.");
		return token.text;
	}

	#expect(text: string): void {
		const found = this.#take();
		if (found !== text) throw new NotUnderstood(`“${found}” stands where ${text} was expected.`);
	}

	#expression(least: number): Evaluate {
		if (++this.#depth > DEEPEST) throw new NotUnderstood("The expression nests too deeply.");
		let left = this.#operand();
		for (;;) {
			const text = this.#peek?.replace(/^and$/i, "&&").replace(/^or$/i, "||");
			const operator = text !== undefined && Object.hasOwn(OPERATORS, text) ? OPERATORS[text] : undefined;
			if (!operator || operator.power < least) break;
			this.#take();
			const [a, b] = [left, this.#expression(operator.power + 1)];
			left = (values) => eachPeriod([a(values), b(values)], ([x, y]) => operator.apply(x as number, y as number));
		}
		this.#depth--;
		return left;
	}

	#operand(): Evaluate {
		const text = this.#take();
		if (text === "(") {
			const inner = this.#expression(0);
			this.#expect(")");
			return inner;
		}
		if (text === "-") {
			const inner = this.#expression(UNARY_POWER);
			return (values) => eachPeriod([inner(values)], ([x]) => -(x as number));
		}
		if (/^\d/.test(text)) return () => Number(text);
		if (!/^[A-Za-z]/.test(text)) throw new NotUnderstood(`“${text}” was not expected.`);
		if (this.#peek === "(") return this.#call(text);
		// Ids begin with a small letter.
		if (!/^[a-z]/.test(text)) throw new NotUnderstood(`“${text}” is not understood.`);
		this.#ids.add(text);
		return (values) => values.get(text) ?? [];
	}

	#call(name: string): Evaluate {
		this.#expect("(");
		if (Object.hasOwn(TOGETHER, name) && this.#peek === "[") return this.#together(name);
		const given: Evaluate[] = [];
		let repeats = false;
		while (this.#peek !== ")") {
			if (given.length > 0) this.#expect(",");
			if (name === "FILL" && this.#peek === "REPEAT") {
				this.#take();
				repeats = true;
				break;
			}
			given.push(this.#expression(0));
		}
		this.#expect(")");
		const [first, second, third] = given;
		const rounding = Object.hasOwn(ROUNDINGS, name) ? ROUNDINGS[name] : undefined;
		if (rounding && first && !second) return (values) => eachPeriod([first(values)], ([x]) => rounding(x as number));
		if (name === "FILL" && first && repeats) return (values) => repeated(first(values));
		if (name === "FILL" && first && second) return (values) => filled(first(values), second(values));
		if (name === "IF" && first && second) return (values) => chosen(first(values), second(values), third?.(values) ?? []);
		throw new NotUnderstood(`${name} with ${given.length} arguments is not simulated.`);
	}

	#together(name: string): Evaluate {
		const together = TOGETHER[name] as (values: number[]) => number;
		this.#expect("[");
		const given = [this.#expression(0)];
		while (this.#peek === ",") {
			this.#take();
			given.push(this.#expression(0));
		}
		this.#expect("]");
		this.#expect(")");
		// A metric without a data point takes no part; a period in which none has one has none.
		return (values) =>
			overPeriods(
				given.map((one) => one(values)),
				(all) => {
					const known = all.filter((value) => value !== undefined);
					return known.length === 0 ? undefined : together(known);
				},
			);
	}
}

function at(value: MathValue | undefined, period: number): number | undefined {
	return typeof value === "number" ? value : value?.[period];
}

function overPeriods(given: readonly MathValue[], apply: (values: (number | undefined)[]) => number | undefined): MathValue {
	const lists = given.filter((value) => typeof value !== "number");
	if (lists.length === 0) return apply([...(given as number[])]) ?? [];
	return Array.from({ length: Math.max(...lists.map((list) => list.length)) }, (_, period) => {
		const result = apply(given.map((value) => at(value, period)));
		return result !== undefined && Number.isFinite(result) ? result : undefined;
	});
}

function eachPeriod(given: readonly MathValue[], apply: (values: (number | undefined)[]) => number): MathValue {
	return overPeriods(given, (values) => (values.includes(undefined) ? undefined : apply(values)));
}

function filled(value: MathValue, by: MathValue): MathValue {
	return typeof value === "number" ? value : value.map((one, period) => one ?? at(by, period));
}

function repeated(value: MathValue): MathValue {
	if (typeof value === "number") return value;
	let last: number | undefined;
	return value.map((one) => {
		last = one ?? last;
		return last;
	});
}

function chosen(condition: MathValue, then: MathValue, otherwise: MathValue): MathValue {
	return overPeriods([condition, then, otherwise], ([is, a, b]) => (is === undefined ? undefined : is !== 0 ? a : b));
}
